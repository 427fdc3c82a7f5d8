"""Whether the signer's other hand is raised beside the one that is followed.

Fingerspelling is done with one hand while the other is down. Most signs are made with both, and the shapes they pass
through look like letters. So the whole frame is looked at for another hand now and then: often while the followed one
is new, travels as it does from sign to sign, or is not alone, and rarely while it stays in its place, as it does while
it spells.
"""

from __future__ import annotations

import math

from realtime_asl.hand import Hand
from realtime_asl.tracking.landmarker import overlap

#: Seconds between two looks: while the hand is new, travels or is not alone, and while it stays.
OFTEN_S, RARELY_S = 0.4, 1.5
#: For so long a hand is new (seconds), and it travels from so many sides of its box on since the last look.
NEW_S, TRAVELS = 1.5, 1.0
#: The other hand is beside it up to so many sides of its box to the left or right, above it, and below it.
ASIDE, ABOVE, BELOW = 3.0, 3.0, 1.5
#: Its palm is at most so many times larger or smaller. Others belong to other people, or are no hands.
LIKE_SIZED = 2.0
#: A look counts for so long (seconds); of those of that time half must agree. Without any, the last one counts.
COUNTS_S = 0.7
#: A hand that has been in one place, within so many sides, for so long (seconds) rests there; when it was not seen for
#: the last time, it has come anew.
RESTS_WITHIN, RESTS_S, FORGOTTEN_S = 0.5, 1.2, 2.0


class OtherHand:
    """Looks for the other hand, one after the other. Times are seconds and rise.

    Attributes:
        found_at: when the followed hand was found anew for the last time.
    """

    def __init__(self) -> None:
        #: Time of each look, and whether the other hand was raised.
        self._looks: list[tuple[float, bool]] = []
        #: Where the other hand is, in pixels, and since when and until when it was seen there.
        self._there: tuple[float, float, tuple[float, float]] | None = None
        self._looked = self.found_at = -math.inf
        self._place = 0.0, 0.0

    def begin(self, time: float) -> None:
        """The followed hand was found anew; what was seen long ago says nothing about now."""
        self.found_at = time
        self._looks = [look for look in self._looks if time - look[0] <= FORGOTTEN_S]

    def due(self, time: float, hand: Hand, rarely: float = RARELY_S) -> bool:
        """Whether to look now, while `hand` is followed; `rarely`: seconds between two looks while it stays."""
        new = time - self.found_at < NEW_S
        travelled = math.dist(hand.center, self._place) > TRAVELS * hand.side
        often = new or travelled or self.raised(time)  # the other one may be lowered soon
        return time - self._looked >= (OFTEN_S if often else rarely)

    def see(self, time: float, hand: Hand, found: list[Hand]) -> None:
        """What a look at the whole frame found, in pixels like those of `hand`, the one that is followed."""
        self._looked, self._place = time, hand.center
        again = any(overlap(other, hand) for other in found)  # else it may be the same hand, seen elsewhere
        beside = max((other for other in found if _is_beside(other, hand)), key=lambda other: other.scale, default=None)
        raised = again and beside is not None and not self._rests(time, beside, hand.side)
        self._looks = [*(look for look in self._looks if time - look[0] <= COUNTS_S), (time, raised)]

    def _rests(self, time: float, other: Hand, side: float) -> bool:
        since, until, place = self._there or (time, time, other.center)
        if time - until > FORGOTTEN_S or math.dist(other.center, place) > RESTS_WITHIN * side:
            since, place = time, other.center
        self._there = since, time, place
        return time - since >= RESTS_S

    def raised(self, time: float) -> bool:
        """Whether the other hand is raised, as far as recent looks show."""
        looks = [look for look in self._looks if time - look[0] <= COUNTS_S] or self._looks[-1:]
        return 2 * sum(raised for _, raised in looks) >= max(1, len(looks))


def _is_beside(other: Hand, hand: Hand) -> bool:
    (x, y), (other_x, other_y), side = hand.center, other.center, max(hand.side, 1.0)
    across, down = (other_x - x) / side, (other_y - y) / side
    near = abs(across) <= ASIDE and -ABOVE <= down <= BELOW
    alike = 1 / LIKE_SIZED <= other.scale / max(hand.scale, 1e-6) <= LIKE_SIZED
    # One that overlaps it is the same hand or a part of it, seen again.
    return near and alike and other.handedness != hand.handedness and not overlap(other, hand)
