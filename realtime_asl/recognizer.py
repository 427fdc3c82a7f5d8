"""Frame -> Prediction: hand tracker, canonical crop and classifier, composed."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from realtime_asl.alphabet import CLASSES
from realtime_asl.hand import Hand


@dataclass(frozen=True, slots=True)
class Prediction:
    """What was read in one frame.

    Attributes:
        time: capture time of the frame, seconds since the first frame.
        index: number of the frame in its source.
        frame_size: (width, height) of the frame in pixels.
        posterior: (29,) float32, probabilities in the order of `alphabet.CLASSES`, sum 1.
        hand: the hand, in pixels of the unmirrored frame; None when there is none, and then
            the posterior is all `nothing`.
        brightness: mean luma of the frame, 0..255.
    """

    time: float
    index: int
    frame_size: tuple[int, int]
    posterior: np.ndarray
    hand: Hand | None
    brightness: float = 128.0

    @property
    def letter(self) -> str:
        """The most probable class."""
        return CLASSES[int(self.posterior.argmax())]

    @property
    def confidence(self) -> float:
        return float(self.posterior.max())

    def top(self, count: int) -> tuple[tuple[str, float], ...]:
        """The `count` most probable classes with their probabilities, best first."""
        order = np.argsort(-self.posterior)[:count]
        return tuple((CLASSES[i], float(self.posterior[i])) for i in order)
