"""What the screen says of the hand: a steady reading, and what is in its way."""

from __future__ import annotations

import numpy as np
import pytest

from realtime_asl.alphabet import CLASSES, INDEX
from realtime_asl.hand import Hand
from realtime_asl.letters.recognizer import Prediction, nothing_posterior
from realtime_asl.letters.view_problems import (
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
from realtime_asl.spelling.smoothed_letter import NAMED_FROM, SmoothedLetter


def posterior(**shares: float) -> np.ndarray:
    """The given shares; the rest evenly over all other classes."""
    values = np.full(len(CLASSES), (1 - sum(shares.values())) / (len(CLASSES) - len(shares)), np.float32)
    for name, share in shares.items():
        values[INDEX[name]] = share
    return values


def hand(center: tuple[float, float], size: float) -> Hand:
    landmarks = np.zeros((21, 3), np.float32)
    landmarks[:, 0] = center[0] + np.linspace(-size / 2, size / 2, 21)
    landmarks[:, 1] = center[1] + np.linspace(size / 2, -size / 2, 21)
    return Hand(landmarks, "Right", 1.0)


def prediction(time: float = 0.0, seen: Hand | None = None, brightness: float = 120.0, **shares: float) -> Prediction:
    values = nothing_posterior() if seen is None else posterior(**shares)
    return Prediction(time, round(time * 30), (640, 480), values, seen, brightness)


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


def test_a_sure_reading_names_the_letter_and_what_else_it_could_be():
    reading = SmoothedLetter()
    for i in range(10):
        reading.update(prediction(i / 30, GOOD, A=0.9, S=0.05, E=0.03))
    assert (reading.letter, reading.sure) == ("A", True)
    assert reading.confidence == pytest.approx(0.9, abs=0.01)
    assert [name for name, _ in reading.candidates()] == ["S", "E"]


def test_an_unsure_reading_offers_its_best_guesses_only_as_candidates():
    reading = SmoothedLetter()
    reading.update(prediction(0, GOOD, M=NAMED_FROM - 0.1, N=0.3))
    assert not reading.sure
    assert [name for name, _ in reading.candidates()] == ["M", "N"]


def test_one_odd_frame_does_not_flicker():
    reading = SmoothedLetter()
    for i in range(10):
        reading.update(prediction(i / 30, GOOD, A=0.95))
    reading.update(prediction(10 / 30, GOOD, S=0.95))
    assert reading.letter == "A"
    for i in range(11, 20):
        reading.update(prediction(i / 30, GOOD, S=0.95))
    assert (reading.letter, reading.sure) == ("S", True)


def test_without_a_hand_nothing_is_read_and_nothing_remembered():
    reading = SmoothedLetter()
    reading.update(prediction(0, GOOD, A=0.95))
    reading.update(prediction(0.03))
    assert (reading.letter, reading.sure, reading.candidates()) == (None, False, ())
    reading.update(prediction(0.06, GOOD, B=0.95))
    assert (reading.letter, reading.sure) == ("B", True)


def test_a_hand_is_never_read_as_nothing():
    reading = SmoothedLetter()
    reading.update(prediction(0, GOOD, nothing=0.9, A=0.05))
    assert reading.letter == "A"
    assert not reading.sure
    assert "nothing" not in dict(reading.candidates())
