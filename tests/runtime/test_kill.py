"""The program is killed in the middle: the recording plays to the end, the transcript has every letter."""

from __future__ import annotations

import itertools
import json
import subprocess
import sys
import time
from pathlib import Path

import pytest

from realtime_asl.sources.open_source import open_source

PROGRAM = Path(__file__).resolve().parents[2] / "run_webcam.py"
TEXT = "HELLO WORLD " * 20
LETTERS = 4


@pytest.fixture(scope="module")
def killed(tmp_path_factory):
    """The folder with recording and transcript of a program that was killed after four letters."""
    folder = tmp_path_factory.mktemp("killed")
    child = subprocess.Popen(
        [
            *(sys.executable, str(PROGRAM), "--camera", "demo", "--headless", "--spell", TEXT, "--fps", "15"),
            *("--width", "320"),
            *("--record", str(folder / "a.mp4"), "--transcript", str(folder / "a.jsonl")),
        ],
        cwd=PROGRAM.parent,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        deadline = time.monotonic() + 120
        while len(_events(folder)) < LETTERS:
            assert child.poll() is None, child.stderr.read()
            assert time.monotonic() < deadline, f"no {LETTERS} letters in two minutes"
            time.sleep(0.01)
    finally:
        child.kill()
        child.wait()
    return folder


def _events(folder: Path) -> list[dict]:
    """The events; fails on a line that is not whole."""
    path = folder / "a.jsonl"
    return [json.loads(line) for line in path.read_text().splitlines()] if path.exists() else []


def test_the_recording_plays_to_within_two_seconds_of_the_kill(killed):
    source = open_source(str(killed / "a.mp4"))
    times = [frame.time for frame in source]
    assert source.error is None
    assert times[-1] > _events(killed)[-1]["time"] - 2.0
    assert all(later - earlier == pytest.approx(1 / 15, abs=0.002) for earlier, later in itertools.pairwise(times))


def test_the_transcript_has_every_letter(killed):
    spelled = "".join(event.get("letter") or " " for event in _events(killed))
    assert len(spelled) >= LETTERS
    assert TEXT.startswith(spelled)
