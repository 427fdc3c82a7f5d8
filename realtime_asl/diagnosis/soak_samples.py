"""What the process looks like in the course of a long run, and whether it stays so."""

from __future__ import annotations

import sys
import threading
import time
from dataclasses import dataclass
from pathlib import Path
from statistics import median

import psutil

from realtime_asl.runtime.timing import Timings
from realtime_asl.sources.live import LiveSource

#: Until now things may still grow: models are loaded, caches are filled. Share of the run, and at most seconds.
WARM_UP_SHARE, WARM_UP_S = 0.25, 240.0
#: What counts as flat between the first and the last third after that.
MEMORY_GROWTH_MB, HANDLE_GROWTH, DELAY_GROWTH, DELAY_GROWTH_MS = 25.0, 3, 1.5, 15.0


@dataclass(frozen=True, slots=True)
class Sample:
    """The state of the process at one moment.

    Attributes:
        time: seconds since the run began.
        memory_mb: resident memory.
        handles: open files, sockets and pipes (Windows: handles).
        threads: running threads.
        delay_ms: median delay of the last pictures, from capture to being annotated; None: none yet.
    """

    time: float
    memory_mb: float
    handles: int
    threads: int
    delay_ms: float | None


class Watch(threading.Thread):
    """Samples the process and the source's status until it is ended.

    Attributes:
        recording_since: `time.monotonic` when the recording began, None before.
    """

    def __init__(self, source: LiveSource, timings: Timings, recording: Path, every: float) -> None:
        super().__init__(name="soak", daemon=True)
        self._source, self._timings, self._recording, self._every = source, timings, recording, every
        self.recording_since: float | None = None
        self._ended = threading.Event()
        self.samples: list[Sample] = []
        self.statuses: dict[str, int] = {}

    def run(self) -> None:
        """Samples until `end`."""
        process, began = psutil.Process(), time.monotonic()
        due, before = self._every, None
        while not self._ended.wait(0.2):
            if self.recording_since is None and self._recording.exists():
                self.recording_since = time.monotonic()
            status = self._source.status
            if status is not None and status != before:
                self.statuses[status] = self.statuses.get(status, 0) + 1
            before = status
            elapsed = time.monotonic() - began
            if elapsed >= due:
                due += self._every
                self.samples.append(
                    Sample(
                        round(elapsed, 1),
                        round(process.memory_info().rss / 1e6, 1),
                        process.num_handles() if sys.platform == "win32" else process.num_fds(),
                        process.num_threads(),
                        self._timings.latency_ms(100),
                    )
                )

    def end(self) -> None:
        """Stop sampling."""
        self._ended.set()
        self.join()


def judge(samples: list[Sample], lasted: float) -> list[str]:
    """What is not flat: one line each. Too few samples to tell are no problem."""
    start = min(WARM_UP_SHARE * lasted, WARM_UP_S)
    steady = [sample for sample in samples if sample.time >= start]
    third = len(steady) // 3
    if third < 2:
        return []
    first, last = steady[:third], steady[-third:]
    problems = []

    def typical(part: list[Sample], name: str) -> float:
        return median(value for sample in part if (value := getattr(sample, name)) is not None)

    memory = typical(last, "memory_mb") - typical(first, "memory_mb")
    if memory > MEMORY_GROWTH_MB:
        problems.append(f"memory grew by {memory:.0f} MB")
    for name in ("handles", "threads"):
        if (more := typical(last, name) - typical(first, name)) > HANDLE_GROWTH:
            problems.append(f"the number of {name} grew by {more:.0f}")
    if not any(sample.delay_ms is not None for sample in first) or not any(s.delay_ms is not None for s in last):
        return [*problems, "no picture came for a third of the run or longer"]
    before, after = typical(first, "delay_ms"), typical(last, "delay_ms")
    if after > before * DELAY_GROWTH and after > before + DELAY_GROWTH_MS:
        problems.append(f"the delay grew from {before:.0f} to {after:.0f} ms")
    return problems


def summary_of(samples: list[Sample]) -> dict[str, object]:
    """First, last and largest of everything that was sampled."""
    summary: dict[str, object] = {}
    for name in ("memory_mb", "handles", "threads", "delay_ms"):
        values = [value for sample in samples if (value := getattr(sample, name)) is not None]
        if values:
            summary[name] = {"first": values[0], "last": values[-1], "largest": max(values)}
    return summary
