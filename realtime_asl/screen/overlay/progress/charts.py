"""Charts of the practice history. None rests on colour alone: every bar has its figure written on it."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import cv2
import numpy as np

from realtime_asl.alphabet import LETTERS
from realtime_asl.screen.overlay.progress.sheet import Sheet
from realtime_asl.screen.overlay.theme import BOLD, DIM, KEYCAP, TEXT, TRACK

Color = tuple[int, int, int]
#: Height of a row that can be read, units.
_ROW = 25


@dataclass(frozen=True, slots=True)
class Area:
    """Where a chart goes, in units of the sheet."""

    x0: float
    y0: float
    x1: float
    y1: float


@dataclass(frozen=True, slots=True)
class Bar:
    """`share`: 0..1 of the full height; `label` stands above it."""

    share: float
    label: str


def heading(sheet: Sheet, area: Area, title: str) -> None:
    """The title at the top of an area."""
    sheet.text(title, area.x0, area.y0 + 20, 21, DIM, room=area.x1 - area.x0)


def letter_bars(
    sheet: Sheet,
    area: Area,
    title: str,
    bars: Mapping[str, Bar],
    color: Color,
    *,
    letters: Sequence[str] = LETTERS,
    places: int | None = None,
) -> None:
    """A bar for each of the letters; those without one are named dimly. `places`: room for so many, None: for these."""
    heading(sheet, area, title)
    bottom, top = area.y1 - 30, area.y0 + 52
    step = (area.x1 - area.x0) / (places or len(letters))
    for i, letter in enumerate(letters):
        x = area.x0 + (i + 0.5) * step
        bar = bars.get(letter)
        sheet.box(x - 0.32 * step, bottom - 2, x + 0.32 * step, bottom, TRACK)
        if bar is not None:
            y = bottom - max(bar.share * (bottom - top), 2)
            sheet.box(x - 0.32 * step, y, x + 0.32 * step, bottom, color)
            sheet.text(bar.label, x, y - 7, 16, TEXT, align="center")
        sheet.text(letter, x, area.y1 - 4, 22, DIM if bar is None else TEXT, weight=BOLD, align="center")


@dataclass(frozen=True, slots=True)
class Row:
    """One of several rows: `share` 0..1 of the longest bar, `label` stands after it."""

    name: str
    share: float
    label: str


def row_bars(sheet: Sheet, area: Area, title: str, rows: Sequence[Row], color: Color) -> None:
    """Bars below each other, as many as there is room for; "none" where there are none."""
    heading(sheet, area, title)
    room = area.y1 - area.y0 - 34
    # Few rows are written larger.
    step = min(max(room / max(len(rows), 1), _ROW), 1.4 * _ROW)
    size = 0.72 * step
    if not rows:
        sheet.text("none", area.x0, area.y0 + 34 + 0.76 * step, size)
    shown = rows[: int(room // step)]
    left = area.x0 + max((sheet.width(row.name, size) for row in shown), default=0) + 16
    after = max((sheet.width(row.label, size) for row in shown), default=0) + 12
    for i, row in enumerate(shown):
        y = area.y0 + 34 + i * step
        right = left + max(4.0, (area.x1 - left - after) * row.share)
        sheet.text(row.name, area.x0, y + 0.76 * step, size)
        sheet.box(left, y + 0.16 * step, right, y + 0.84 * step, color)
        sheet.text(row.label, right + 8, y + 0.76 * step, 0.94 * size, DIM)


def level_scale(sheet: Sheet, area: Area, title: str, levels: tuple[float, float, float], color: Color) -> None:
    """The middle one of three values between the lowest and the highest that there can be, in steps that feel alike."""
    heading(sheet, area, title)
    low, level, high = levels
    y, share = area.y0 + 92, math.log(level / low) / math.log(high / low)
    x = area.x0 + 12 + (area.x1 - area.x0 - 24) * share
    sheet.box(area.x0, y, area.x1, y + 14, KEYCAP)
    sheet.box(area.x0, y, x + 12, y + 14, color)
    sheet.text(f"{level:.1f}", min(max(x, area.x0 + 24), area.x1 - 24), y - 14, 30, weight=BOLD, align="center")
    sheet.text(f"{low:.1f}", area.x0, y + 38, 17, DIM)
    sheet.text(f"{high:.1f}", area.x1, y + 38, 17, DIM, align="right")


def level_line(sheet: Sheet, area: Area, title: str, levels: Sequence[float], color: Color) -> None:
    """At least two values, from round to round, with the first and the last one written at them."""
    heading(sheet, area, title)
    top, bottom = area.y0 + 52, area.y1 - 10
    # Room for the figures at both ends.
    left, right = area.x0 + 44, area.x1 - 52
    highest = max(levels)

    def place(i: int) -> tuple[float, float]:
        return left + (right - left) * i / (len(levels) - 1), bottom - (bottom - top) * levels[i] / highest

    sheet.box(left, bottom, right, bottom + 2, KEYCAP)
    points = [sheet.at(*place(i)) for i in range(len(levels))]
    cv2.polylines(sheet.image, [np.array(points, np.int32)], False, color, sheet.px(3), cv2.LINE_AA)
    cv2.circle(sheet.image, points[-1], sheet.px(6), color, -1, cv2.LINE_AA)
    sheet.text(f"{levels[-1]:.1f}", right + 14, place(len(levels) - 1)[1] + 7, 20, weight=BOLD)
    sheet.text(f"{levels[0]:.1f}", left - 10, place(0)[1] + 6, 17, DIM, align="right")
