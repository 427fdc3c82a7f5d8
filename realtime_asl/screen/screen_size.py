"""How large the screen is: a window that was left on a larger one, as on a projector, has to fit."""

from __future__ import annotations

import ctypes
import sys

from realtime_asl.screen.x11 import connected, load_x11

Size = tuple[int, int]

#: Share of the screen that a window takes at most: its title and the desktop's bars need room, too.
_SHARE = 0.9


def fitted(size: Size, screen: Size | None) -> Size:
    """`size` (width, height) of a window, in its shape no larger than the `screen` allows; None: that is unknown."""
    if screen is None or (size[0] <= screen[0] and size[1] <= screen[1]):
        return size
    zoom = _SHARE * min(screen[0] / size[0], screen[1] / size[1])
    return max(1, round(size[0] * zoom)), max(1, round(size[1] * zoom))


def screen_size() -> Size | None:
    """(width, height) in pixels of all that windows can be on; None where nobody can be asked."""
    if sys.platform == "win32":
        metrics = ctypes.windll.user32.GetSystemMetrics
        return _positive(metrics(78), metrics(79))  # of all monitors together
    return _x11_size() if sys.platform.startswith("linux") else None


def _x11_size() -> Size | None:
    x11 = load_x11()
    if x11 is None:
        return None
    for ask in (x11.XDisplayWidth, x11.XDisplayHeight):
        ask.argtypes = [ctypes.c_void_p, ctypes.c_int]
    x11.XDefaultScreen.argtypes = [ctypes.c_void_p]
    with connected(x11) as display:
        if display is None:
            return None
        screen = x11.XDefaultScreen(display)
        return _positive(x11.XDisplayWidth(display, screen), x11.XDisplayHeight(display, screen))


def _positive(width: int, height: int) -> Size | None:
    return (width, height) if width > 0 and height > 0 else None
