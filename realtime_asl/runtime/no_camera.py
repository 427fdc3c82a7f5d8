"""A run that finds no camera, with a window: it offers what can be done without one."""

from __future__ import annotations

from typing import Literal

import numpy as np

from realtime_asl.runtime import interrupts
from realtime_asl.screen.key_places import place_of
from realtime_asl.screen.keys import ESCAPE, FIRST_FUNCTION_KEY
from realtime_asl.screen.overlay.no_camera import draw_no_camera
from realtime_asl.screen.window import Window

Choice = Literal["demo", "read", "again"]

_RETURN = (10, 13, 0xFF0D, 0xFF8D)
_CHOICES: dict[int, Choice | None] = {
    **dict.fromkeys(map(ord, "dD"), "demo"),
    **dict.fromkeys(map(ord, "rR"), "read"),
    **dict.fromkeys((*_RETURN, *map(ord, "oO")), "again"),
    **dict.fromkeys((ESCAPE, 0xFF1B, *map(ord, "qQ")), None),
}
#: The picture where the window is as large as it wants, and how long to wait between two looks for keys, seconds.
_SIZE, _WAIT_S = (960, 720), 0.03


def ask_without_camera(why: str, *, text_scale: float = 1.0, size: tuple[int, int] | None = None) -> Choice | None:
    """Show why there is no camera, and wait for what the person wants; None: to leave.

    Args:
        why: one line for the person.
        text_scale: 1 is normal.
        size: (width, height) of the window in pixels; None: as usual.

    Raises:
        UserError: the window cannot be opened.
    """
    with Window("realtime_asl", size=size) as window:
        while not window.closed and not interrupts.heard():
            zoom = window.zoom(*_SIZE)
            image = np.empty((max(1, round(_SIZE[1] * zoom)), max(1, round(_SIZE[0] * zoom)), 3), np.uint8)
            draw_no_camera(image, why, text_scale)
            window.show(image)
            code = window.key_code(_WAIT_S)
            plain = code & 0xFFFF
            if code >= 0 and plain not in _CHOICES and plain < FIRST_FUNCTION_KEY and (place := place_of(code)):
                plain = ord(place)
            if plain in _CHOICES:
                return _CHOICES[plain]
    return None
