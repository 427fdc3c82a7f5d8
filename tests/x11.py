"""What a window manager does: the tests' virtual display has none."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import textwrap
import time
from collections.abc import Callable
from pathlib import Path

import pytest

PROGRAM = Path(__file__).resolve().parents[1] / "run_webcam.py"


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


class Program:
    """run_webcam.py with a window on a virtual display, and the keys that are pressed in it.

    Args:
        environment: with DISPLAY.
        arguments: of the program.
        title: a part of the window's title.
        cwd: where it runs.
    """

    def __init__(self, environment: dict[str, str], *arguments: str, title: str, cwd: Path | None = None) -> None:
        if shutil.which("xdotool") is None:
            pytest.skip("needs xdotool to press keys in a real window")
        self._environment, self._title = environment, title
        self._process = subprocess.Popen(
            [sys.executable, str(PROGRAM), *arguments],
            env=environment,
            cwd=cwd,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        self.output = self.errors = ""

    def __enter__(self) -> Program:
        try:
            self.find(self._title)
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self._process.kill()
        self._process.wait()

    def find(self, title: str) -> None:
        """Wait for the window with this title (a pattern); keys go to it from now on."""
        end = time.monotonic() + 120
        while True:
            try:
                self._window = window_id(self._environment, title, timeout=120)
                self._do("windowfocus", "--sync", self._window)
                time.sleep(1.0)  # keys that come before the first picture find nobody
                self._do("windowfocus", "--sync", self._window)
                return
            except subprocess.CalledProcessError:  # it was one that is being closed
                if time.monotonic() > end:
                    raise

    def press(self, *keys: str, seen: Callable[[], bool] = lambda: True) -> None:
        """Press one key after the other, then wait until their effect is `seen`."""
        for key in keys:
            self._do("windowfocus", "--sync", self._window, "key", key)
            time.sleep(0.25)
        end = time.monotonic() + 60
        while not seen():
            assert time.monotonic() < end, f"nothing came of the key {keys[-1]}"
            time.sleep(0.1)

    def resize(self, width: int, height: int) -> None:
        """Give the window another size, as with the mouse."""
        self._do("windowsize", self._window, str(width), str(height))
        time.sleep(1.0)

    def size(self) -> tuple[int, int]:
        """(width, height) in pixels."""
        told = self._do("getwindowgeometry", "--shell", self._window)
        values = dict(line.split("=") for line in told.split())
        return int(values["WIDTH"]), int(values["HEIGHT"])

    def signal(self, number: int) -> None:
        """Send it a signal."""
        self._process.send_signal(number)

    def finish(self) -> int:
        """Wait for its end; the exit code."""
        self.output, self.errors = self._process.communicate(timeout=60)
        return self._process.returncode

    def _do(self, *arguments: str) -> str:
        command = ["xdotool", *arguments]
        done = subprocess.run(command, env=self._environment, check=True, capture_output=True, text=True, timeout=20)
        return done.stdout
