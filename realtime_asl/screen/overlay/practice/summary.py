"""The end of a round: what went well, what to practise, and how to go on."""

from __future__ import annotations

import numpy as np

from realtime_asl.practice.results import Summary
from realtime_asl.screen.overlay.paint import Layout, baseline, dim, fit, keycap, panel, text_width, write
from realtime_asl.screen.overlay.practice.marks import tick
from realtime_asl.screen.overlay.theme import BOLD, DIM, GREEN, KEYCAP, MODAL_ALPHA, REGULAR, SKY, TEXT
from realtime_asl.screen.overlay.view import View

#: Width and height in layout units.
_SIZE = (600, 420)


class SummaryScreen:
    """A card in the middle."""

    def __init__(self, layout: Layout) -> None:
        self._layout = layout
        room = min(layout.width - 2 * layout.margin, layout.px(_SIZE[0]))
        tall = min(layout.height - 2 * layout.margin, layout.px(_SIZE[1]))
        #: Pixels of one unit of this card.
        self._unit = min(room / _SIZE[0], tall / _SIZE[1])
        width, height = round(_SIZE[0] * self._unit), round(_SIZE[1] * self._unit)
        x0, y0 = (layout.width - width) // 2, (layout.height - height) // 2
        self._box = (x0, y0, x0 + width, y0 + height)

    def draw(self, image: np.ndarray, view: View) -> None:
        """Draw on `image` in place."""
        summary = view.practice.summary
        dim(image, 0.5)
        panel(image, self._box, self._px(24), alpha=MODAL_ALPHA)
        self._draw_heading(image, summary)
        figures = (
            (str(summary.letters), "letters signed"),
            (f"{summary.unaided / max(summary.letters + summary.skipped, 1):.0%}", "without a hint"),
            (str(summary.best_streak), "in a row"),
            (f"{summary.seconds / max(summary.letters, 1):.1f} s", "a letter"),
        )
        x0, y0, x1, _ = self._box
        step = (x1 - x0 - 2 * self._px(28)) / len(figures)
        for i, (number, label) in enumerate(figures):
            center = round(x0 + self._px(28) + (i + 0.5) * step)
            write(image, number, (center, y0 + self._px(158)), self._px(44), SKY, weight=BOLD, align="center")
            write(image, label, (center, y0 + self._px(186)), self._px(17), DIM, weight=REGULAR, align="center")
        self._draw_practise(image, summary, y0 + self._px(222))
        self._draw_keys(image)

    def _px(self, units: float) -> int:
        return max(1, round(units * self._unit))

    def _draw_heading(self, image: np.ndarray, summary: Summary) -> None:
        x0, y0, x1, _ = self._box
        left, middle = x0 + self._px(32), y0 + self._px(58)
        side = self._px(44)
        panel(image, (left, middle - side // 2, left + side, middle - side // 2 + side), side // 2, GREEN, 1.0)
        tick(image, (left + side / 2, middle), 0.5 * side, TEXT, max(2, self._px(5)))
        x = left + side + self._px(18)
        size = self._px(32)
        write(image, "Round finished", (x, middle + self._px(2)), size, weight=BOLD)
        told = f"{summary.title}: {summary.done} of {summary.words}"
        if summary.skipped:
            told += f", {summary.skipped} skipped"
        write(image, fit(told, x1 - self._px(24) - x, self._px(18)), (x, middle + self._px(26)), self._px(18), DIM)

    def _draw_practise(self, image: np.ndarray, summary: Summary, top: int) -> None:
        """The letters that want practice, as tiles, and the pairs that were confused."""
        x0, _, x1, _ = self._box
        x, size = x0 + self._px(32), self._px(18)
        if not summary.practise:
            line = "Every letter was quick and needed no hint."
            write(image, line, (x, top + self._px(40)), self._px(22), TEXT)
            return
        write(image, "Practise these:", (x, top + self._px(38)), size, DIM)
        x += text_width("Practise these:", size) + self._px(16)
        side = self._px(50)
        for letter in summary.practise:
            panel(image, (x, top + self._px(6), x + side, top + self._px(6) + side), self._px(12), KEYCAP, 0.95)
            line = baseline(top + self._px(6), top + self._px(6) + side, self._px(34))
            write(image, letter, (x + side // 2, line), self._px(34), weight=BOLD, align="center")
            x += side + self._px(10)
        if summary.confused:
            pairs = ", ".join(f"{asked} as {read}" for asked, read, _ in summary.confused[:4])
            line = fit(f"I read {pairs}", x1 - x0 - self._px(64), size)
            write(image, line, (x0 + self._px(32), top + self._px(88)), size, TEXT)

    def _draw_keys(self, image: np.ndarray) -> None:
        x0, _, x1, y1 = self._box
        size = self._px(17)
        y = y1 - self._px(42)
        keys = (("N", "next round"), ("W", "words, reading"), ("P", "back to spelling"))
        gap, cap = self._px(30), round(size * 1.55) + self._px(8)
        total = sum(cap + text_width(text, size, REGULAR) for _, text in keys) + gap * (len(keys) - 1)
        x = (x0 + x1 - total) // 2
        for key, text in keys:
            after = keycap(image, key, x, y, size)
            after = write(image, text, (after + self._px(8), baseline(y, y, size)), size, TEXT, weight=REGULAR)
            x = after + gap
