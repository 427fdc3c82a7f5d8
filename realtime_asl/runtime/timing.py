"""How long each stage takes: what the corner of the window shows and what `benchmark` reports."""

from __future__ import annotations

import os
import sys
import time
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

#: In the order of the data's way; `classify` counts only frames in which the classifier ran; `total` is from the
#: frame's arrival to the picture shown or written.
STAGES = ("capture", "hand", "classify", "decode", "overlay", "total")
#: Measurements kept a stage: about ten minutes; older ones are forgotten, so memory stays flat.
KEPT = 20_000


@dataclass(frozen=True, slots=True)
class StageTiming:
    """Quantiles of one stage in milliseconds, over `count` measurements."""

    p50_ms: float
    p95_ms: float
    max_ms: float
    count: int


@dataclass(frozen=True, slots=True)
class RunStats:
    """One run of the program, measured.

    Attributes:
        frames: frames that the source delivered.
        classified: frames that were read, by the classifier or as the frame before in which the hand stood as it does.
        dropped: frames that were not (`frames` = `classified` + `dropped`).
        fps: pictures a second, from the first annotated picture on.
        startup_s: process start to the first annotated picture; None if there was none.
        cpu_s_per_frame: processor time of all threads a picture, from the first annotated picture on.
        stages: timings by name, in the order of `STAGES`; stages that did not run are left out.
        latency_drift_ms: median total in the first and in the last tenth of the run; None when it was too short.
    """

    frames: int
    classified: int
    dropped: int
    fps: float
    startup_s: float | None
    cpu_s_per_frame: float
    stages: dict[str, StageTiming] = field(default_factory=dict)
    latency_drift_ms: tuple[float, float] | None = None


class Timings:
    """Collects durations. `add` may be called from any thread."""

    def __init__(self) -> None:
        self._seconds = {stage: deque(maxlen=KEPT) for stage in STAGES}
        self._recent: deque[float] = deque(maxlen=120)
        self._count = 0
        self._first: float | None = None
        #: Processor time of this process when the first picture was shown, and the last one.
        self._cpu_first = self._cpu_last = 0.0
        self.startup_s: float | None = None

    def add(self, stage: str, seconds: float) -> None:
        """Record one duration of `stage`."""
        self._seconds[stage].append(seconds)

    @contextmanager
    def measure(self, stage: str) -> Iterator[None]:
        """Record how long the block takes."""
        started = time.perf_counter()
        yield
        self.add(stage, time.perf_counter() - started)

    def shown(self, now: float) -> None:
        """Record that an annotated picture was shown or written at `now` (`time.perf_counter`)."""
        self._cpu_last = time.process_time()
        if self._first is None:
            self._first, self._cpu_first = now, self._cpu_last
            self.startup_s = process_age()
        self._count += 1
        self._recent.append(now)

    def fps(self) -> float | None:
        """Pictures a second in the whole run, start-up left out. None: fewer than two pictures."""
        if self._count < 2:
            return None
        return (self._count - 1) / max(self._recent[-1] - self._first, 1e-9)

    def cpu_s_per_frame(self) -> float | None:
        """Processor seconds a picture, start-up left out. None: fewer than two pictures."""
        return None if self._count < 2 else (self._cpu_last - self._cpu_first) / (self._count - 1)

    def recent_fps(self, seconds: float = 2.0) -> float | None:
        """Pictures a second over the last `seconds`. None: fewer than two pictures."""
        recent = [at for at in self._recent if at >= self._recent[-1] - seconds]
        return (len(recent) - 1) / max(recent[-1] - recent[0], 1e-9) if len(recent) > 1 else None

    def latency_ms(self, last: int = 30) -> float | None:
        """Median of the `last` totals in milliseconds. None: not known yet."""
        totals = list(self._seconds["total"])[-last:]
        return float(np.median(totals)) * 1e3 if totals else None

    def latency_drift_ms(self) -> tuple[float, float] | None:
        """Medians of the totals in the first and in the last tenth of the run, in milliseconds. None: too short."""
        totals = list(self._seconds["total"])
        tenth = len(totals) // 10
        if tenth < 2:
            return None
        return float(np.median(totals[:tenth])) * 1e3, float(np.median(totals[-tenth:])) * 1e3

    def stages(self) -> dict[str, StageTiming]:
        """Quantiles of every stage that ran."""
        return {stage: _quantiles(list(kept)) for stage, kept in self._seconds.items() if kept}


def _quantiles(seconds: list[float]) -> StageTiming:
    middle, high = np.quantile(seconds, [0.5, 0.95]) * 1e3
    return StageTiming(round(float(middle), 2), round(float(high), 2), round(max(seconds) * 1e3, 2), len(seconds))


def process_age() -> float:
    """Seconds since this process was started, the interpreter's own start included."""
    if sys.platform == "linux":
        # To a hundredth; psutil reckons from the moment of booting, which Linux tells in whole seconds.
        started = int(Path("/proc/self/stat").read_text().rpartition(")")[2].split()[19]) / os.sysconf("SC_CLK_TCK")
        return max(0.0, time.clock_gettime(time.CLOCK_BOOTTIME) - started)
    import psutil

    return max(0.0, time.time() - psutil.Process().create_time())
