"""What came of a run."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from realtime_asl.runtime.timing import RunStats, Timings


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a run.

    Attributes:
        text: what was spelled.
        practice: summary of the practice round as a JSON object, or None.
        stats: how fast it went.
        exit_code: of the program.
        takes: recordings that were written.
        problems: lines for the person about what failed on the way.
        notes: lines about what did not fail and is not as one may think.
    """

    text: str
    practice: dict | None
    stats: RunStats
    exit_code: int
    takes: tuple[Path, ...] = ()
    problems: tuple[str, ...] = field(default=())
    notes: tuple[str, ...] = field(default=())


def run_stats(timings: Timings, frames: int, classified: int) -> RunStats:
    """How fast a run went in which so many frames came and so many were classified."""
    return RunStats(
        frames=frames,
        classified=classified,
        dropped=frames - classified,
        fps=timings.fps() or 0.0,
        startup_s=timings.startup_s,
        cpu_s_per_frame=timings.cpu_s_per_frame() or 0.0,
        stages=timings.stages(),
        latency_drift_ms=timings.latency_drift_ms(),
    )
