"""Pictures of one size out of pictures of any: a recording has one size from its first picture to its last."""

from __future__ import annotations

import cv2
import numpy as np

#: Smallest side of a film that players and encoders take without complaint.
MIN_SIDE = 16


def fit(image: np.ndarray, size: tuple[int, int]) -> np.ndarray:
    """`image` in a picture of `size` (width, height): unchanged but for a repeated last row and column
    where it nearly fits, else scaled with its sides kept in proportion, on black."""
    width, height = size
    missing_x, missing_y = width - image.shape[1], height - image.shape[0]
    if missing_x == missing_y == 0:
        return np.ascontiguousarray(image)
    if 0 <= missing_x <= MIN_SIDE and 0 <= missing_y <= MIN_SIDE:
        return cv2.copyMakeBorder(image, 0, missing_y, 0, missing_x, cv2.BORDER_REPLICATE)
    zoom = min(width / image.shape[1], height / image.shape[0])
    inner_width, inner_height = max(1, round(image.shape[1] * zoom)), max(1, round(image.shape[0] * zoom))
    interpolation = cv2.INTER_AREA if zoom < 1 else cv2.INTER_LINEAR
    inner = cv2.resize(image, (inner_width, inner_height), interpolation=interpolation)
    left, top = (width - inner_width) // 2, (height - inner_height) // 2
    right, bottom = width - inner_width - left, height - inner_height - top
    return cv2.copyMakeBorder(inner, top, bottom, left, right, cv2.BORDER_CONSTANT)
