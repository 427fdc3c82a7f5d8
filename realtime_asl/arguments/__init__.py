"""What can be typed after ``python -m realtime_asl``: every command with its options.

In: the words of a command line. Out: one command's options (`argparse.Namespace`), as `parser.build_parser` parses
them. Loads nothing heavy, so that ``--help`` is quick. May import what `sources` knows of names of cameras, and the
shared words.
"""
