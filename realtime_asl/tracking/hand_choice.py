"""Which of several hands is followed."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from realtime_asl.hand import Hand
from realtime_asl.tracking.landmarker import HandChoice, overlap


def choose_hand(hands: Sequence[Hand], height: int, wanted: HandChoice, last: Hand | None) -> tuple[Hand, list[Hand]]:
    """The hand to follow, and the others: of the wanted side, else near the last one, else the larger and higher one.

    Args:
        hands: at least one, in pixels of the frame.
        height: of the frame, in pixels.
        wanted: the side that was asked for.
        last: the hand that was followed a moment ago.

    Returns:
        The chosen hand, and those that are not the same one seen twice.
    """
    chosen = max(hands, key=lambda hand: _preference(hand, height, wanted, last))
    return chosen, [hand for hand in hands if hand is not chosen and not overlap(hand, chosen)]


def _preference(hand: Hand, height: int, wanted: HandChoice, last: Hand | None) -> float:
    middle = hand.landmarks[:, :2].mean(axis=0)
    score = hand.scale / height + 0.5 * (1 - float(middle[1]) / height)
    if wanted != "auto" and hand.handedness.lower() == wanted:
        score += 10
    if last is not None:
        before = last.landmarks[:, :2].mean(axis=0)
        distance = float(np.linalg.norm(middle - before)) / max(hand.scale, 1.0)
        score += 3 * math.exp(-distance) + (1.0 if hand.handedness == last.handedness else 0.0)
    return score
