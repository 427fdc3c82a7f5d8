"""It learns your hand: what examples of one person change, and what they leave alone."""

from __future__ import annotations

import numpy as np
import pytest
from practice_tools import hand_of, posterior_of, prediction

from realtime_asl.alphabet import CLASSES, INDEX
from realtime_asl.hand import canonical_landmarks
from realtime_asl.letters.own_hand import Examples, OwnHand, Personalizer, Pull


def shown(shape: str, read_as: str, sure: float = 0.8) -> dict:
    """A frame that shows the pose of one letter and is read as another."""
    return {"hand": hand_of(shape), "posterior": posterior_of(read_as, sure, shape if shape != read_as else None)}


def taught(*lessons: tuple[str, str, str]) -> Examples:
    """Two examples for each (letter meant, pose shown, letter read)."""
    examples = Examples.none("w")
    for letter, shape, read_as in lessons:
        frames = [prediction(letter, time, **shown(shape, read_as)) for time in (0.0, 0.1)]
        examples = examples.with_letter(letter, Examples.of(letter, frames, "w"))
    return examples


HABIT = (("P", "P", "Q"), ("A", "A", "A"), ("B", "B", "B"), ("S", "S", "S"))


def test_a_letter_that_is_always_misread_is_read_after_teaching():
    person = Personalizer(OwnHand(taught(*HABIT)))
    frame = prediction("P", 1.0, **shown("P", "Q", 0.7))
    assert frame.letter == "Q"
    assert person.personal(frame).letter == "P"
    assert person.personal(frame).posterior.sum() == pytest.approx(1, abs=1e-5)
    assert frame.letter == "Q", "the prediction itself is left as it was"


def test_one_taught_letter_alone_is_enough_for_it():
    person = Personalizer(OwnHand(taught(("P", "P", "Q"))))
    assert person.personal(prediction("P", 1.0, **shown("P", "Q", 0.7))).letter == "P"


@pytest.mark.parametrize("letter", ["Q", "L", "W", "Y", "C"])
def test_letters_that_were_not_taught_are_read_as_before(letter):
    person = Personalizer(OwnHand(taught(*HABIT)))
    frame = prediction(letter, 1.0)
    assert person.personal(frame).letter == letter


def test_examples_that_contradict_each_other_pull_less_than_those_that_agree():
    agreeing = OwnHand(taught(*HABIT))
    frames = [prediction("P", 0.0, **shown("P", "P")), prediction("P", 0.1, **shown("L", "L"))]
    muddled = Examples.of("P", frames, "w")
    other = [prediction("L", 0.0, **shown("P", "P")), prediction("L", 0.1, **shown("B", "B"))]
    muddled = muddled.with_letter("L", Examples.of("L", other, "w"))
    assert OwnHand(muddled).strength < agreeing.strength


def test_no_pull_exceeds_its_bound():
    pull = Pull(bound=2.0)
    hand = OwnHand(taught(*HABIT), pull)
    points = canonical_landmarks(hand_of("P"))
    before = posterior_of("Q", 0.7, "P")
    after = hand.adapt(before, points)
    p, q = INDEX["P"], INDEX["Q"]
    gained = np.log(after[p] / after[q]) - np.log(before[p] / before[q])
    assert 0 < gained <= 2.0 + 1e-3


def test_without_examples_or_without_a_hand_nothing_changes():
    frame = prediction("P", 1.0, **shown("P", "Q"))
    assert Personalizer(OwnHand(Examples.none())).personal(frame) is frame
    away = prediction(None, 1.0)
    assert Personalizer(OwnHand(taught(*HABIT))).personal(away) is away


def test_examples_of_other_weights_are_used_by_their_landmarks():
    examples = taught(*HABIT)
    hand = OwnHand(examples, space="newer weights")
    assert hand.outdated
    # The new network reads the letter otherwise; the landmarks still tell.
    adapted = hand.adapt(posterior_of("X", 0.6, "P"), canonical_landmarks(hand_of("P")))
    assert CLASSES[int(adapted.argmax())] == "P"
    assert not OwnHand(examples, space="w").outdated


def test_teaching_a_letter_again_replaces_its_examples():
    examples = taught(*HABIT)
    again = examples.with_letter("P", Examples.of("P", [prediction("P", 2.0)], "w"))
    assert len(examples) == 8
    assert len(again) == 7
    assert again.taught == ("A", "B", "P", "S")
    assert (again.letters == INDEX["P"]).sum() == 1


def test_left_and_right_hands_share_their_examples():
    frame = prediction("P", 1.0, hand=hand_of("P", "Left"), posterior=posterior_of("Q", 0.7, "P"))
    assert Personalizer(OwnHand(taught(*HABIT))).personal(frame).letter == "P"
