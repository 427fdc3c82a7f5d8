"""The threads of one run, and what they share: pipeline, queue between threads, timings, session, window loop.

Puts the rooms before it together while the program runs. May import all of them; not `app` or the commands.
"""
