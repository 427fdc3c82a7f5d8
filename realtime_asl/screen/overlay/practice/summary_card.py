"""The card at the end of a round, of signing or of reading: heading, figures, letters as tiles, and the keys."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from realtime_asl.screen.overlay.paint import Layout, baseline, dim, fit, keycap, panel, text_width, write
from realtime_asl.screen.overlay.practice.marks import tick
from realtime_asl.screen.overlay.theme import BOLD, DIM, GREEN, KEYCAP, MODAL_ALPHA, REGULAR, SKY, TEXT


class SummaryCard:
    """A card in the middle, over a dimmed picture. Each method draws on `image` in place.

    Args:
        layout: of the picture.
        size: width and height of the card in layout units; smaller where the picture is.

    Attributes:
        box: x0, y0, x1, y1 in pixels.
    """

    def __init__(self, layout: Layout, size: tuple[int, int]) -> None:
        wide = min(layout.width - 2 * layout.margin, layout.px(size[0]))
        tall = min(layout.height - 2 * layout.margin, layout.px(size[1]))
        self._unit = min(wide / size[0], tall / size[1])
        width, height = round(size[0] * self._unit), round(size[1] * self._unit)
        x0, y0 = (layout.width - width) // 2, (layout.height - height) // 2
        self.box = (x0, y0, x0 + width, y0 + height)

    def px(self, units: float) -> int:
        """Pixels of so many units of this card."""
        return max(1, round(units * self._unit))

    def draw_heading(self, image: np.ndarray, title: str, told: str) -> None:
        """The empty card with a tick, its title and a line below it."""
        dim(image, 0.5)
        panel(image, self.box, self.px(24), alpha=MODAL_ALPHA)
        x0, y0, x1, _ = self.box
        left, middle, side = x0 + self.px(32), y0 + self.px(58), self.px(44)
        panel(image, (left, middle - side // 2, left + side, middle - side // 2 + side), side // 2, GREEN, 1.0)
        tick(image, (left + side / 2, middle), 0.5 * side, TEXT, max(2, self.px(5)))
        x = left + side + self.px(18)
        write(image, title, (x, middle + self.px(2)), self.px(32), weight=BOLD)
        write(image, fit(told, x1 - self.px(24) - x, self.px(18)), (x, middle + self.px(26)), self.px(18), DIM)

    def draw_figures(self, image: np.ndarray, figures: Sequence[tuple[str, str]], size: float = 44) -> None:
        """A row of numbers, `size` units tall, with what they mean below them."""
        x0, y0, x1, _ = self.box
        step = (x1 - x0 - 2 * self.px(28)) / len(figures)
        for i, (number, label) in enumerate(figures):
            center = round(x0 + self.px(28) + (i + 0.5) * step)
            write(image, number, (center, y0 + self.px(158)), self.px(size), SKY, weight=BOLD, align="center")
            write(image, label, (center, y0 + self.px(186)), self.px(16), DIM, weight=REGULAR, align="center")

    def draw_letters(self, image: np.ndarray, label: str, letters: Sequence[str], top: int) -> None:
        """A few words, and letters as tiles beside them; `top` in pixels."""
        x, size, side = self.box[0] + self.px(32), self.px(18), self.px(50)
        write(image, label, (x, top + self.px(38)), size, DIM)
        x += text_width(label, size) + self.px(16)
        y0 = top + self.px(6)
        for letter in letters:
            panel(image, (x, y0, x + side, y0 + side), self.px(12), KEYCAP, 0.95)
            line = baseline(y0, y0 + side, self.px(34))
            write(image, letter, (x + side // 2, line), self.px(34), weight=BOLD, align="center")
            x += side + self.px(10)

    def draw_keys(self, image: np.ndarray, keys: Sequence[tuple[str, str]]) -> None:
        """Keys with what they do, in the middle of the card's foot."""
        x0, _, x1, y1 = self.box
        size, gap, y = self.px(17), self.px(30), y1 - self.px(42)

        def cap(key: str) -> int:
            return max(round(size * 1.55), text_width(key, size) + round(size * 0.9)) + self.px(8)

        total = sum(cap(key) + text_width(text, size, REGULAR) for key, text in keys) + gap * (len(keys) - 1)
        x = (x0 + x1 - total) // 2
        for key, text in keys:
            after = keycap(image, key, x, y, size)
            x = write(image, text, (after + self.px(8), baseline(y, y, size)), size, TEXT, weight=REGULAR) + gap
