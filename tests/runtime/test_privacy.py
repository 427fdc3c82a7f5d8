"""Pictures of people at home stay at home: the program opens no internet socket, whatever it does.

Two observers look at the real program: a guard inside Python, and strace (Linux), which sees what
the libraries written in C++ do. Each is shown to see what it should before it is believed.
"""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import cv2
import psutil
import pytest
from media import write_video

from realtime_asl.sources.demo_signer import DemoSource

ROOT = Path(__file__).resolve().parents[2]
PROGRAM = str(ROOT / "run_webcam.py")
GUARD = ROOT / "tests" / "guard"
#: Internet sockets, also datagrams (name look-ups). Unix sockets belong to the window system.
INTERNET = re.compile(r"AF_INET6?\b|sa_family=AF_INET")
needs_strace = pytest.mark.skipif(shutil.which("strace") is None, reason="needs strace to see system calls")


class Observed:
    """A child process with both observers."""

    def __init__(self, folder: Path, environment: dict[str, str], *command: str) -> None:
        self._guard_log, self._trace = folder / "guard.txt", folder / "strace.txt"
        environment = {
            **environment,
            "PYTHONPATH": os.pathsep.join([str(GUARD), environment.get("PYTHONPATH", "")]),
            "NETWORK_GUARD_LOG": str(self._guard_log),
            "XDG_DATA_HOME": str(folder),
            "HOME": str(folder),
        }
        tracer = []
        if shutil.which("strace"):
            # No need to stop at other system calls: the program runs at nearly full speed.
            tracer = ["strace", "-f", "--seccomp-bpf", "-e", "trace=%network", "-o", str(self._trace)]
        self._process = subprocess.Popen(
            [*tracer, sys.executable, *command],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env=environment,
            cwd=folder,
        )
        self._traced = bool(tracer)

    def terminate_after(self, ready) -> None:
        """Send SIGTERM to the program once `ready()`; at most a minute later."""
        deadline = time.monotonic() + 60
        while not ready() and time.monotonic() < deadline and self._process.poll() is None:
            time.sleep(0.1)
        process = psutil.Process(self._process.pid)
        (process.children()[0] if self._traced else process).send_signal(signal.SIGTERM)

    def finish(self) -> tuple[int, str]:
        """Exit code, and what was printed."""
        try:
            out, err = self._process.communicate(timeout=180)
        finally:
            self.kill()
        return self._process.returncode, out + err

    def kill(self) -> None:
        """At once, if it is still running."""
        self._process.kill()

    @property
    def tries(self) -> list[str]:
        """Everything that would reach beyond this machine, or could."""
        seen = self._guard_log.read_text().splitlines() if self._guard_log.exists() else []
        if self._traced:
            seen += [line for line in self._trace.read_text().splitlines() if INTERNET.search(line)]
        return seen


@pytest.mark.parametrize(
    "code",
    [
        "import socket; socket.socket(socket.AF_INET, socket.SOCK_DGRAM)",
        "import socket; socket.create_connection(('127.0.0.1', 9))",
        "import urllib.request; urllib.request.urlopen('http://127.0.0.1:9/')",
        "import socket; socket.getaddrinfo('localhost', 80)",
    ],
    ids=["datagram", "connection", "web", "name"],
)
def test_the_guard_sees_python_reaching_out(tmp_path, program_environment, code):
    observed = Observed(tmp_path, program_environment, "-c", code)
    assert observed.finish()[0] != 0
    assert (tmp_path / "guard.txt").exists()


@needs_strace
def test_strace_sees_a_library_reaching_out(tmp_path, program_environment):
    code = "import cv2; cv2.VideoCapture('http://127.0.0.1:9/', cv2.CAP_FFMPEG)"
    observed = Observed(tmp_path, program_environment, "-c", code)
    observed.finish()
    assert not (tmp_path / "guard.txt").exists()  # Python knows nothing of it
    assert observed.tries


DEMO = (PROGRAM, "--camera", "demo", "--fps", "10", "--width", "320")
#: Libraries that report their use do so some ten seconds after they were loaded, or at the end: one run is longer.
LONG = ("--headless", "--realtime", "--spell", "HELLO WORLD")
LONG_RUN = (*DEMO, *LONG, "--autocorrect", "--record", "a.mp4", "--transcript", "a.srt")
RUNS = {
    "torch": (*DEMO, "--headless", "--spell", "A", "--backend", "torch"),
    "voice": (*DEMO, "--headless", "--spell", "A B", "--speak"),
    "practice": (*DEMO, "--headless", "--practice", "words.txt"),
    "classify": ("-m", "realtime_asl", "classify", "a.png", "--json"),
    "doctor": ("-m", "realtime_asl", "doctor"),
    "cameras": ("-m", "realtime_asl", "cameras"),
    "progress": ("-m", "realtime_asl", "progress"),
    "file": (PROGRAM, "--camera", "clip.mp4", "--headless", "--record", "b.mp4", "--transcript", "b.jsonl"),
    "camera that is missing": (PROGRAM, "--camera", "97", "--headless"),
}


@pytest.fixture(scope="module")
def material(tmp_path_factory) -> Path:
    """A folder with a picture, a clip with sound, and words."""
    folder = tmp_path_factory.mktemp("material")
    images = [frame.image for frame, _ in zip(DemoSource("A", size=(320, 240), fps=10), range(15), strict=False)]
    cv2.imwrite(str(folder / "a.png"), images[-1])
    write_video(folder / "clip.mp4", images, fps=10, tone=True)
    (folder / "words.txt").write_text("a\n")
    return folder


@pytest.fixture(scope="module")
def long_run(tmp_path_factory) -> Iterator[Observed]:
    """Goes on beside the other runs."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    observed = Observed(tmp_path_factory.mktemp("long"), environment, *LONG_RUN)
    yield observed
    observed.kill()


@pytest.mark.usefixtures("long_run")
@pytest.mark.parametrize("name", RUNS)
def test_no_internet_socket_is_opened(tmp_path, program_environment, material, name):
    if name == "torch":
        pytest.importorskip("torch", reason="the extra 'train' is not installed")
    if name == "voice" and shutil.which("espeak-ng") is None:
        pytest.skip("needs espeak-ng, a voice for Linux")
    shutil.copytree(material, tmp_path, dirs_exist_ok=True)
    observed = Observed(tmp_path, program_environment, *RUNS[name])
    code, printed = observed.finish()
    assert code == {"cameras": code, "camera that is missing": 2}.get(name, 0), printed
    assert observed.tries == []


def test_no_internet_socket_is_opened_in_a_longer_run(long_run):
    code, printed = long_run.finish()
    assert code == 0, printed
    assert long_run.tries == []


def test_no_internet_socket_is_opened_by_the_window(tmp_path, program_environment, xvfb):
    program_environment["DISPLAY"] = xvfb
    transcript = tmp_path / "a.jsonl"
    observed = Observed(tmp_path, program_environment, *DEMO, "--spell", "HI", "--transcript", str(transcript))
    observed.terminate_after(lambda: transcript.exists() and transcript.stat().st_size > 0)
    code, printed = observed.finish()
    assert code == 130, printed
    assert transcript.stat().st_size > 0, "no letter was read"
    assert observed.tries == []
