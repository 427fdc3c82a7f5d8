"""``soak``: the real program for a long time, with a camera that misbehaves; is it still as on the first day?

Every two minutes the camera goes through all its faults. Memory, file handles, threads and the
delay of the picture are sampled meanwhile; at the end the recording and the transcript are read back.
"""

from __future__ import annotations

import argparse
import json
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import asdict
from pathlib import Path

import numpy as np

from realtime_asl import app
from realtime_asl.arguments.parser import build_parser
from realtime_asl.diagnosis.soak_samples import Watch, judge, summary_of
from realtime_asl.errors import DONE, INTERRUPTED, PARTLY_FAILED
from realtime_asl.runtime.timing import Timings
from realtime_asl.sources.faults import KINDS, Fault, FaultyCamera
from realtime_asl.sources.file import FileSource
from realtime_asl.sources.live import LiveSource
from realtime_asl.sources.open_source import Source, is_live, open_source

#: One round of faults: each lasts `FAULT_S` and begins `FAULT_EVERY` after the one before, then quiet.
ROUND_S, FAULT_EVERY, FAULT_S = 120.0, 12.0, 5.0
#: The recording may lack so many seconds at its end, when the camera gave no pictures then.
RECORDING_SLACK_S = 20.0


def run_command(options: argparse.Namespace) -> int:
    """The command ``soak``: exit code 0 when all stayed flat and whole, 1 when not."""
    seconds = 60 * options.minutes
    endless = open_source(options.camera, **({} if is_live(options.camera) else {"loop": True}))
    with tempfile.TemporaryDirectory(prefix="realtime_asl_soak_") as folder:
        record, transcript = Path(folder) / "soak.mp4", Path(folder) / "soak.jsonl"
        camera = FaultyCamera(_pictures(endless), 30.0, fault_round(), ROUND_S)
        source = LiveSource("soak", camera.open, lambda: "the camera of the endurance run gives no picture")
        timings = Timings()
        watch = Watch(source, timings, record, max(1.0, min(15.0, seconds / 60)))
        watch.start()
        began = time.monotonic()
        outcome = app.run(_run_options(options, record, transcript), seconds=seconds, source=source, timings=timings)
        lasted = time.monotonic() - began
        watch.end()
        problems = [*outcome.problems, *judge(watch.samples, lasted)]
        if camera.opened != camera.released:
            problems.append(f"{camera.opened - camera.released} captures were not released")
        recorded = lasted if watch.recording_since is None else began + lasted - watch.recording_since
        recording = _read_back(record, recorded, problems)
        letters = _read_transcript(transcript, problems)
    interrupted = outcome.exit_code == INTERRUPTED
    result = {
        "minutes": round(lasted / 60, 2),
        "interrupted": interrupted,
        "frames": outcome.stats.frames,
        "classified": outcome.stats.classified,
        "fps": round(outcome.stats.fps, 2),
        "letters": letters,
        "camera_opened": camera.opened,
        "statuses": watch.statuses,
        **summary_of(watch.samples),
        "recording": recording,
        "problems": problems,
        "samples": [asdict(sample) for sample in watch.samples],
    }
    print(json.dumps(result) if options.json else report(result))
    if interrupted:
        return INTERRUPTED
    return PARTLY_FAILED if problems else DONE


def fault_round() -> tuple[Fault, ...]:
    """One fault of each kind, spread over a round."""
    return tuple(Fault(FAULT_EVERY * (number + 1), FAULT_S, kind) for number, kind in enumerate(KINDS))


def _pictures(source: Source) -> Iterator[np.ndarray]:
    """Pictures without end, as fast as they are taken; the faulty camera sets the pace."""
    with closing(source):
        for frame in source:
            yield frame.image


def _run_options(options: argparse.Namespace, record: Path, transcript: Path) -> argparse.Namespace:
    arguments = ["run", "--headless", "--backend", options.backend, "--hand", options.hand]
    arguments += ["--record", str(record), "--transcript", str(transcript)]
    arguments += ["--model", options.model] if options.model else []
    arguments += ["--hand-model", options.hand_model] if options.hand_model else []
    return build_parser().parse_args(arguments)


def _read_back(path: Path, recorded: float, problems: list[str]) -> dict[str, float]:
    """Every frame of the recording, which should have `recorded` seconds."""
    if not path.exists():
        problems.append("nothing was recorded")
        return {}
    source, count, end = FileSource(path), 0, 0.0
    for frame in source:
        count, end = count + 1, frame.time
    if source.error is not None:
        problems.append(f"the recording is not whole: {source.error}")
    if end < recorded - RECORDING_SLACK_S:
        problems.append(f"the recording has {end:.0f} of {recorded:.0f} s")
    return {"frames": count, "seconds": round(end, 1), "mb": round(path.stat().st_size / 1e6, 1)}


def _read_transcript(path: Path, problems: list[str]) -> int:
    """How many letters it has."""
    letters = 0
    last = 0.0
    for line in path.read_text().splitlines() if path.exists() else ():
        event = json.loads(line)
        letters += event["kind"] == "letter"
        if event["time"] < last:
            problems.append("the transcript goes back in time")
        last = event["time"]
    if not letters:
        problems.append("no letter was read")
    return letters


def report(result: dict) -> str:
    """The result for people."""
    lines = [
        f"{result['minutes']:.1f} minutes: {result['frames']} frames, {result['fps']:.1f} a second, "
        f"{result['letters']} letters, the camera was opened {result['camera_opened']} times"
    ]
    for name, title in (
        ("memory_mb", "memory, MB"),
        ("handles", "handles"),
        ("threads", "threads"),
        ("delay_ms", "delay, ms"),
    ):
        if name in result:
            lines.append(
                "{:12} first {first:8.1f}   last {last:8.1f}   largest {largest:8.1f}".format(title, **result[name])
            )
    lines += [f"said {count} times: {status}" for status, count in result["statuses"].items()]
    if result["recording"]:
        lines.append("recording: {frames} frames, {seconds} s, {mb} MB".format(**result["recording"]))
    lines += [f"PROBLEM: {problem}" for problem in result["problems"]] or ["all flat and whole"]
    return "\n".join(lines)
