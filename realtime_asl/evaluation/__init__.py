"""Figures: labelled pictures and clips read with the live program's own rooms, against what was signed.

In: folders with a manifest or transcripts. Out: JSON summaries and reports. May import every room before it.
"""
