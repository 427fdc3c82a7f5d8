"""A hand found in a picture, and the one crop of it that training and live code share.

:func:`canonical_crop` is the only place that decides what the classifier sees: a square
around the landmarks, left hands flipped to right.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

#: Side of the canonical crop in units of the longer side of the landmarks' box.
CROP_SCALE = 1.4
#: MediaPipe's indices of the five fingertips, thumb first.
FINGERTIPS = (4, 8, 12, 16, 20)
#: So many places on each bone are looked at to tell how bright a hand is.
_PLACES = 5
#: Pairs of landmark indices that are joined by a bone (MediaPipe's hand topology).
BONES: tuple[tuple[int, int], ...] = (
    *((0, 1), (1, 2), (2, 3), (3, 4)),
    *((0, 5), (5, 6), (6, 7), (7, 8)),
    *((5, 9), (9, 10), (10, 11), (11, 12)),
    *((9, 13), (13, 14), (14, 15), (15, 16)),
    *((13, 17), (0, 17), (17, 18), (18, 19), (19, 20)),
)


@dataclass(frozen=True, slots=True)
class Hand:
    """One hand in one picture.

    Attributes:
        landmarks: (21, 3) float32: x right and y down in pixels of the upright, unmirrored
            picture; z in the same scale, smaller is nearer, the wrist about 0.
        handedness: "Left" or "Right": the person's own hand.
        score: MediaPipe's handedness score, 0..1.
        other_raised: the person's other hand is raised beside it (known only where a hand is followed).
    """

    landmarks: np.ndarray
    handedness: str
    score: float
    other_raised: bool = False

    @property
    def is_left(self) -> bool:
        """Whether it is flipped before it is classified."""
        return self.handedness == "Left"

    @property
    def box(self) -> tuple[float, float, float, float]:
        """x0, y0, x1, y1 of the landmarks, in pixels (may reach outside the picture)."""
        x0, y0 = self.landmarks[:, :2].min(axis=0)
        x1, y1 = self.landmarks[:, :2].max(axis=0)
        return float(x0), float(y0), float(x1), float(y1)

    @property
    def center(self) -> tuple[float, float]:
        """x and y of the middle of the box, in pixels."""
        x0, y0, x1, y1 = self.box
        return (x0 + x1) / 2, (y0 + y1) / 2

    @property
    def side(self) -> float:
        """The longer side of the box, in pixels."""
        x0, y0, x1, y1 = self.box
        return max(x1 - x0, y1 - y0)

    @property
    def scale(self) -> float:
        """Size of the palm in pixels, the same for open hand and fist:
        |wrist to middle knuckle| + |index knuckle to little knuckle|."""
        points = self.landmarks[:, :2]
        return float(np.linalg.norm(points[9] - points[0]) + np.linalg.norm(points[17] - points[5]))


def canonical_crop(image: np.ndarray, hand: Hand | None, size: int) -> np.ndarray:
    """The square picture of the hand that the classifier sees.

    Args:
        image: (height, width, 3) uint8 BGR, upright, unmirrored.
        hand: the hand in it; None takes the whole picture, padded to a square.
        size: side of the result in pixels.

    Returns:
        (size, size, 3) uint8 BGR. A left hand is flipped to a right one. Where the square
        reaches outside the picture, the border pixels are repeated.
    """
    height, width = image.shape[:2]
    if hand is None:
        center_x, center_y, side = width / 2, height / 2, float(max(width, height))
    else:
        center_x, center_y = hand.center
        side = CROP_SCALE * max(hand.side, 2.0)
    # Shrinking by area avoids the aliasing of a sampled warp; the hand is often 3-5 times too large.
    left, top = round(center_x - side / 2), round(center_y - side / 2)
    side_px = max(2, round(side))
    right, bottom = left + side_px, top + side_px
    inner = image[
        min(max(top, 0), height - 1) : max(min(bottom, height), 1),
        min(max(left, 0), width - 1) : max(min(right, width), 1),
    ]
    # Shrink before padding, so that the cost does not depend on how far the square reaches out.
    zoom = size / side_px
    inner_width = max(1, round(inner.shape[1] * zoom))
    inner_height = max(1, round(inner.shape[0] * zoom))
    inner_width, inner_height = min(inner_width, size), min(inner_height, size)
    interpolation = cv2.INTER_AREA if zoom < 1 else cv2.INTER_LINEAR
    inner = cv2.resize(inner, (inner_width, inner_height), interpolation=interpolation)
    pad_left = min(max(0, round(-left * zoom)), size - inner_width)
    pad_top = min(max(0, round(-top * zoom)), size - inner_height)
    crop = cv2.copyMakeBorder(
        inner,
        pad_top,
        size - inner_height - pad_top,
        pad_left,
        size - inner_width - pad_left,
        cv2.BORDER_REPLICATE,
    )
    if hand is not None and hand.is_left:
        crop = cv2.flip(crop, 1)
    return crop


def brightness(image: np.ndarray, hand: Hand | None) -> float:
    """How bright the hand is, whatever is behind it: the mean along its bones, 0..255.

    Args:
        image: (height, width, 3) uint8 BGR, upright, unmirrored.
        hand: the hand in it; None, or one outside the picture: the mean of the whole picture.
    """
    if hand is not None:
        starts, ends = hand.landmarks[np.array(BONES).T, :2]
        along = np.linspace(0, 1, _PLACES)[:, None, None]
        x, y = np.rint(starts + along * (ends - starts)).astype(int).reshape(-1, 2).T
        inside = (x >= 0) & (y >= 0) & (x < image.shape[1]) & (y < image.shape[0])
        if inside.any():
            return float(image[y[inside], x[inside]].mean())
    # Every eighth pixel is enough to tell a dark picture, and free.
    return float(image[::8, ::8].mean())


def canonical_landmarks(hand: Hand) -> np.ndarray:
    """The landmarks as the classifier sees them.

    Returns:
        (21, 3) float32: origin at the centre of the landmarks' box (z: at the wrist), divided by
        the longer side of the box, so that x and y lie in -0.5..0.5; left hands flipped to right.
    """
    points = hand.landmarks.astype(np.float32, copy=True)
    x, y = hand.center
    points[:, 0] -= x
    points[:, 1] -= y
    points[:, 2] -= points[0, 2]
    points /= max(hand.side, 1e-6)
    if hand.is_left:
        points[:, 0] *= -1
    return points
