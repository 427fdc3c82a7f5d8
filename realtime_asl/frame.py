"""A picture and the time at which it was taken: what every source yields."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True, slots=True)
class Frame:
    """One frame of a source, upright and unmirrored.

    Attributes:
        image: (height, width, 3) uint8, BGR. Treated as read-only: draw on a copy.
        time: seconds since the first frame of the source, strictly rising.
        index: number of the frame in its source, from 0; gaps are dropped frames.
    """

    image: np.ndarray
    time: float
    index: int

    @property
    def size(self) -> tuple[int, int]:
        """(width, height) in pixels."""
        return self.image.shape[1], self.image.shape[0]
