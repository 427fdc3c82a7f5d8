"""The page of the practice history: figures, letters, what is mixed up, and reading."""

from __future__ import annotations

from datetime import date

import numpy as np

from realtime_asl.practice.progress.history import History
from realtime_asl.screen.overlay.progress.charts import Area, letter_bars
from realtime_asl.screen.overlay.progress.content import draw_figure, draw_part, figures, letter_charts, parts
from realtime_asl.screen.overlay.progress.sheet import HEIGHT, WIDTH, Sheet
from realtime_asl.screen.overlay.progress.tall_page import tall_picture
from realtime_asl.screen.overlay.theme import BOLD, DIM

#: (width, height) of the picture in pixels, where nobody asks for another size.
SIZE = (1440, 1080)
MARGIN = 44
#: A picture that is so much taller than wide gets the page for tall windows.
TALL = 1.15


def progress_picture(history: History, today: date, size: tuple[int, int] = SIZE) -> np.ndarray:
    """The practice history as a picture.

    Args:
        history: what was practised; an empty one gives a page that says so.
        today: for the days in a row.
        size: (width, height) in pixels; the page is laid in its middle.

    Returns:
        (height, width, 3) uint8 BGR, a new array.
    """
    empty = not history.letters and not history.reading.letters
    if size[1] > TALL * size[0] and not empty:
        return tall_picture(history, today, size)
    sheet = Sheet(size)
    sheet.text("Fingerspelling practice", MARGIN, 66, 44, weight=BOLD)
    if empty:
        sheet.text("Nothing was practised yet.", MARGIN, 120, 26, DIM)
        return sheet.image
    told = figures(history, today)
    step = (WIDTH - 2 * MARGIN) / max(len(told), 4)
    for i, figure in enumerate(told):
        draw_figure(sheet, figure, MARGIN + (i + 0.5) * step, 156, step - 8)
    if history.letters:
        for chart, (top, bottom) in zip(letter_charts(history), ((222, 460), (490, 705)), strict=True):
            letter_bars(sheet, Area(MARGIN, top, WIDTH - MARGIN, bottom), chart.title, chart.bars, chart.color)
    _draw_parts(sheet, history, 735 if history.letters else 260)
    return sheet.image


def _draw_parts(sheet: Sheet, history: History, top: float) -> None:
    """Side by side."""
    shown = parts(history)
    step = (WIDTH - 2 * MARGIN) / max(len(shown), 2)
    for i, part in enumerate(shown):
        area = Area(MARGIN + i * step, top, MARGIN + (i + 1) * step - 36, min(HEIGHT - 20, top + 330))
        draw_part(sheet, area, part, history)
