"""The word to spell: done letters ticked, the current one large, and how far the round has come."""

from __future__ import annotations

import math

import numpy as np

from realtime_asl.practice.view import PracticeView
from realtime_asl.screen.overlay.lines import largest_size
from realtime_asl.screen.overlay.marks import skipped, tick
from realtime_asl.screen.overlay.paint import CAP_HEIGHT, Box, Layout, baseline, fit, panel, text_width, write
from realtime_asl.screen.overlay.practice.places import Places
from realtime_asl.screen.overlay.theme import BOLD, DIM, GREEN, KEYCAP, ORANGE, SKY, TEXT, TRACK
from realtime_asl.screen.overlay.view import View

#: Sizes in layout units: the current letter and the others, their cells, a space.
_LARGE, _SMALL = 70, 42
_LARGE_CELL, _SMALL_CELL, _SPACE = 84, 42, 18
#: Letters are shrunk no further than this before the word is cut; room for the marks of a cut.
_LEAST_ZOOM, _CUT = 0.6, 40
#: A long title is written smaller, down to this share, before it is cut.
_LEAST_TITLE = 0.7
#: Width of the panel: the least, and in steps of.
_NARROWEST, _STEP = 330, 60


class TargetWord:
    """The panel at the top."""

    def __init__(self, layout: Layout, places: Places) -> None:
        self._layout = layout
        self._box, self._free = places.target, places.free

    def draw(self, image: np.ndarray, view: View) -> None:
        """Draw on `image` in place."""
        practice, layout = view.practice, self._layout
        x0, y0, x1, y1 = self._box
        # As wide as the word, in steps: so the panel does not change with every letter that counts.
        letters = sum(_SPACE if c == " " else _SMALL_CELL for c in practice.target) + _LARGE_CELL
        width = layout.px(max(_NARROWEST, _STEP * math.ceil(letters / _STEP)))
        box = (x0, y0, min(x1, x0 + width), y1)
        panel(image, box, layout.px(18))
        self._draw_status(image, practice, box, layout.width if view.recording is None else self._free)
        self._draw_letters(image, practice, box)

    def _draw_status(self, image: np.ndarray, practice: PracticeView, box: Box, free: int) -> None:
        layout = self._layout
        x0, y0, x1, _ = box
        size, line = layout.px(17), y0 + layout.px(26)
        x0, x1 = x0 + layout.px(20), min(x1 - layout.px(20), free - layout.px(8))
        count = f"{practice.number} of {practice.count}"
        if text_width(count, size) > x1 - x0:  # a part of it would be another number
            count = ""
        write(image, count, (x1, line), size, DIM, align="right")
        room = x1 - x0 - text_width(count, size) - layout.px(16)
        if practice.finished is not None:
            middle = line - round(CAP_HEIGHT * size / 2)
            tick(image, (x0 + 0.5 * size, middle), 0.9 * size, GREEN, max(2, layout.px(3)))
            done = fit(f"{practice.finished} done", room - round(1.4 * size), size, BOLD)
            write(image, done, (x0 + round(1.4 * size), line), size, TEXT, weight=BOLD)
        elif practice.streak >= 3:
            write(image, fit(f"{practice.streak} in a row", room, size, BOLD), (x0, line), size, TEXT, weight=BOLD)
        else:
            small = max(round(_LEAST_TITLE * size), 1)
            size = largest_size(size, small, lambda smaller: text_width(practice.title, smaller) <= room)
            write(image, fit(practice.title, room, size), (x0, line), size, DIM)

    def _draw_letters(self, image: np.ndarray, practice: PracticeView, box: Box) -> None:
        layout = self._layout
        x0, y0, x1, y1 = box
        room = x1 - x0 - layout.px(32)
        first, last, zoom = self._visible(practice, room / layout.unit)
        widths = [self._cell(practice, i) * zoom * layout.unit for i in range(first, last)]
        x = (x0 + x1 - sum(widths)) / 2
        middle = y0 + round(0.62 * (y1 - y0))
        for i, width in zip(range(first, last), widths, strict=True):
            self._draw_letter(image, practice, i, (x + width / 2, middle), zoom)
            x += width
        for cut, at in ((first > 0, x0 + layout.px(14)), (last < len(practice.target), x1 - layout.px(14))):
            if cut:
                write(image, "…", (at, middle), layout.px(24), DIM, align="center")

    def _visible(self, practice: PracticeView, room: float) -> tuple[int, int, float]:
        """The part of the word that is shown, around the current letter, and its zoom."""
        first, last = 0, len(practice.target)
        total = sum(self._cell(practice, i) for i in range(first, last))
        zoom = min(1.0, room / total)
        at = practice.states.index("current")
        # Shrunk too far nobody can read it: then show what lies around the current letter.
        while zoom < _LEAST_ZOOM and last - first > 1:
            if at - first > last - 1 - at:
                first += 1
            else:
                last -= 1
            total = sum(self._cell(practice, i) for i in range(first, last))
            zoom = min(1.0, (room - _CUT) / total)
        return first, last, max(zoom, 0.2)

    @staticmethod
    def _cell(practice: PracticeView, i: int) -> float:
        if practice.target[i] == " ":
            return _SPACE
        return _LARGE_CELL if practice.states[i] == "current" else _SMALL_CELL

    def _draw_letter(
        self, image: np.ndarray, practice: PracticeView, i: int, center: tuple[float, float], zoom: float
    ) -> None:
        letter, state = practice.target[i], practice.states[i]
        if letter == " ":
            return
        layout, (x, y) = self._layout, center
        unit = layout.unit * zoom
        if state == "current":
            half = round(38 * unit)
            left, top = round(x) - half, round(y) - half
            panel(image, (left, top, left + 2 * half, top + 2 * half), round(14 * unit), KEYCAP, 0.9)
            self._draw_fill(image, (left, top + 2 * half), 2 * half, practice.fill)
            size = round(_LARGE * unit)
            write(image, letter, (round(x), baseline(top, top + 2 * half, size)), size, weight=BOLD, align="center")
            return
        size = round(_SMALL * unit)
        color = TEXT if state == "done" else DIM
        line = round(y + CAP_HEIGHT * size / 2 - 4 * unit)
        write(image, letter, (round(x), line), size, color, weight=BOLD if state == "done" else 400, align="center")
        below = (x, y + 30 * unit)
        if state == "done":
            tick(image, below, 15 * unit, GREEN, max(2, round(4 * unit)))
        elif state == "skipped":
            skipped(image, below, 15 * unit, ORANGE, max(2, round(3 * unit)))

    def _draw_fill(self, image: np.ndarray, corner: tuple[int, int], width: int, fill: float) -> None:
        x, y = corner[0], corner[1] + self._layout.px(5)
        height = max(3, self._layout.px(6))
        panel(image, (x, y, x + width, y + height), height // 2, TRACK, 0.9)
        filled = round(width * fill)
        if filled >= height:
            panel(image, (x, y, x + filled, y + height), height // 2, SKY, 1.0)
