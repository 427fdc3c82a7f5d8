"""What was spelled, along the bottom, with a caret; above it the suggestions."""

from __future__ import annotations

import cv2
import numpy as np

from realtime_asl.screen.overlay.lines import largest_size
from realtime_asl.screen.overlay.paint import Layout, baseline, fit, keycap, panel, text_width, write
from realtime_asl.screen.overlay.theme import DIM, REGULAR, SKY, TEXT
from realtime_asl.screen.overlay.view import View

_BLINK_S = 1.06
#: A suggestion: its font size, layout units; the size of its key as a share of it, and the smallest share of it that
#: words are written in before they are cut. The distance from one to the next, layout units.
_CHIP, _KEY, _SMALLEST, _BETWEEN = 21, 0.76, 0.6, 10


class SpellingBar:
    """The bar along the bottom."""

    def __init__(self, layout: Layout) -> None:
        self._layout = layout

    def draw(self, image: np.ndarray, view: View) -> None:
        """Draw on `image` in place; in practice the target is shown instead."""
        if view.practice is not None:
            return
        layout = self._layout
        x0, y0, x1, y1 = layout.bar
        panel(image, layout.bar, layout.px(18))
        size, padding = layout.px(36), layout.px(20)
        x = x0 + padding
        line = baseline(y0, y1, size)
        room = x1 - x0 - 2 * padding - layout.px(8)
        if not view.text and not view.provisional:
            hint, hint_size = "Spell with your hand", layout.px(22)
            hint_x = x + layout.px(14)
            write(image, hint, (hint_x, baseline(y0, y1, hint_size)), hint_size, DIM, weight=REGULAR)
            self._draw_help_key(image, hint_x + text_width(hint, hint_size, REGULAR) + layout.px(28))
        else:
            room -= text_width(view.provisional, size)
            shown = fit(view.text, room, size, keep="end")
            write(image, shown, (x, line), size, TEXT)
            x += text_width(shown, size)
            if view.provisional:  # dim and underlined: it may still change
                write(image, view.provisional, (x, line), size, DIM)
                end = x + text_width(view.provisional, size)
                under = line + layout.px(6)
                cv2.line(image, (x, under), (end, under), DIM, max(1, layout.px(2)), cv2.LINE_AA)
                x = end
        self._draw_caret(image, x + layout.px(3), view)

    def _draw_caret(self, image: np.ndarray, x: int, view: View) -> None:
        # Steady while a letter is being held: two things that move distract.
        if view.pending is None and view.time % _BLINK_S > _BLINK_S * 0.6:
            return
        _, y0, _, y1 = self._layout.bar
        half = self._layout.px(19)
        middle = (y0 + y1) // 2
        image[max(middle - half, 0) : middle + half, x : x + self._layout.px(3)] = SKY

    def _draw_help_key(self, image: np.ndarray, x: int) -> None:
        layout = self._layout
        _, y0, x1, y1 = layout.bar
        size = layout.px(18)
        if x + layout.px(90) > x1:
            return
        x = keycap(image, "H", x, (y0 + y1) // 2, size)
        write(image, "keys", (x + layout.px(8), baseline(y0, y1, size)), size, DIM, weight=REGULAR)


class Suggestions:
    """The row above the bar: words with the key that takes them. Where the row is too long, it is written smaller."""

    def __init__(self, layout: Layout) -> None:
        self._layout = layout

    def draw(self, image: np.ndarray, view: View) -> None:
        """Draw on `image` in place."""
        words = view.suggestions[:3]
        if view.practice is not None or not words:
            return
        layout = self._layout
        room = layout.width - 2 * layout.margin - layout.px(_BETWEEN) * (len(words) - 1)

        def fits(size: int) -> bool:
            return sum(self._width(word, size) for word in words) <= room

        # Words that begin alike, as suggestions do, cannot be told apart where they are cut.
        most = layout.px(_CHIP)
        size = largest_size(most, _SMALLEST * most, fits)
        widest = room if fits(size) else room // len(words)
        x, top = layout.bar[0], layout.bar[1] - layout.px(10) - layout.px(38)
        for number, word in enumerate(words, start=1):
            shown = fit(word, widest - self._width("", size), size)
            x = self._draw_chip(image, (x, top), str(number), shown, size) + layout.px(_BETWEEN)

    def _draw_chip(self, image: np.ndarray, corner: tuple[int, int], key: str, word: str, size: int) -> int:
        """`size`: font size of the word in pixels. Returns x of the right edge."""
        layout, (x, top) = self._layout, corner
        height = layout.px(38)
        right = x + self._width(word, size)
        panel(image, (x, top, right, top + height), layout.px(12))
        after = keycap(image, key, x + round(size / 3), top + height // 2, round(_KEY * size))
        write(image, word, (after + round(size * 0.43), baseline(top, top + height, size)), size)
        return right

    @staticmethod
    def _width(word: str, size: int) -> int:
        """Width of a chip in pixels."""
        return round(size * 1.5) + round(1.55 * round(_KEY * size)) + text_width(word, size)
