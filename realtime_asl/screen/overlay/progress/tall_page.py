"""The page of the practice history in a tall window: the same as beside each other, one below the other."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

import numpy as np

from realtime_asl.alphabet import LETTERS
from realtime_asl.practice.progress.history import History
from realtime_asl.screen.overlay.progress.charts import Area, Bar, letter_bars
from realtime_asl.screen.overlay.progress.content import draw_figure, draw_part, figures, letter_charts, parts
from realtime_asl.screen.overlay.progress.sheet import Sheet
from realtime_asl.screen.overlay.theme import BOLD

#: Width and height of the sheet in its units.
WIDTH, HEIGHT = 720, 1200
_MARGIN, _GAP = 40, 30
#: Heights: a row of figures, the highest chart of letters and its heading, the lowest and the highest smaller chart.
_FIGURES, _CHART, _HEADING, _PART, _HIGHEST_PART = 92, 380, 24, 150, 230
#: So many letters fit in a row.
_IN_A_ROW = 13


def tall_picture(history: History, today: date, size: tuple[int, int]) -> np.ndarray:
    """As `page.progress_picture`, for a history that is not empty."""
    sheet = Sheet(size, (WIDTH, HEIGHT))
    sheet.text("Fingerspelling practice", _MARGIN, 62, 40, weight=BOLD)
    tiles = figures(history, today)
    columns = 2 if len(tiles) in (2, 4) else 3
    step, y = (WIDTH - 2 * _MARGIN) / columns, 140.0
    for i, figure in enumerate(tiles):
        draw_figure(sheet, figure, _MARGIN + (i % columns + 0.5) * step, y + i // columns * _FIGURES, step - 8)
    y += _FIGURES * ((len(tiles) + columns - 1) // columns) - 40
    shown = sorted(parts(history), key=lambda part: part == "level")
    rows = [shown[i : i + 2] for i in range(0, len(shown), 2)]
    charts = [(chart, row, i) for chart in letter_charts(history) for i, row in enumerate(_halves(chart.bars))]
    # A second half needs no heading, so it moves up to the first one.
    saved = _HEADING * sum(i for *_, i in charts)
    high = min((HEIGHT - _MARGIN - y - len(rows) * _PART + saved) / len(charts), _CHART)
    for chart, letters, i in charts:
        top = y - _HEADING * i
        y = top + high
        area, title = Area(_MARGIN, top, WIDTH - _MARGIN, y - 14), "" if i else chart.title
        letter_bars(sheet, area, title, chart.bars, chart.color, letters=letters, places=max(len(letters), 8))
    room = min((HEIGHT - _MARGIN - y) / max(len(rows), 1), _HIGHEST_PART)
    for i, row in enumerate(rows):
        step, top = (WIDTH - 2 * _MARGIN + _GAP) / len(row), y + i * room
        for j, part in enumerate(row):
            x = _MARGIN + j * step
            draw_part(sheet, Area(x, top, x + step - _GAP, top + room - 16), part, history)
    return sheet.image


def _halves(bars: Mapping[str, Bar]) -> list[Sequence[str]]:
    """The letters in one row, if only so few were practised that they fit; else the alphabet in two."""
    practised = [letter for letter in LETTERS if letter in bars]
    if len(practised) <= _IN_A_ROW:
        return [practised]
    return [LETTERS[:_IN_A_ROW], LETTERS[_IN_A_ROW:]]
