"""The endurance run: what it calls flat, and that it can be ended at any time."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from realtime_asl.diagnosis.soak import fault_round
from realtime_asl.diagnosis.soak_samples import Sample, judge
from realtime_asl.sources.faults import KINDS


def samples(count: int = 60, **change: float) -> list[Sample]:
    """A run of an hour; `change` is added to a value evenly from the beginning to the end."""
    steady = {"memory_mb": 400.0, "handles": 20, "threads": 15, "delay_ms": 60.0}
    return [
        Sample(n * 60.0, **{name: value + change.get(name, 0) * n / count for name, value in steady.items()})
        for n in range(count)
    ]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({}, None),
        ({"memory_mb": 20, "handles": 2, "delay_ms": 10}, None),
        ({"memory_mb": 120}, "memory grew by"),
        ({"handles": 30}, "handles grew by"),
        ({"threads": 30}, "threads grew by"),
        ({"delay_ms": 150}, "delay grew from"),
        ({"memory_mb": -100, "delay_ms": -30}, None),
    ],
)
def test_growth_is_found(change, words):
    problems = judge(samples(**change), 3600.0)
    assert (words is None) == (problems == [])
    if words is not None:
        assert words in problems[0]


def test_warming_up_is_no_growth():
    warm = [Sample(s.time, s.memory_mb - 300 * (s.time < 200), s.handles, s.threads, s.delay_ms) for s in samples()]
    assert judge(warm, 3600.0) == []


def test_a_short_run_is_not_judged():
    assert judge(samples(5, memory_mb=900), 10.0) == []


def test_every_fault_has_its_turn():
    assert {fault.kind for fault in fault_round()} == set(KINDS)
    ends = [fault.start + fault.seconds for fault in fault_round()]
    assert all(end < fault.start for end, fault in zip(ends, fault_round()[1:], strict=False))


SIGNALS = ("SIGINT", "SIGTERM")


class Soak:
    """A run with a temporary folder of its own."""

    def __init__(self, folder: Path, environment: dict[str, str]) -> None:
        self.folder = folder
        self.child = subprocess.Popen(
            [sys.executable, "-m", "realtime_asl", "soak", "--minutes", "10", "--json"],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env={**environment, "TMPDIR": str(folder)},
        )

    def wait_for_recording(self) -> None:
        deadline = time.monotonic() + 120
        while not list(self.folder.glob("*/soak.mp4")):
            assert self.child.poll() is None, self.child.stderr.read()
            assert time.monotonic() < deadline, "nothing was recorded in two minutes"
            time.sleep(0.1)


@pytest.mark.skipif(sys.platform == "win32", reason="sends POSIX signals")
def test_it_can_be_ended_at_any_time(program_environment, tmp_path_factory):
    """About the first fault, when the camera is unplugged: a report, nothing left behind, no traceback."""
    runs = {name: Soak(tmp_path_factory.mktemp(name), program_environment) for name in SIGNALS}  # side by side
    try:
        for run in runs.values():
            run.wait_for_recording()
        time.sleep(fault_round()[0].start)
        for name, run in runs.items():
            run.child.send_signal(getattr(signal, name))
        ends = {name: run.child.communicate(timeout=60) for name, run in runs.items()}
    finally:
        for run in runs.values():
            run.child.kill()
    for name, (out, err) in ends.items():
        assert runs[name].child.returncode == 130, err
        assert all(line.startswith("warning: camera ") for line in err.splitlines()), err
        result = json.loads(out)
        assert result["interrupted"]
        assert result["recording"]["frames"] > 0
        assert [problem for problem in result["problems"] if "letter" not in problem] == []
        assert list(runs[name].folder.iterdir()) == []
