"""A hand that keeps still is not classified in every frame, one that moves is."""

from __future__ import annotations

from contextlib import closing
from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from demo_frames import held, signed

from realtime_asl.alphabet import CLASSES, INDEX
from realtime_asl.frame import Frame
from realtime_asl.hand import Hand
from realtime_asl.letters.last_reading import COUNTS_S, STILL, SURE, LastReading
from realtime_asl.letters.network_output import EMBEDDING, NetworkOutput
from realtime_asl.letters.recognizer import Recognizer


def says(letter: str, probability: float) -> NetworkOutput:
    posterior = np.full(len(CLASSES), (1 - probability) / (len(CLASSES) - 1), np.float32)
    posterior[INDEX[letter]] = probability
    return NetworkOutput.of(posterior, np.zeros(EMBEDDING))


@pytest.fixture
def hand() -> Hand:
    points = np.column_stack([held("B")[1], np.zeros(21)]).astype(np.float32)
    return Hand(points, "Right", 0.98)


def bent(hand: Hand, share: float) -> Hand:
    """One joint inside the box is elsewhere by so much of its longer side."""
    points = hand.landmarks.copy()
    points[9, 0] += share * hand.side
    return replace(hand, landmarks=points)


def elsewhere(hand: Hand) -> Hand:
    return replace(hand, landmarks=1.3 * hand.landmarks + np.float32([40, -25, 0]))


@pytest.mark.parametrize(
    ("change", "later", "probability", "holds"),
    [
        pytest.param(lambda hand: hand, 0.03, 0.99, True, id="as it was"),
        pytest.param(elsewhere, 0.03, 0.99, True, id="the same shape, elsewhere and nearer"),
        pytest.param(lambda hand: bent(hand, 0.8 * STILL), 0.03, 0.99, True, id="trembles"),
        pytest.param(lambda hand: bent(hand, 1.2 * STILL), 0.03, 0.99, False, id="moves"),
        pytest.param(lambda hand: replace(hand, handedness="Left"), 0.03, 0.99, False, id="the other hand"),
        pytest.param(lambda hand: hand, COUNTS_S + 0.01, 0.99, False, id="too long ago"),
        pytest.param(lambda hand: hand, -0.01, 0.99, False, id="time went back"),
        pytest.param(lambda hand: hand, 0.03, SURE - 0.01, False, id="not sure"),
    ],
)
def test_when_what_was_read_still_holds(hand, change, later, probability, holds):
    last = LastReading.of(2.0, hand, says("B", probability))
    assert last.holds(2.0 + later, change(hand)) is holds


def _classified(frames: list[Frame]) -> list[bool | None]:
    """Of each frame whether its hand was classified; None without a hand."""
    with closing(Recognizer()) as recognizer:
        predictions = [recognizer.recognize(frame) for frame in frames]
    assert all(not p.classified for p in predictions if p.hand is None)
    return [None if p.hand is None else p.classified for p in predictions]


def test_a_moving_hand_is_read_more_often_than_one_that_holds_a_letter():
    spelled = signed("BY", fps=30)
    asked = _classified(list(spelled.frames))
    still = [a for n, a in enumerate(asked) if a is not None and spelled.held(n)]
    moving = [a for n, a in enumerate(asked) if a is not None and not spelled.held(n)]
    assert np.mean(still) < 0.5
    assert np.mean(moving) > np.mean(still) + 0.2, (np.mean(still), np.mean(moving))  # a move begins and ends gently


def test_few_frames_a_second_are_all_read():
    image = held("B")[0]
    frames = [Frame(image, number / 10, number) for number in range(8)]
    assert all(asked for asked in _classified(frames) if asked is not None)


def test_the_answer_is_that_of_the_frame_that_was_read():
    image = held("B")[0]
    with closing(Recognizer()) as recognizer:
        predictions = [recognizer.recognize(Frame(image, number / 60, number)) for number in range(12)]
    repeated = [pair for pair in pairwise(predictions) if not pair[1].classified]
    assert len(repeated) > 4
    assert all(np.array_equal(before.posterior, now.posterior) and now.time > before.time for before, now in repeated)
