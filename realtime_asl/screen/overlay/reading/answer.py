"""What is typed, and after the answer what was spelled beside it."""

from __future__ import annotations

from itertools import accumulate

import numpy as np

from realtime_asl.practice.reading.answers import Mark
from realtime_asl.practice.reading.view import ReadingView
from realtime_asl.screen.overlay.marks import tick
from realtime_asl.screen.overlay.paint import Layout, baseline, panel, text_width, write
from realtime_asl.screen.overlay.theme import BOLD, DIM, GREEN, KEYCAP, ORANGE, REGULAR, SKY, TEXT

_BLINK_S = 1.06
#: A letter's tile and the gap after it, layout units.
_TILE, _GAP = 48, 8
#: A tile in which a letter can be read, layout units and pixels: where so many of them have no room, a part is shown.
_LEAST, _LEAST_PX = 24, 14
#: Heights of the panel, layout units: while a word is asked for, read, and misread. The signer's wrist stays free.
_ASKED, _READ, _MISREAD = 68, 102, 148


class AnswerBar:
    """The panel above the keys. While a word is asked for: the letters typed. Then: the word, and what was typed."""

    def __init__(self, layout: Layout, bottom: int) -> None:
        self._layout = layout
        self._bottom = bottom - layout.px(10)

    def draw(self, image: np.ndarray, view: ReadingView, time: float) -> None:
        """Draw on `image` in place."""
        if view.phase == "question":
            self._draw_question(image, view, time)
        else:
            self._draw_answer(image, view)

    def _draw_question(self, image: np.ndarray, view: ReadingView, time: float) -> None:
        layout = self._layout
        box = (layout.margin, self._bottom - layout.px(_ASKED), layout.width - layout.margin, self._bottom)
        panel(image, box, layout.px(18))
        middle = (box[1] + box[3]) // 2
        if not view.typed:
            size = layout.px(22)
            text = "Watch, and type what you read" if view.signing else "Type what you read"
            x = (layout.width - text_width(text, size, REGULAR)) // 2
            write(image, text, (x, baseline(box[1], box[3], size)), size, DIM, weight=REGULAR)
            self._draw_caret(image, x - layout.px(12), middle, layout.px(20), time)
            return
        shown = self._shown(len(view.typed) + 1, len(view.typed))  # with the caret after the last letter
        side, left = self._tiles(len(shown))
        step = side + round(side * _GAP / _TILE)
        typed = view.typed[shown.start :]
        for i, letter in enumerate(typed):
            self._draw_tile(image, letter, (left + i * step, middle - side // 2), side)
        self._draw_caret(image, left + len(typed) * step + side // 5, middle, side // 2, time)
        self._draw_cuts(image, shown, len(view.typed) + 1, middle)

    def _draw_caret(self, image: np.ndarray, x: int, middle: int, half: int, time: float) -> None:
        if time % _BLINK_S < 0.6 * _BLINK_S:
            image[max(middle - half, 0) : middle + half, max(x, 0) : x + self._layout.px(3)] = SKY

    def _draw_answer(self, image: np.ndarray, view: ReadingView) -> None:
        layout = self._layout
        wrong = sum(not mark.right for mark in view.marks)
        top = self._bottom - layout.px(_MISREAD if wrong else _READ)
        panel(image, (layout.margin, top, layout.width - layout.margin, self._bottom), layout.px(18))
        size, line = layout.px(20), top + layout.px(30)
        text = _result_text(wrong, view.typed) if wrong else "You read it"
        x = (layout.width - text_width(text, size, BOLD)) // 2
        if not wrong:
            x += layout.px(18)
            center = (x - layout.px(24), line - round(0.36 * size))
            tick(image, center, 1.0 * size, GREEN, max(2, layout.px(4)))
        write(image, text, (x, line), size, TEXT, weight=BOLD)
        self._draw_marks(image, view, top + layout.px(43), wrong > 0)

    def _draw_marks(self, image: np.ndarray, view: ReadingView, top: int, wrong: bool) -> None:
        places = list(accumulate((mark.shown is not None for mark in view.marks), initial=-1))[1:]
        misread = next((i for i, mark in enumerate(view.marks) if not mark.right), 0)
        shown = self._shown(len(view.marks), places.index(view.current) if view.current in places else misread)
        side, left = self._tiles(len(shown))
        step = side + round(side * _GAP / _TILE)
        for i in shown:
            mark, x = view.marks[i], left + (i - shown.start) * step
            if mark.shown is not None:
                lit = view.current == places[i]
                self._draw_tile(image, mark.shown, (x, top), side, lit=lit, marked=not mark.right)
            if wrong:
                self._draw_typed(image, mark, (x + side // 2, top + side + self._layout.px(28)), side)

        self._draw_cuts(image, shown, len(view.marks), top + side // 2)

    def _draw_cuts(self, image: np.ndarray, shown: range, count: int, middle: int) -> None:
        """Dots where letters are left out."""
        layout, size = self._layout, self._layout.px(24)
        for cut, x in ((shown.start > 0, layout.px(16)), (shown.stop < count, layout.width - layout.px(16))):
            if cut:
                inside = layout.margin if x < layout.width // 2 else -layout.margin
                write(image, "…", (x + inside, middle), size, DIM, align="center")

    def _draw_typed(self, image: np.ndarray, mark: Mark, center: tuple[int, int], side: int) -> None:
        """Below the tile: a tick, or what was typed instead; a letter left out is a line."""
        x, y = center
        thickness = max(2, self._layout.px(3))
        size = max(8, round(0.62 * side))
        if mark.right:
            tick(image, center, 0.34 * side, GREEN, thickness)
        elif mark.typed is None:
            image[y : y + thickness, x - side // 5 : x + side // 5] = ORANGE
        else:
            line = baseline(y - size // 2, y + size // 2, size)
            write(image, mark.typed, (x, line), size, ORANGE, weight=BOLD, align="center")
            if mark.shown is None:  # one too many: struck through
                half = round(0.36 * side)
                image[y : y + thickness, x - half : x + half] = ORANGE

    def _draw_tile(
        self,
        image: np.ndarray,
        letter: str,
        corner: tuple[int, int],
        side: int,
        *,
        lit: bool = False,
        marked: bool = False,
    ) -> None:
        x, y = corner
        if lit or marked:
            edge = max(2, round(0.07 * side))
            panel(image, (x - edge, y - edge, x + side + edge, y + side + edge), side // 4, SKY if lit else ORANGE, 1.0)
        panel(image, (x, y, x + side, y + side), side // 4, KEYCAP, 1.0)
        size = round(0.68 * side)
        write(image, letter, (x + side // 2, baseline(y, y + side, size)), size, weight=BOLD, align="center")

    def _shown(self, count: int, at: int) -> range:
        """Which of `count` tiles are shown: all where they can be read, else those around number `at`."""
        least = max(_LEAST_PX, self._layout.px(_LEAST))
        step = least + round(least * _GAP / _TILE)
        if count <= self._room // step:
            return range(count)
        most = max(1, (self._room - 2 * self._layout.px(16)) // step)
        first = min(max(at - most // 2, 0), count - most)
        return range(first, first + most)

    @property
    def _room(self) -> int:
        """Pixels for tiles."""
        return self._layout.width - 2 * self._layout.margin - self._layout.px(32)

    def _tiles(self, count: int) -> tuple[int, int]:
        """Side of a tile and x of the first one, so that `count` of them stand in the middle."""
        layout = self._layout
        side = max(6, min(layout.px(_TILE), int(self._room / count / (1 + _GAP / _TILE))))
        gap = round(side * _GAP / _TILE)
        return side, (layout.width - (count * (side + gap) - gap)) // 2


def _result_text(wrong: int, typed: str) -> str:
    if not typed:
        return "It was this word; watch it slowly"
    return f"{wrong} letter{'s' * (wrong > 1)} read otherwise; watch slowly"
