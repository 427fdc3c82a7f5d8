"""Memory that was freed goes back to the system.

Loading models and packing their weights leaves some 20 MB of freed memory between what is still used. glibc keeps it
for later, and the program has no use for so much.
"""

from __future__ import annotations

import ctypes
import sys


def give_back() -> bool:
    """Gives freed memory back, in one to three milliseconds; whether there is a way to do so (glibc only).

    Source: malloc_trim(3).
    """
    if not sys.platform.startswith("linux"):
        return False
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None)  # musl has none
    if trim is None:
        return False
    trim(0)
    return True
