"""The letter that is read: large, with its confidence, a ring that fills, and what it could be instead."""

from __future__ import annotations

import cv2
import numpy as np

from realtime_asl.screen.overlay.lines import largest_size
from realtime_asl.screen.overlay.paint import CAP_HEIGHT, Layout, baseline, fit, panel, text_width, write
from realtime_asl.screen.overlay.theme import BOLD, DIM, GREEN, ORANGE, SKY, TEXT, TRACK
from realtime_asl.screen.overlay.view import UNSURE, View

#: Hand signs that are words, not letters.
WORDS = {"space": "space", "del": "delete"}
SHORT = {"space": "sp", "del": "dl", "nothing": "–"}
#: Room for the name of what it could be instead, before its bar; layout units.
_NAMES = 32
#: Whose hand is read is written no smaller than this to fit, pixels.
_SMALLEST_MARK = 6


class LetterCard:
    """The card at the top left."""

    def __init__(self, layout: Layout) -> None:
        self._layout = layout
        x0, y0, _, y1 = layout.card
        self._center = (x0 + (y1 - y0) // 2, (y0 + y1) // 2)
        self._radius = (y1 - y0) // 2 - layout.px(16)
        self._thickness = max(2, layout.px(8))
        self._text_x = x0 + (y1 - y0) + layout.px(4)

    def draw(self, image: np.ndarray, view: View) -> None:
        """Draw on `image` in place."""
        panel(image, self._layout.card, self._layout.px(18))
        self._draw_ring(image, view)
        self._draw_letter(image, view)
        self._draw_reading(image, view)
        if view.own_hand is not None:
            self._draw_mark(image, view.own_hand)

    def _draw_ring(self, image: np.ndarray, view: View) -> None:
        axes = (self._radius, self._radius)
        cv2.ellipse(image, self._center, axes, 0, 0, 360, TRACK, self._thickness, cv2.LINE_AA)
        if view.committed is not None:
            cv2.ellipse(image, self._center, axes, 0, 0, 360, GREEN, self._thickness, cv2.LINE_AA)
        elif view.fill > 0 and view.pending is not None and view.letter in (view.pending, UNSURE):
            # Under another letter the ring would tell the wrong story.
            angle = 360 * min(view.fill, 1.0)
            cv2.ellipse(image, self._center, axes, -90, 0, angle, SKY, self._thickness, cv2.LINE_AA)

    def _draw_letter(self, image: np.ndarray, view: View) -> None:
        x, y = self._center
        label, color, size = "–", DIM, self._layout.px(40)
        if view.committed is not None:
            label, color = view.committed, TEXT
        elif view.letter is not None:
            label, color = view.letter, DIM if view.letter == UNSURE else TEXT
        if label in WORDS:
            label, size = WORDS[label], self._layout.px(24)
        elif label != "–":
            size = self._layout.px(74)
        write(image, label, (x, round(y + CAP_HEIGHT * size / 2)), size, color, weight=BOLD, align="center")

    def _draw_reading(self, image: np.ndarray, view: View) -> None:
        layout, x = self._layout, self._text_x
        _, y0, right, y1 = layout.card
        right -= layout.px(16)
        headline, color = self._headline(view)
        size = layout.px(25)
        alone = view.letter is None or not view.candidates
        line = baseline(y0, y1, size) if alone else y0 + layout.px(44)
        write(image, fit(headline, right - x, size, BOLD), (x, line), size, color, weight=BOLD)
        if alone:
            return
        size = layout.px(17)
        for row, (name, probability) in enumerate(view.candidates[:2]):
            middle = y0 + layout.px(72 + 28 * row)
            line = baseline(middle, middle, size)
            write(image, SHORT.get(name, name), (x, line), size, DIM)
            write(image, f"{probability:.0%}", (right, line), size, DIM, align="right")
            self._draw_bar(image, x + layout.px(_NAMES), right - layout.px(44), middle, probability)

    def _draw_mark(self, image: np.ndarray, text: str) -> None:
        _, _, right, bottom = self._layout.card
        size, x = self._layout.px(12), self._text_x - self._layout.px(6)
        room = right - self._layout.px(6) - x
        size = largest_size(size, _SMALLEST_MARK, lambda smaller: text_width(text, smaller) <= room)
        text = fit(text, room, size)
        write(image, text, (x, bottom - self._layout.px(9)), size, SKY)

    def _draw_bar(self, image: np.ndarray, x0: int, x1: int, middle: int, share: float) -> None:
        thickness = self._layout.px(5)
        cv2.line(image, (x0, middle), (x1, middle), TRACK, thickness, cv2.LINE_AA)
        end = round(x0 + (x1 - x0) * min(max(share, 0.0), 1.0))
        if end > x0:
            cv2.line(image, (x0, middle), (end, middle), DIM, thickness, cv2.LINE_AA)

    @staticmethod
    def _headline(view: View) -> tuple[str, tuple[int, int, int]]:
        if view.committed is not None:
            return "got it", TEXT
        if view.drawing is not None:
            return f"{view.drawing}? go on", ORANGE
        if view.letter is None:
            return "no hand", DIM
        if view.letter == UNSURE:
            return "not sure", ORANGE
        return f"{view.confidence:.0%}", TEXT
