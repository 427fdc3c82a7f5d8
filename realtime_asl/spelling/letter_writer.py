"""Probabilities of writing -> letters: when one is certain enough to be shown, and when it is settled.

The network's probabilities, added up over time, are the number of letters that it expects to have been written. When
nearly one has come together the likeliest is shown; for a moment later evidence may still replace it; then it is
settled and never changes by itself.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from realtime_asl.alphabet import CLASSES, INDEX, NOTHING

#: How much of a letter must have come together: the first one after a pause, and those that follow soon.
FIRST, NEXT = 0.75, 0.6
#: The ones that follow come within this time (seconds).
FLOW = 1.5
#: A letter settles so long after it was shown, or when the next one comes (seconds).
SETTLE = 0.13
#: What has come together is forgotten by half within this time (seconds).
FORGET = 0.25
#: The same letter may come again when its probability has been below this.
LET_GO = 0.3

_BLANK = INDEX[NOTHING]


@dataclass(frozen=True, slots=True)
class Written:
    """A class that was written: number, moment (seconds), confidence 0..1, (29,) how the evidence was shared out."""

    number: int
    time: float
    confidence: float
    shares: np.ndarray


class LetterWriter:
    """Adds up what the network says.

    Args:
        first: evidence for the first letter after a pause, 0..1.
        following: evidence for each of those that follow within `FLOW`.

    Attributes:
        shown: what is shown and not settled, or None.
    """

    def __init__(self, first: float = FIRST, following: float = NEXT) -> None:
        self.shown: Written | None = None
        self._first, self._next = first, following
        self._mass = np.zeros(len(CLASSES))
        self._time: float | None = None
        self._last_time = -np.inf
        self._closed: int | None = None

    @property
    def evidence(self) -> tuple[str | None, float]:
        """The likeliest class that is coming together, and how much of it."""
        number = int(self._mass.argmax())
        return (CLASSES[number], float(self._mass.sum())) if self._mass[number] > 0.1 else (None, 0.0)

    def update(self, time: float, probabilities: np.ndarray) -> list[Written]:
        """Takes in one step; returns what has settled."""
        step = 0.0 if self._time is None else time - self._time
        self._time = time
        gained = probabilities.astype(np.float64)
        gained[_BLANK] = 0
        if self._closed is not None and gained[self._closed] < LET_GO:
            self._closed = None
        settled: list[Written] = []
        if self.shown is not None:
            shown = self.shown
            shares = shown.shares + gained
            best = int(shares.argmax())
            if best != shown.number and gained[best] < 0.5:  # it was in doubt, and the other one has won
                self.shown = shown = Written(best, shown.time, float(shares[best] / shares.sum()), shares)
                self._closed = best
            else:
                self.shown = shown = Written(shown.number, shown.time, shown.confidence, shares)
            if time - shown.time >= SETTLE:
                settled.append(shown)
                self.shown = None
        if self._closed is not None:
            gained[self._closed] = 0
        self._mass = self._mass * 0.5 ** (step / FORGET) + gained
        total = float(self._mass.sum())
        number = int(self._mass.argmax())
        needed = self._next if time - self._last_time <= FLOW else self._first
        if total >= needed and self._mass[number] >= 0.5 * needed:
            if self.shown is not None:
                settled.append(self.shown)
            self.shown = Written(number, time, float(self._mass[number] / max(total, 1.0)), self._mass.copy())
            self._last_time, self._closed = time, number
            self._mass = np.zeros(len(CLASSES))
        return settled

    def finish(self) -> list[Written]:
        """Nothing more comes: what is shown is settled."""
        settled = [] if self.shown is None else [self.shown]
        self.shown = None
        return settled
