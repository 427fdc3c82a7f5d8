"""The screen where no camera can be opened: why, and what can be done without one."""

from __future__ import annotations

import numpy as np

from realtime_asl.screen.overlay.lines import wrapped
from realtime_asl.screen.overlay.paint import Layout, baseline, keycap, panel, text_width, write
from realtime_asl.screen.overlay.theme import BOLD, DIM, ORANGE, PANEL, REGULAR, TEXT

#: Keys as they are written, and what they do.
KEYS: tuple[tuple[str, str], ...] = (
    ("D", "watch the demo signer"),
    ("R", "practise reading: it spells, you type"),
    ("Enter", "look for a camera again"),
    ("Esc", "quit"),
)
_WIDTH, _ROW, _LINE = 620, 50, 30
#: Text is made no smaller than this to fit.
_LEAST_SCALE = 0.4


def draw_no_camera(image: np.ndarray, why: str, text_scale: float = 1.0) -> None:
    """Fill `image` (height, width, 3) uint8 BGR with it.

    Args:
        image: drawn on in place.
        why: one line for the person.
        text_scale: 1 is normal.
    """
    height, width = image.shape[:2]
    image[:] = PANEL
    layout, tall = _fitting(width, height, why, text_scale)
    if not layout.legible:
        return
    room, size = _room(layout), layout.px(20)
    left, y = (width - room) // 2, max((height - tall) // 2, layout.margin)
    _draw_heading(image, layout, left, y)
    y += layout.px(76)
    for line in _lines(layout, why):
        write(image, line, (left, baseline(y, y + layout.px(_LINE), size)), size, DIM, weight=REGULAR)
        y += layout.px(_LINE)
    y += layout.px(26)
    cap = layout.px(19)
    column = _column(cap)
    for key, text in KEYS:
        middle = y + layout.px(_ROW) // 2
        keycap(image, key, left, middle, cap)
        write(image, text, (left + column, baseline(middle, middle, size)), size, TEXT)
        y += layout.px(_ROW)


def _fitting(width: int, height: int, why: str, text_scale: float) -> tuple[Layout, int]:
    """The layout with the largest text, up to the person's wish, of which nothing is cut; and how tall it is, pixels.

    There is no other way out of this screen than its keys, and so all of them must be there.
    """
    while True:
        layout = Layout(width, height, (width, height), False, text_scale)
        lines = len(_lines(layout, why))
        tall = layout.px(76) + layout.px(_LINE) * lines + layout.px(26) + layout.px(_ROW) * len(KEYS)
        size, room = layout.px(20), _room(layout)
        wide = _column(layout.px(19)) + max(text_width(text, size) for _, text in KEYS)
        if text_scale <= _LEAST_SCALE or (tall <= height - 2 * layout.margin and wide <= room):
            return layout, tall
        text_scale *= 0.95


def _room(layout: Layout) -> int:
    return min(layout.px(_WIDTH), layout.width - 2 * layout.margin)


def _lines(layout: Layout, why: str) -> list[str]:
    return wrapped(why[:1].upper() + why[1:], _room(layout), layout.px(20), REGULAR)


def _column(cap: int) -> int:
    """Where the texts begin that stand after keys of this size."""
    return max(text_width(key, cap) for key, _ in KEYS) + 2 * cap


def _draw_heading(image: np.ndarray, layout: Layout, left: int, top: int) -> None:
    side = layout.px(44)
    panel(image, (left, top, left + side, top + side), side // 2, ORANGE, 1.0)
    size = layout.px(31)
    at = (left + side // 2, baseline(top, top + side, size))
    write(image, "!", at, size, (0, 0, 0), weight=BOLD, align="center")
    size = layout.px(36)
    write(image, "No camera", (left + side + layout.px(18), baseline(top, top + side, size)), size, weight=BOLD)
