"""Fixtures that several test files share."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
#: What names the user's folders for configuration and data on the three systems (see platformdirs).
USER_FOLDERS = ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "WIN_PD_OVERRIDE_LOCAL_APPDATA")
# No test, and no program under test, may see or change what the person at this machine has kept.
_USERS_FOLDERS = tempfile.TemporaryDirectory(prefix="realtime-asl-tests-")
os.environ.update(dict.fromkeys(USER_FOLDERS, _USERS_FOLDERS.name))

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
    read, write = os.pipe()  # the server chooses a free number and writes it there when it is ready
    server = subprocess.Popen(
        ["Xvfb", "-displayfd", str(write), "-screen", "0", "1600x1200x24", "-nolisten", "tcp"],
        pass_fds=(write,),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    os.close(write)
    try:
        with open(read, encoding="ascii") as ready:
            number = ready.readline().strip()
        assert number, "Xvfb did not start"
        yield f":{number}"
    finally:
        server.terminate()
        server.wait(timeout=10)


@pytest.fixture
def user_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A user's folders that are empty, for this test and the programs that it starts."""
    folder = tmp_path / "user"
    for name in USER_FOLDERS:
        monkeypatch.setenv(name, str(folder))
    return folder


@pytest.fixture
def program_environment(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The environment for running the program as a child process from the project folder."""
    environment = dict(os.environ)
    if environment[USER_FOLDERS[0]] == _USERS_FOLDERS.name:
        # What one test chooses in a window is not remembered in the next one; see also `user_folder`.
        environment |= dict.fromkeys(USER_FOLDERS, str(tmp_path_factory.mktemp("user")))
    environment["PYTHONPATH"] = str(ROOT)
    environment.pop("DISPLAY", None)
    return environment
