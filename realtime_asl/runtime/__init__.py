"""One run while it goes on: threads, the queue between them, timings, session, window loop.

In: a source and a recognizer. Out: predictions, text events and drawn frames, each stage in a thread of its own.
May import every room before it; not `app` or the commands.
"""
