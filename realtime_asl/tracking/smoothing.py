"""Bridges moments in which the hand tracker loses the shape of a hand that has not moved.

Where fingers point at the camera or downwards (P and Q above all), the tracker's landmarks sometimes
shrink to a knot within a few frames, while the hand stays where it was. A real hand does not: it
cannot become so much smaller in one place, and the knot changes its size from frame to frame, which
a hand does not that is really seen smaller. Until the tracker has found the hand again, its last
good landmarks are better, above all as the place where the classifier looks.
"""

from __future__ import annotations

from collections import deque
from statistics import median

import numpy as np

from realtime_asl.hand import Hand

#: A palm that is smaller than this share of its recent median has collapsed.
SHRUNK = 0.62
#: Unless the hand has moved by more than this (palm sizes), as it does when it turns for another letter.
IN_PLACE = 0.6
#: The recent median is taken over this time (seconds).
WINDOW = 0.8
#: The last good landmarks are used for no longer than this (seconds).
LONGEST = 0.8
#: Nor when the smaller hand has kept its size for so long (seconds), within this ratio of its smallest to its largest.
KEPT, KEPT_RATIO = 0.2, 0.88


class HandSmoother:
    """Hands in the order of their times in, the same or the last good ones out."""

    def __init__(self) -> None:
        self._sizes: deque[tuple[float, float]] = deque()
        self._good: tuple[float, Hand] | None = None
        #: Sizes of the hand since it has been smaller than it was.
        self._small: deque[tuple[float, float]] = deque()

    def smooth(self, time: float, hand: Hand | None) -> Hand | None:
        """The hand to be read at `time` (seconds): `hand`, or the last good one where it has collapsed."""
        while self._sizes and self._sizes[0][0] < time - WINDOW:
            self._sizes.popleft()
        if hand is None:
            self._small.clear()
            return None
        if self._good is not None and self._sizes and time - self._good[0] <= LONGEST:
            size, good = median(size for _, size in self._sizes), self._good[1]
            moved = hand.landmarks[:, :2].mean(axis=0) - good.landmarks[:, :2].mean(axis=0)
            if hand.scale < SHRUNK * size and float(np.linalg.norm(moved)) < IN_PLACE * size:
                self._small.append((time, hand.scale))
                if not self._keeps_its_size(time):
                    return good
                self._sizes.clear()
        self._small.clear()
        self._sizes.append((time, hand.scale))
        self._good = time, hand
        return hand

    def _keeps_its_size(self, time: float) -> bool:
        if time - self._small[0][0] < KEPT:
            return False
        while len(self._small) > 2 and self._small[1][0] <= time - KEPT:
            self._small.popleft()
        sizes = [size for _, size in self._small]
        return min(sizes) >= KEPT_RATIO * max(sizes)
