"""Predictions that the readers can reckon with: damaged numbers are no hand, and a gap without frames is nobody."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from realtime_asl.letters.recognizer import Prediction, nothing_posterior

#: What was before a gap so long does not go on behind it (seconds): the camera was changed or stalled, or something
#: else was on the screen.
LONGEST_GAP = 2.0
#: Nobody was there from so long after the last frame on until so long before the next one (seconds).
_STEP = 0.03


def usable(prediction: Prediction) -> Prediction:
    """The prediction; without a hand where one of its numbers is not finite, or the hand has no size."""
    hand, posterior = prediction.hand, prediction.posterior
    sound = hand is None or (np.isfinite(hand.landmarks).all() and hand.scale > 0)
    return prediction if sound and np.isfinite(posterior).all() else _without_hand(prediction, prediction.time)


def nobody_before(prediction: Prediction, last: float) -> tuple[Prediction, Prediction]:
    """Two predictions without a hand, between the frame at `last` (seconds) and this one."""
    step = min(_STEP, (prediction.time - last) / 3)
    return _without_hand(prediction, last + step), _without_hand(prediction, prediction.time - step)


def _without_hand(prediction: Prediction, time: float) -> Prediction:
    return replace(prediction, time=time, posterior=nothing_posterior(), hand=None)
