"""Teaching: holds become examples, the wrong shape is asked back, one hold never teaches two letters."""

from __future__ import annotations

import pytest
from practice_tools import hand_of, posterior_of, prediction, stream

from realtime_asl.practice.teaching import KEPT_FRAMES, Teaching


class Kept(dict):
    def learn(self, letter, frames):
        self[letter] = frames


def feed(teaching: Teaching, parts, start: float = 0.0) -> float:
    time = start
    for frame in stream(parts, start=start):
        teaching.update(frame)
        time = frame.time
    return time + 1 / 30


def test_holds_are_learnt_one_after_the_other():
    kept = Kept()
    teaching = Teaching("AL", kept.learn)
    assert teaching.view.letter == "A"
    now = feed(teaching, [(None, 0.3), ("A", 1.2), (None, 0.4)])
    assert teaching.view.letter == "L"
    assert teaching.view.counted == "A"
    feed(teaching, [("L", 1.2), (None, 0.4)], now)
    assert teaching.done
    assert teaching.view is None
    assert teaching.learnt == ("A", "L")
    assert {letter: len(frames) for letter, frames in kept.items()} == {"A": KEPT_FRAMES, "L": KEPT_FRAMES}


def test_one_long_hold_does_not_teach_the_next_letter():
    kept = Kept()
    teaching = Teaching("AL", kept.learn)
    feed(teaching, [("A", 6.0)])
    assert set(kept) == {"A"}
    assert teaching.letter == "L"


def test_a_short_or_a_moving_hold_is_not_learnt():
    kept = Kept()
    teaching = Teaching("A", kept.learn)
    feed(teaching, [("A", 0.5), (None, 0.3), ("A", 0.5), (None, 0.3)])
    for number in range(60):
        teaching.update(prediction("A", 3 + number / 30, hand=hand_of("A", at=(100 + 40 * number, 300))))
    assert not kept


def test_what_the_hand_did_while_no_frames_came_is_not_learnt():
    kept = Kept()
    teaching = Teaching("A", kept.learn)
    feed(teaching, [(None, 0.4), ("A", 0.1)])
    feed(teaching, [("A", 0.1)], 6.0)
    assert not kept


@pytest.mark.parametrize(("target", "shown", "words"), [("S", "V", "straight"), ("L", "B", "is B"), ("A", "Y", "is Y")])
def test_a_shape_that_is_clearly_another_letter_is_asked_back(target, shown, words):
    kept = Kept()
    teaching = Teaching(target + "W", kept.learn)
    now = feed(teaching, [(shown, 1.2)])
    question = teaching.question
    assert question is not None
    assert question.read == shown
    assert words in question.advice
    assert teaching.view.hint is question
    assert not kept
    teaching.answer(False)
    assert teaching.letter == target, "it may be shown anew"
    now = feed(teaching, [(None, 0.4), (shown, 1.2)], now)
    assert teaching.question is not None
    teaching.answer(True)
    assert set(kept) == {target}
    assert teaching.letter == "W"


def test_a_right_shape_that_the_network_misreads_is_learnt_without_a_question():
    kept = Kept()
    teaching = Teaching("P", kept.learn)
    for number in range(40):
        teaching.update(prediction("P", number / 30, hand=hand_of("P"), posterior=posterior_of("Q", 0.9, "P")))
    assert teaching.question is None
    assert set(kept) == {"P"}


def test_skipping_leaves_a_letter_out():
    kept = Kept()
    teaching = Teaching("AL", kept.learn)
    teaching.skip()
    assert teaching.left == ("L",)
    teaching.skip()
    assert teaching.done
    teaching.skip()
    assert not kept


def test_a_letter_without_an_example_is_passed_over_after_a_while():
    teaching = Teaching("ABC", lambda letter, frames: None, gives_up=20.0)
    for frame in stream([(None, 0.3), ("A", 1.2), (None, 25.0), ("C", 1.5)]):
        teaching.update(frame)
    assert teaching.done
    assert teaching.learnt == ("A", "C")
    assert teaching.untaught == ("B",)


def test_a_question_that_nobody_answers_is_passed_over_too():
    asked = Teaching("AB", lambda letter, frames: None, gives_up=20.0)
    for frame in stream([("B", 2.0)]):
        asked.update(frame)
    assert asked.question is not None
    for frame in stream([("B", 19.0), (None, 0.5), ("B", 1.5)], start=2.0):
        asked.update(frame)
    assert asked.question is None
    assert asked.untaught == ("A",)


def test_with_a_person_nothing_is_passed_over():
    teaching = Teaching("A", lambda letter, frames: None)
    for frame in stream([(None, 100.0)]):
        teaching.update(frame)
    assert teaching.letter == "A"
