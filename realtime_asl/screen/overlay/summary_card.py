"""The card at the end of a round: a heading, figures, letters as tiles, lines, and the keys that lead on."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from realtime_asl.screen.overlay.lines import largest_size
from realtime_asl.screen.overlay.marks import tick
from realtime_asl.screen.overlay.paint import (
    Color,
    Layout,
    baseline,
    dim,
    fit,
    keycap,
    keycap_width,
    panel,
    text_width,
    write,
)
from realtime_asl.screen.overlay.theme import BOLD, DIM, GREEN, KEYCAP, MODAL_ALPHA, REGULAR, SKY, TEXT

#: Width and height in units of the card, and the distance of its lines from its left edge.
_SIZE, _LEFT = (600, 430), 32


class SummaryCard:
    """A card in the middle of the picture; its parts are drawn from the top down, places in units of the card.

    Args:
        layout: of the picture.
    """

    def __init__(self, layout: Layout) -> None:
        room = min(layout.width - 2 * layout.margin, layout.px(_SIZE[0]))
        tall = min(layout.height - 2 * layout.margin, layout.px(_SIZE[1]))
        self._unit = min(room / _SIZE[0], tall / _SIZE[1])
        width, height = round(_SIZE[0] * self._unit), round(_SIZE[1] * self._unit)
        x0, y0 = (layout.width - width) // 2, (layout.height - height) // 2
        self._box = (x0, y0, x0 + width, y0 + height)

    def draw_heading(self, image: np.ndarray, title: str, text: str) -> None:
        """The card itself over the darkened picture, with a tick, a title and what it is about."""
        dim(image, 0.5)
        panel(image, self._box, self._px(24), alpha=MODAL_ALPHA)
        x0, y0, x1, _ = self._box
        left, middle, side = x0 + self._px(_LEFT), y0 + self._px(58), self._px(44)
        panel(image, (left, middle - side // 2, left + side, middle - side // 2 + side), side // 2, GREEN, 1.0)
        tick(image, (left + side / 2, middle), 0.5 * side, TEXT, max(2, self._px(5)))
        x, size = left + side + self._px(18), self._px(18)
        write(image, title, (x, middle + self._px(2)), self._px(32), weight=BOLD)
        write(image, fit(text, x1 - self._px(24) - x, size), (x, middle + self._px(26)), size, DIM)

    def draw_figures(self, image: np.ndarray, figures: Sequence[tuple[str, str]]) -> None:
        """Numbers side by side, each with its label; where one has no room, all are written smaller."""
        x0, y0, x1, _ = self._box
        step = (x1 - x0 - 2 * self._px(28)) / len(figures)
        size, small = self._px(40), self._px(16)
        widest = max((number for number, _ in figures), key=lambda number: text_width(number, size, BOLD))
        room = step - self._px(12)
        size = largest_size(size, small, lambda smaller: text_width(widest, smaller, BOLD) <= room)
        for i, (number, label) in enumerate(figures):
            center = round(x0 + self._px(28) + (i + 0.5) * step)
            write(image, number, (center, y0 + self._px(158)), size, SKY, weight=BOLD, align="center")
            write(image, label, (center, y0 + self._px(186)), small, DIM, weight=REGULAR, align="center")

    def draw_tiles(self, image: np.ndarray, label: str, letters: Sequence[str]) -> None:
        """Letters that stand out."""
        x, top, side = self._box[0] + self._px(_LEFT), self._box[1] + self._px(226), self._px(50)
        size = self._px(34)
        write(image, label, (x, top + self._px(32)), self._px(18), DIM)
        x += text_width(label, self._px(18)) + self._px(16)
        for letter in letters:
            panel(image, (x, top, x + side, top + side), self._px(12), KEYCAP, 0.95)
            write(image, letter, (x + side // 2, baseline(top, top + side, size)), size, weight=BOLD, align="center")
            x += side + self._px(10)

    def draw_line(self, image: np.ndarray, text: str, y: float, size: float = 18, color: Color = TEXT) -> None:
        """A line with its baseline at y, shortened to the card's width."""
        x0, y0, x1, _ = self._box
        text = fit(text, x1 - x0 - 2 * self._px(_LEFT), self._px(size))
        write(image, text, (x0 + self._px(_LEFT), y0 + self._px(y)), self._px(size), color)

    def draw_keys(self, image: np.ndarray, keys: Sequence[tuple[str, str]]) -> None:
        """The keys in one row along the bottom; a long row is written smaller."""
        x0, _, x1, y1 = self._box
        room, size = x1 - x0 - 2 * self._px(16), self._px(17)
        size = largest_size(size, 6, lambda smaller: self._row(keys, smaller) <= room)
        y, x = y1 - self._px(42), (x0 + x1 - self._row(keys, size)) // 2
        for key, text in keys:
            after = keycap(image, key, x, y, size) + size // 2
            x = write(image, text, (after, baseline(y, y, size)), size, TEXT, weight=REGULAR) + round(1.6 * size)

    def _px(self, units: float) -> int:
        return max(1, round(units * self._unit))

    @staticmethod
    def _row(keys: Sequence[tuple[str, str]], size: int) -> int:
        wide = sum(keycap_width(key, size) + size // 2 + text_width(text, size, REGULAR) for key, text in keys)
        return wide + round(1.6 * size) * (len(keys) - 1)
