"""Where frames come from: cameras, files, streams and the demo signer, each an iterator of `frame.Frame`.

In: what `--camera` names, or labelled pictures on disk. Out: frames with their capture times; `open_source` is the
front door. May import `demo` and the shared words.
"""
