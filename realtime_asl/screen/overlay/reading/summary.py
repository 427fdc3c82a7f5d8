"""The end of a round of reading: what was read, how fast, and what was mixed up."""

from __future__ import annotations

import numpy as np

from realtime_asl.practice.reading.results import ReadingSummary
from realtime_asl.practice.reading.view import ReadingView
from realtime_asl.screen.overlay.paint import Layout, baseline, dim, fit, keycap, panel, text_width, write
from realtime_asl.screen.overlay.practice.marks import tick
from realtime_asl.screen.overlay.theme import BOLD, DIM, GREEN, KEYCAP, MODAL_ALPHA, REGULAR, SKY, TEXT
from realtime_asl.screen.typing_keys import LEGEND

#: Width and height in layout units.
_SIZE = (600, 440)


class ReadingSummaryScreen:
    """A card in the middle."""

    def __init__(self, layout: Layout) -> None:
        room = min(layout.width - 2 * layout.margin, layout.px(_SIZE[0]))
        tall = min(layout.height - 2 * layout.margin, layout.px(_SIZE[1]))
        #: Pixels of one unit of this card.
        self._unit = min(room / _SIZE[0], tall / _SIZE[1])
        width, height = round(_SIZE[0] * self._unit), round(_SIZE[1] * self._unit)
        x0, y0 = (layout.width - width) // 2, (layout.height - height) // 2
        self._box = (x0, y0, x0 + width, y0 + height)

    def draw(self, image: np.ndarray, view: ReadingView) -> None:
        """Draw on `image` in place."""
        summary = view.summary
        if summary is None:
            return
        dim(image, 0.5)
        panel(image, self._box, self._px(24), alpha=MODAL_ALPHA)
        self._draw_heading(image, view)
        x0, y0, x1, _ = self._box
        best = summary.best_letters_per_second
        figures = (
            (f"{summary.right} of {summary.words}", "words read"),
            (f"{summary.letters_right / max(summary.letters, 1):.0%}", "of the letters"),
            (f"{summary.letters_per_second:.1f}", "letters a second"),
            (f"{best:.1f}" if best else "-", "fastest read"),
        )
        step = (x1 - x0 - 2 * self._px(28)) / len(figures)
        for i, (number, label) in enumerate(figures):
            center = round(x0 + self._px(28) + (i + 0.5) * step)
            write(image, number, (center, y0 + self._px(158)), self._px(38), SKY, weight=BOLD, align="center")
            write(image, label, (center, y0 + self._px(186)), self._px(16), DIM, weight=REGULAR, align="center")
        self._draw_misread(image, summary, y0 + self._px(218))
        self._draw_keys(image)

    def _px(self, units: float) -> int:
        return max(1, round(units * self._unit))

    def _draw_heading(self, image: np.ndarray, view: ReadingView) -> None:
        x0, y0, x1, _ = self._box
        left, middle = x0 + self._px(32), y0 + self._px(58)
        side = self._px(44)
        panel(image, (left, middle - side // 2, left + side, middle - side // 2 + side), side // 2, GREEN, 1.0)
        tick(image, (left + side / 2, middle), 0.5 * side, TEXT, max(2, self._px(5)))
        x = left + side + self._px(18)
        write(image, "Reading finished", (x, middle + self._px(2)), self._px(32), weight=BOLD)
        told = f"Read: {view.kind}"
        write(image, fit(told, x1 - self._px(24) - x, self._px(18)), (x, middle + self._px(26)), self._px(18), DIM)

    def _draw_misread(self, image: np.ndarray, summary: ReadingSummary, top: int) -> None:
        x0, _, x1, _ = self._box
        left, size, room = x0 + self._px(32), self._px(18), x1 - x0 - self._px(64)
        if not summary.misread:
            line = "Every word was read as it was spelled." if summary.words else "No word was answered."
            write(image, line, (left, top + self._px(40)), self._px(22), TEXT)
            return
        write(image, "Look out for:", (left, top + self._px(38)), size, DIM)
        x = left + text_width("Look out for:", size) + self._px(16)
        side = self._px(50)
        for letter in summary.misread:
            panel(image, (x, top + self._px(6), x + side, top + self._px(6) + side), self._px(12), KEYCAP, 0.95)
            line = baseline(top + self._px(6), top + self._px(6) + side, self._px(34))
            write(image, letter, (x + side // 2, line), self._px(34), weight=BOLD, align="center")
            x += side + self._px(10)
        below = top + self._px(90)
        if summary.confused:
            pairs = ", ".join(f"{shown} as {typed}" for shown, typed, _ in summary.confused[:5])
            write(image, fit(f"You read {pairs}", room, size), (left, below), size, TEXT)
            below += self._px(28)
        missed = ", ".join(f"{word} ({typed or 'not read'})" for word, typed in summary.missed_words)
        write(image, fit(f"Misread: {missed}", room, size), (left, below), size, DIM)

    def _draw_keys(self, image: np.ndarray) -> None:
        x0, _, x1, y1 = self._box
        size, gap = self._px(17), self._px(30)
        y = y1 - self._px(42)
        keys = LEGEND["done"]

        def cap(key: str) -> int:
            return max(round(size * 1.55), text_width(key, size) + round(size * 0.9)) + self._px(8)

        total = sum(cap(key) + text_width(text, size, REGULAR) for key, text in keys) + gap * (len(keys) - 1)
        x = (x0 + x1 - total) // 2
        for key, text in keys:
            after = keycap(image, key, x, y, size)
            x = write(image, text, (after + self._px(8), baseline(y, y, size)), size, TEXT, weight=REGULAR) + gap
