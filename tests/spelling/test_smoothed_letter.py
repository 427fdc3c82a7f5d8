"""The letter that the screen names: steady, and honest about what else it could be."""

from __future__ import annotations

import numpy as np
import pytest

from realtime_asl.alphabet import CLASSES, INDEX
from realtime_asl.hand import Hand
from realtime_asl.letters.recognizer import Prediction, nothing_posterior
from realtime_asl.spelling.smoothed_letter import NAMED_FROM, SmoothedLetter

GOOD = Hand(np.arange(63, dtype=np.float32).reshape(21, 3), "Right", 1.0)


def posterior(**shares: float) -> np.ndarray:
    """The given shares; the rest evenly over all other classes."""
    values = np.full(len(CLASSES), (1 - sum(shares.values())) / (len(CLASSES) - len(shares)), np.float32)
    for name, share in shares.items():
        values[INDEX[name]] = share
    return values


def prediction(time: float, seen: Hand | None = None, **shares: float) -> Prediction:
    values = nothing_posterior() if seen is None else posterior(**shares)
    return Prediction(time, round(time * 30), (640, 480), values, seen)


def test_a_sure_letter_names_the_letter_and_what_else_it_could_be():
    current = SmoothedLetter()
    for i in range(10):
        current.update(prediction(i / 30, GOOD, A=0.9, S=0.05, E=0.03))
    assert (current.letter, current.sure) == ("A", True)
    assert current.confidence == pytest.approx(0.9, abs=0.01)
    assert [name for name, _ in current.candidates()] == ["S", "E"]


def test_an_unsure_letter_offers_its_best_guesses_only_as_candidates():
    current = SmoothedLetter()
    current.update(prediction(0, GOOD, M=NAMED_FROM - 0.1, N=0.3))
    assert not current.sure
    assert [name for name, _ in current.candidates()] == ["M", "N"]


def test_one_odd_frame_does_not_flicker():
    current = SmoothedLetter()
    for i in range(10):
        current.update(prediction(i / 30, GOOD, A=0.95))
    current.update(prediction(10 / 30, GOOD, S=0.95))
    assert current.letter == "A"
    for i in range(11, 20):
        current.update(prediction(i / 30, GOOD, S=0.95))
    assert (current.letter, current.sure) == ("S", True)


def test_without_a_hand_nothing_is_read_and_nothing_remembered():
    current = SmoothedLetter()
    current.update(prediction(0, GOOD, A=0.95))
    current.update(prediction(0.03))
    assert (current.letter, current.sure, current.candidates()) == (None, False, ())
    current.update(prediction(0.06, GOOD, B=0.95))
    assert (current.letter, current.sure) == ("B", True)


def test_a_hand_is_never_read_as_nothing():
    current = SmoothedLetter()
    current.update(prediction(0, GOOD, nothing=0.9, A=0.05))
    assert current.letter == "A"
    assert not current.sure
    assert "nothing" not in dict(current.candidates())


def test_damaged_numbers_are_not_remembered():
    current = SmoothedLetter()
    current.update(prediction(0, GOOD, A=0.95))
    damaged = np.full(len(CLASSES), np.nan, np.float32)
    current.update(Prediction(0.03, 1, (640, 480), damaged, GOOD))
    assert not current.sure
    current.update(prediction(0.06, GOOD, B=0.95))
    assert (current.letter, current.sure) == ("B", True)
