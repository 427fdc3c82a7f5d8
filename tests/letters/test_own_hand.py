"""It learns your hand: what examples of one person change, and what they leave alone."""

from __future__ import annotations

import numpy as np
import pytest
from practice_tools import embedding_of, hand_of, posterior_of, prediction

from realtime_asl.alphabet import CLASSES, INDEX
from realtime_asl.hand import Hand, canonical_landmarks
from realtime_asl.letters.examples import Examples
from realtime_asl.letters.own_hand import OwnHand, Personalizer, Pull


def shown(shape: str, read_as: str, sure: float = 0.8) -> dict:
    """A frame that shows the pose of one letter and is read as another."""
    return {"hand": hand_of(shape), "posterior": posterior_of(read_as, sure, shape if shape != read_as else None)}


def taught(*lessons: tuple[str, str, str], sure: float = 0.8) -> Examples:
    """Two examples for each (letter meant, pose shown, letter read)."""
    examples = Examples.none("w")
    for letter, shape, read_as in lessons:
        frames = [prediction(letter, time, **shown(shape, read_as, sure)) for time in (0.0, 0.1)]
        examples = examples.with_letter(letter, Examples.of(letter, frames, "w"))
    return examples


def adapted(hand: OwnHand, posterior: np.ndarray, shape: Hand) -> np.ndarray:
    return hand.adapt(posterior, embedding_of(shape, posterior), canonical_landmarks(shape))


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
    """Two people under one name, of whom one's P is read Q and the other's Q is: nobody can tell which it is."""
    frame = prediction("P", 1.0, **shown("P", "Q", 0.7))

    def gained(*lessons: tuple[str, str, str]) -> float:
        after = Personalizer(OwnHand(taught(*lessons))).personal(frame).posterior
        return float(np.log(after[INDEX["P"]] / after[INDEX["Q"]]))

    assert gained(("P", "P", "Q"), ("Q", "P", "Q")) < gained(("P", "P", "Q"), ("Q", "Q", "Q")) - 1


def test_frames_of_one_hold_count_as_one_example():
    frame = prediction("P", 1.0, **shown("P", "Q", 0.7))
    once = taught(("P", "P", "Q"), ("A", "A", "A"))
    often = once.where(np.repeat(np.arange(len(once)), 6))
    few, many = (Personalizer(OwnHand(examples)).personal(frame).posterior for examples in (once, often))
    np.testing.assert_allclose(few, many, atol=1e-3)


def test_a_few_taught_letters_pull_nothing_of_the_others_to_themselves():
    person = Personalizer(OwnHand(taught(("V", "V", "V"), ("A", "A", "A"), sure=0.98)))
    frame = prediction("U", 1.0, hand=hand_of("U"), posterior=posterior_of("U", 0.6, "V"))
    assert person.personal(frame).letter == "U"


def test_no_pull_exceeds_its_bound():
    pull = Pull(bound=2.0)
    hand = OwnHand(taught(*HABIT), pull)
    before = posterior_of("Q", 0.7, "P")
    after = adapted(hand, before, hand_of("P"))
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
    read = adapted(hand, posterior_of("A", 0.6, "P"), hand_of("P"))
    assert CLASSES[int(read.argmax())] == "P"
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
