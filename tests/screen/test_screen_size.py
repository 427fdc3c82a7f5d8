"""A remembered window fits a smaller screen."""

from __future__ import annotations

import sys

import pytest

from realtime_asl.screen.screen_size import fitted, screen_size


@pytest.mark.parametrize(
    ("size", "screen", "expected"),
    [
        ((900, 700), (1280, 800), (900, 700)),
        ((1280, 800), (1280, 800), (1280, 800)),
        ((2560, 1440), (1280, 800), (1152, 648)),
        ((600, 1000), (1280, 800), (432, 720)),
        ((2560, 1440), None, (2560, 1440)),
    ],
)
def test_a_window_is_no_larger_than_the_screen(size, screen, expected):
    assert fitted(size, screen) == expected


def test_the_screen_is_asked(xvfb, monkeypatch):
    monkeypatch.setenv("DISPLAY", xvfb)
    width, height = screen_size()
    assert 320 <= width <= 16384
    assert 240 <= height <= 16384


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="X11 is asked on Linux only")
def test_without_a_screen_nothing_is_known(monkeypatch):
    monkeypatch.setenv("DISPLAY", ":943")
    assert screen_size() is None
