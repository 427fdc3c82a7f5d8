"""What the hand is holding and has not committed yet: one class, or two that are in question."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from realtime_asl.spelling.evidence import Evidence
from realtime_asl.spelling.hand_motion import shape_distance
from realtime_asl.spelling.hold_evidence import HoldEvidence
from realtime_asl.spelling.repeat_guard import OTHER_SHAPE


@dataclass(frozen=True, slots=True)
class HoldCandidate:
    """A class that was held for a while but has not counted (yet).

    Attributes:
        number: index of the class.
        seconds: its evidence.
        still_seconds: how long the hand was still in this shape, whatever letters it was read as.
        time: of the last frame that spoke for it, seconds.
        start: when its evidence began, seconds.
        posterior: (29,) mean posterior since then.
        shape: (21, 2) the hand's shape, see `Movement.shape`.
        rival: another class that was read nearly as often, or None.
    """

    number: int
    seconds: float
    still_seconds: float
    time: float
    start: float
    posterior: np.ndarray
    shape: np.ndarray
    rival: int | None = None

    @classmethod
    def of(cls, evidence: HoldEvidence, number: int, time: float, shape: np.ndarray) -> HoldCandidate:
        """What `evidence` says of class `number` at `time`, shown by a hand in `shape`."""
        classes = evidence.classes
        seconds, posterior = float(classes.seconds[number]), classes.mean_posterior(number)
        return cls(number, seconds, evidence.still_seconds, time, classes.start(number), posterior, shape)

    def contested_by(self, other: int, evidence: Evidence) -> HoldCandidate:
        """One hold that was read as two classes: the one that was more probable all in all."""
        first = min(self.number, other, key=evidence.start)
        posterior = evidence.mean_posterior(first)
        winner, rival = sorted((self.number, other), key=lambda number: -posterior[number])
        return replace(self, number=winner, rival=rival, posterior=posterior, start=evidence.start(first))

    def kept_still(self, seconds: float, shape: np.ndarray) -> HoldCandidate:
        """The same, when a hand of `shape` has been still for `seconds`."""
        return self if self.differs(shape) else replace(self, still_seconds=max(self.still_seconds, seconds))

    def differs(self, shape: np.ndarray) -> bool:
        """Whether a hand of `shape` (21, 2) shows something else."""
        return shape_distance(self.shape, shape) >= OTHER_SHAPE
