"""What the screen says of a hand that is hard to read: what is in its way."""

from __future__ import annotations

from contextlib import closing
from dataclasses import replace

import cv2
import numpy as np
import pytest
from demo_frames import held

from realtime_asl.frame import Frame
from realtime_asl.hand import Hand
from realtime_asl.letters.recognizer import Prediction, Recognizer, nothing_posterior
from realtime_asl.letters.view_problems import (
    BOTH_HANDS,
    CUT_OFF,
    NO_HAND,
    NO_HAND_PATIENCE,
    PATIENCE,
    STAYS,
    TOO_DARK,
    TOO_FAR,
    TOO_NEAR,
    Guidance,
    problem_of,
)


def hand(center: tuple[float, float], size: float) -> Hand:
    landmarks = np.zeros((21, 3), np.float32)
    landmarks[:, 0] = center[0] + np.linspace(-size / 2, size / 2, 21)
    landmarks[:, 1] = center[1] + np.linspace(size / 2, -size / 2, 21)
    return Hand(landmarks, "Right", 1.0)


def prediction(time: float = 0.0, seen: Hand | None = None, brightness: float = 120.0) -> Prediction:
    return Prediction(time, round(time * 30), (640, 480), nothing_posterior(), seen, brightness)


GOOD = hand((320, 240), 200)


@pytest.mark.parametrize(
    ("seen", "brightness", "problem"),
    [
        (GOOD, 120, None),
        (GOOD, 12, TOO_DARK),
        (None, 12, TOO_DARK),
        (None, 120, NO_HAND),
        (hand((320, 240), 30), 120, TOO_FAR),
        (hand((320, 240), 460), 120, TOO_NEAR),
        (hand((60, 240), 200), 120, CUT_OFF),
        (hand((600, 240), 200), 120, CUT_OFF),
        (hand((320, 40), 200), 120, CUT_OFF),
        (hand((320, 440), 200), 120, CUT_OFF),
    ],
    ids=["good", "dark", "dark without hand", "no hand", "far", "near", "left", "right", "top", "bottom"],
)
def test_what_is_in_the_way(seen, brightness, problem):
    assert problem_of(prediction(0, seen, brightness)) == problem


@pytest.mark.parametrize(
    ("behind", "light", "problem"),
    [(0, 1.0, None), (200, 1.0, None), (60, 0.15, TOO_DARK)],
    ids=["lit before black", "lit before white", "dark before grey"],
)
def test_the_light_on_the_hand_counts_and_not_what_is_behind_it(behind, light, problem):
    picture, joints = held("B")
    hull = cv2.convexHull(np.rint(joints).astype(np.int32))
    shape = cv2.dilate(cv2.fillConvexPoly(np.zeros(picture.shape[:2], np.uint8), hull, 1), np.ones((31, 31)))
    scene = np.where(shape[..., None] > 0, picture * light, behind).astype(np.uint8)
    with closing(Recognizer()) as recognizer:
        read = recognizer.recognize(Frame(scene, 0.0, 0))
    assert read.hand is not None
    assert problem_of(read) == problem


def test_a_wrist_below_the_picture_is_no_problem():
    seen = hand((320, 240), 200)
    seen.landmarks[0] = (320, 560, 0)
    assert problem_of(prediction(0, seen)) is None


@pytest.mark.parametrize("fps", [10, 30, 60])
def test_a_line_comes_when_its_reason_lasts_and_goes_when_it_could_be_read(fps):
    guidance = Guidance()
    far = hand((320, 240), 30)
    shown = {t: guidance.update(prediction(t, far)) for t in np.arange(0, 3, 1 / fps)}
    first = min(t for t, line in shown.items() if line is not None)
    assert first == pytest.approx(PATIENCE, abs=1.5 / fps)
    assert set(shown.values()) == {None, TOO_FAR}
    gone = {t: guidance.update(prediction(t, GOOD)) for t in np.arange(3, 6, 1 / fps)}
    assert list(gone.values())[-1] is None
    assert min(t for t, line in gone.items() if line is None) >= first + STAYS - 1e-6


def test_a_moment_without_a_hand_says_nothing():
    guidance = Guidance()
    for t in np.arange(0, 20, 0.1):
        resting = t % 5 < NO_HAND_PATIENCE - 1  # words, with pauses between them
        assert guidance.update(prediction(t, None if resting else GOOD)) is None


def test_a_hand_that_stays_away_is_asked_for():
    guidance = Guidance()
    lines = [guidance.update(prediction(t)) for t in np.arange(0, NO_HAND_PATIENCE + 1, 0.1)]
    assert lines[0] is None
    assert lines[-1] == NO_HAND


@pytest.mark.parametrize(("one_hand", "line"), [(True, BOTH_HANDS), (False, None)])
def test_with_both_hands_up_it_says_how_a_word_begins_where_that_matters(one_hand, line):
    guidance, both = Guidance(), replace(GOOD, other_raised=True)
    lines = [guidance.update(prediction(t, both), one_hand=one_hand) for t in np.arange(0, PATIENCE + 0.3, 0.1)]
    assert lines[0] is None
    assert lines[-1] == line
