"""The page of the practice history: figures, letters, what is mixed up, and reading."""

from __future__ import annotations

from datetime import date

import numpy as np

from realtime_asl.practice.progress.history import History
from realtime_asl.screen.overlay.progress.charts import Area, letter_bars
from realtime_asl.screen.overlay.progress.content import draw_figure, draw_part, figures, letter_charts, parts
from realtime_asl.screen.overlay.progress.empty_page import empty_picture
from realtime_asl.screen.overlay.progress.sheet import HEIGHT, WIDTH, Sheet
from realtime_asl.screen.overlay.progress.tall_page import tall_picture
from realtime_asl.screen.overlay.theme import BOLD

#: (width, height) of the picture in pixels, where nobody asks for another size.
SIZE = (1440, 1080)
MARGIN, _GAP = 44, 40
#: In a wide picture, the sheet is at most so wide, units.
WIDEST = 1600
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
    if not history.letters and not history.reading.letters:
        return empty_picture(size)
    if size[1] > TALL * size[0]:
        return tall_picture(history, today, size)
    wide = round(min(max(HEIGHT * size[0] / size[1], WIDTH), WIDEST))
    sheet = Sheet(size, (wide, HEIGHT))
    sheet.text("Fingerspelling practice", MARGIN, 66, 44, weight=BOLD)
    tiles, right = figures(history, today), wide - MARGIN
    step = (right - MARGIN) / max(len(tiles), 4)
    for i, figure in enumerate(tiles):
        draw_figure(sheet, figure, MARGIN + (i + 0.5) * step, 156, step - 8)
    charts = letter_charts(history)
    places = ((222, 460), (490, 705)) if len(charts) == 2 else ((232, 540),)
    for chart, (top, bottom) in zip(charts, places, strict=True):
        letter_bars(sheet, Area(MARGIN, top, right, bottom), chart.title, chart.bars, chart.color)
    shown, top = parts(history), places[-1][1] + 30
    step = (right - MARGIN + _GAP) / max(len(shown), 2)
    for i, part in enumerate(shown):
        x = MARGIN + i * step
        draw_part(sheet, Area(x, top, x + step - _GAP, min(HEIGHT - 20, top + 260)), part, history)
    return sheet.image
