"""A note with more text than one line can hold: what to do often stands at the end of it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import cv2
import numpy as np

from realtime_asl.screen.overlay.lines import first_lines, wrapped
from realtime_asl.screen.overlay.paint import Color, Layout, baseline, one_line_size, panel, text_width, write

#: Distance of lines, room above and below them together, and beside them, in font sizes.
_LINE, _PADDING, _SIDES = 1.25, 0.55, 3.0
#: A note has at most so many lines, and letters of at least so many pixels; one line alone is preferred only where
#: they keep this share of their size.
_MOST, _LEAST_PX, _LEAST = 4, 9, 0.6


@dataclass(frozen=True, slots=True)
class NoteText:
    """The `lines` of a note, the font `size` in pixels, and how `high` the note is, pixels."""

    lines: tuple[str, ...]
    size: int
    high: int


@lru_cache(maxsize=16)  # it is asked for in every picture while the note is there
def laid_out(layout: Layout, text: str, size: int, room: int) -> NoteText:
    """`text` in one line where that can be read, else in several, in the largest letters up to `size` that do.

    `room` is how high it may be, pixels; where nothing does, the last line is cut.
    """
    smallest = min(size, _LEAST_PX)
    if one_line_size(layout, text, size) >= max(round(_LEAST * size), smallest):
        return NoteText((text,), size, round(1.8 * size))  # `pill` makes it smaller itself
    wide = layout.width - 2 * layout.margin
    for smaller in range(size, smallest - 1, -1):
        lines = wrapped(text, wide - round(_SIDES * smaller), smaller)
        if len(lines) <= _MOST and _high(len(lines), smaller) <= room:
            return NoteText(tuple(lines), smaller, _high(len(lines), smaller))
    count = max(n for n in range(1, _MOST + 1) if n == 1 or _high(n, smallest) <= room)
    kept = tuple(first_lines(text, wide - round(_SIDES * smallest), smallest, most=count))
    return NoteText(kept, smallest, _high(len(kept), smallest))


def draw_long_note(image: np.ndarray, layout: Layout, note: NoteText, bottom: int, accent: Color) -> None:
    """Draw it in the middle of the picture, its lower edge at y = `bottom`, with a dot of colour before its lines."""
    size = note.size
    width = max(text_width(line, size) for line in note.lines) + round(_SIDES * size)
    left, top = (layout.width - width) // 2, bottom - note.high
    panel(image, (left, top, left + width, bottom), round(0.9 * size))
    x, radius = left + round(0.9 * size), max(2, round(size * 0.28))
    for number, line in enumerate(note.lines):
        y = top + round(size * (_PADDING / 2 + _LINE * number))
        if number == 0:
            cv2.circle(image, (x + radius, y + round(_LINE * size / 2)), radius, accent, -1, cv2.LINE_AA)
        write(image, line, (x + round(1.1 * size), baseline(y, y + round(_LINE * size), size)), size)


def _high(lines: int, size: int) -> int:
    return round(size * (_PADDING + _LINE * lines))
