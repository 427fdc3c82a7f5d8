"""The page of the practice history in a tall window: the same as beside each other, one below the other."""

from __future__ import annotations

from datetime import date

import numpy as np

from realtime_asl.alphabet import LETTERS
from realtime_asl.practice.progress.history import History
from realtime_asl.screen.overlay.progress.charts import Area, letter_bars
from realtime_asl.screen.overlay.progress.content import draw_figure, draw_part, figures, letter_charts, parts
from realtime_asl.screen.overlay.progress.sheet import Sheet
from realtime_asl.screen.overlay.theme import BOLD

#: Width and height of the sheet in its units.
WIDTH, HEIGHT = 720, 1200
_MARGIN, _COLUMNS = 40, 3
#: Height of a row of figures, and of a chart of half the alphabet.
_FIGURES, _CHART = 92, 138


def tall_picture(history: History, today: date, size: tuple[int, int]) -> np.ndarray:
    """As `page.progress_picture`, for a history that is not empty."""
    sheet = Sheet(size, (WIDTH, HEIGHT))
    sheet.text("Fingerspelling practice", _MARGIN, 62, 40, weight=BOLD)
    step, y = (WIDTH - 2 * _MARGIN) / _COLUMNS, 140.0
    told = figures(history, today)
    for i, figure in enumerate(told):
        draw_figure(sheet, figure, _MARGIN + (i % _COLUMNS + 0.5) * step, y + i // _COLUMNS * _FIGURES, step - 8)
    y += _FIGURES * ((len(told) + _COLUMNS - 1) // _COLUMNS) - 40
    half = len(LETTERS) // 2
    for chart in letter_charts(history) if history.letters else ():
        for title, letters in ((chart.title, LETTERS[:half]), ("", LETTERS[half:])):
            # The second half needs no heading, so it moves up to the first one.
            top = y if title else y - 24
            area = Area(_MARGIN, top, WIDTH - _MARGIN, top + _CHART)
            letter_bars(sheet, area, title, chart.bars, chart.color, letters=letters)
            y = top + _CHART + 14
    shown = parts(history)
    side = (WIDTH - 2 * _MARGIN) / 2
    room = (HEIGHT - 20 - y) / ((len(shown) + 1) // 2 or 1)
    for i, part in enumerate(sorted(shown, key=lambda part: part == "level")):
        x, top = _MARGIN + i % 2 * side, y + i // 2 * room
        wide = 2 * side if part == "level" and i % 2 == 0 else side
        draw_part(sheet, Area(x, top, x + wide - 30, top + min(room - 16, 260)), part, history)
    return sheet.image
