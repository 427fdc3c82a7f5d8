"""Whatever way to the screen the environment asks for: a window through one that works, or one line."""

from __future__ import annotations

import subprocess
import sys

import pytest
from media import numbered_picture, write_video

from realtime_asl.sources.open_source import open_source

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="Qt plugins are chosen on Linux")
RUN = [*(sys.executable, "-m", "realtime_asl", "run", "--camera", "demo", "--spell", "L", "--no-save")]


@pytest.mark.parametrize("asked", ["wayland", "offscreen;minimal", "wayland;xcb", "no-such:option"])
def test_a_window_opens_through_the_plugin_that_is_there(asked, xvfb, program_environment, tmp_path):
    write_video(tmp_path / "short.mp4", [numbered_picture(number) for number in range(15)])
    command = [sys.executable, "-m", "realtime_asl", "run", "--camera", "short.mp4", "--record", "seen.mp4"]
    environment = {**program_environment, "DISPLAY": xvfb, "QT_QPA_PLATFORM": asked}
    done = subprocess.run(
        command, cwd=tmp_path, env=environment, capture_output=True, text=True, timeout=100, check=False
    )
    assert done.returncode == 0, (done.returncode, done.stderr)
    assert len(list(open_source(str(tmp_path / "seen.mp4")))) > 0


@pytest.mark.parametrize("wayland", [None, "wayland-0"], ids=["no display", "wayland only"])
def test_without_x11_it_is_one_line(wayland, program_environment):
    environment = {**program_environment, "QT_QPA_PLATFORM": "wayland"}
    environment.pop("WAYLAND_DISPLAY", None)
    if wayland:
        environment["WAYLAND_DISPLAY"] = wayland
    done = subprocess.run(RUN, env=environment, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 2
    assert len(done.stderr.splitlines()) == 1
    assert "--headless" in done.stderr


def test_doctor_tells_what_is_used(xvfb, program_environment):
    script = "from realtime_asl.diagnosis.system import check_window; print(check_window())"
    environment = {**program_environment, "DISPLAY": xvfb, "QT_QPA_PLATFORM": "wayland"}
    done = subprocess.run(
        [sys.executable, "-c", script], env=environment, capture_output=True, text=True, timeout=60, check=True
    )
    assert "QT_QPA_PLATFORM=wayland is not in this OpenCV, so 'xcb' is used" in done.stdout
