"""Video frames turned upright, with square pixels: PyAV does neither."""

from __future__ import annotations

import struct
from fractions import Fraction

import av
import numpy as np
from av.video.reformatter import VideoReformatter

from realtime_asl.sources.container import MAX_PIXELS


class Upright:
    """Turns decoded frames into upright pictures with square pixels.

    Args:
        aspect: width of a pixel over its height, or None.
    """

    def __init__(self, aspect: Fraction | None = None) -> None:
        self._aspect = aspect
        # One for all frames: each would set up threads of its own for its conversion otherwise.
        self._reformatter = VideoReformatter()
        self._rotation: int | None = None
        self._matrix: bytes | None = None

    def __call__(self, frame: av.VideoFrame) -> np.ndarray:
        """(height, width, 3) uint8 BGR."""
        width, height, aspect = frame.width, frame.height, self._aspect
        if aspect and aspect != 1 and Fraction(1, 4) <= aspect <= 4 and width * aspect * height <= MAX_PIXELS:
            width = max(1, round(width * aspect))
        image = self._reformatter.reformat(frame, width, height, "bgr24", threads=1).to_ndarray()
        if frame.rotation != self._rotation:
            # Only when it changes: asking for a frame's side data makes the frame refer to itself, and
            # pictures would pile up until the garbage collector comes by.
            self._rotation = frame.rotation
            self._matrix = next((bytes(s) for s in frame.side_data if s.type.name == "DISPLAYMATRIX"), None)
        return image if self._matrix is None else _turn(image, self._matrix)


def _turn(image: np.ndarray, matrix: bytes) -> np.ndarray:
    """Apply the nearest of the eight upright orientations of FFmpeg's 3x3 display matrix."""
    if len(matrix) < 36:
        return image
    a, b, _, c, d, *_ = struct.unpack("=9i", matrix[:36])
    # x' = a x + c y, y' = b x + d y, with y down.
    if abs(b) + abs(c) > abs(a) + abs(d):
        image = image.transpose(1, 0, 2)
        flip_x, flip_y = c < 0, b < 0
    else:
        flip_x, flip_y = a < 0, d < 0
    image = image[:: -1 if flip_y else 1, :: -1 if flip_x else 1]
    return np.ascontiguousarray(image)
