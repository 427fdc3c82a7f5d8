"""The demo signer's hand as predictions, without pictures: landmarks of its joints, readings of what it shows."""

from __future__ import annotations

import numpy as np
from signing_hand import reading

from realtime_asl.demo.choreography import Choreography, Hold
from realtime_asl.demo.skeleton import pose_skeleton
from realtime_asl.hand import Hand
from realtime_asl.letters.recognizer import Prediction, nothing_posterior

SIZE, PALM = (640, 480), 90.0
#: How single frames of a stroke are read.
_STILL = {"J": "I", "Z": "D"}


def predictions(text: str, pace: float = 1.0, fps: float = 30.0) -> list[Prediction]:
    """What is read of `text` (A-Z and spaces) at `fps` frames a second."""
    plan, rng = Choreography(text, pace=pace), np.random.default_rng(0)
    frames = []
    for number, time in enumerate(np.arange(0.0, plan.duration, 1 / fps)):
        arm = plan.arm(float(time))
        if arm is None:
            frames.append(Prediction(float(time), number, SIZE, nothing_posterior(), None))
            continue
        points = (pose_skeleton(arm.pose).points + np.array([*arm.wrist, 0.0])) * PALM + (320.0, 230.0, 0.0)
        points += rng.normal(0, 0.006 * PALM, points.shape)
        hand = Hand(points.astype(np.float32), "Right", 0.95)
        frames.append(Prediction(float(time), number, SIZE, _read(plan.holds, float(time)), hand))
    return frames


def _read(holds: tuple[Hold, ...], time: float) -> np.ndarray:
    """Sure of a letter while it is held; in doubt between two on the way from one to the other."""
    away = [max(hold.start - time, time - hold.end, 0.0) for hold in holds]
    nearest, second = (int(i) for i in np.argsort(away, kind="stable")[:2]) if len(holds) > 1 else (0, 0)
    letter, other = (_STILL.get(holds[i].letter, holds[i].letter) for i in (nearest, second))
    return reading(
        letter, float(np.interp(away[nearest], (0.0, 0.15), (0.92, 0.5))), None if other == letter else other
    )
