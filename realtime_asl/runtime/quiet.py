"""Keeps what libraries written in C++ print for their own developers off the terminal.

MediaPipe, TensorFlow Lite and Qt write to file descriptor 2 and offer no switch for it. A person
who runs the program should see this program's lines only.
"""

from __future__ import annotations

import os
import sys

from realtime_asl.runtime.streams import Stream, heard_by_nobody


def hush_libraries() -> None:
    """Send what libraries print on standard error to nowhere; Python's own standard error stays.

    Does nothing where standard error is no real file (tests, notebooks). Lasts until the process ends.
    """
    try:
        if sys.stderr.fileno() != 2:
            return
    except (AttributeError, OSError, ValueError):
        return
    sys.stderr.flush()
    kept = os.dup(2)
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 2)
    os.close(nowhere)
    own = open(kept, "w", buffering=1, encoding=sys.stderr.encoding, errors="backslashreplace")  # noqa: SIM115
    sys.stderr = Stream(own, heard_by_nobody)
