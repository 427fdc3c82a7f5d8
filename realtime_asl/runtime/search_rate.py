"""Which frames of a camera are searched for a hand: all, but only some while nobody is in view.

A search costs more than anything else the program does, and a camera may be left on all day.
"""

from __future__ import annotations

#: After so many seconds without a hand, a frame is searched so often (seconds) until one is found.
IDLE_AFTER_S, IDLE_EVERY_S = 10.0, 0.2


class SearchRate:
    """Asked about frames in the order of their times (seconds); the first one counts as if it had shown a hand.

    Args:
        after: how long every frame is searched after the last hand, seconds.
        every: from one search to the next one when idle, seconds.
    """

    def __init__(self, after: float = IDLE_AFTER_S, every: float = IDLE_EVERY_S) -> None:
        self._after, self._every = after, every
        self._seen: float | None = None
        self._searched = 0.0

    def due(self, time: float) -> bool:
        """Whether the frame of `time` is to be searched; when it is, it counts as searched."""
        if self._seen is None:
            self._seen = time
        if time - self._seen >= self._after and time - self._searched < self._every:
            return False
        self._searched = time
        return True

    def seen(self, time: float) -> None:
        """The frame of `time` shows a hand."""
        self._seen = time
