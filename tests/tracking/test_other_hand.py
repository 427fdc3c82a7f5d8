from __future__ import annotations

from contextlib import closing

import cv2
import numpy as np
import pytest
from demo_frames import empty, held

from realtime_asl.frame import Frame
from realtime_asl.hand import Hand
from realtime_asl.tracking.hand_tracker import HandTracker
from realtime_asl.tracking.other_hand import COUNTS_S, FORGOTTEN_S, NEW_S, OFTEN_S, RARELY_S, RESTS_S, OtherHand

SHAPE = np.random.default_rng(3).uniform(-0.5, 0.5, (21, 3)).astype(np.float32)
SHAPE -= (SHAPE.min(axis=0) + SHAPE.max(axis=0)) / 2


def hand(x: float = 300.0, y: float = 200.0, size: float = 100.0, side: str = "Left") -> Hand:
    return Hand(SHAPE * np.float32(size) + np.array([x, y, 0], np.float32), side, 0.9)


HERE = hand(side="Right")
FRAME_S = 0.05


def moves(time: float, x: float, y: float) -> Hand:
    """A hand near there that goes round in a circle."""
    return hand(x + 60 * np.cos(5 * time), y + 60 * np.sin(5 * time))


def raised_after(other, seconds: float = 1.0, followed=lambda time: HERE) -> tuple[bool, list[float]]:
    """Whether another hand counts as raised in the end, and when was looked."""
    question, looks = OtherHand(), []
    question.begin(0.0)
    for time in np.arange(0, seconds, FRAME_S):
        if question.due(time, followed(time)):
            looks.append(float(time))
            question.see(time, followed(time), [followed(time), *other(time)])
    return question.raised(seconds), looks


@pytest.mark.parametrize(
    ("x", "y", "raised"),
    [(470, 200, True), (80, 240, True), (400, 50, True), (300, 480, False), (680, 200, False), (310, 195, False)],
    ids=["right", "left", "above", "down", "far", "the same hand"],
)
def test_a_hand_beside_it_is_raised(x, y, raised):
    moved = 60 if raised else 0  # the same hand is not elsewhere
    assert raised_after(lambda time: [hand(x + moved * (time > 0.4), y)])[0] is raised


def test_nothing_is_raised_where_there_is_one_hand_or_none_was_looked_for():
    assert not raised_after(lambda time: [])[0]
    assert not OtherHand().raised(1.0)


def test_a_hand_that_is_nearer_to_the_camera_or_of_somebody_behind_does_not_count():
    assert not raised_after(lambda time: [hand(550, 200, size=260)])[0]
    assert not raised_after(lambda time: [hand(500, 200, size=40)])[0]


def test_a_hand_of_the_same_side_does_not_count():
    assert not raised_after(lambda time: [hand(470, 200, side="Right")])[0]


def test_the_whole_of_a_hand_of_which_a_part_is_followed_does_not_count():
    part = hand(330, 230, size=60, side="Right")
    assert not raised_after(lambda time: [hand()], followed=lambda time: part)[0]


def test_a_hand_that_rests_beside_it_does_not_count():
    rests, moves_about = lambda time: [hand(470, 240)], lambda time: [moves(time, 470, 240)]
    assert raised_after(rests, seconds=RESTS_S / 2)[0]
    assert not raised_after(rests, seconds=RESTS_S + NEW_S)[0]
    assert raised_after(moves_about, seconds=RESTS_S + NEW_S)[0]


def test_a_hand_that_comes_back_to_where_it_rested_is_raised_anew():
    question = OtherHand()
    for time in (0.0, 0.5, 1.0, 1.5):
        question.see(time, HERE, [HERE, hand(470, 240)])
    assert not question.raised(1.5 + COUNTS_S)
    question.see(1.5 + FORGOTTEN_S + 0.1, HERE, [HERE, hand(470, 240)])
    assert question.raised(1.5 + FORGOTTEN_S + 0.2)


def test_a_look_that_does_not_see_the_followed_hand_says_nothing_of_another_one():
    question = OtherHand()
    question.see(0.0, HERE, [hand(480, 200)])  # it may be the same hand
    assert not question.raised(0.1)


def test_what_was_seen_long_before_the_hand_was_found_anew_says_nothing():
    question = OtherHand()
    question.see(0.0, HERE, [HERE, hand(470, 200)])
    question.begin(FORGOTTEN_S + 1)
    assert not question.raised(FORGOTTEN_S + 1)


def test_one_look_of_several_is_not_enough():
    assert not raised_after(lambda time: [hand(470, 200)] if time < 0.1 else [])[0]


def test_what_was_seen_counts_until_the_next_look():
    question = OtherHand()
    question.see(0.0, HERE, [HERE, hand(470, 200)])
    assert question.raised(COUNTS_S + 1)
    question.see(COUNTS_S + 1, HERE, [HERE])
    assert not question.raised(COUNTS_S + 1.1)


def test_looks_are_rare_while_the_hand_stays_and_frequent_while_it_is_new_or_travels():
    _, looks = raised_after(lambda time: [], seconds=NEW_S + 4 * RARELY_S)
    new = [look for look in looks if look < NEW_S]
    assert len(new) == pytest.approx(NEW_S / OFTEN_S, abs=1)
    assert 3 <= len(looks) - len(new) <= 4
    travels = lambda time: hand(300 + 500 * time, side="Right")  # noqa: E731
    _, often = raised_after(lambda time: [], seconds=4.0, followed=travels)
    assert len(often) == pytest.approx(4 / OFTEN_S, abs=2)


@pytest.mark.parametrize("both", [True, False], ids=["both hands", "one hand"])
def test_the_tracker_sees_both_hands_of_a_picture(both):
    shown, joints = held("W")
    x = round(float(joints[:, 0].mean()))
    part = slice(max(0, x - 150), x + 150)
    other = shown[:, part][:, ::-1] if both else empty()[:, part]
    picture = cv2.resize(np.hstack([shown[:, part], other]), None, fx=0.6, fy=0.6, interpolation=cv2.INTER_AREA)
    with closing(HandTracker()) as tracker:
        hands = [tracker.detect(Frame(picture, number / 15, number)) for number in range(12)]
    assert hands[-1] is not None
    assert hands[-1].other_raised is both
