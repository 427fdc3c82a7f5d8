"""Along the top: which word of the round, how fast, how many were read. Along the bottom: the keys."""

from __future__ import annotations

import numpy as np

from realtime_asl.practice.reading.staircase import FASTEST, SLOWEST
from realtime_asl.practice.reading.view import ReadingView
from realtime_asl.screen.overlay.lines import largest_size
from realtime_asl.screen.overlay.paint import Layout, baseline, fit, keycap, keycap_width, panel, text_width, write
from realtime_asl.screen.overlay.theme import BOLD, DIM, REGULAR, SKY, TEXT, TRACK
from realtime_asl.screen.typing_keys import KIND, LEAST_NEEDED, LEGEND


class StatusBar:
    """The panel at the top left."""

    def __init__(self, layout: Layout) -> None:
        self._layout = layout

    def draw(self, image: np.ndarray, view: ReadingView) -> None:
        """Draw on `image` in place."""
        layout = self._layout
        x0 = y0 = layout.margin
        x1, y1 = min(layout.width - layout.margin, x0 + layout.px(420)), y0 + layout.px(92)
        panel(image, (x0, y0, x1, y1), layout.px(18))
        left, right = x0 + layout.px(20), x1 - layout.px(20)
        size = layout.px(17)
        count = f"{view.number} of {view.count}"
        write(image, count, (right, y0 + layout.px(28)), size, DIM, align="right")
        room = right - left - text_width(count, size) - layout.px(16)
        text = f"{view.streak} in a row" if view.streak >= 3 else f"Read: {view.kind}"
        write(image, fit(text, room, size), (left, y0 + layout.px(28)), size, TEXT if view.streak >= 3 else DIM)
        line = y0 + layout.px(68)
        x = write(image, f"{view.level:.1f}", (left, line), layout.px(38), SKY, weight=BOLD)
        x = write(image, "letters a second", (x + layout.px(10), line), size, TEXT, weight=REGULAR)
        self._draw_scale(image, view.level, (x + layout.px(16), right), line - round(0.38 * size))

    def _draw_scale(self, image: np.ndarray, level: float, span: tuple[int, int], y: int) -> None:
        """Where the level lies between the slowest and the fastest, in steps that feel alike."""
        x0, x1 = span
        if x1 - x0 < self._layout.px(50):
            return
        height = max(4, self._layout.px(8))
        top = y - height // 2
        panel(image, (x0, top, x1, top + height), height // 2, TRACK, 0.9)
        share = np.log(level / SLOWEST) / np.log(FASTEST / SLOWEST)
        filled = max(height, round((x1 - x0) * float(share)))
        panel(image, (x0, top, x0 + filled, top + height), height // 2, SKY, 1.0)


class KeyRow:
    """The keys and what they do, in one line: the last ones are left out where there is no room."""

    def __init__(self, layout: Layout) -> None:
        self._layout = layout
        size, least = layout.px(16), max(9, layout.px(14))
        # The longest legend decides how large they are written, so that nothing jumps.
        longest = LEGEND["answer"]
        size = largest_size(size, least, lambda smaller: len(self._fitting(longest, smaller)) == len(longest))
        self._size, self._row = size, round(size * 2.1)
        #: y above which other things may stand.
        self.top = layout.height - layout.margin - self._row

    def draw(self, image: np.ndarray, view: ReadingView) -> None:
        """Draw on `image` in place."""
        layout, size = self._layout, self._size
        # Words that were given have no other kind.
        legend = tuple(entry for entry in LEGEND[view.phase] if view.chosen or entry != KIND)
        row = self._fitting(legend, size)
        y = layout.height - layout.margin - self._row
        width = sum(self._width(key, text, size) for key, text in row)
        x = (layout.width - width) // 2
        panel(image, (x - size, y, x + width, y + self._row - 2), self._row // 2)
        for key, text in row:
            after = keycap(image, key, x, y + self._row // 2 - 1, round(0.9 * size))
            line = baseline(y, y + self._row - 2, size)
            write(image, text, (after + size // 2, line), size, TEXT, weight=REGULAR)
            x += self._width(key, text, size)

    def _fitting(self, legend: tuple[tuple[str, str], ...], size: int) -> list[tuple[str, str]]:
        """The keys that have room; which go first is said by `LEAST_NEEDED`."""
        room = self._layout.width - 2 * self._layout.margin - size
        row = list(legend)
        for key in LEAST_NEEDED:
            if sum(self._width(*entry, size) for entry in row) > room:
                row = [entry for entry in row if entry[0] != key]
        return row

    @staticmethod
    def _width(key: str, text: str, size: int) -> int:
        return keycap_width(key, round(0.9 * size)) + size // 2 + text_width(text, size, REGULAR) + round(1.3 * size)
