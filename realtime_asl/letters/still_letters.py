"""J and Z in single pictures: where a finger just stands upright, nothing shows a movement, and it is I or D.

J and Z are drawn in the air. Pictures of them show the hand on its way: the little finger leaned over or the hand
turned, the index finger pointing aside. A network that has learned such pictures takes some an upright index finger
without D's ring, or an upright little finger, for them. Live, the movement decides; this is for single pictures only.
"""

from __future__ import annotations

import numpy as np

from realtime_asl.alphabet import INDEX
from realtime_asl.hand import Hand, canonical_landmarks

#: Up to so many degrees from the vertical a finger stands upright: nine D and nine I in ten do, and hardly any Z and J
#: of the much used Kaggle pictures, which lean by 26 to 60 degrees (1266 D, 644 Z, 1179 I, 792 J of 125 people).
UPRIGHT = {"Z": 24.0, "J": 30.0}
#: Area between wrist, index and little knuckle, of the squared palm size, below which the palm is seen; above it the
#: back of the hand is, as J ends.
_EDGE_ON = 0.1
_WRIST, _INDEX, _LITTLE = 0, (5, 6, 8), (17, 18, 20)
_TIPS = (8, 12, 16, 20)


def still_posterior(posterior: np.ndarray, hand: Hand) -> np.ndarray:
    """Probabilities for a single picture of `hand`: those of Z go to D, those of J to I, where a finger stands upright.

    Args:
        posterior: (29,) float32, in the order of CLASSES, as the network gives it.
        hand: the hand that was classified.

    Returns:
        (29,) float32 of the same sum; `posterior` itself where nothing changes.
    """
    points = canonical_landmarks(hand)[:, :2]
    turn = _turn(points)
    if turn < _EDGE_ON and _stands(points, _INDEX, UPRIGHT["Z"]):
        return _moved(posterior, "Z", "D")
    if turn < -_EDGE_ON and _stands(points, _LITTLE, UPRIGHT["J"]):
        return _moved(posterior, "J", "I")
    return posterior


def _turn(points: np.ndarray) -> float:
    """-0.25 where the palm is seen, 0 from the side, 0.25 where the back of the hand is seen."""
    (ax, ay), (bx, by) = points[_INDEX[0]] - points[_WRIST], points[_LITTLE[0]] - points[_WRIST]
    palm = np.linalg.norm(points[9] - points[_WRIST]) + np.linalg.norm(points[_LITTLE[0]] - points[_INDEX[0]])
    return float(ax * by - ay * bx) / max(float(palm) ** 2, 1e-9)


def _stands(points: np.ndarray, finger: tuple[int, int, int], most: float) -> bool:
    """Whether a finger is stretched above all others, at `most` so many degrees from the vertical."""
    knuckle, joint, tip = points[list(finger)]
    across, up = tip[0] - knuckle[0], knuckle[1] - tip[1]
    upright = bool(np.degrees(np.arctan2(abs(across), up)) < most)
    highest = points[list(_TIPS), 1].argmin() == _TIPS.index(finger[2])
    return upright and bool(highest) and bool(tip[1] < joint[1] < knuckle[1])


def _moved(posterior: np.ndarray, source: str, target: str) -> np.ndarray:
    moved = posterior.copy()
    moved[INDEX[target]] += moved[INDEX[source]]
    moved[INDEX[source]] = 0.0
    return moved
