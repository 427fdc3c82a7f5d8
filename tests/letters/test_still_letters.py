"""J and Z in single pictures: a finger that stands upright is I or D; leaned or turned, what was read stays."""

from __future__ import annotations

import csv
from collections import defaultdict
from contextlib import closing
from dataclasses import replace

import numpy as np
import pytest
from practice_tools import hand_of, posterior_of

from realtime_asl.alphabet import CLASSES
from realtime_asl.hand import Hand
from realtime_asl.letters.still_letters import still_posterior
from realtime_asl.letters.stills import StillReader
from realtime_asl.sources.pictures import read_picture


def _leaned(hand: Hand, degrees: float) -> Hand:
    """The hand, turned in the picture; to the right as it is seen."""
    angle = np.radians(degrees)
    turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]], np.float32)
    landmarks = hand.landmarks.copy()
    landmarks[:, :2] = (landmarks[:, :2] - landmarks[0, :2]) @ turn.T + landmarks[0, :2]
    return replace(hand, landmarks=landmarks)


def _from_behind(hand: Hand) -> Hand:
    landmarks = hand.landmarks.copy()
    landmarks[:, 0] = 600 - landmarks[:, 0]
    return replace(hand, landmarks=landmarks)


def _read(posterior: np.ndarray) -> str:
    return CLASSES[int(posterior.argmax())]


@pytest.mark.parametrize("side", ["Right", "Left"])
@pytest.mark.parametrize(("moving", "still"), [("Z", "D"), ("J", "I")])
class TestUpright:
    def test_a_finger_that_stands_is_the_letter_that_is_held_still(self, moving, still, side):
        hand = hand_of(still, side)
        for lean in (-15, 0, 15):
            read = still_posterior(posterior_of(moving, 0.7, second=still), _leaned(hand, lean))
            assert _read(read) == still
            assert read.sum() == pytest.approx(1.0)

    def test_one_that_leans_keeps_what_was_read(self, moving, still, side):
        for lean in (-50, 50, 120, 180):
            before = posterior_of(moving, 0.7, second=still)
            assert still_posterior(before, _leaned(hand_of(still, side), lean)) is before

    def test_so_does_the_back_of_the_hand(self, moving, still, side):
        before = posterior_of(moving, 0.7, second=still)
        assert still_posterior(before, _from_behind(hand_of(still, side))) is before

    def test_what_was_read_already_stays(self, moving, still, side):
        assert _read(still_posterior(posterior_of(still, 0.9, second=moving), hand_of(still, side))) == still


@pytest.mark.parametrize("letter", "ABCEFGHKLMNOPQRSTUVWXY")
def test_no_other_letter_changes(letter):
    before = posterior_of(letter, 0.9)
    assert _read(still_posterior(before, hand_of(letter))) == letter


@pytest.fixture(scope="module")
def real(shared):
    """Landmarks of real pictures by letter and source, as hands in pictures of 100 pixels."""
    hands = defaultdict(lambda: defaultdict(list))
    for part in ("train", "train2", "val"):
        folder = shared / "data" / part
        with (folder / "manifest.csv").open(encoding="utf-8") as file:
            rows = list(csv.DictReader(file))
        for row, landmarks in zip(rows, np.load(folder / "landmarks.npy"), strict=True):
            if np.isfinite(landmarks).all() and row["handedness"] in ("Left", "Right"):
                hands[row["letter"]][row["source"]].append(Hand(100 * landmarks, row["handedness"], 1.0))
    return hands


@pytest.mark.parametrize("letter", "ZJ")
def test_stills_of_the_kaggle_set_stay_what_they_are(letter, real):
    still = {"Z": "D", "J": "I"}[letter]
    read = [
        _read(still_posterior(posterior_of(letter, 0.7, second=still), hand)) for hand in real[letter]["grassknoted"]
    ]
    assert read.count(letter) >= 0.9 * len(read) > 5


@pytest.mark.parametrize(("moving", "still"), [("Z", "D"), ("J", "I")])
def test_most_people_hold_them_upright(moving, still, real):
    shares = [
        np.mean([_read(still_posterior(posterior_of(moving, 0.7, second=still), hand)) == still for hand in hands])
        for hands in real[still].values()
    ]
    assert np.mean(shares) > 0.85


def test_classify_reads_an_index_finger_as_d(shared):
    """With a ring of the other fingers or without, as people show it who learn the alphabet."""
    folder = shared / "data" / "train2"
    with (folder / "manifest.csv").open(encoding="utf-8") as file:
        paths = [row["path"] for row in csv.DictReader(file) if row["letter"] == "D"][::12]
    with closing(StillReader()) as reader:
        readings = [reader.read(read_picture(folder / path)) for path in paths]
    read = [reading.letter for reading in readings if reading.hand is not None]
    assert len(read) > 0.9 * len(paths)
    assert read.count("D") > 0.95 * len(read)
    assert "Z" not in read
