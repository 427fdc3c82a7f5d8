from __future__ import annotations

import numpy as np
import pytest

from realtime_asl.hand import Hand
from realtime_asl.tracking.second_look import AGAIN_S, DOUBTFUL_S, EVERY_S, MOST_CHANGES, MOST_LOOKS, SecondLook

SHAPE = np.random.default_rng(3).uniform(-0.5, 0.5, (21, 3)).astype(np.float32)
FRAME_S = 1 / 30


def hand(x: float = 100.0, y: float = 100.0, size: float = 80.0) -> Hand:
    return Hand(SHAPE * np.float32(size) + np.array([x, y, 0], np.float32), "Right", 0.9)


WHOLE, HALF = hand(), hand(110, 80, 35)


def follow(second: SecondLook, seconds: float, followed, look, doubtful: bool = False):
    """Times at which looks were taken, and the hands that were followed in the end and put in its place."""
    looked, better = [], []
    for number in range(round(seconds / FRAME_S)):
        time = number * FRAME_S
        now = followed(time) if callable(followed) else followed
        if second.due(time, now, doubtful):
            looked.append(time)
            change = second.judge(time, now, look(len(looked)))
            if change is not None:
                better.append(change)
                followed = change
    return looked, better


def test_a_whole_hand_is_looked_at_once():
    second = SecondLook()
    second.begin()
    looked, better = follow(second, 5, WHOLE, lambda number: [hand(102)])
    assert looked == [0]
    assert better == []


def test_a_hand_that_is_not_new_is_not_looked_at():
    assert follow(SecondLook(), 5, WHOLE, lambda number: [WHOLE]) == ([], [])


def test_two_looks_that_agree_take_the_place_of_half_a_hand():
    second = SecondLook()
    second.begin()
    looked, better = follow(second, 5, HALF, lambda number: [hand(100 + number)])
    assert np.diff(looked).min() >= EVERY_S - 1e-9
    assert len(looked) == 2
    assert better[0].scale == pytest.approx(WHOLE.scale, rel=0.01)


def test_looks_that_disagree_with_each_other_change_nothing():
    second = SecondLook()
    second.begin()
    looked, better = follow(second, 5, HALF, lambda number: [hand(size=40 * 2**number)])
    assert better == []
    assert len(looked) <= MOST_LOOKS


def test_looks_that_find_nothing_change_nothing():
    second = SecondLook()
    second.begin()
    looked, better = follow(second, 5, HALF, lambda number: [])
    assert better == []
    assert len(looked) == MOST_LOOKS


def test_the_other_hand_does_not_take_the_place_of_the_followed_one():
    second = SecondLook()
    second.begin()
    assert follow(second, 5, HALF, lambda number: [hand(400)])[1] == []


def test_a_palm_of_another_size_is_looked_at_again():
    second = SecondLook()
    second.begin()
    looked, _ = follow(
        second, 3, lambda time: WHOLE if time < 1 else HALF, lambda number: [WHOLE if number == 1 else HALF]
    )
    assert len(looked) == 2
    assert looked[1] == pytest.approx(1, abs=2 * FRAME_S)


def test_a_doubtful_letter_of_a_resting_hand_is_looked_at_again_but_not_always():
    second = SecondLook()
    second.begin()
    looked, _ = follow(second, 4, WHOLE, lambda number: [WHOLE], doubtful=True)
    assert looked[1] >= DOUBTFUL_S
    assert 3 <= len(looked) <= 1 + 4 / AGAIN_S


def test_a_doubtful_letter_of_a_moving_hand_is_waited_for():
    second = SecondLook()
    second.begin()
    looked, _ = follow(second, 4, lambda time: hand(100 + 150 * time), lambda number: [hand()], doubtful=True)
    assert len(looked) == 1 or looked[-1] < 1.5


def test_it_gives_up_where_the_follower_falls_back_to_the_half_again_and_again():
    second = SecondLook()
    second.begin()
    changes = 0
    for number in range(600):
        time = number * FRAME_S
        if second.due(time, HALF, True) and second.judge(time, HALF, [WHOLE]) is not None:
            changes += 1
    assert changes == MOST_CHANGES
