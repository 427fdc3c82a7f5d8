from __future__ import annotations

import numpy as np
import pytest

from realtime_asl.hand import Hand
from realtime_asl.tracking.looks import bordered, surroundings
from realtime_asl.tracking.second_look import (
    AGAIN_S,
    DOUBTFUL_S,
    ENOUGH,
    EVERY_S,
    MOST_CHANGES,
    MOST_LOOKS,
    SecondLook,
)
from realtime_asl.tracking.whole_hand import choose

IMAGE = np.zeros((240, 320, 3), np.uint8)
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
            second.way(now, IMAGE)
            change = second.judge(time, now, look(len(looked)))
            if change is not None:
                better.append(change)
                followed = change
    return looked, better


def test_a_whole_hand_is_looked_at_once():
    second = SecondLook()
    second.begin(0.0, WHOLE)
    looked, better = follow(second, 5, WHOLE, lambda number: [hand(102)])
    assert looked == [0]
    assert better == []


def test_a_hand_that_is_not_new_is_not_looked_at():
    assert follow(SecondLook(), 5, WHOLE, lambda number: [WHOLE]) == ([], [])


def test_two_looks_that_agree_take_the_place_of_half_a_hand():
    second = SecondLook()
    second.begin(0.0, WHOLE)
    looked, better = follow(second, 5, HALF, lambda number: [hand(100 + number)])
    assert looked == [0, pytest.approx(FRAME_S)]  # the larger hand is looked at itself in the next frame
    assert better[0].scale == pytest.approx(WHOLE.scale, rel=0.01)


def test_looks_that_disagree_with_each_other_change_nothing():
    second = SecondLook()
    second.begin(0.0, WHOLE)
    looked, better = follow(second, 5, HALF, lambda number: [hand(size=40 * 2**number)])
    assert better == []
    assert len(looked) <= MOST_LOOKS
    assert np.diff(looked)[1::2].min() >= EVERY_S - 1e-9


def test_looks_that_find_nothing_change_nothing():
    second = SecondLook()
    second.begin(0.0, WHOLE)
    looked, better = follow(second, 5, HALF, lambda number: [])
    assert better == []
    assert len(looked) == MOST_LOOKS


def test_the_other_hand_does_not_take_the_place_of_the_followed_one():
    second = SecondLook()
    second.begin(0.0, WHOLE)
    assert follow(second, 5, HALF, lambda number: [hand(400)])[1] == []


def test_a_palm_of_another_size_is_looked_at_again():
    second = SecondLook()
    second.begin(0.0, WHOLE)
    looked, _ = follow(
        second, 3, lambda time: WHOLE if time < 1 else HALF, lambda number: [WHOLE if number == 1 else HALF]
    )
    assert len(looked) == 2
    assert looked[1] == pytest.approx(1, abs=2 * FRAME_S)


def test_a_doubtful_letter_of_a_resting_hand_is_looked_at_again_but_not_always():
    second = SecondLook()
    second.begin(0.0, WHOLE)
    looked, _ = follow(second, 4, WHOLE, lambda number: [WHOLE], doubtful=True)
    assert looked[1] >= DOUBTFUL_S
    assert 3 <= len(looked) <= 1 + 4 / AGAIN_S


def test_a_doubtful_letter_of_a_moving_hand_is_waited_for():
    second = SecondLook()
    second.begin(0.0, WHOLE)
    looked, _ = follow(second, 4, lambda time: hand(100 + 150 * time), lambda number: [hand()], doubtful=True)
    assert len(looked) == 1 or looked[-1] < 1.5


def test_it_gives_up_where_the_follower_falls_back_to_the_half_again_and_again():
    second = SecondLook()
    second.begin(0.0, WHOLE)
    changes = 0
    for number in range(600):
        time = number * FRAME_S
        if second.due(time, HALF, True):
            second.way(HALF, IMAGE)
            changes += second.judge(time, HALF, [WHOLE]) is not None
    assert changes == MOST_CHANGES


def ways_of(second: SecondLook, looks: list[list[Hand]], followed: list[Hand], found_anew: int | None = None):
    """The ways of one look after the other, and what is followed instead after the last one."""
    ways, better = [], None
    for number, (seen, now) in enumerate(zip(looks, followed, strict=True)):
        time = number * (EVERY_S + FRAME_S)
        if number == found_anew:
            second.begin(time, now)
        assert second.due(time, now, False)
        ways.append(second.way(now, IMAGE))
        better = second.judge(time + FRAME_S, now, seen)
    return ways, better


def test_a_larger_hand_is_looked_at_itself():
    second = SecondLook()
    second.begin(0.0, HALF)
    (first, second_way), better = ways_of(second, [[WHOLE], [hand(102)]], [HALF, HALF])
    assert (first.matrix == surroundings(HALF, 3.0).matrix).all()
    assert (second_way.matrix == surroundings(WHOLE, 3.0).matrix).all()
    assert better is not None


def test_each_look_is_another_one_as_wide_as_the_largest_hand_was():
    second = SecondLook()
    second.begin(0.0, HALF)
    shrunk = hand(110, 80, 20)
    (_, border, wide), _ = ways_of(second, [[], [], []], [HALF, shrunk, shrunk])
    assert (border.matrix == bordered(IMAGE, 0.25).matrix).all()
    assert wide.size[0] == pytest.approx(4.5 * max(np.ptp(HALF.landmarks[:, :2], axis=0)), abs=1)


@pytest.mark.parametrize(("anew", "agreed"), [(HALF, True), (hand(250, 200, 35), False)], ids=["here", "elsewhere"])
def test_what_was_seen_counts_when_the_hand_is_lost_and_found_again(anew, agreed):
    second = SecondLook()
    second.begin(0.0, HALF)
    seen = hand(102) if agreed else hand(242, 220)
    ways, better = ways_of(second, [[WHOLE], [seen]], [HALF, anew], found_anew=1)
    assert (better is seen) == agreed
    assert (ways[1].matrix == surroundings(WHOLE if agreed else anew, 3.0).matrix).all()


def test_a_hand_that_only_earlier_looks_saw_is_not_followed():
    second = SecondLook()
    second.begin(0.0, HALF)
    looks = [[hand(size=100)], [WHOLE], [hand(116, size=90)]]
    agreed = choose(looks)
    assert agreed.agreement > ENOUGH
    assert agreed.hand is not looks[-1][0]
    assert ways_of(second, looks, [HALF] * 3)[1] is None


def test_a_look_that_cannot_be_taken_now_is_put_off():
    second = SecondLook()
    second.begin(0.0, WHOLE)
    assert not second.due(0.0, WHOLE, False, free=False)
    assert second.due(FRAME_S, WHOLE, False)
