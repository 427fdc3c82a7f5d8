"""When a hand that is being followed is looked at again, and whether it is whole.

The follower goes on from where the hand was in the last frame: once it has taken half a hand for a hand, it stays
with the half. So a hand that is found anew is looked at a second time in another way, and again when its palm has
become much larger or smaller, or when its letter stays doubtful while it is held still. A look that sees a larger hand
in its place is confirmed, or not, by one around that hand in the next frame. A whole hand costs nothing more.
"""

from __future__ import annotations

import math

import numpy as np

from realtime_asl.hand import Hand
from realtime_asl.tracking.landmarker import overlap
from realtime_asl.tracking.looks import Look, bordered, surroundings
from realtime_asl.tracking.whole_hand import choose, likeness

#: Seconds between two looks, and after which a look says nothing about the hand any more.
EVERY_S, OLD_S = 0.25, 1.0
#: A look that is so like the followed hand shows that it is whole.
SAME = 0.5
#: Looks that disagree with the followed hand take its place when they agree so much with each other.
ENOUGH = 0.7
#: So many looks without an answer, and so many changes of the hand one after the other, are enough.
MOST_LOOKS, MOST_CHANGES = 4, 3
#: A palm that a look sees so many times larger than the followed one is looked at itself in the next frame.
LARGER = 1.25
#: A palm so many times larger or smaller than when it was last looked at is looked at again.
OTHER_SIZE = 1.5
#: A hand is still while it moves by less than this (palm sizes a second).
STILL_SPEED = 0.4
#: Doubtful for so long while it is still, it is looked at again, but not sooner than so long after the last answer
#: (seconds).
DOUBTFUL_S, AGAIN_S = 0.3, 1.0


class SecondLook:
    """The question whether the followed hand is whole. Times are seconds and rise."""

    def __init__(self) -> None:
        self._open = False
        self._looks: list[tuple[float, list[Hand]]] = []
        #: Looks since the question was asked, and ways of looking gone through.
        self._taken = self._ways = 0
        self._changes = 0
        self._last_look = self._last_answer = -math.inf
        self._scale = 0.0
        #: The longer side of its box where that was longest since it is followed in this place, in pixels.
        self._longest = 0.0
        #: The larger hand that the last look has seen in its place, until it is looked at; whether that look is taken.
        self._larger: Hand | None = None
        self._confirming = False
        self._before: tuple[float, Hand] | None = None
        self._doubtful_since: float | None = None

    def begin(self, time: float, hand: Hand) -> None:
        """A hand was found anew.

        Where one was a moment ago it is the same: what the looks at that one saw still counts, and the next look is
        another one.
        """
        again = self._before is not None and time - self._before[0] < OLD_S and overlap(self._before[1], hand)
        if not again:
            self._looks, self._ways, self._longest = [], 0, 0.0
            self._larger, self._confirming = None, False
        self._open, self._taken, self._changes = True, 0, 0
        self._before = self._doubtful_since = None

    def due(self, time: float, hand: Hand, doubtful: bool, free: bool = True) -> bool:
        """Whether to look again now at the hand that is followed; asked in every frame with one.

        Args:
            time: of the frame, seconds.
            hand: the one that is followed.
            doubtful: whether its letter is.
            free: whether a look can be taken now; if not, it is put off.
        """
        still = self._before is not None and _speed(self._before, (time, hand)) < STILL_SPEED
        self._before = time, hand
        if not (doubtful and still):
            self._doubtful_since = None
        elif self._doubtful_since is None:
            self._doubtful_since = time
        if not self._open and self._changes < MOST_CHANGES:
            other = self._scale > 0 and not 1 / OTHER_SIZE < hand.scale / self._scale < OTHER_SIZE
            doubted = self._doubtful_since is not None and time - self._doubtful_since >= DOUBTFUL_S
            if other or (doubted and time - self._last_answer >= AGAIN_S):
                self._open, self._taken, self._ways, self._looks = True, 0, 0, []
        self._longest = max(self._longest, hand.side, 1.0)
        if not free or not self._open or (time - self._last_look < EVERY_S and self._larger is None):
            return False
        self._last_look = time
        return True

    def way(self, hand: Hand, image: np.ndarray) -> Look:
        """How to look at it now: each time another way, as wide as for the largest hand that was followed here.

        What is taken for a hand often shrinks while it is followed.
        """
        larger, self._larger = self._larger, None
        self._confirming = larger is not None
        if larger is not None:
            return surroundings(larger, 3.0)
        wide = self._longest / max(hand.side, 1.0)
        ways = (
            surroundings(hand, 3.0 * wide),
            bordered(image, 0.25),
            surroundings(hand, 4.5 * wide),
            bordered(image, 0.25, 20.0),
        )
        self._ways += 1
        return ways[(self._ways - 1) % len(ways)]

    def judge(self, time: float, hand: Hand, seen: list[Hand]) -> Hand | None:
        """What a look found: a hand to follow instead, or None to stay with `hand`."""
        self._taken += 1
        seen = [other for other in seen if overlap(hand, other)]  # the signer's other hand is another question
        self._looks = [(then, hands) for then, hands in self._looks if time - then < OLD_S] + [(time, seen)]
        if any(likeness(hand, other) >= SAME for other in seen):
            self._changes = 0
            self._answer(time, hand)
            return None
        choice = choose([[hand], *(hands for _, hands in self._looks)])
        if choice is not None and choice.agreement >= ENOUGH:
            if likeness(hand, choice.hand) >= SAME:
                self._answer(time, hand)
                return None
            # Earlier looks count, but where they saw the hand it may be no more.
            now = max(seen, key=lambda other: likeness(other, choice.hand), default=None)
            if now is not None and likeness(now, choice.hand) >= ENOUGH:
                self._changes += 1
                self._answer(time, now)
                return now
        if self._taken >= MOST_LOOKS:
            self._answer(time, hand)
        elif not self._confirming:
            larger = [other for other in seen if other.scale > LARGER * hand.scale]
            self._larger = max(larger, key=lambda other: other.scale, default=None)
        return None

    def _answer(self, time: float, hand: Hand) -> None:
        self._open, self._last_answer, self._scale, self._longest = False, time, hand.scale, max(hand.side, 1.0)


def _speed(before: tuple[float, Hand], now: tuple[float, Hand]) -> float:
    """Palm sizes a second."""
    moved = now[1].landmarks[:, :2].mean(axis=0) - before[1].landmarks[:, :2].mean(axis=0)
    return float(np.linalg.norm(moved)) / max(now[1].scale, 1.0) / max(now[0] - before[0], 1e-3)
