from __future__ import annotations

import cv2
import numpy as np
import pytest

from realtime_asl.hand import Hand
from realtime_asl.tracking.light import EXCHANGED, Light
from realtime_asl.tracking.looks import Look, bordered, surroundings

IMAGE = cv2.GaussianBlur(np.random.default_rng(1).integers(0, 255, (240, 320, 3)).astype(np.uint8), (0, 0), 3)
HAND = Hand(np.random.default_rng(2).uniform((90, 60, -20), (180, 150, 20), (21, 3)).astype(np.float32), "Left", 0.8)


def shown(look: Look, points: np.ndarray) -> np.ndarray:
    """Points of the picture where MediaPipe is shown them."""
    return points @ look.matrix[:, :2].T + look.matrix[:, 2]


LOOKS = {
    "whole": bordered(IMAGE, 0),
    "border": bordered(IMAGE, 0.25),
    "wide border": bordered(IMAGE, 1.2),
    "turned": bordered(IMAGE, 0.25, 20),
    "surroundings": surroundings(HAND, 3),
}


@pytest.mark.parametrize("look", LOOKS.values(), ids=LOOKS)
def test_a_hand_comes_back_to_where_it_is_in_the_picture(look):
    inside = Hand(HAND.landmarks.copy(), "Left", 0.8)
    inside.landmarks[:, :2] = shown(look, HAND.landmarks[:, :2])
    inside.landmarks[:, 2] *= np.hypot(*look.matrix[:, 0])
    assert np.abs(look.back(inside).landmarks - HAND.landmarks).max() < 0.01
    assert look.back(inside).handedness == "Left"


@pytest.mark.parametrize("look", LOOKS.values(), ids=LOOKS)
def test_a_spot_is_seen_where_the_look_says(look):
    image = np.zeros_like(IMAGE)
    cv2.circle(image, (150, 110), 9, (255, 255, 255), cv2.FILLED)
    picture = look.picture(image)
    assert picture.shape[1::-1] == look.size
    assert max(look.size) <= 640
    y, x = np.argwhere(picture[:, :, 1] > 128).mean(axis=0)
    assert np.abs(shown(look, np.array([150.5, 110.5])) - (x + 0.5, y + 0.5)).max() < 0.3


def test_a_border_repeats_the_edge():
    expected = cv2.copyMakeBorder(IMAGE, 60, 60, 80, 80, cv2.BORDER_REPLICATE)
    assert (bordered(IMAGE, 0.25).picture(IMAGE) == expected).all()


def test_a_picture_is_shrunk_as_a_whole():
    large = cv2.resize(IMAGE, (1000, 750))
    expected = cv2.resize(large, (640, 480), interpolation=cv2.INTER_LINEAR)
    assert np.abs(bordered(large, 0).picture(large).astype(int) - expected).max() <= 2


@pytest.mark.parametrize("shape", [(1, 1400, 3), (1400, 1, 3)], ids=["one row", "one column"])
def test_a_picture_of_one_row_or_column_is_shrunk_too(shape):
    image = np.full(shape, 70, np.uint8)
    assert (bordered(image, 0).picture(image) == 70).all()


def test_less_green_leaves_the_other_colours():
    picture = bordered(IMAGE, 0, light=Light(green=0.5)).picture(IMAGE)
    assert (picture[:, :, [0, 2]] == IMAGE[:, :, [0, 2]]).all()
    assert np.abs(picture[:, :, 1] - IMAGE[:, :, 1] / 2).max() <= 0.5


def test_exchanged_light_makes_blue_red():
    picture = bordered(IMAGE, 0, light=EXCHANGED).picture(IMAGE)
    assert (picture == IMAGE[:, :, ::-1]).all()


def test_what_is_turned_to_the_left_rises_on_the_right():
    middle, right = shown(bordered(IMAGE, 0, 20), np.array([[160.0, 120.0], [200.0, 120.0]]))
    assert right[1] < middle[1]
    assert right[0] > middle[0]
