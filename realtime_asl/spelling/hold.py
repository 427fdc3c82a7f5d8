"""What the hand is holding and has not committed yet: one class, or two that are in question."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from realtime_asl.spelling.evidence import Evidence
from realtime_asl.spelling.hand_motion import Movement, shape_distance
from realtime_asl.spelling.repeat_guard import OTHER_SHAPE


@dataclass(frozen=True, slots=True)
class Held:
    """A class that was held for a while but has not counted (yet).

    Attributes:
        number: index of the class.
        seconds: its evidence.
        rested: how long the hand rested in this shape, see `Rest`.
        time: of the last frame that spoke for it, seconds.
        start: when its evidence began, seconds.
        posterior: (29,) mean posterior since then.
        shape: (21, 2) the hand's shape, see `Movement.shape`.
        rival: another class that was read nearly as often, or None.
    """

    number: int
    seconds: float
    rested: float
    time: float
    start: float
    posterior: np.ndarray
    shape: np.ndarray
    rival: int | None = None

    @classmethod
    def of(cls, evidence: Evidence, number: int, time: float, rested: float, shape: np.ndarray) -> Held:
        """What `evidence` says of class `number` at `time`, shown by a hand that has rested in `shape`."""
        seconds, posterior = float(evidence.seconds[number]), evidence.mean_posterior(number)
        return cls(number, seconds, rested, time, evidence.start(number), posterior, shape)

    def contested_by(self, other: int, evidence: Evidence) -> Held:
        """One hold that was read as two classes: the one that was more probable all in all."""
        first = min(self.number, other, key=evidence.start)
        posterior = evidence.mean_posterior(first)
        winner, rival = sorted((self.number, other), key=lambda number: -posterior[number])
        return replace(self, number=winner, rival=rival, posterior=posterior, start=evidence.start(first))

    def rests_on(self, rested: float, shape: np.ndarray) -> Held:
        """The same, while a hand of `shape` goes on resting."""
        return self if self.differs(shape) else replace(self, rested=max(self.rested, rested))

    def differs(self, shape: np.ndarray) -> bool:
        """Whether a hand of `shape` (21, 2) shows something else."""
        return shape_distance(self.shape, shape) >= OTHER_SHAPE


class Rest:
    """How long the hand has been resting in one shape, whatever letters it was read as.

    Attributes:
        seconds: in which some letter was read.
    """

    def __init__(self) -> None:
        self.reset()

    def reset(self) -> None:
        """Begin again."""
        self.seconds = 0.0
        self._shape: np.ndarray | None = None

    def update(self, shape: np.ndarray, seconds: float) -> None:
        """The hand in `shape` (21, 2), and for how long it was read as letters since the last frame."""
        if self._shape is None or shape_distance(self._shape, shape) >= OTHER_SHAPE:
            self.seconds, self._shape = 0.0, shape
        self.seconds += seconds


class SlideOn:
    """How far a hand has been slid on while it goes on holding what would have counted by now."""

    def __init__(self) -> None:
        self._from: float | None = None
        #: Palm sizes.
        self.palms = 0.0

    def reset(self) -> None:
        """Nothing is held for so long."""
        self._from, self.palms = None, 0.0

    def update(self, movement: Movement) -> None:
        """The hand while it holds on."""
        if self._from is None or abs(movement.slid) < abs(self._from):
            self._from = movement.slid
        self.palms = max(self.palms, abs(movement.slid - self._from))
