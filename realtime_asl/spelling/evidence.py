"""What speaks for each class being held, gathered over time instead of frames."""

from __future__ import annotations

import numpy as np

from realtime_asl.alphabet import CLASSES, INDEX, NOTHING

#: From the lower probability on a frame speaks for a class, from the upper one on fully.
UNSURE, SURE = 0.1, 0.5
#: Seconds that are lost for each second in which nothing speaks for a class.
DECAY = 0.5
#: How still frames are read that belong to a movement: single frames of a J are an I, of a Z a pointing finger.
STILL_OF = {"J": "I", "Z": "D"}


def still_posterior(posterior: np.ndarray) -> np.ndarray:
    """(29,) the posterior of a hand that is held still: a J counts as an I and a Z as a D."""
    still = np.asarray(posterior, np.float64).copy()
    for moving, letter in STILL_OF.items():
        still[INDEX[letter]] += still[INDEX[moving]]
        still[INDEX[moving]] = 0.0
    return still


def support(still: np.ndarray) -> np.ndarray:
    """(29,) 0..1: how much a frame speaks for each class."""
    return np.clip((still - UNSURE) / (SURE - UNSURE), 0.0, 1.0)


class Evidence:
    """Seconds of evidence for each class, with the mean posterior over the time in which they were gathered.

    Attributes:
        seconds: (29,) what a class has gathered and not lost again; never for `nothing`.
    """

    def __init__(self) -> None:
        count = len(CLASSES)
        self.seconds = np.zeros(count)
        self._since = np.zeros(count)
        self._total = np.zeros(count)
        self._time = 0.0
        self._total_then = np.zeros((count, count))
        self._time_then = np.zeros(count)

    def add(self, begin: float, end: float, posterior: np.ndarray, gain: np.ndarray, loss: np.ndarray) -> None:
        """What happened between two moments.

        Args:
            begin: seconds.
            end: seconds, not before `begin`.
            posterior: (29,) over this time.
            gain: (29,) evidence per second, 0..1.
            loss: (29,) evidence lost per second.
        """
        duration = end - begin
        fresh = self.seconds <= 0
        self._since[fresh] = begin
        self._total_then[fresh] = self._total
        self._time_then[fresh] = self._time
        self._total += posterior * duration
        self._time += duration
        self.seconds = np.maximum(0.0, self.seconds + (gain - loss) * duration)
        self.seconds[INDEX[NOTHING]] = 0.0

    def start(self, number: int) -> float:
        """When the evidence for a class began, seconds."""
        return float(self._since[number])

    def mean_posterior(self, number: int) -> np.ndarray:
        """(29,) mean posterior since the evidence for a class began."""
        duration = self._time - self._time_then[number]
        return ((self._total - self._total_then[number]) / max(duration, 1e-9)).astype(np.float32)

    def grant(self, number: int, seconds: float) -> None:
        """Evidence from before the first frame."""
        self.seconds[number] += seconds

    def drop(self, number: int) -> None:
        """What a class has gathered has counted."""
        self.seconds[number] = 0.0

    def clear(self) -> None:
        """Begin again for all classes."""
        self.seconds[:] = 0.0
