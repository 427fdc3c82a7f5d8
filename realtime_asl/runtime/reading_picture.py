"""Which shape the signer's picture has, and how one of another shape fills the window until it is drawn anew."""

from __future__ import annotations

import cv2
import numpy as np

Size = tuple[int, int]

#: A window that is dragged to another size is followed when it has stood still for so long, seconds.
STILL_S = 0.25
#: Shapes (width / height) that are near enough to each other, as a factor, and the widest and tallest that is drawn.
_ALIKE, _MOST = 1.02, 5.0


class PictureShape:
    """The shape of the window, in about as many pixels as were asked for.

    Args:
        size: (width, height) asked for, pixels.

    Attributes:
        size: (width, height) to draw, pixels.
    """

    def __init__(self, size: Size) -> None:
        self.size = size
        self._pixels = size[0] * size[1]
        self._seen: Size | None = None
        self._since = 0.0

    def follow(self, window: Size, now: float) -> bool:
        """Told what (width, height) the window has at `now`, seconds; True where `size` became another one."""
        first, moved = self._seen is None, window != self._seen
        if moved:
            self._seen, self._since = window, now
        if not first and now - self._since < STILL_S:
            return False
        shape = min(max(window[0] / window[1], 1 / _MOST), _MOST)
        own = self.size[0] / self.size[1]
        if max(shape / own, own / shape) < _ALIKE:
            return False
        height = (self._pixels / shape) ** 0.5
        self.size = (round(shape * height), round(height))
        return True


def filling(image: np.ndarray, size: Size) -> np.ndarray:
    """The middle of `image` (height, width, 3) that has the shape of `size` (width, height), in that size."""
    height, width = image.shape[:2]
    if size == (width, height):
        return image
    zoom = max(size[0] / width, size[1] / height)
    wide, tall = min(width, max(1, round(size[0] / zoom))), min(height, max(1, round(size[1] / zoom)))
    left, top = (width - wide) // 2, (height - tall) // 2
    method = cv2.INTER_AREA if zoom < 1 else cv2.INTER_LINEAR
    return cv2.resize(image[top : top + tall, left : left + wide], size, interpolation=method)
