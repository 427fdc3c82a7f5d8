"""Reading practice: somebody spells, the person types what was read. Pure: time and chance are arguments.

session = ReadingSession(Chooser(rng, "mixed"), level=1.2)
session.type("C"); session.type("A"); session.type("T"); session.submit(now=3.1)
session.view(signing=False, current=None)   # what the screen shows
session.go_on(now=5.0)          # the next word
"""

from __future__ import annotations

#: What --practice takes for reading practice; "read:FILE" reads the words of a file.
READ = "read"
#: Why practice of any kind is refused together with --teach.
TWO_ROUNDS = "--teach and --practice are two different rounds; leave out one of them"


def is_reading(practice: str | None) -> bool:
    """Whether this value of --practice asks for reading practice."""
    return practice == READ or (practice or "").startswith(f"{READ}:")
