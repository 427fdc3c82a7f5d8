"""Fixtures that several test files share."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import time
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]

# Started in the background of a script, this process ignores Ctrl-C, and so would every program under test.
signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of real pictures and clips beside the project; absent on a user's machine."""
    folder = ROOT.parent / "shared"
    if not (folder / "video" / "transcripts.csv").is_file():
        pytest.skip("needs the real pictures and clips of ../shared, which are not part of the project")
    return folder


@pytest.fixture(scope="session")
def xvfb() -> str:
    """The name of a virtual display (1600x1200) that lasts for the session."""
    if shutil.which("Xvfb") is None:
        pytest.skip("needs Xvfb (a virtual display) to open a real window")
    number = next(n for n in range(90, 200) if not Path(f"/tmp/.X11-unix/X{n}").exists())
    display = f":{number}"
    server = subprocess.Popen(
        ["Xvfb", display, "-screen", "0", "1600x1200x24", "-nolisten", "tcp"],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        for _ in range(100):
            if Path(f"/tmp/.X11-unix/X{number}").exists():
                break
            time.sleep(0.05)
        else:
            pytest.fail("Xvfb did not start")
        yield display
    finally:
        server.terminate()
        server.wait(timeout=10)


@pytest.fixture
def program_environment() -> dict[str, str]:
    """The environment for running the program as a child process from the project folder."""
    environment = dict(os.environ)
    environment["PYTHONPATH"] = str(ROOT)
    environment.pop("DISPLAY", None)
    return environment
