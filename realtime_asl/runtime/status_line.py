"""One line on the terminal that tells how far a run without a window is."""

from __future__ import annotations

import shutil
import sys
import time

_EVERY_S = 0.5


class StatusLine:
    """Rewrites one line on standard error, only where that is a terminal."""

    def __init__(self) -> None:
        self._on = sys.stderr is not None and sys.stderr.isatty()
        self._next = 0.0
        self._length = 0

    def show(self, seconds: float, fps: float | None, text: str) -> None:
        """Show how far the source was read (seconds), how fast, and the end of the text; a few times a second."""
        now = time.monotonic()
        if not self._on or now < self._next:
            return
        self._next = now + _EVERY_S
        start = f"{seconds:.0f} s read, {fps or 0:.0f} frames a second: "
        room = max(shutil.get_terminal_size().columns - len(start) - 1, 0)
        line = start + (text[-room:] if room else "")
        sys.stderr.write("\r" + line.ljust(self._length))
        sys.stderr.flush()
        self._length = len(line)

    def say(self, line: str) -> None:
        """Print a line that stays, terminal or not; what tells how far the run is comes below it."""
        self.clear()
        if sys.stderr is not None:
            print(line, file=sys.stderr, flush=True)

    def clear(self) -> None:
        """Leave the terminal as it was."""
        if self._length:
            sys.stderr.write("\r" + " " * self._length + "\r")
            sys.stderr.flush()
            self._length = 0
