"""The practice history in a window: the page, the key that leads back, and the sign of a recording that goes on."""

from __future__ import annotations

from datetime import date

import numpy as np

from realtime_asl.practice.progress.history import History
from realtime_asl.screen.overlay.paint import Layout, baseline, keycap, text_width, write
from realtime_asl.screen.overlay.progress.page import progress_picture
from realtime_asl.screen.overlay.recording_sign import draw_recording
from realtime_asl.screen.overlay.theme import DIM, REGULAR


class ProgressBoard:
    """One history, its page drawn once for each size of the window.

    Args:
        history: what was practised.
        today: for the days in a row.
        key: what leads back, as it is written on screen.
    """

    def __init__(self, history: History, today: date, key: str) -> None:
        self._history, self._today, self._key = history, today, key
        self._drawn: np.ndarray | None = None

    def picture(self, size: tuple[int, int], recording: float | None = None) -> np.ndarray:
        """(height, width, 3) uint8 BGR for a window of `size` (width, height); a new array.

        `recording`: seconds that are recorded, behind the page, so far; None: nothing is.
        """
        if self._drawn is None or self._drawn.shape[1::-1] != size:
            self._drawn = progress_picture(self._history, self._today, size)
            self._draw_key(self._drawn)
        picture = self._drawn.copy()
        if recording is not None:
            self._draw_recording(picture, recording)
        return picture

    def _draw_key(self, image: np.ndarray) -> None:
        layout = _layout(image)
        size, y, room = layout.px(16), _key_middle(layout), self._key_room(layout)
        if layout.legible and room < layout.width:
            x = keycap(image, self._key, layout.width - layout.margin - room, y, size)
            write(image, "back", (x + layout.px(8), baseline(y, y, size)), size, DIM, weight=REGULAR)

    def _draw_recording(self, image: np.ndarray, seconds: float) -> None:
        layout = _layout(image)
        if not layout.legible:
            return
        right, y = layout.width - layout.margin, _key_middle(layout)
        if layout.width > layout.height:
            draw_recording(image, layout, seconds, right - self._key_room(layout) - layout.px(8), y)
        else:  # the title leaves no room beside the key
            draw_recording(image, layout, seconds, right, y + layout.px(33))

    def _key_room(self, layout: Layout) -> int:
        """Pixels that the key takes with its word."""
        size = layout.px(16)
        return round(1.55 * size) + text_width(self._key, size) + text_width("back", size, REGULAR) + layout.px(8)


def _layout(image: np.ndarray) -> Layout:
    height, width = image.shape[:2]
    return Layout(width, height, (width, height))


def _key_middle(layout: Layout) -> int:
    return layout.margin + layout.px(14)
