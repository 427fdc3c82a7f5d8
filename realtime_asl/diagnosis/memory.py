"""Resident memory of this process while it works."""

from __future__ import annotations

import threading

import psutil

from realtime_asl.runtime.timing import process_age


class MemoryWatch(threading.Thread):
    """Resident memory of this process, four times a second.

    Attributes:
        samples: (seconds since the process was started, MB), in order; never empty.
    """

    def __init__(self) -> None:
        super().__init__(name="memory", daemon=True)
        self._ended = threading.Event()
        self._process = psutil.Process()
        self.samples: list[tuple[float, float]] = []
        self._sample()

    def run(self) -> None:
        """Samples until `stop`."""
        while not self._ended.wait(0.25):
            self._sample()

    def stop(self) -> None:
        """Ends sampling."""
        self._ended.set()
        self.join()

    def at(self, age: float) -> float:
        """MB when the process was `age` seconds old, or at the first sample after that."""
        return next((mb for time, mb in self.samples if time >= age), self.samples[-1][1])

    def at_end(self) -> float:
        """MB in the last second: the largest, since the models are released in the end."""
        last = self.samples[-1][0] - 1.0
        return max(mb for time, mb in self.samples if time >= last)

    def _sample(self) -> None:
        self.samples.append((process_age(), self._process.memory_info().rss / 1e6))
