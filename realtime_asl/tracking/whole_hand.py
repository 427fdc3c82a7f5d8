"""Which of several looks at a picture saw the whole hand.

MediaPipe sometimes takes knuckles, a fist or a bent finger for a whole hand, with a score as good as that of a whole
one. Looked at again a little differently, it makes another mistake, or none: what several looks see alike is there.
What the letter network reads in the whole picture, without any hand, is one more look: it cannot see the same hand, but
the same letter.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from realtime_asl.alphabet import LETTERS
from realtime_asl.hand import Hand

#: Two looks see the same hand where their landmarks lie nearer than this, on average, in sides of its box.
REACH = 0.25
#: With less agreement than this, no other look has seen the same hand.
ALONE = 0.3

#: Certainty of letters weighs so many times as much as the agreement of one look.
CERTAINTY_WEIGHT = 2.0

#: What is read of a hand, and of the whole picture for None: (26,) probabilities, in the order of LETTERS. Of half a
#: hand none is high, as a rule.
Letters = Callable[[Hand | None], np.ndarray]


@dataclass(frozen=True, slots=True)
class Choice:
    """The hand that was chosen.

    Attributes:
        hand: in pixels of the picture.
        agreement: how far the other looks saw the same: the sum of their likenesses to it, 0 to their number.
        support: agreement, and what the certainty of its letter adds.
        looks: how many were taken.
        first: what the first look that found any would have given alone.
        judged: the hands whose letters were asked about, this one among them, each with its support.
    """

    hand: Hand
    agreement: float
    support: float
    looks: int
    first: Hand
    judged: tuple[tuple[Hand, float], ...]

    @property
    def alone(self) -> bool:
        """Whether no other look has seen the same hand."""
        return self.agreement < ALONE

    def outweighed_by(self, picture: np.ndarray) -> bool:
        """Whether the letter of the whole picture, which no look agrees with, is surer than this hand all the same.

        Args:
            picture: (26,) probabilities of the letters.
        """
        return picture_support(picture) > self.support


def unread(hand: Hand | None) -> np.ndarray:
    """The letters where nothing can be said about them."""
    return np.zeros(len(LETTERS), np.float32)


def picture_support(picture: np.ndarray) -> float:
    """The support of the whole picture, of which (26,) probabilities of the letters were read: their certainty."""
    return CERTAINTY_WEIGHT * float(picture.max())


def likeness(a: Hand, b: Hand) -> float:
    """1 for the same landmarks, 0 from `REACH` on."""
    sides = [max(hand.side, 1.0) for hand in (a, b)]
    distance = float(np.linalg.norm(a.landmarks[:, :2] - b.landmarks[:, :2], axis=1).mean())
    return max(0.0, 1.0 - distance / (REACH * sum(sides) / 2))


def choose(
    looks: Sequence[Sequence[Hand]], letters: Letters = unread, picture: np.ndarray | None = None
) -> Choice | None:
    """The hand that the other looks agree on most, and of whose letter one is most certain.

    Args:
        looks: the hands that each look has found, all in pixels of the same picture.
        letters: what is read of a hand. Without `picture`, asked of none that it cannot bring to the front.
        picture: (26,) what is read of the whole picture, as one more look: as far as it shows the letter of a hand, it
            agrees with it. None leaves it out.

    Returns:
        None where no look has found a hand.
    """
    seen = [
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
    if not seen:
        return None
    first = max(next(hands for hands in looks if hands), key=lambda hand: hand.scale)
    seen.sort(key=lambda pair: (-pair[0], -pair[1].scale))
    best, agreed, chosen = -1.0, 0.0, first
    judged: list[tuple[Hand, float]] = []
    for agreement, hand in seen:
        if picture is None and agreement + CERTAINTY_WEIGHT <= best:
            break
        read = letters(hand)
        with_picture = agreement if picture is None else agreement + float(read @ picture)
        support = with_picture + CERTAINTY_WEIGHT * float(read.max())
        judged.append((hand, support))
        if support > best:
            best, agreed, chosen = support, with_picture, hand
    return Choice(chosen, agreed, best, len(looks), first, tuple(judged))
