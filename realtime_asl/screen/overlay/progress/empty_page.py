"""The page of the practice history before there is one."""

from __future__ import annotations

import numpy as np

from realtime_asl.alphabet import LETTERS
from realtime_asl.screen.overlay.progress.sheet import Sheet
from realtime_asl.screen.overlay.theme import BOLD, DIM, KEYCAP, REGULAR

#: Width and height of the sheet in its units: for wide pictures, and for tall ones.
_WIDE, _TALL = (900, 640), (560, 900)
#: Letters side by side, and the size of one with the gap after it, units.
_COLUMNS, _STEP = {_WIDE: 13, _TALL: 7}, 62
_LINES = {_WIDE: ("Finish one round of signing or reading,", "and it is shown here.")}
_LINES[_TALL] = ("Finish one round of signing", "or reading, and it is shown here.")


def empty_picture(size: tuple[int, int]) -> np.ndarray:
    """What to do, and the letters that wait for it; see `page.progress_picture`."""
    units = _TALL if size[1] > size[0] else _WIDE
    sheet = Sheet(size, units)
    middle, columns = units[0] / 2, _COLUMNS[units]
    rows = [LETTERS[i : i + columns] for i in range(0, len(LETTERS), columns)]
    y = (units[1] - 190 - len(rows) * _STEP) / 2
    for row in rows:
        x = middle - len(row) * _STEP / 2
        for letter in row:
            sheet.box(x + 4, y + 4, x + _STEP - 4, y + _STEP - 4, KEYCAP)
            sheet.text(letter, x + _STEP / 2, y + _STEP / 2 + 13, 34, DIM, weight=BOLD, align="center")
            x += _STEP
        y += _STEP
    sheet.text("Nothing practised yet", middle, y + 84, 40, weight=BOLD, align="center")
    for i, line in enumerate(_LINES[units]):
        sheet.text(line, middle, y + 136 + 36 * i, 26, DIM, weight=REGULAR, align="center")
    return sheet.image
