"""Which of several looks at a picture saw the whole hand.

MediaPipe sometimes takes knuckles, a fist or a bent finger for a whole hand, with a score as good as that of a whole
one. Looked at again a little differently, it makes another mistake, or none: what several looks see alike is there.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from realtime_asl.hand import Hand

#: Two looks see the same hand where their landmarks lie nearer than this, on average, in sides of its box.
REACH = 0.25
#: With less agreement than this, no other look has seen the same hand.
ALONE = 0.3

#: Certainty of letters weighs so many times as much as the agreement of one look.
CERTAINTY_WEIGHT = 2.0

#: How sure the letters are of a hand, 0..1. Of half a hand they rarely are.
Certainty = Callable[[Hand], float]


@dataclass(frozen=True, slots=True)
class Choice:
    """The hand that was chosen.

    Attributes:
        hand: in pixels of the picture.
        agreement: how far the other looks saw the same: the sum of their likenesses to it, 0 to their number.
        looks: how many were taken.
        first: what the first look that found any would have given alone.
    """

    hand: Hand
    agreement: float
    looks: int
    first: Hand

    @property
    def alone(self) -> bool:
        """Whether no other look has seen the same hand."""
        return self.agreement < ALONE


def unsure(hand: Hand) -> float:
    """The certainty where nothing can be said about letters."""
    return 0.0


def likeness(a: Hand, b: Hand) -> float:
    """1 for the same landmarks, 0 from `REACH` on."""
    sides = [max(hand.side, 1.0) for hand in (a, b)]
    distance = float(np.linalg.norm(a.landmarks[:, :2] - b.landmarks[:, :2], axis=1).mean())
    return max(0.0, 1.0 - distance / (REACH * sum(sides) / 2))


def choose(looks: Sequence[Sequence[Hand]], certainty: Certainty = unsure) -> Choice | None:
    """The hand that the other looks agree on most, and of whose letter one is most certain.

    Args:
        looks: the hands that each look has found, all in pixels of the same picture.
        certainty: see `CERTAINTY_WEIGHT`. Asked of no hand that it cannot bring to the front.

    Returns:
        None where no look has found a hand.
    """
    judged = [
        (
            sum(
                max((likeness(hand, other) for other in others), default=0.0)
                for at, others in enumerate(looks)
                if at != number
            ),
            hand,
        )
        for number, hands in enumerate(looks)
        for hand in hands
    ]
    if not judged:
        return None
    first = max(next(hands for hands in looks if hands), key=lambda hand: hand.scale)
    judged.sort(key=lambda pair: (-pair[0], -pair[1].scale))
    best, agreed, chosen = -1.0, 0.0, first
    for agreement, hand in judged:
        if agreement + CERTAINTY_WEIGHT <= best:
            break
        total = agreement + CERTAINTY_WEIGHT * certainty(hand)
        if total > best:
            best, agreed, chosen = total, agreement, hand
    return Choice(chosen, agreed, len(looks), first)
