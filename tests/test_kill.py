"""The program is killed in the middle: the recording plays to the end, the transcript has every letter."""

from __future__ import annotations

import itertools
import json
import subprocess
import sys
import time
from pathlib import Path

import pytest

from realtime_asl.source import open_source

PROGRAM = Path(__file__).resolve().parents[1] / "run_webcam.py"
TEXT = "HELLO WORLD " * 20


@pytest.fixture(scope="module")
def killed(tmp_path_factory):
    """(seconds that had been recorded when it was killed, folder with recording and transcript)"""
    folder = tmp_path_factory.mktemp("killed")
    recording, transcript = folder / "a.mp4", folder / "a.jsonl"
    child = subprocess.Popen(
        [
            *(sys.executable, str(PROGRAM), "--camera", "demo", "--headless", "--realtime", "--spell", TEXT),
            *("--record", str(recording), "--transcript", str(transcript)),
        ],
        cwd=PROGRAM.parent,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        deadline = time.monotonic() + 90
        began = None  # the file appears with the first picture
        while began is None or len(_lines(transcript)) < 4 or time.monotonic() - began < 6:
            assert child.poll() is None, child.stderr.read()
            assert time.monotonic() < deadline, "no four letters in 90 s"
            if began is None and recording.exists():
                began = time.monotonic()
            time.sleep(0.05)
    finally:
        child.kill()
        child.wait()
    return time.monotonic() - began, folder


def _lines(path: Path) -> list[str]:
    return path.read_text().splitlines() if path.exists() else []


def test_the_recording_plays_to_within_two_seconds_of_the_kill(killed):
    seconds, folder = killed
    source = open_source(str(folder / "a.mp4"))
    times = [frame.time for frame in source]
    assert source.error is None
    assert times[-1] > seconds - 2.0
    assert max(later - earlier for earlier, later in itertools.pairwise(times)) < 2.0


def test_the_transcript_has_every_letter(killed):
    _, folder = killed
    events = [json.loads(line) for line in _lines(folder / "a.jsonl")]  # every line is whole
    spelled = "".join(event.get("letter") or " " for event in events)
    assert len(spelled) >= 4
    assert TEXT.startswith(spelled.rstrip())
