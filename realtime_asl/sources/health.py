"""Tells when a live source delivers pictures that show nothing: black, frozen or damaged ones."""

from __future__ import annotations

import numpy as np

#: Seconds that a fault must last before it is named: a hand over the lens is no fault.
NAMED_AFTER = 3.0
#: Every 16th pixel in both directions is enough to judge by, and costs nothing.
STRIDE = 16
#: Mean and brightest of 255 below which a picture counts as black: a dark room has noise and a screen's light.
BLACK_MEAN, BLACK_PEAK = 4.0, 24
#: A sensor's noise leaves no row of grey values exactly equal; a decoder's filling does.
FLAT_PART = 0.25


class PictureHealth:
    """Watches the pictures of one source; `noun` is what to call it, `named_after` in seconds.

    Attributes:
        status: None, or a line for the screen, once a fault has lasted so long.
    """

    def __init__(self, noun: str = "camera", named_after: float = NAMED_AFTER) -> None:
        self._noun, self._named_after = noun, named_after
        self._fault: str | None = None
        self._since = 0.0
        self._last: np.ndarray | None = None
        self.status: str | None = None

    def picture(self, image: np.ndarray, time: float) -> None:
        """A picture (height, width, 3) uint8 came at `time` (seconds, any origin)."""
        sample = image[::STRIDE, ::STRIDE].copy()
        self._observe(self._judge(sample), time)
        self._last = sample

    def unusable(self, time: float) -> None:
        """Something came at `time` that is no picture."""
        self._observe("damaged", time)

    def _judge(self, sample: np.ndarray) -> str | None:
        if sample.mean() < BLACK_MEAN and sample.max() < BLACK_PEAK:
            return "black"
        if _is_damaged(sample):
            return "damaged"
        if self._last is not None and np.array_equal(sample, self._last):
            return "frozen"
        return None

    def _observe(self, fault: str | None, time: float) -> None:
        if fault != self._fault:
            self._fault, self._since = fault, time
        if fault is None:
            self.status = None
        elif time - self._since >= self._named_after:
            self.status = {
                "black": f"{self._noun} pictures are black: shutter closed?",
                "frozen": f"{self._noun} picture is frozen",
                "damaged": f"{self._noun} pictures are damaged: check cable",
            }[fault]


def _is_damaged(sample: np.ndarray) -> bool:
    """One flat colour, or a lower part that the decoder filled because the data ended early."""
    rows = sample.reshape(len(sample), -1, sample.shape[2])
    flat = (rows == rows[:, :1]).all(axis=(1, 2))
    if flat.all():
        return True
    tail = flat[::-1]
    count = len(tail) if tail.all() else int(tail.argmin())
    filling = sample[len(sample) - count :]
    # Black bars at the bottom belong to many virtual cameras; grey or green filling belongs to none.
    return (
        count >= max(2, FLAT_PART * len(sample)) and filling.mean() > BLACK_PEAK and np.ptp(filling, (0, 1)).max() == 0
    )
