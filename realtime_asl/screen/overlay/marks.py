"""Small signs that are drawn, since fonts lack them: a tick, a skip, an exclamation."""

from __future__ import annotations

import cv2
import numpy as np

from realtime_asl.screen.overlay.paint import Color

_SHIFT = 4


def tick(image: np.ndarray, center: tuple[float, float], size: float, color: Color, thickness: int) -> None:
    """A tick that fills a square of side `size`."""
    x, y = center
    _lines(
        image,
        [(x - 0.45 * size, y), (x - 0.12 * size, y + 0.33 * size), (x + 0.48 * size, y - 0.38 * size)],
        color,
        thickness,
    )


def skipped(image: np.ndarray, center: tuple[float, float], size: float, color: Color, thickness: int) -> None:
    """Two arrow heads to the right: passed over."""
    x, y = center
    for shift in (-0.38, 0.08):
        left = x + shift * size
        _lines(
            image,
            [(left, y - 0.33 * size), (left + 0.33 * size, y), (left, y + 0.33 * size)],
            color,
            thickness,
        )


def _lines(image: np.ndarray, points: list[tuple[float, float]], color: Color, thickness: int) -> None:
    fixed = np.rint(np.array(points) * (1 << _SHIFT)).astype(np.int32)
    cv2.polylines(image, [fixed], False, color, thickness, cv2.LINE_AA, _SHIFT)
