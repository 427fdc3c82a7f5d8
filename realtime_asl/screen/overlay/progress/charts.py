"""Charts of the practice history. None rests on colour alone: every bar has its figure written on it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import cv2
import numpy as np

from realtime_asl.alphabet import LETTERS
from realtime_asl.screen.overlay.progress.sheet import Sheet
from realtime_asl.screen.overlay.theme import BOLD, DIM, KEYCAP, TEXT, TRACK

Color = tuple[int, int, int]


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
    sheet: Sheet, area: Area, title: str, bars: Mapping[str, Bar], color: Color, *, letters: Sequence[str] = LETTERS
) -> None:
    """A bar for each of the letters; those without one are named dimly."""
    heading(sheet, area, title)
    bottom, top = area.y1 - 30, area.y0 + 52
    step = (area.x1 - area.x0) / len(letters)
    for i, letter in enumerate(letters):
        x = area.x0 + (i + 0.5) * step
        bar = bars.get(letter)
        sheet.box(x - 0.32 * step, bottom - 2, x + 0.32 * step, bottom, TRACK)
        if bar is not None:
            y = bottom - max(bar.share * (bottom - top), 2)
            sheet.box(x - 0.32 * step, y, x + 0.32 * step, bottom, color)
            sheet.text(bar.label, x, y - 7, 16, TEXT, align="center")
        sheet.text(letter, x, area.y1 - 4, 22, DIM if bar is None else TEXT, weight=BOLD, align="center")


def pair_bars(sheet: Sheet, area: Area, title: str, pairs: Sequence[tuple[str, int]], color: Color) -> None:
    """What was most often mixed up: a name and how often, the most frequent first."""
    heading(sheet, area, title)
    most = max((times for _, times in pairs), default=1)
    step = 25
    for i, (name, times) in enumerate(pairs[: int((area.y1 - area.y0 - 34) // step)]):
        y = area.y0 + 34 + i * step
        left = area.x0 + 92
        right = left + max(4.0, (area.x1 - left - 60) * times / most)
        sheet.text(name, area.x0, y + 19, 18, TEXT)
        sheet.box(left, y + 4, right, y + 21, color)
        sheet.text(f"{times}×", right + 8, y + 19, 17, DIM)


def level_line(sheet: Sheet, area: Area, title: str, levels: Sequence[float], color: Color) -> None:
    """A value that changed from round to round, with its first, largest and last value written at it."""
    heading(sheet, area, title)
    top, bottom = area.y0 + 52, area.y1 - 10
    # Room for the figures at both ends.
    left, right = area.x0 + 44, area.x1 - 52
    highest = max(levels)

    def place(i: int) -> tuple[float, float]:
        x = right if len(levels) == 1 else left + (right - left) * i / (len(levels) - 1)
        return x, bottom - (bottom - top) * levels[i] / highest

    sheet.box(left, bottom, right, bottom + 2, KEYCAP)
    points = [sheet.at(*place(i)) for i in range(len(levels))]
    cv2.polylines(sheet.image, [np.array(points, np.int32)], False, color, sheet.px(3), cv2.LINE_AA)
    cv2.circle(sheet.image, points[-1], sheet.px(6), color, -1, cv2.LINE_AA)
    sheet.text(f"{levels[-1]:.1f}", right + 14, place(len(levels) - 1)[1] + 7, 20, weight=BOLD)
    if len(levels) > 1:
        sheet.text(f"{levels[0]:.1f}", left - 10, place(0)[1] + 6, 17, DIM, align="right")
