"""No camera with a window: what is offered instead; and the key for another camera."""

from __future__ import annotations

import signal
import sys

import cv2
import numpy as np
import pytest
from x11 import Program

from realtime_asl.screen.overlay import no_camera as screen
from realtime_asl.screen.overlay.no_camera import KEYS, draw_no_camera
from realtime_asl.screen.overlay.theme import ORANGE, PANEL
from realtime_asl.settings import SettingsFile

WHY = "there is no camera 97; use --camera with one of: 0 (Integrated Webcam), 2 (A USB camera with a long name)"


@pytest.mark.parametrize("size", [(640, 480), (1280, 720), (480, 800), (160, 120), (20, 2000), (1, 1)], ids=str)
@pytest.mark.parametrize("text_scale", [0.6, 1.0, 2.5])
def test_the_screen_fits_every_window(size, text_scale) -> None:
    image = np.zeros((size[1], size[0], 3), np.uint8)
    draw_no_camera(image, WHY, text_scale)
    if min(size) > 400:
        written = np.nonzero((image != PANEL).any(axis=2))
        assert written[0].min() > 0
        assert written[0].max() < size[1] - 1  # all of it is inside
        assert written[1].max() < size[0] - 1
        assert (image == ORANGE).all(axis=2).any()


def test_the_screen_names_every_key(monkeypatch) -> None:
    assert [key for key, _ in KEYS] == ["D", "R", "Enter", "Esc"]
    whole = np.zeros((480, 640, 3), np.uint8)
    draw_no_camera(whole, "why")
    for left_out in KEYS:
        monkeypatch.setattr(screen, "KEYS", tuple(("", "") if key is left_out else key for key in KEYS))
        image = np.zeros_like(whole)
        draw_no_camera(image, "why")
        assert cv2.absdiff(whole, image).any(), left_out


def test_reading_practice_is_offered_where_there_is_no_camera(xvfb, user_folder, program_environment, tmp_path) -> None:
    environment = {**program_environment, "DISPLAY": xvfb}
    arguments = ("--camera", "97", "--no-save", "--hold", "0.5", "--transcript", str(tmp_path / "out.txt"))
    with Program(environment, *arguments, title="^realtime_asl$") as program:
        program.press("Return")  # look again: still none
        program.find("^realtime_asl$")
        program.press("r")
        program.find("reading practice")
        program.press("Escape")
        assert program.finish() == 0, program.errors
    assert program.errors.count("there is no camera 97") == 2
    assert "note: nothing is signed in reading practice, and --transcript keeps nothing" in program.errors
    assert program.output == "0 of 0 words read, 1.2 letters a second\n"


def test_the_demo_signer_is_offered_and_looks_for_a_camera_when_asked(xvfb, user_folder, program_environment) -> None:
    environment = {**program_environment, "DISPLAY": xvfb}
    arguments = ("--camera", "97", "--no-save", "--fps", "10", "--width", "320")
    with Program(environment, *arguments, title="^realtime_asl$") as program:
        program.press("d")
        program.find("demo signer")
        program.press("o", "q")
        assert program.finish() == 0, program.errors
    assert "Traceback" not in program.errors
    assert SettingsFile().load().camera is None


def test_leaving_without_a_camera_is_no_error(xvfb, user_folder, program_environment) -> None:
    environment = {**program_environment, "DISPLAY": xvfb}
    with Program(environment, "--camera", "97", title="^realtime_asl$") as program:
        program.press("q")
        assert program.finish() == 0
    assert program.errors.splitlines() == [program.errors.strip()]
    assert program.output == ""


@pytest.mark.skipif(sys.platform == "win32", reason="signals as POSIX systems send them")
def test_ctrl_c_without_a_camera_is_told_from_leaving(xvfb, user_folder, program_environment) -> None:
    environment = {**program_environment, "DISPLAY": xvfb}
    with Program(environment, "--camera", "97", title="^realtime_asl$") as program:
        program._process.send_signal(signal.SIGINT)
        assert program.finish() == 130
