"""The practice history in a window: the page, and the key that leads back."""

from __future__ import annotations

from datetime import date

import numpy as np

from realtime_asl.practice.progress.history import History
from realtime_asl.screen.overlay.paint import Layout, baseline, keycap, text_width, write
from realtime_asl.screen.overlay.progress.page import progress_picture
from realtime_asl.screen.overlay.theme import DIM, REGULAR


class ProgressBoard:
    """One history, drawn once for each size of the window.

    Args:
        history: what was practised.
        today: for the days in a row.
        key: what leads back, as it is written on screen.
    """

    def __init__(self, history: History, today: date, key: str) -> None:
        self._history, self._today, self._key = history, today, key
        self._drawn: np.ndarray | None = None

    def picture(self, size: tuple[int, int]) -> np.ndarray:
        """(height, width, 3) uint8 BGR for a window of `size` (width, height); a new array."""
        if self._drawn is None or self._drawn.shape[1::-1] != size:
            self._drawn = progress_picture(self._history, self._today, size)
            self._draw_key(self._drawn)
        return self._drawn.copy()

    def _draw_key(self, image: np.ndarray) -> None:
        height, width = image.shape[:2]
        layout = Layout(width, height, (width, height))
        size, y = layout.px(16), layout.margin + layout.px(14)
        room = round(1.55 * size) + text_width(self._key, size) + text_width("back", size, REGULAR) + layout.px(8)
        if layout.legible and room < width:
            x = keycap(image, self._key, width - layout.margin - room, y, size)
            write(image, "back", (x + layout.px(8), baseline(y, y, size)), size, DIM, weight=REGULAR)
