"""Asks X11, where it is there, with the library that its windows need anyway."""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from contextlib import contextmanager


def load_x11() -> ctypes.CDLL | None:
    """Xlib; None where it is not installed."""
    try:
        x11 = ctypes.CDLL("libX11.so.6")
    except OSError:
        return None
    x11.XOpenDisplay.restype = ctypes.c_void_p
    x11.XOpenDisplay.argtypes = [ctypes.c_char_p]
    x11.XCloseDisplay.argtypes = [ctypes.c_void_p]
    return x11


@contextmanager
def connected(x11: ctypes.CDLL, display: bytes | None = None) -> Iterator[int | None]:
    """A connection to an X server, as a `c_void_p` argument; None where none answers or lets us in.

    Args:
        x11: what `load_x11` gave.
        display: as in DISPLAY; None: that one.
    """
    connection = x11.XOpenDisplay(display)
    try:
        yield connection
    finally:
        if connection:
            x11.XCloseDisplay(connection)
