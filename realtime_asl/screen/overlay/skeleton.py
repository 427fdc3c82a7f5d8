"""The bones of the hand, on the picture they were found in."""

from __future__ import annotations

import cv2
import numpy as np

from realtime_asl.hand import FINGERTIPS
from realtime_asl.screen.overlay.paint import Layout
from realtime_asl.screen.overlay.theme import FINGERS, PANEL, TEXT
from realtime_asl.screen.overlay.view import View

#: MediaPipe's landmarks from the palm to the tip of each finger, thumb first.
CHAINS: tuple[tuple[int, ...], ...] = (
    (0, 1, 2, 3, 4),
    (5, 6, 7, 8),
    (9, 10, 11, 12),
    (13, 14, 15, 16),
    (17, 18, 19, 20),
)
PALM = (0, 5, 9, 13, 17, 0)
#: Sub-pixel positions for OpenCV's drawing: bones do not jitter by whole pixels.
SHIFT = 4


class Skeleton:
    """Draws `View.hand`: one colour a finger, a dark rim so that it shows on any background."""

    def __init__(self, layout: Layout) -> None:
        self._layout = layout

    def draw(self, image: np.ndarray, view: View) -> None:
        """Draw on `image` in place; nothing where there is no hand."""
        if view.hand is None or not view.skeleton:
            return
        points = self._layout.points(view.hand.landmarks)
        # A hand that is lost can leave wild numbers; OpenCV's fixed point must not overflow on them.
        points = np.clip(np.nan_to_num(points), -10_000, 10_000)
        fixed = np.rint(points * (1 << SHIFT)).astype(np.int32)
        lines = [fixed[list(chain)] for chain in CHAINS]
        palm = fixed[list(PALM)]
        # Bones grow with the hand on screen, so that a far hand is not buried under them.
        span = float(np.ptp(points, axis=0).max())
        thick = int(np.clip(round(span / 60), 2, max(2, self._layout.px(5))))
        cv2.polylines(image, [palm, *lines], False, PANEL, thick + 2, cv2.LINE_AA, SHIFT)
        cv2.polylines(image, [palm], False, TEXT, thick, cv2.LINE_AA, SHIFT)
        for line, color in zip(lines, FINGERS, strict=True):
            cv2.polylines(image, [line], False, color, thick, cv2.LINE_AA, SHIFT)
        for i, (x, y) in enumerate(fixed.tolist()):
            radius = (thick + 1 if i in FINGERTIPS else thick) << SHIFT
            cv2.circle(image, (x, y), radius + (1 << SHIFT), PANEL, -1, cv2.LINE_AA, SHIFT)
            cv2.circle(image, (x, y), radius, TEXT, -1, cv2.LINE_AA, SHIFT)
