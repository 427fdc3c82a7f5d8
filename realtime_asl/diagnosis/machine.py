"""Which machine a figure was taken on, and how busy others kept it meanwhile."""

from __future__ import annotations

import platform
import time
from dataclasses import asdict, dataclass
from pathlib import Path

import psutil

#: Instruction sets that decide how fast an int8 network runs.
INSTRUCTION_SETS = ("avx2", "avx_vnni", "avx512_vnni", "avx512_bf16", "amx_int8", "asimddp", "i8mm")
#: Share of the cores that other programs may use before a figure is no longer that of a quiet machine.
BUSY = 0.15


@dataclass(frozen=True, slots=True)
class Machine:
    """Where and how a measurement was taken.

    Attributes:
        processor: its name.
        cores: logical cores that this process may use.
        instructions: those of `INSTRUCTION_SETS` that it has, where the system tells.
        load_before: average load of the last minute when the measurement began.
        others: share of all cores that other programs used during the measurement, 0..1.
    """

    processor: str
    cores: int
    instructions: tuple[str, ...]
    load_before: float
    others: float

    @property
    def busy(self) -> bool:
        """Others used so much that times are longer than they would be."""
        return self.others > BUSY

    def as_json(self) -> dict[str, object]:
        """For ``benchmark --json``."""
        return asdict(self) | {"busy": self.busy}


class MachineWatch:
    """Begins when it is made; `finish` says what was seen since."""

    def __init__(self) -> None:
        self._load = psutil.getloadavg()[0]
        self._began, self._busy, self._own = time.monotonic(), _busy_seconds(), _own_seconds()

    def finish(self) -> Machine:
        """The machine, and what others did with it."""
        seconds = max(time.monotonic() - self._began, 1e-3)
        others = (_busy_seconds() - self._busy) - (_own_seconds() - self._own)
        count = psutil.cpu_count() or 1
        share = min(max(others / (seconds * count), 0.0), 1.0)
        name, flags = _processor()
        known = tuple(kind for kind in INSTRUCTION_SETS if kind in flags)
        process = psutil.Process()
        usable = len(process.cpu_affinity()) if hasattr(process, "cpu_affinity") else count
        return Machine(name, usable, known, round(self._load, 2), round(share, 3))


def _busy_seconds() -> float:
    times = psutil.cpu_times()
    return sum(times) - times.idle - getattr(times, "iowait", 0.0) - getattr(times, "guest", 0.0)


def _own_seconds() -> float:
    """Processor time of this process and of the ended processes that it started."""
    times = psutil.Process().cpu_times()
    return times.user + times.system + getattr(times, "children_user", 0.0) + getattr(times, "children_system", 0.0)


def _processor() -> tuple[str, set[str]]:
    """Name and flags, from /proc/cpuinfo where there is one."""
    name, flags = platform.processor() or platform.machine(), set()
    info = Path("/proc/cpuinfo")
    if info.is_file():
        for line in info.read_text(errors="replace").splitlines():
            key, _, value = line.partition(":")
            if key.strip() == "model name":
                name = value.strip()
            elif key.strip() in ("flags", "Features"):
                flags = set(value.split())
    return name, flags
