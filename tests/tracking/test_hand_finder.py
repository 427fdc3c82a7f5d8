"""The finder on still pictures of the drawn hand, and on real ones in which a first look sees half a hand."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from contextlib import closing

import cv2
import numpy as np
import pytest
from demo_frames import empty, held

from realtime_asl.sources.pictures import read_picture
from realtime_asl.tracking.hand_finder import HandFinder

SIZE = (640, 480)
#: Half A, nothing else: what is read of any hand.
LETTERS_OF_ANY = np.eye(26, dtype=np.float32)[0] / 2


@pytest.fixture(scope="module")
def finder() -> Iterator[HandFinder]:
    with closing(HandFinder()) as found:
        yield found


def placed(letter: str, factor: float, x: float, y: float) -> tuple[np.ndarray, np.ndarray]:
    """The same with the middle of the hand at (x, y), so many times as large."""
    image, joints = held(letter)
    middle = (joints.min(axis=0) + joints.max(axis=0)) / 2
    shift = np.array([x, y]) - factor * middle
    matrix = np.array([[factor, 0, shift[0]], [0, factor, shift[1]]])
    flags = cv2.INTER_AREA if factor < 1 else cv2.INTER_LINEAR
    return cv2.warpAffine(image, matrix, SIZE, flags=flags, borderMode=cv2.BORDER_REPLICATE), factor * joints + shift


def iou(a: tuple[float, ...], b: tuple[float, ...]) -> float:
    width, height = min(a[2], b[2]) - max(a[0], b[0]), min(a[3], b[3]) - max(a[1], b[1])
    both = max(width, 0) * max(height, 0)
    return both / ((a[2] - a[0]) * (a[3] - a[1]) + (b[2] - b[0]) * (b[3] - b[1]) - both)


@pytest.mark.parametrize(
    ("factor", "x", "y"),
    [(0.22, 460, 380), (0.5, 60, 200), (1.0, 320, 420), (2.0, 320, 260), (2.6, 330, 250)],
    ids=["small", "left edge", "lower edge", "large", "fills the picture"],
)
@pytest.mark.parametrize("letter", ["W", "L"])
def test_the_whole_drawn_hand_is_found(finder, letter, factor, x, y):
    image, joints = placed(letter, factor, x, y)
    choice = finder.find(image)
    assert choice is not None
    assert not choice.alone
    assert iou(choice.hand.box, (*joints.min(axis=0), *joints.max(axis=0))) > 0.5


def test_a_hand_in_blue_light_is_found(finder):
    """Skin as in the light of a screen: red and blue exchanged."""
    image, joints = held("C")
    choice = finder.find(np.ascontiguousarray(image[:, :, ::-1]))
    assert choice is not None
    assert np.linalg.norm(choice.hand.landmarks[:, :2] - joints, axis=1).mean() < 0.1 * choice.hand.side


def test_two_looks_at_a_plain_hand_are_enough(finder):
    choice = finder.find(held("W")[0])
    assert choice is not None
    assert choice.looks == 2


def test_a_large_picture_gives_a_hand_in_its_own_pixels(finder):
    image, joints = held("W")
    hand = finder.detect(cv2.resize(image, None, fx=3, fy=3))
    assert iou(hand.box, tuple(3 * np.concatenate([joints.min(axis=0), joints.max(axis=0)]))) > 0.6


def test_letters_are_asked_about_hands_in_the_pixels_of_the_picture(finder):
    image, joints = held("W")
    asked = []
    finder.find(cv2.resize(image, None, fx=3, fy=3), lambda hand: asked.append(hand) or LETTERS_OF_ANY)
    assert asked
    assert np.abs(asked[0].landmarks[:, :2].mean(axis=0) - 3 * joints.mean(axis=0)).max() < 60


def test_no_hand_in_an_empty_room(finder):
    assert finder.find(empty()) is None


def test_the_wanted_side_is_given_whatever_is_seen():
    with closing(HandFinder(hand="left")) as left:
        assert left.detect(held("W")[0]).handedness == "Left"


def test_real_hands_of_which_a_first_look_sees_a_part(finder, shared):
    folder = shared / "cases" / "whole_hand"
    rows = {row["path"]: row for row in csv.DictReader((folder / "manifest.csv").open())}
    for name in ("C_00.jpg", "D_05.jpg", "E_07.jpg", "L_12.jpg", "V_23.jpg", "X_27.jpg"):
        hand = finder.detect(read_picture(folder / name))
        assert iou(hand.box, tuple(float(rows[name][key]) for key in ("x0", "y0", "x1", "y1"))) > 0.5, name
