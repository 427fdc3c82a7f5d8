"""All keys, over everything else."""

from __future__ import annotations

from itertools import groupby

import numpy as np

from realtime_asl.screen.keys import BINDINGS, Binding
from realtime_asl.screen.overlay.paint import Layout, baseline, dim, keycap, panel, write
from realtime_asl.screen.overlay.theme import BOLD, MODAL_ALPHA, REGULAR, SKY, TEXT
from realtime_asl.screen.overlay.view import View

# In units of the font size: a row, a heading with the gap above it, a column, the room for keys.
_ROW, _HEADING, _COLUMN, _KEYS = 2.05, 2.3, 18.0, 6.6
_PADDING = 1.6


def _rows() -> list[list[list[Binding]]]:
    """Groups of rows; a row is the bindings that share one explanation."""
    groups = []
    for _, bindings in groupby(BINDINGS, key=lambda binding: binding.group):
        rows: list[list[Binding]] = []
        for binding in bindings:
            if binding.text:
                rows.append([binding])
            else:
                rows[-1].append(binding)
        groups.append(rows)
    return groups


class Help:
    """The panel with all keys, in as many columns as fit."""

    def __init__(self, layout: Layout) -> None:
        self._layout = layout
        groups = _rows()
        room = (layout.width - 2 * layout.margin, layout.height - 2 * layout.margin)
        plans = [self._plan(groups, columns, room) for columns in (1, 2, 3)]
        wish = layout.px(19)
        # The largest type wins; with equal type the fewest columns.
        self._size, self._columns, self._height = max(
            ((min(size, wish), columns, height) for size, columns, height in plans),
            key=lambda plan: (plan[0], -len(plan[1])),
        )

    @staticmethod
    def _plan(groups: list, count: int, room: tuple[int, int]) -> tuple[int, list[list], float]:
        """Font size, columns of groups, and the height of the tallest column in font sizes."""
        columns: list[list] = [[] for _ in range(count)]
        heights = [0.0] * count
        share = sum(_HEADING + _ROW * len(rows) for rows in groups) / count
        at = 0
        for rows in groups:
            height = _HEADING + _ROW * len(rows)
            if at + 1 < count and heights[at] and heights[at] + height / 2 > share:
                at += 1
            columns[at].append(rows)
            heights[at] += height
        tallest = max(heights)
        size = min(room[0] / (count * _COLUMN + 2 * _PADDING), room[1] / (tallest + 2 * _PADDING))
        return int(size), columns, tallest

    def draw(self, image: np.ndarray, view: View) -> None:
        """Draw on `image` in place while help is asked for."""
        size = self._size
        if not view.help or size < 4:
            return
        layout = self._layout
        width = round((len(self._columns) * _COLUMN + 2 * _PADDING) * size)
        height = round((self._height + 2 * _PADDING) * size)
        x0, y0 = (layout.width - width) // 2, (layout.height - height) // 2
        dim(image, 0.45)
        panel(image, (x0, y0, x0 + width, y0 + height), layout.px(20), alpha=MODAL_ALPHA)
        for number, groups in enumerate(self._columns):
            left = round(x0 + (_PADDING + number * _COLUMN) * size)
            y = y0 + _PADDING * size
            for rows in groups:
                y = self._draw_group(image, rows, left, y)

    def _draw_group(self, image: np.ndarray, rows: list[list[Binding]], left: int, y: float) -> float:
        size = self._size
        line = baseline(round(y), round(y + _HEADING * size), size)
        write(image, rows[0][0].group, (left, line), size, SKY, weight=BOLD)
        y += _HEADING * size
        for row in rows:
            middle = round(y + _ROW * size / 2)
            x = left
            for binding in row:
                for label in binding.labels:
                    x = keycap(image, label, x, middle, round(size * 0.85)) + round(size * 0.3)
            line = baseline(round(y), round(y + _ROW * size), size)
            write(image, row[0].text, (left + round(_KEYS * size), line), size, TEXT, weight=REGULAR)
            y += _ROW * size
        return y
