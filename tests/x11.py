"""What a window manager does: the tests' virtual display has none."""

from __future__ import annotations

import os
import subprocess
import sys
import textwrap


def window_id(environment: dict[str, str], title: str, timeout: float = 20) -> str:
    """Waits for the window with this title (a pattern); its number."""
    search = ["xdotool", "search", "--sync", "--name", title]
    found = subprocess.run(search, env=environment, capture_output=True, text=True, timeout=timeout, check=True)
    return found.stdout.split()[-1]


CLOSE = """
    import ctypes, sys
    x = ctypes.CDLL("libX11.so.6")
    x.XOpenDisplay.restype = ctypes.c_void_p
    x.XInternAtom.restype = ctypes.c_ulong
    x.XInternAtom.argtypes = [ctypes.c_void_p, ctypes.c_char_p, ctypes.c_int]
    display = x.XOpenDisplay(sys.argv[1].encode())

    class Message(ctypes.Structure):
        _fields_ = [("type", ctypes.c_int), ("serial", ctypes.c_ulong), ("send_event", ctypes.c_int),
                    ("display", ctypes.c_void_p), ("window", ctypes.c_ulong), ("message_type", ctypes.c_ulong),
                    ("format", ctypes.c_int), ("data", ctypes.c_long * 5), ("rest", ctypes.c_long * 24)]

    window = int(sys.argv[2])
    atom = lambda name: x.XInternAtom(display, name, 0)
    message = Message(type=33, send_event=1, display=display, window=window, message_type=atom(b"WM_PROTOCOLS"),
                      format=32, data=(ctypes.c_long * 5)(atom(b"WM_DELETE_WINDOW")))
    x.XSendEvent(ctypes.c_void_p(display), ctypes.c_ulong(window), 0, ctypes.c_long(0), ctypes.byref(message))
    x.XSync(ctypes.c_void_p(display), 0)
"""


def close_window(display: str, window: int) -> None:
    """What a window manager does when the person clicks on the cross."""
    subprocess.run([sys.executable, "-c", textwrap.dedent(CLOSE), display, str(window)], env=os.environ, check=True)
