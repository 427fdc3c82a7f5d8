"""The choice of what comes next: seeded, varied, and bent towards what is not known yet."""

from __future__ import annotations

import random
from collections import Counter

import pytest

from realtime_asl.alphabet import LETTERS
from realtime_asl.practice.plan import plan_round
from realtime_asl.practice.schedule import (
    LETTERS_A_ROUND,
    QUICK_S,
    TOP_BOX,
    WORDS_A_ROUND,
    Card,
    again,
    answered,
    choose_letters,
    choose_words,
    level_for,
    weight,
)
from realtime_asl.practice.words import level_words

KNOWN = {letter: Card(4, 9) for letter in LETTERS}


def test_boxes_go_up_stay_and_fall() -> None:
    assert answered(Card(1, 3), QUICK_S, helped=False, now=5) == Card(2, 5)
    assert answered(Card(1, 3), QUICK_S + 1, helped=False, now=5) == Card(1, 5)
    assert answered(Card(4, 3), 1.0, helped=True, now=5) == Card(0, 5)
    assert answered(Card(TOP_BOX, 3), 1.0, helped=False, now=5) == Card(TOP_BOX, 5)


def test_weights_fall_with_the_box_and_rise_with_the_wait() -> None:
    assert weight(Card(0, 4), 5) == 2 * weight(Card(1, 4), 5)
    assert weight(Card(1, 2), 5) > weight(Card(1, 4), 5)
    assert weight(Card(), 5) > weight(Card(1, 4), 5)


def test_the_same_seed_gives_the_same_round() -> None:
    for what in ("letters", "words"):
        first = plan_round(what, {}, 0, random.Random(7))
        assert first == plan_round(what, {}, 0, random.Random(7))
        assert first != plan_round(what, {}, 0, random.Random(8))


@pytest.mark.parametrize("seed", range(5))
def test_a_round_of_letters(seed: int) -> None:
    letters = choose_letters({}, 0, random.Random(seed))
    assert len(letters) == LETTERS_A_ROUND
    for i, letter in enumerate(letters):
        assert letter not in letters[max(0, i - 3) : i]


def test_missed_letters_come_more_often() -> None:
    cards = KNOWN | {"Q": Card(0, 9), "X": Card(0, 9)}
    counts = Counter(letter for seed in range(60) for letter in choose_letters(cards, 10, random.Random(seed)))
    assert min(counts["Q"], counts["X"]) > 3 * max(count for letter, count in counts.items() if letter not in "QX")


def test_words_are_different_of_the_level_and_rich_in_weak_letters() -> None:
    assert level_for({}) == "easy"
    assert level_for({letter: Card(2, 1) for letter in LETTERS}) == "medium"
    assert level_for(KNOWN) == "hard"
    cards = KNOWN | {"Z": Card(0, 9)}
    with_z = plain = 0
    for seed in range(40):
        words = choose_words(cards, 10, random.Random(seed))
        assert len(set(words)) == WORDS_A_ROUND
        assert set(words) <= set(level_words("hard"))
        with_z += sum("Z" in word for word in words)
        plain += sum("Z" in word for word in choose_words(KNOWN, 10, random.Random(seed)))
    assert with_z > 1.5 * plain


def test_again_puts_a_letter_a_few_places_later() -> None:
    assert again("BCDE", "A") == ("B", "C", "D", "A", "E")
    assert again("B", "A") == ("B", "A")
    assert again("", "A") == ("A",)
