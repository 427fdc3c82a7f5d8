"""A hand that keeps still shows in the next frame what it showed in this one, and need not be classified again.

The classifier is what costs most in a frame. Camera frames follow each other faster than a hand changes, and while a
letter is held, or a hand rests in view, most of them show the same picture again. Every second or third of them is
enough then; as soon as the hand moves, every frame is read.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from realtime_asl.hand import Hand, canonical_landmarks
from realtime_asl.letters.network_output import NetworkOutput

#: A hand keeps still while no landmark moves by more than this within its box (sides of the box): not much more than
#: MediaPipe's landmarks tremble.
STILL = 0.04
#: What was read with less than this probability is read again in every frame: where the classifier wavers, each of its
#: answers counts.
SURE = 0.9
#: What was read counts for so long (seconds); of cameras with 14 frames a second or fewer every frame is read.
COUNTS_S = 0.07


@dataclass(frozen=True, slots=True)
class LastReading:
    """What the classifier said last.

    Attributes:
        time: of the frame that was classified, seconds.
        points: (21, 2) float32, the hand's landmarks as the classifier saw them.
        handedness: of the hand.
        output: what it said.
    """

    time: float
    points: np.ndarray
    handedness: str
    output: NetworkOutput

    @classmethod
    def of(cls, time: float, hand: Hand, output: NetworkOutput) -> LastReading:
        """`hand` was read at `time` (seconds)."""
        return cls(time, canonical_landmarks(hand)[:, :2], hand.handedness, output)

    def holds(self, time: float, hand: Hand) -> bool:
        """Whether `hand`, seen at `time` (seconds), still shows it."""
        counts = 0 <= time - self.time <= COUNTS_S and float(self.output.posterior.max()) >= SURE
        if not counts or hand.handedness != self.handedness:
            return False
        return bool(np.abs(canonical_landmarks(hand)[:, :2] - self.points).max() < STILL)
