"""Ways to look at a picture: as a whole with a border, around a place, turned.

Each is a linear map from the picture's pixels to those of what MediaPipe is shown. Where that reaches outside the
picture, its edge is repeated.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from realtime_asl.hand import Hand
from realtime_asl.tracking.landmarker import WORKING_SIDE, Landmarker
from realtime_asl.tracking.light import PLAIN, Light


@dataclass(frozen=True, slots=True)
class Look:
    """One way to look.

    Attributes:
        matrix: (2, 3) float64, from pixels of the picture to those that MediaPipe is shown; turns, shifts and scales.
        size: width and height of what it is shown.
        light: in which it is shown.
    """

    matrix: np.ndarray
    size: tuple[int, int]
    light: Light = PLAIN

    def picture(self, image: np.ndarray) -> np.ndarray:
        """What MediaPipe is shown of a BGR picture."""
        matrix, zoom = self.matrix, float(np.hypot(*self.matrix[:, 0]))
        if zoom < 0.5:  # sampling alone would leave out pixels
            size = max(1, round(zoom * image.shape[1])), max(1, round(zoom * image.shape[0]))
            image = cv2.resize(image, size, interpolation=cv2.INTER_AREA)
            matrix = np.column_stack([matrix[:, :2] / zoom, matrix[:, 2]])
        # Coordinates count from the edge of the first pixel, OpenCV's from its middle.
        matrix = np.column_stack([matrix[:, :2], matrix[:, 2] + matrix[:, :2].sum(axis=1) / 2 - 0.5])
        part = cv2.warpAffine(image, matrix, self.size, flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
        return self.light.on(part)

    def back(self, hand: Hand) -> Hand:
        """A hand seen so, in pixels of the picture."""
        inverse = cv2.invertAffineTransform(self.matrix)
        landmarks = hand.landmarks.astype(np.float64)
        landmarks[:, :2] = landmarks[:, :2] @ inverse[:, :2].T + inverse[:, 2]
        landmarks[:, 2] *= np.hypot(*inverse[:, 0])
        return Hand(landmarks.astype(np.float32), hand.handedness, hand.score)

    def find(self, landmarker: Landmarker, image: np.ndarray) -> list[Hand]:
        """The hands seen so, in pixels of the picture."""
        return [self.back(hand) for hand in landmarker.find(self.picture(image))]


def bordered(image: np.ndarray, share: float, degrees: float = 0.0, light: Light = PLAIN) -> Look:
    """All of the picture with a border of `share` times its sides, turned about its middle (to the left)."""
    height, width = image.shape[:2]
    size = width + 2 * round(width * share), height + 2 * round(height * share)
    return _look((width / 2, height / 2), size, degrees, light)


def surroundings(hand: Hand, times: float, light: Light = PLAIN) -> Look:
    """The square about a hand, so many times as long as its box."""
    side = max(8, round(times * hand.side))
    return _look(hand.center, (side, side), light=light)


def _look(middle: tuple[float, float], size: tuple[int, int], degrees: float = 0.0, light: Light = PLAIN) -> Look:
    zoom = min(1.0, WORKING_SIDE / max(size))
    matrix = cv2.getRotationMatrix2D(middle, degrees, zoom)
    matrix[:, 2] += zoom * np.array(size) / 2 - middle
    if not degrees and zoom == 1.0:
        matrix[:, 2] = np.round(matrix[:, 2])  # whole pixels are copied, not blurred
    return Look(matrix, (max(1, round(zoom * size[0])), max(1, round(zoom * size[1]))), light)
