"""``benchmark --idle``: what the program costs while nobody is in view of a camera that was left on."""

from __future__ import annotations

import argparse
import threading
import time
from itertools import cycle

import psutil

from realtime_asl import app
from realtime_asl.arguments.parser import build_parser
from realtime_asl.demo.studio import Studio
from realtime_asl.runtime.search_rate import IDLE_AFTER_S
from realtime_asl.runtime.timing import Timings
from realtime_asl.sources.faults import FaultyCamera
from realtime_asl.sources.live import LiveSource

#: The measurement begins so long after the program is idle and lasts so long, seconds.
SETTLE_S, MEASURED_S = 2.0, 10.0
CAMERA_FPS = 30.0


class _Watch(threading.Thread):
    """Measures this process once it is idle, then ends the source.

    Attributes:
        share: processor seconds a second; None when the run ended before.
    """

    def __init__(self, source: LiveSource, timings: Timings) -> None:
        super().__init__(name="idle", daemon=True)
        self._source, self._timings = source, timings
        self._ended = threading.Event()
        self.share: float | None = None

    def run(self) -> None:
        while self._timings.startup_s is None:  # the models are being loaded
            if self._ended.wait(0.1):
                return
        if self._ended.wait(IDLE_AFTER_S + SETTLE_S):
            return
        used, began = _processor_seconds(), time.monotonic()
        if not self._ended.wait(MEASURED_S):
            self.share = (_processor_seconds() - used) / (time.monotonic() - began)
        self._source.close()

    def end(self) -> None:
        """Stop waiting."""
        self._ended.set()
        self.join()


def measure(options: argparse.Namespace) -> dict[str, float | None]:
    """Processor seconds a second, and pictures a second, before an empty room.

    Args:
        options: those of ``benchmark``; `window`, `model` and `hand_model` count.
    """
    studio = Studio((640, 480), hand="Right")
    room = [studio.picture(None, number / CAMERA_FPS, number) for number in range(30)]
    camera = FaultyCamera(cycle(room), CAMERA_FPS)
    source = LiveSource("empty room", camera.open, lambda: "the empty room gives no picture")
    arguments = ["run"] + ([] if options.window else ["--headless"])
    arguments += ["--model", options.model] if options.model else []
    arguments += ["--hand-model", options.hand_model] if options.hand_model else []
    timings = Timings()
    watch = _Watch(source, timings)
    watch.start()
    try:
        outcome = app.run(build_parser().parse_args(arguments), annotate=True, source=source, timings=timings)
    finally:
        watch.end()
    return {
        "idle_cpu_s_per_s": None if watch.share is None else round(watch.share, 3),
        "fps": round(outcome.stats.fps, 2),
        "hand_p50_ms": outcome.stats.stages["hand"].p50_ms,
    }


def table(result: dict[str, float | None]) -> str:
    """The result for people."""
    share = "not measured" if result["idle_cpu_s_per_s"] is None else f"{result['idle_cpu_s_per_s']:.2f}"
    return (
        f"nobody in view: {share} processor seconds a second, {result['fps']:.1f} pictures a second; "
        f"a search takes {result['hand_p50_ms']:.1f} ms"
    )


def _processor_seconds() -> float:
    times = psutil.Process().cpu_times()
    return times.user + times.system
