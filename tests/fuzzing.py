"""Mutations of real files, and the limits that every case must keep."""

from __future__ import annotations

import contextlib
import faulthandler
import sys
from collections.abc import Iterator

import numpy as np

#: Cases that together take longer than this hang; the run is ended with a traceback of all threads.
HANG_S = 300
#: How much the process may grow over all cases of a test.
MEMORY_MB = 500


def mutations(data: bytes, count: int, seed: int = 0) -> Iterator[tuple[str, bytes]]:
    """(what was done, the result): cut at every tenth, bytes flipped, pieces lost, doubled or zeroed."""
    generator = np.random.default_rng(seed)
    for tenth in range(10):
        yield f"cut at {tenth}/10", data[: len(data) * tenth // 10]
    for number in range(count):
        changed = bytearray(data)
        at = int(generator.integers(len(data)))
        length = int(min(len(data) - at, generator.integers(1, 400)))
        kind = ("flipped", "header", "lost", "doubled", "zeroed", "ones")[number % 6]
        if kind == "flipped":
            for place in generator.integers(len(data), size=generator.integers(1, 30)):
                changed[place] ^= 1 << int(generator.integers(8))
        elif kind == "header":  # sizes, counts and offsets live there
            for place in generator.integers(min(len(data), 1000), size=generator.integers(1, 6)):
                changed[place] = int(generator.integers(256))
        elif kind == "lost":
            del changed[at : at + length]
        elif kind == "doubled":
            changed[at:at] = changed[at : at + length]
        else:
            changed[at : at + length] = (b"\0" if kind == "zeroed" else b"\xff") * length
        yield f"{kind} {number}", bytes(changed)


@contextlib.contextmanager
def limits(memory_mb: float = MEMORY_MB) -> Iterator[None]:
    """Nothing inside may hang or make the process grow by more than `memory_mb`."""
    before = _peak_mb()
    faulthandler.dump_traceback_later(HANG_S, exit=True, file=sys.__stderr__)
    try:
        yield
    finally:
        faulthandler.cancel_dump_traceback_later()
    assert _peak_mb() - before < memory_mb


def _peak_mb() -> float:
    if sys.platform == "win32":
        import psutil

        return psutil.Process().memory_info().peak_wset / 1e6
    import resource

    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / (1e6 if sys.platform == "darwin" else 1e3)
