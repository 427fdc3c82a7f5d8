"""``benchmark``: the real program on a clip, a camera or the demo signer, measured stage by stage."""

from __future__ import annotations

import argparse
import json
import threading
import time
from collections.abc import Iterator
from dataclasses import asdict
from statistics import median

import cv2
import numpy as np
import psutil

from realtime_asl import app
from realtime_asl.arguments import build_parser
from realtime_asl.errors import UserError
from realtime_asl.hand import canonical_crop
from realtime_asl.letters.classifier import LetterClassifier
from realtime_asl.runtime.timing import process_age
from realtime_asl.sources.open_source import is_live, open_source
from realtime_asl.tracking.hand_tracker import HandTracker

#: What the demo signer spells for a measurement.
DEMO_TEXT = "THE QUICK BROWN FOX"
#: How long a source that does not end by itself is measured, unless --seconds says it.
DEFAULT_SECONDS = 20.0
#: Crops that are also run through torch.
COMPARED_CROPS = 60
#: Side in pixels at which ResNet50 is usually run; what is compared with.
USUAL_SIZE = 224


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


def run_command(options: argparse.Namespace) -> int:
    """The command ``benchmark``."""
    arguments = ["run", "--camera", options.camera, "--backend", options.backend, "--hand", options.hand]
    arguments += [] if options.window else ["--headless"]
    arguments += ["--model", options.model] if options.model else []
    arguments += ["--hand-model", options.hand_model] if options.hand_model else []
    arguments += ["--spell", DEMO_TEXT] if options.camera == "demo" else []
    endless = is_live(options.camera) or (options.window and options.camera == "demo")
    seconds = options.seconds or (DEFAULT_SECONDS if endless else None)
    memory = MemoryWatch()
    memory.start()
    outcome = app.run(build_parser().parse_args(arguments), seconds=seconds, annotate=True, fast=True)
    memory.stop()
    if outcome.stats.classified == 0:
        raise UserError(f"'{options.camera}' gave no frame that could be classified; name a clip that shows a hand")
    cpu = psutil.Process().cpu_times()
    stats = outcome.stats
    result = {
        "frames": stats.frames,
        "classified": stats.classified,
        "dropped": stats.dropped,
        "fps": round(stats.fps, 2),
        "startup_s": None if stats.startup_s is None else round(stats.startup_s, 2),
        "rss_start_mb": round(memory.at(stats.startup_s or 0.0), 1),
        "rss_mb": round(memory.at_end(), 1),
        "rss_peak_mb": round(max(mb for _, mb in memory.samples), 1),
        "cpu_s_per_frame": round((cpu.user + cpu.system) / stats.frames, 4),
        "backend": LetterClassifier(options.model, options.backend).description,
        "stages": {name: asdict(stage) for name, stage in stats.stages.items()},
    }
    if stats.latency_drift_ms is not None:
        result["latency_first_ms"], result["latency_last_ms"] = (round(ms, 2) for ms in stats.latency_drift_ms)
    if options.compare:
        torch_ms = torch_milliseconds(list(_crops(options)))
        ratio = torch_ms / stats.stages["classify"].p50_ms
        result["compare"] = {"torch_p50_ms": round(torch_ms, 2), "ratio": round(ratio, 2)}
    print(json.dumps(result) if options.json else table(result))
    return outcome.exit_code


def _crops(options: argparse.Namespace) -> Iterator[np.ndarray]:
    """Hand crops (224, 224, 3) uint8 BGR from the same source."""
    spell = DEMO_TEXT if options.camera == "demo" else None
    source, tracker, count = open_source(options.camera, spell=spell), HandTracker(options.hand_model), 0
    try:
        for frame in source:
            hand = tracker.detect(frame)
            if hand is not None:
                yield canonical_crop(frame.image, hand, USUAL_SIZE)
                count += 1
                if count == COMPARED_CROPS:
                    return
    finally:
        source.close()
        tracker.close()


def torch_milliseconds(crops: list[np.ndarray]) -> float:
    """Median time of eager torch, float32 ResNet50 with 29 classes, one crop at a time.

    Colour conversion and normalisation are counted, as they are in the classify stage.

    Raises:
        UserError: torch is not installed, or there was no crop.
    """
    if not crops:
        raise UserError("no hand was found, so there is nothing to compare; name a clip that shows a hand")
    try:
        import torch

        from realtime_asl.training.model import MEAN, STD
        from realtime_asl.training.torchvision_import import import_torchvision

        network = import_torchvision().models.resnet50(num_classes=29).eval()
    except ImportError as error:
        raise UserError(f"--compare torch needs torch and torchvision ({error}); pip install '.[train]'") from None
    mean, std = torch.tensor(MEAN).view(3, 1, 1), torch.tensor(STD).view(3, 1, 1)

    def classify(crop: np.ndarray) -> None:
        image = torch.from_numpy(cv2.cvtColor(crop, cv2.COLOR_BGR2RGB)).permute(2, 0, 1).float() / 255
        network(((image - mean) / std)[None]).softmax(1)

    times = []
    with torch.inference_mode():
        for crop in (*crops[:5], *crops):
            started = time.perf_counter()
            classify(crop)
            times.append(time.perf_counter() - started)
    return median(times[5:]) * 1000  # the first five are the warm-up


def table(result: dict) -> str:
    """The result for people."""
    startup = "–" if result["startup_s"] is None else f"{result['startup_s']:.2f} s"
    lines = [
        f"{result['fps']:.1f} annotated frames a second; {result['frames']} frames, "
        f"{result['classified']} classified, {result['dropped']} dropped",
        f"first annotated frame {startup} after the start; {result['rss_start_mb']:.0f} MB resident then, "
        f"{result['rss_mb']:.0f} at the end (peak {result['rss_peak_mb']:.0f}); "
        f"{result['cpu_s_per_frame'] * 1000:.0f} ms of processor time a frame",
        f"classifier: {result['backend']}",
        "",
        "stage        p50 ms   p95 ms   max ms",
    ]
    lines += [
        f"{name:<10} {stage['p50_ms']:>8.2f} {stage['p95_ms']:>8.2f} {stage['max_ms']:>8.2f}"
        for name, stage in result["stages"].items()
    ]
    if "latency_first_ms" in result:
        first, last = result["latency_first_ms"], result["latency_last_ms"]
        lines += ["", f"median total in the first tenth of the run {first:.1f} ms, in the last {last:.1f} ms"]
    if "compare" in result:
        compare = result["compare"]
        lines += [
            "",
            f"eager torch, float32, 224 px: {compare['torch_p50_ms']:.1f} ms, {compare['ratio']:.1f} times ours",
        ]
    return "\n".join(lines)
