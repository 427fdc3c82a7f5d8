"""Freed memory is given back."""

from __future__ import annotations

import ctypes
import subprocess
import sys

import pytest

from realtime_asl.runtime import freed_memory

#: Frees every second of many pieces, so that nothing but a trim gives them back.
_HOLES = """
import psutil
from realtime_asl.runtime.freed_memory import give_back
pieces = [bytes(60_000) for _ in range(2000)]
kept = pieces[::2]
del pieces
before = psutil.Process().memory_info().rss
assert give_back()
print((before - psutil.Process().memory_info().rss) / 1e6)
"""


@pytest.mark.skipif(sys.platform != "linux" or not hasattr(ctypes.CDLL(None), "malloc_trim"), reason="needs glibc")
def test_holes_between_used_memory_are_given_back():
    done = subprocess.run([sys.executable, "-c", _HOLES], capture_output=True, text=True, check=True)
    assert float(done.stdout) > 30  # of 60 MB


@pytest.mark.parametrize("platform", ["win32", "darwin"])
def test_elsewhere_nothing_is_done(monkeypatch, platform):
    monkeypatch.setattr(sys, "platform", platform)
    assert freed_memory.give_back() is False
