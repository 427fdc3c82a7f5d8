"""What a run leaves behind: recordings, transcripts, captions.

In: drawn frames and text events. Out: files that are readable whenever the program is stopped.
May import every room before it: the command `progress` shows what `practice` has kept. Not runtime.
"""
