"""How Python's threads take turns while the program runs."""

from __future__ import annotations

import sys

#: Seconds after which a thread that computes in Python lets another one in, by default five times as long. For so long
#: what was found without Python's lock (by MediaPipe, ONNX Runtime, the window system) waits for the thread that draws.
SWITCH_S = 0.001


def switch_often() -> None:
    """Let all threads of this process have their turn soon."""
    sys.setswitchinterval(SWITCH_S)
