from __future__ import annotations

import numpy as np
import pytest

from realtime_asl.hand import Hand
from realtime_asl.tracking.whole_hand import ALONE, choose, likeness, unread

SHAPE = np.random.default_rng(3).uniform(-0.5, 0.5, (21, 3)).astype(np.float32)


def hand(x: float = 100.0, y: float = 100.0, size: float = 80.0, side: str = "Right") -> Hand:
    return Hand(SHAPE * np.float32(size) + np.array([x, y, 0], np.float32), side, 0.9)


HALF = hand(100, 80, 30)


def letters(index: int, share: float = 0.9) -> np.ndarray:
    """(26,) probabilities: one letter so sure, and nothing of the others."""
    return share * np.eye(26, dtype=np.float32)[index]


def test_a_hand_is_like_itself_and_less_like_one_that_is_moved():
    assert likeness(hand(), hand()) == pytest.approx(1.0)
    assert likeness(hand(), hand(104)) > likeness(hand(), hand(112)) > 0
    assert likeness(hand(), hand(200)) == likeness(hand(), HALF) == 0


def test_likeness_does_not_depend_on_the_size_of_the_picture():
    assert likeness(hand(50, 50, 40), hand(54, 50, 40)) == pytest.approx(likeness(hand(), hand(108)), abs=1e-5)


def test_what_two_looks_see_wins_over_what_one_is_sure_of():
    choice = choose([[HALF], [hand()], [hand(102)]], lambda seen: letters(0, 0.9 if seen is HALF else 0.5))
    assert choice is not None
    assert choice.hand.scale > 2 * HALF.scale
    assert choice.looks == 3
    assert not choice.alone


def test_where_no_two_looks_agree_the_letters_decide():
    whole = hand()
    choice = choose([[HALF], [whole], []], lambda seen: letters(0, 0.9 if seen is whole else 0.5))
    assert choice is not None
    assert choice.hand is whole
    assert choice.alone
    assert choice.agreement < ALONE


def test_without_letters_the_larger_of_two_goes_first():
    choice = choose([[HALF, hand()]])
    assert choice is not None
    assert choice.hand.scale > HALF.scale


def test_a_second_hand_of_the_same_look_is_no_agreement():
    choice = choose([[hand(), hand(101)]])
    assert choice is not None
    assert choice.agreement == 0


def test_letters_are_not_asked_where_they_cannot_change_the_choice():
    asked = []
    choose([[HALF], [hand()], [hand(101)], [hand(99)]], lambda seen: asked.append(seen) or letters(0, 0.5))
    assert asked
    assert all(seen is not HALF for seen in asked)


@pytest.mark.parametrize("looks", [[], [[]], [[], []]])
def test_nothing_seen_is_no_choice(looks):
    assert choose(looks) is None


def test_a_hand_whose_letter_the_whole_picture_shows_wins_over_another_one():
    other = hand(size=82)
    read = {id(HALF): letters(0), id(other): letters(1, 0.8)}
    without = choose([[HALF], [other]], lambda seen: read[id(seen)])
    with_picture = choose([[HALF], [other]], lambda seen: read[id(seen)], picture=letters(1))
    assert without is not None
    assert with_picture is not None
    assert without.hand is HALF
    assert with_picture.hand is other
    assert without.alone
    assert not with_picture.alone


def test_the_whole_picture_outweighs_a_hand_that_no_look_confirms_and_that_shows_another_letter_less_surely():
    def outweighed(sure: float, looks: list[list[Hand]], index: int = 0) -> bool:
        choice = choose(looks, lambda seen: letters(index, sure), picture=letters(1))
        assert choice is not None
        return choice.outweighed_by(letters(1))

    assert outweighed(0.3, [[HALF], []])
    assert not outweighed(0.95, [[HALF], []])
    assert not outweighed(0.5, [[hand()], [hand(101)]]), "two looks saw the same"
    assert not outweighed(0.7, [[hand()], []], index=1), "the picture shows the same letter"


def test_without_letters_the_whole_picture_changes_nothing():
    looks = [[HALF], [hand()], [hand(102)]]
    plain, read = choose(looks), choose(looks, unread, picture=unread(None))
    assert plain == read
    assert read is not None
    assert not read.outweighed_by(unread(None))
