"""Signals that come twice, early, late or in the middle of saving: all is saved and printed as with one."""

from __future__ import annotations

import _imp
import importlib
import json
import os
import signal
import subprocess
import sys
import threading
import time
from contextlib import suppress
from functools import partial
from pathlib import Path

import av
import pytest
from x11 import Program, window_id

from realtime_asl.runtime import interrupts

PROGRAM = Path(__file__).resolve().parents[2] / "run_webcam.py"
pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="POSIX signals")


def _spelled(transcript: Path) -> str:
    events = [json.loads(line) for line in transcript.read_text().splitlines()] if transcript.exists() else []
    return "".join(event.get("letter", " ") for event in events if event["kind"] != "delete").strip()


def _run(tmp_path, environment, *arguments: str) -> subprocess.Popen:
    return subprocess.Popen(
        [
            *(sys.executable, str(PROGRAM), "--camera", "demo", "--fps", "15", "--width", "320", *arguments),
            *("--transcript", str(tmp_path / "out.jsonl"), "--record", str(tmp_path / "out.mp4")),
        ],
        cwd=tmp_path,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def _interrupt_again_and_again(child: subprocess.Popen, first: signal.Signals, gaps: tuple[float, ...]) -> None:
    child.send_signal(first)
    for number, gap in enumerate(gaps):
        time.sleep(gap)
        if child.poll() is None:
            child.send_signal((signal.SIGINT, signal.SIGTERM)[number % 2])


def _wait_until_it_listens(child: subprocess.Popen) -> None:
    """Until the program has its own answer to SIGTERM; Python itself has none."""
    status = Path(f"/proc/{child.pid}/status")
    if not status.exists():  # no Linux
        time.sleep(2.0)
        return
    caught, deadline = 0, time.monotonic() + 60
    while not caught >> (signal.SIGTERM - 1) & 1:
        assert time.monotonic() < deadline
        time.sleep(0.005)
        caught = int(next(line for line in status.read_text().splitlines() if line.startswith("SigCgt")).split()[1], 16)


def _wait_for_letters(child: subprocess.Popen, transcript: Path) -> None:
    deadline = time.monotonic() + 90
    while not (transcript.exists() and transcript.stat().st_size):
        assert child.poll() is None, child.stderr.read()
        assert time.monotonic() < deadline
        time.sleep(0.05)


#: The first signal, and the pauses before each of the further ones.
BURSTS = {
    "twice": (signal.SIGINT, (0.003,)),
    "more and more": (signal.SIGTERM, (0.003, 0.02, 0.05, 0.1, 0.2)),
    "all the time": (signal.SIGINT, (0.01,) * 150),
    "closed terminal": (signal.SIGHUP, (0.003, 0.01)),
}


@pytest.fixture(scope="module")
def interrupted(tmp_path_factory) -> dict[str, tuple[int, str, str, Path]]:
    """Exit code, stdout, stderr and folder of a run for each of `BURSTS`, side by side."""
    folders = {name: tmp_path_factory.mktemp("burst") for name in BURSTS}
    environment = {**os.environ, "PYTHONPATH": str(PROGRAM.parent)}
    spell = ("--headless", "--realtime", "--spell", "HELLO " * 20)
    children = {name: _run(folder, environment, *spell) for name, folder in folders.items()}
    ended = {}
    try:
        for name, child in children.items():
            _wait_for_letters(child, folders[name] / "out.jsonl")
        for name, child in children.items():
            _interrupt_again_and_again(child, *BURSTS[name])
            out, err = child.communicate(timeout=100)
            ended[name] = child.returncode, out, err, folders[name]
    finally:
        for child in children.values():
            child.kill()
    return ended


@pytest.mark.parametrize("name", BURSTS)
def test_further_signals_wait_until_everything_is_saved_and_printed(interrupted, name):
    code, out, err, folder = interrupted[name]
    assert code == 130
    assert err.splitlines() == [f"recorded {folder / 'out.mp4'}"]
    assert out.splitlines() == [_spelled(folder / "out.jsonl")] != [""]
    with av.open(str(folder / "out.mp4")) as container:
        assert sum(1 for _ in container.decode(video=0)) > 5


def test_practice_that_was_interrupted_twice_is_kept(tmp_path, program_environment):
    environment = {**program_environment, "XDG_DATA_HOME": str(tmp_path / "data")}
    child = _run(tmp_path, environment, "--headless", "--realtime", "--practice", "letters")
    try:
        _wait_for_letters(child, tmp_path / "out.jsonl")
        _interrupt_again_and_again(child, signal.SIGINT, (0.004,) * 20)
        out, _ = child.communicate(timeout=30)
    finally:
        child.kill()
    assert child.returncode == 130
    summary = json.loads(out.splitlines()[-1])
    history = json.loads((tmp_path / "data/realtime-asl/practice.json").read_text())
    assert history["rounds"] == 1
    kept = {letter: entry["signed"] for letter, entry in history["letters"].items()}
    assert kept == {letter: times for letter, times, _ in summary["per_letter"]}
    assert sum(kept.values()) == summary["letters"] >= 1


def test_in_the_window_too(xvfb, program_environment, tmp_path):
    environment = {**program_environment, "DISPLAY": xvfb}
    child = _run(tmp_path, environment, "--spell", "LB", "--no-save")
    try:
        window_id(environment, "realtime_asl", timeout=60)
        _wait_for_letters(child, tmp_path / "out.jsonl")
        _interrupt_again_and_again(child, signal.SIGINT, (0.005,) * 40)
        out, err = child.communicate(timeout=30)
    finally:
        child.kill()
    assert child.returncode == 130, err
    assert out.splitlines() == [_spelled(tmp_path / "out.jsonl")] != [""]
    with av.open(str(tmp_path / "out.mp4")) as container:
        assert sum(1 for _ in container.decode(video=0)) > 5


def test_reading_practice_that_was_interrupted_is_kept(tmp_path, program_environment):
    environment = {**program_environment, "XDG_DATA_HOME": str(tmp_path / "data")}
    command = [sys.executable, str(PROGRAM), "--practice", "read", "--headless", "--spell", "CAT DOG FISH"]
    pipes = dict.fromkeys(("stdin", "stdout", "stderr"), subprocess.PIPE)
    child = subprocess.Popen(command, env=environment, **pipes, text=True)
    try:
        child.stdin.write("CAT\nDOG\n")
        child.stdin.flush()
        assert [child.stderr.readline().split()[0] for _ in range(2)] == ["CAT:", "DOG:"]
        _interrupt_again_and_again(child, signal.SIGINT, (0.003, 0.02, 0.05))
        out = child.stdout.read()
        assert child.wait(timeout=30) == 130
    finally:
        child.kill()
        child.communicate()
    assert json.loads(out)["words"] == 2
    history = json.loads((tmp_path / "data/realtime-asl/practice.json").read_text())
    assert [read["words"] for read in history["reading"]["recent"]] == [2]


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_reading_practice_in_the_window_ends_however_it_was_begun(xvfb, user_folder, program_environment, number):
    environment = {**program_environment, "DISPLAY": xvfb}
    with Program(environment, "--camera", "97", title="^realtime_asl$") as program:
        program.press("r")
        program.find("reading practice")
        program.press("a", "Return")
        program.signal(number)
        program.signal(signal.SIGINT)
        assert program.finish() == 130, program.errors
    assert program.output.startswith("0 of 1 words read")


@pytest.mark.parametrize("later", [0.0, 0.5], ids=["at once", "a little later"])
def test_signals_before_anything_was_read_end_it_without_a_traceback(tmp_path, program_environment, later):
    child = _run(tmp_path, program_environment, "--headless", "--realtime", "--spell", "HELLO")
    try:
        _wait_until_it_listens(child)
        time.sleep(later)  # libraries or models are being loaded
        _interrupt_again_and_again(child, signal.SIGINT, (0.003, 0.05, 0.05))
        _, err = child.communicate(timeout=60)
    finally:
        child.kill()
    assert child.returncode == 130
    assert "Traceback" not in err
    assert "error" not in err


def test_the_first_raises_the_next_does_not_and_what_is_noted_never_does():
    interrupts.listen()
    try:
        with pytest.raises(KeyboardInterrupt):
            signal.raise_signal(signal.SIGINT)
        signal.raise_signal(signal.SIGTERM)
        assert interrupts.heard()
        interrupts.listen()
        assert not interrupts.heard()
        with interrupts.noted():
            signal.raise_signal(signal.SIGINT)
            assert interrupts.heard()
            with pytest.raises(KeyboardInterrupt), interrupts.raising():
                threading.Event().wait(10)
    finally:
        interrupts.stop(ending=False)
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


WITHIN_SOURCE = """
import signal, sys
from realtime_asl.runtime import interrupts
interrupts.listen()
try:
    exec("signal.raise_signal(signal.SIGINT)")
except KeyboardInterrupt:
    code = 130
interrupts.stop(ending=True)
sys.exit(code)
"""


def test_the_exit_code_is_the_programs_own_where_it_came_within_source_that_a_library_runs(
    program_environment, tmp_path
):
    (tmp_path / "within_source.py").write_text(WITHIN_SOURCE)
    command = [sys.executable, "-m", "within_source"]  # as the commands are begun
    pipes = {"capture_output": True, "text": True}
    done = subprocess.run(command, cwd=tmp_path, env=program_environment, **pipes, timeout=60, check=False)
    assert (done.returncode, done.stderr) == (130, "")


def test_it_does_not_raise_where_python_has_just_taken_its_import_lock(monkeypatch):
    """Raised there, the lock stayed taken, and every thread that imported something waited for ever."""

    def load() -> None:
        with suppress(ModuleNotFoundError), monkeypatch.context() as patched:
            patched.setattr(_imp, "acquire_lock", partial(signal.raise_signal, signal.SIGINT))
            patched.setattr(_imp, "release_lock", int)
            importlib.import_module("no_such_module_at_all")
        threading.Event().wait(60)

    interrupts.listen()
    try:
        with pytest.raises(KeyboardInterrupt) as caught:
            load()
    finally:
        interrupts.stop(ending=False)
    *_, raised_in = (entry for entry in caught.traceback if entry.name != "_hear")
    assert "frozen" not in str(raised_in.path)
