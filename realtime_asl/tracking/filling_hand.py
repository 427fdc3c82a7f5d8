"""A look at a picture that a hand fills.

MediaPipe looks for palms first, and in pictures that a fist or a hand from the side fills it often sees none, though it
would place the landmarks well. Only while it follows a hand it does not look for palms: it expects the hand where the
last frame showed one. So it is shown a drawn hand that fills the picture, and then the picture.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

import numpy as np

from realtime_asl.demo import handshape
from realtime_asl.hand import Hand
from realtime_asl.tracking.landmarker import Landmarker, look
from realtime_asl.tracking.search_areas import View

#: The drawn hand, one that takes much room, and the side of its picture in pixels: it fills two thirds of it.
DRAWN, SIDE = "L", 320
#: The picture is shown so many times: the second time MediaPipe expects the hand where it saw it the first time.
TIMES = 2
#: Milliseconds from one picture to the next.
_STEP = 33


class FillingHand:
    """Looks at pictures as if one hand filled them.

    Args:
        model: MediaPipe's hand_landmarker.task; loaded with the first look.
    """

    def __init__(self, model: Path) -> None:
        self._model = model
        self._landmarker: Landmarker | None = None
        self._milliseconds = 0

    def find(self, image: np.ndarray) -> list[Hand]:
        """The hand that fills a BGR picture, in its pixels: one or none.

        Raises:
            UserError: the model cannot be loaded.
        """
        self._landmarker = self._landmarker or Landmarker(self._model, video=True, hands=1)
        height, width = image.shape[:2]
        side = max(height, width)
        square = View((width - side) // 2, (height - side) // 2, side, side)
        self._landmarker.forget(self._next_moment())
        self._landmarker.find(_drawn_hand(), self._next_moment())
        hands: list[Hand] = []
        for _ in range(TIMES):
            hands = look(self._landmarker, image, square, self._next_moment())
        return hands

    def _next_moment(self) -> int:
        self._milliseconds += _STEP
        return self._milliseconds

    def close(self) -> None:
        """Releases MediaPipe."""
        if self._landmarker is not None:
            self._landmarker.close()


@cache
def _drawn_hand() -> np.ndarray:
    """(SIDE, SIDE, 3) uint8 BGR: the drawn hand before grey."""
    drawn = handshape(DRAWN, size=SIDE, view="viewer").astype(np.float32)
    cover = drawn[..., 3:] / 255
    return (drawn[..., :3] * cover + 128 * (1 - cover)).astype(np.uint8)
