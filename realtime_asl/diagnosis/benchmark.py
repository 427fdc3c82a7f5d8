"""``benchmark``: the real program on a clip, a camera or the demo signer, beside the floor on the same frames.

The program and the floor (`diagnosis.floor`) take turns in one process, so that their ratio holds on a noisy machine.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from statistics import median

from realtime_asl import app
from realtime_asl.arguments.parser import build_parser
from realtime_asl.diagnosis import against, idle
from realtime_asl.diagnosis.floor import LoopTiming, bare_process, open_frames, run_loop, usual_classifier
from realtime_asl.diagnosis.machine import MachineWatch
from realtime_asl.diagnosis.memory import MemoryWatch
from realtime_asl.errors import INTERRUPTED, UserError
from realtime_asl.input_files import refuse_existing
from realtime_asl.letters.classifier import LetterClassifier
from realtime_asl.runtime.outcome import Outcome
from realtime_asl.runtime.timing import RunStats
from realtime_asl.sources.address import public_name
from realtime_asl.sources.open_source import is_live

#: What the demo signer spells for a measurement.
DEMO_TEXT = "THE QUICK BROWN FOX"
#: How long a source that does not end by itself is measured, unless --seconds says it.
DEFAULT_SECONDS = 20.0
#: Frames a second at which the work for a second of video is told.
VIDEO_FPS = 30


def run_command(options: argparse.Namespace) -> int:
    """The command ``benchmark``."""
    _refuse_unused(options)
    if options.against:
        result = against.compare_in_turns(_arguments(options), Path(options.against))
        print(json.dumps(result) if options.json else against.table(result))
        return 0
    if options.idle:
        result = idle.measure(options)
        print(json.dumps(result) if options.json else idle.table(result))
        return 0
    if options.record:
        refuse_existing(Path(options.record), options.overwrite)
    spell = DEMO_TEXT if options.camera == "demo" else None
    watch, memory = MachineWatch(), MemoryWatch()
    memory.start()
    runs, floors, classifier = [], [], None
    for _ in range(options.turns):
        outcome = _run(options, options.backend)
        if outcome.exit_code == INTERRUPTED:  # figures of a run that was cut off are no figures
            return INTERRUPTED
        runs.append(outcome.stats)
        if classifier is None:  # the floor's own model: loaded once, and not counted as the program's memory
            memory.stop()
            classifier = LetterClassifier(options.model, options.backend)
        source = open_frames(options.camera, spell, options.hand)
        floors.append(run_loop(source, classifier.posterior, options.hand_model))
    # The turn in the middle stands for all: its figures belong together.
    stats = sorted(runs, key=lambda run: run.stages["total"].p50_ms)[len(runs) // 2]
    first = runs[0]
    result = {
        "frames": stats.frames,
        "classified": stats.classified,
        "dropped": stats.dropped,
        "fps": round(stats.fps, 2),
        "startup_s": None if first.startup_s is None else round(first.startup_s, 2),
        "rss_start_mb": round(memory.at(first.startup_s or 0.0), 1),
        "rss_mb": round(memory.at_end(), 1),
        "rss_peak_mb": round(max(mb for _, mb in memory.samples), 1),
        "cpu_s_per_frame": round(stats.cpu_s_per_frame, 4),
        "cpu_s_per_video_s": round(stats.cpu_s_per_frame * VIDEO_FPS, 3),
        "backend": classifier.description,
        "stages": {name: asdict(stage) for name, stage in stats.stages.items()},
    }
    if stats.latency_drift_ms is not None:
        result["latency_first_ms"], result["latency_last_ms"] = (round(ms, 2) for ms in stats.latency_drift_ms)
    bare = bare_process(options, spell)
    result["floor"] = _summary(floors) | bare
    result["ratio_to_floor"] = _ratios(runs, floors) | {
        "startup": round((first.startup_s or 0.0) / bare["startup_s"], 2),
        "rss": round(result["rss_mb"] / bare["rss_mb"], 2),
    }
    if options.compare:
        result |= _compared(options, spell, stats)
    result["machine"] = watch.finish().as_json()
    print(json.dumps(result) if options.json else table(result))
    return outcome.exit_code


def _refuse_unused(options: argparse.Namespace) -> None:
    """Options that would be passed over in silence.

    Raises:
        UserError: there is one.
    """
    unused = {
        "--camera": options.idle and options.camera != "demo",
        "--turns": options.turns > 1,
        "--compare": options.compare,
        "--record": options.record,
        "--idle": options.against and options.idle,
    }
    mode = "--against" if options.against else "--idle" if options.idle else None
    named = [name for name, given in unused.items() if given]
    if mode and named:
        raise UserError(f"benchmark {mode} takes no {named[0]}; leave it out")


def _arguments(options: argparse.Namespace) -> list[str]:
    """What is the same for both sides of ``--against``."""
    arguments = ["--camera", options.camera, "--backend", options.backend, "--hand", options.hand]
    arguments += ["--window"] if options.window else []
    for name in ("model", "hand_model", "seconds"):
        value = getattr(options, name)
        arguments += [f"--{name.replace('_', '-')}", str(value)] if value else []
    return arguments


def _run(options: argparse.Namespace, backend: str) -> Outcome:
    """One run of the program.

    Raises:
        UserError: no frame could be classified.
    """
    arguments = ["run", "--camera", options.camera, "--backend", backend, "--hand", options.hand]
    arguments += [] if options.window else ["--headless"]
    arguments += ["--model", options.model] if options.model and backend == options.backend else []
    arguments += ["--hand-model", options.hand_model] if options.hand_model else []
    arguments += ["--spell", DEMO_TEXT] if options.camera == "demo" else []
    arguments += ["--record", options.record, "--overwrite"] if options.record else []
    endless = is_live(options.camera) or (options.window and options.camera == "demo")
    seconds = options.seconds or (DEFAULT_SECONDS if endless else None)
    outcome = app.run(build_parser().parse_args(arguments), seconds=seconds, annotate=True, fast=True)
    if outcome.stats.classified == 0 and outcome.exit_code != INTERRUPTED:
        name = public_name(options.camera)
        raise UserError(f"'{name}' gave no frame that could be classified; name a clip that shows a hand")
    return outcome


def _summary(loops: Sequence[LoopTiming]) -> dict[str, object]:
    """Medians over the turns."""
    return {
        "p50_ms": round(median(loop.p50_ms for loop in loops), 2),
        "p95_ms": round(median(loop.p95_ms for loop in loops), 2),
        "fps": round(median(loop.fps for loop in loops), 2),
        "cpu_s_per_video_s": round(median(loop.cpu_s_per_frame for loop in loops) * VIDEO_FPS, 3),
        "stages": {name: median(loop.stages[name] for loop in loops) for name in loops[0].stages},
    }


def _ratios(runs: Sequence[RunStats], floors: Sequence[LoopTiming]) -> dict[str, float]:
    """Medians over the turns of program / floor, each turn with its own floor."""
    pairs = list(zip(runs, floors, strict=True))
    return {
        "p50": round(median(run.stages["total"].p50_ms / floor.p50_ms for run, floor in pairs), 2),
        "p95": round(median(run.stages["total"].p95_ms / floor.p95_ms for run, floor in pairs), 2),
        "fps": round(median(run.fps / floor.fps for run, floor in pairs), 2),
        "cpu": round(median(run.cpu_s_per_frame / floor.cpu_s_per_frame for run, floor in pairs), 2),
    }


def _compared(options: argparse.Namespace, spell: str | None, stats: RunStats) -> dict[str, dict]:
    """``--compare torch``: the classifier, the whole loop and the usual recipe of this field with eager torch."""
    usual = run_loop(open_frames(options.camera, spell, options.hand), usual_classifier(), options.hand_model)
    torch_ms = usual.stages["classify"]
    outcome = _run(options, "torch")
    if outcome.exit_code == INTERRUPTED:
        raise KeyboardInterrupt  # as while the floor is measured
    whole = outcome.stats
    return {
        "compare": {
            "torch_p50_ms": torch_ms,
            "ratio": round(torch_ms / stats.stages["classify"].p50_ms, 2),
            "whole_loop_fps": round(whole.fps, 2),
            "whole_loop_p50_ms": whole.stages["total"].p50_ms,
        },
        "usual": _summary([usual]) | {"fps_ratio": round(stats.fps / usual.fps, 2)},
    }


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
    floor, ratio, machine = result["floor"], result["ratio_to_floor"], result["machine"]
    lines += [
        "",
        f"the floor (read, MediaPipe, one network): p50 {floor['p50_ms']:.1f} ms, p95 {floor['p95_ms']:.1f} ms, "
        f"{floor['fps']:.1f} frames a second, ready after {floor['startup_s']:.2f} s, {floor['rss_mb']:.0f} MB",
        f"times the floor: p50 {ratio['p50']:.2f}, p95 {ratio['p95']:.2f}, frames a second {ratio['fps']:.2f}, "
        f"processor time {ratio['cpu']:.2f}, start-up {ratio['startup']:.2f}, memory {ratio['rss']:.2f}",
    ]
    if "compare" in result:
        compare, usual = result["compare"], result["usual"]
        lines += [
            f"eager torch, float32, 224 px: {compare['torch_p50_ms']:.1f} ms, {compare['ratio']:.1f} times ours; "
            f"this program with torch {compare['whole_loop_fps']:.1f} frames a second",
            f"the usual recipe (MediaPipe, then that): {usual['fps']:.1f} frames a second, "
            f"ours {usual['fps_ratio']:.1f} times as many",
        ]
    kinds = ", ".join(machine["instructions"]) or "instruction sets not known"
    lines.append(
        f"{machine['processor']}, {machine['cores']} cores ({kinds}); load before {machine['load_before']:.1f}"
    )
    if machine["busy"]:
        lines.append(
            f"busy: others used {machine['others']:.0%} of the machine meanwhile; trust the ratios, not the times"
        )
    return "\n".join(lines)
