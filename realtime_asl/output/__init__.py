"""What a run leaves behind: recordings, transcripts, captions.

In: drawn frames and text events. Out: files that are readable whenever the program is stopped.
May import `spelling`, `sources` and `screen`; not runtime.
"""
