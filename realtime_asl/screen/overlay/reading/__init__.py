"""The screens of reading practice: question, answer and summary.

overlay = ReadingOverlay()
overlay.draw(image, reading_view)      # image: BGR uint8, drawn on in place
"""

from __future__ import annotations

import numpy as np

from realtime_asl.practice.reading.view import ReadingView
from realtime_asl.screen.overlay.long_note import draw_long_note, laid_out
from realtime_asl.screen.overlay.paint import Layout, pill
from realtime_asl.screen.overlay.reading.answer import AnswerBar
from realtime_asl.screen.overlay.reading.status import KeyRow, StatusBar
from realtime_asl.screen.overlay.reading.summary import ReadingSummaryScreen
from realtime_asl.screen.overlay.theme import SKY

__all__ = ["ReadingOverlay"]


class ReadingOverlay:
    """All of it, laid out anew when the picture's size changes.

    Args:
        text_scale: 1 is normal; may be changed at any time.
    """

    def __init__(self, text_scale: float = 1.0) -> None:
        self.text_scale = text_scale
        self._layout: Layout | None = None

    def draw(self, image: np.ndarray, view: ReadingView, *, time: float = 0.0, toast: str | None = None) -> None:
        """Draw on `image` (height, width, 3) uint8 BGR in place; `time` in seconds is for what blinks."""
        height, width = image.shape[:2]
        layout = Layout(width, height, (width, height), False, self.text_scale)
        if not layout.legible:
            return
        if layout != self._layout:
            self._layout = layout
            self._keys = KeyRow(layout)
            self._status, self._answer = StatusBar(layout), AnswerBar(layout, self._keys.top)
            self._summary = ReadingSummaryScreen(layout)
        if view.phase == "done":
            self._summary.draw(image, view)
        else:
            self._status.draw(image, view)
            self._answer.draw(image, view, time)
            self._keys.draw(image, view)
        if toast:
            middle = layout.margin + layout.px(120)
            note = laid_out(layout, toast, layout.px(20), height // 3)
            if len(note.lines) == 1:
                pill(image, layout, toast, (width // 2, middle), note.size, accent=SKY)
            else:
                draw_long_note(image, layout, note, middle - layout.px(18) + note.high, SKY)
