"""Reading practice in the window: no key is lost to drawing, and the signer's picture has the window's shape."""

from __future__ import annotations

import threading
from argparse import Namespace
from collections import deque

import numpy as np
import pytest

from realtime_asl.demo.backgrounds import living_room
from realtime_asl.errors import UserError
from realtime_asl.runtime.reading_picture import STILL_S, PictureShape, filling
from realtime_asl.runtime.reading_rounds import ReadingRounds
from realtime_asl.runtime.reading_run import picture_size, size_beside_a_camera
from realtime_asl.runtime.reading_window import ReadingWindow
from realtime_asl.screen.overlay.reading import ReadingOverlay

ENTER, ESCAPE = 13, 27


class _Window:
    """Gives one key at a time, to who asks."""

    closed = False

    def __init__(self, size: tuple[int, int]) -> None:
        self.size = size
        self.keys: deque[int] = deque()
        self.asked = threading.Event()
        self.shapes: list[tuple[int, int]] = []

    def whole(self, width: int, height: int) -> tuple[int, int]:
        return self.size

    def key_code(self, wait: float = 0.0) -> int:
        if self.keys:
            return self.keys.popleft()
        self.asked.set()
        threading.Event().wait(0.001)
        return -1

    def show(self, image: np.ndarray) -> None:
        self.shapes.append(image.shape[1::-1])


def test_keys_are_taken_while_a_picture_is_drawn(monkeypatch) -> None:
    window = _Window((320, 240))
    typed_while_drawn: list[bool] = []

    def slow(overlay: ReadingOverlay, image: np.ndarray, view: object, **_: object) -> None:
        if not typed_while_drawn:
            window.asked.clear()
            window.keys.extend(map(ord, "AB"))
            typed_while_drawn.append(window.asked.wait(20) and not window.keys)
            window.keys.extend((ENTER, ESCAPE, ESCAPE))

    monkeypatch.setattr(ReadingOverlay, "draw", slow)
    session = ReadingWindow(window, ReadingRounds(save=False, spell="AB"), size=(320, 240)).run()
    assert typed_while_drawn == [True]
    assert [word.right for word in session.words] == [True]


def test_the_picture_fills_a_window_of_any_shape() -> None:
    window = _Window((120, 213))
    window.keys.extend((-1, -1, ESCAPE))
    ReadingWindow(window, ReadingRounds(save=False, spell="AB"), size=(320, 240)).run()
    assert set(window.shapes) == {(120, 213)}


def test_a_window_is_followed_when_it_stands_still() -> None:
    shape = PictureShape((960, 720))
    assert not shape.follow((640, 480), 0.0)
    assert not shape.follow((480, 854), 1.0)  # just now
    assert shape.size == (960, 720)
    assert not shape.follow((500, 854), 1.0 + STILL_S)  # still moving
    assert shape.follow((500, 854), 1.0 + 2 * STILL_S)
    width, height = shape.size
    assert width / height == pytest.approx(500 / 854, rel=0.01)
    assert width * height == pytest.approx(960 * 720, rel=0.01)
    assert not shape.follow((500, 854), 9.0)
    assert PictureShape((960, 720)).follow((480, 854), 0.0)  # as it was left the last time


@pytest.mark.parametrize("size", [(40, 90), (90, 40), (30, 30), (1, 90), (60, 40)], ids=str)
def test_filling_cuts_off_and_does_not_stretch(size) -> None:
    image = np.zeros((40, 60, 3), np.uint8)
    image[15:25, 25:35] = 255  # a square in the middle
    filled = filling(image, size)
    assert filled.shape == (size[1], size[0], 3)
    bright = filled[..., 0] > 127
    zoom = max(size[0] / 60, size[1] / 40)
    assert bright.any(axis=0).sum() == pytest.approx(min(10 * zoom, size[0]), abs=2)
    assert bright.any(axis=1).sum() == pytest.approx(min(10 * zoom, size[1]), abs=2)


def test_the_signers_room_is_cut_off_and_not_stretched() -> None:
    whole, narrow = living_room(800, 600), living_room(300, 600)
    assert narrow.shape == (600, 300, 3)
    places = [x for x in range(501) if (whole[:, x : x + 300] == narrow).all()]
    assert len(places) == 1
    wide = living_room(1600, 300)
    assert any((living_room(1600, 900)[y : y + 300] == wide).all() for y in range(601))


def test_why_a_round_was_not_kept_outlives_the_window() -> None:
    class FullDisk(ReadingRounds):
        def keep(self, session: object) -> str | None:
            return "the practice history cannot be saved"

    window = _Window((320, 240))
    window.keys.extend((*map(ord, "AB"), ENTER, ESCAPE, ESCAPE))
    reading = ReadingWindow(window, FullDisk(save=False, spell="AB"), size=(320, 240))
    assert reading.problem is None
    reading.run()
    assert reading.problem == "the practice history cannot be saved"


@pytest.mark.parametrize(("width", "height"), [(100_000, None), (1, 1)])
def test_a_size_that_cannot_be_drawn_is_refused(width, height) -> None:
    with pytest.raises(UserError, match="64 to 4096"):
        picture_size(Namespace(width=width, height=height))
    # Where it is the camera's size, the run goes on.
    assert size_beside_a_camera(Namespace(width=width, height=height)) == (960, 720)
