"""Labelled pictures that are put together to clips: where the hand is in each, and how it looks elsewhere."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from tqdm import tqdm

from realtime_asl.errors import UserError, of_item
from realtime_asl.sources.labelled import Labelled
from realtime_asl.tracking.hand_finder import HandFinder

#: Width and height of a clip's frames in pixels.
SIZE = (640, 480)


@dataclass(frozen=True, slots=True)
class Shot:
    """A picture of a letter: BGR image, the middle of the palm in it, and the palm's size (pixels)."""

    image: np.ndarray
    middle: tuple[float, float]
    palm: float

    def frame(self, palm: float, x: float, y: float, turn: float) -> np.ndarray:
        """(480, 640, 3) uint8: the palm this large, so far from the usual place (pixels), turned (degrees)."""
        matrix = cv2.getRotationMatrix2D(self.middle, turn, palm / self.palm)
        matrix[:, 2] += (SIZE[0] / 2 + x - self.middle[0], 0.6 * SIZE[1] + y - self.middle[1])
        return cv2.warpAffine(self.image, matrix, SIZE, flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)


class Shots:
    """Reads labelled pictures as shots.

    Args:
        finder: finds the hands.

    Attributes:
        failures: a line for each picture that could not be read; each is said once, and passed over from then on.
    """

    def __init__(self, finder: HandFinder) -> None:
        self.failures: dict[Labelled, UserError] = {}
        self._finder = finder

    def load(self, row: Labelled) -> Shot | None:
        """A picture as a shot; None where no hand is found in it, or it cannot be read."""
        if row in self.failures:
            return None
        try:
            image = row.picture()
            hand = self._finder.detect(image)
        except Exception as error:  # noqa: BLE001 - whatever is wrong with one picture, the others are used
            self.failures[row] = of_item(row.path, error)
            tqdm.write(f"error: {self.failures[row]}", file=sys.stderr)
            return None
        if hand is None:
            return None
        points = hand.landmarks.astype(float)
        # In three dimensions, so that a hand that is seen from its edge is not made larger.
        palm = np.linalg.norm(points[9] - points[0]) + np.linalg.norm(points[17] - points[5])
        x, y = points[[0, 5, 9, 13, 17], :2].mean(axis=0)
        return Shot(image, (float(x), float(y)), float(max(palm, 1.0)))

    def pair(self, rows: Sequence[Labelled], rng: np.random.Generator) -> list[Shot]:
        """Two pictures that follow each other, those in which a hand is found."""
        first = int(rng.integers(len(rows)))
        shots = (self.load(rows[(first + step) % len(rows)]) for step in range(min(2, len(rows))))
        return [shot for shot in shots if shot is not None]
