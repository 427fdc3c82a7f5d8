"""Is the hand holding the target? Easier than reading it among 29 classes, because the target is known.

What counts is how it stands against the letters that it is easily confused with, and being asked for speaks
for it; any other letter must be far more probable to speak against it.
"""

from __future__ import annotations

import numpy as np

from realtime_asl.alphabet import CLASSES, INDEX, MOTION, confusable_with
from realtime_asl.hand import FINGERTIPS, Hand
from realtime_asl.letters.recognizer import Prediction
from realtime_asl.practice.hints import STARTS_AS

#: The target must be at least so probable to count.
FLOOR = 0.2
#: Being asked for makes the target twice as likely as it looks, when a confusable letter looks likelier …
CONFUSABLE = 0.5
#: … and four times against any other letter: nobody who is asked for B signs Y.
OTHERS = 0.25
#: Speed of the hand, in palms a second, from which it is on its way and not held.
MOVING = 2.0
#: A gap in the hold of up to so many seconds is a slip of the reading, not of the hand.
GAP_S = 0.12
#: A release, or a slide, of so many seconds lets the same letter count again.
RELEASE_S = 0.2
#: Frames further apart than this are a pause of the source, and no time of holding.
LONGEST_STEP_S = 0.25


def shows(target: str, posterior: np.ndarray) -> bool:
    """Whether one frame's posterior (29,) shows the still letter `target`."""
    mass = posterior.copy()
    for moving, still in STARTS_AS.items():
        # A hand that is held still cannot be a J or a Z: what looks like one is the letter it starts as.
        if still == target:
            mass[INDEX[still]] += mass[INDEX[moving]]
            mass[INDEX[moving]] = 0
    probability = mass[INDEX[target]]
    mass[INDEX[target]] = 0
    rivals = np.array([name in confusable_with(target) for name in CLASSES])
    return bool(
        probability >= FLOOR
        and probability >= CONFUSABLE * mass[rivals].max()
        and probability >= OTHERS * mass[~rivals].max()
    )


def speed(before: Prediction, now: Prediction) -> float:
    """How fast wrist and fingertips move between two predictions, in palms a second (inf without a hand)."""
    if before.hand is None or now.hand is None or now.time <= before.time:
        return float("inf")
    joints = [0, *FINGERTIPS]
    path = now.hand.landmarks[joints, :2] - before.hand.landmarks[joints, :2]
    return float(np.linalg.norm(path, axis=1).mean() / _palm(now.hand) / (now.time - before.time))


def _palm(hand: Hand) -> float:
    # `Hand.scale` is length plus width of the palm.
    return max(hand.scale / 2, 1e-6)


class HoldJudge:
    """Counts the seconds for which one target is held. Made anew for every target.

    Args:
        target: A-Z; J and Z never fill, the decoder tells of them by their motion.
        hold: seconds until it counts.
        released: whether the hand is free; False asks for a release or a slide first, which tells the
            second of two equal letters from the first one still being held.
    """

    def __init__(self, target: str, hold: float, released: bool = True) -> None:
        self._target = target
        self._hold = hold
        self._released = released
        self._held = 0.0
        self._away = 0.0
        self._before: Prediction | None = None

    @property
    def fill(self) -> float:
        """0..1, how much of the hold has passed."""
        return min(self._held / self._hold, 1.0)

    @property
    def done(self) -> bool:
        """Whether it was held long enough."""
        return self._held >= self._hold - 1e-9

    def update(self, prediction: Prediction) -> None:
        """Take in the next frame."""
        before, self._before = self._before, prediction
        if before is None or prediction.time <= before.time or self._target in MOTION:
            return
        step = min(prediction.time - before.time, LONGEST_STEP_S)
        moving = speed(before, prediction) >= MOVING
        shown = prediction.hand is not None and shows(self._target, prediction.posterior)
        self._away = 0.0 if shown and not moving else self._away + step
        if not self._released:
            self._released = self._away >= RELEASE_S
        elif self._away == 0.0:
            self._held += step
        elif self._away > GAP_S:
            self._held = 0.0
