from __future__ import annotations

import pytest

from realtime_asl.spelling.english_words import load_lexicon
from realtime_asl.spelling.lexicon import LONGEST, Lexicon
from realtime_asl.spelling.word_split import MOST_WORDS, split_words

ENGLISH = load_lexicon()


@pytest.mark.parametrize(
    ("spelled", "words"),
    [
        ("HELLOWORLD", "HELLO WORLD"),
        ("MYNAME", "MY NAME"),
        ("IAMHERE", "I AM HERE"),
        ("COFFEEPLEASE", "COFFEE PLEASE"),
        ("THANKYOUVERYMUCH", "THANK YOU VERY MUCH"),
    ],
)
def test_words_that_ran_together_are_cut(spelled, words):
    match = split_words(spelled, ENGLISH)
    assert match is not None
    assert match.word == words
    assert match.edits == words.count(" ")


@pytest.mark.parametrize("spelled", ["", "A", "ITIS", "XQZVKW", "BJKQTZ"])
def test_what_is_short_or_no_words_is_left(spelled):
    assert split_words(spelled, ENGLISH) is None


def test_a_whole_word_is_not_its_own_cut():
    assert split_words("COFFEE", Lexicon([("coffee", 10), ("cat", 5)])) is None


def test_no_more_words_than_people_forget_pauses():
    lexicon = Lexicon([("ab", 10)])
    assert split_words("AB" * MOST_WORDS, lexicon) is not None
    assert split_words("AB" * (MOST_WORDS + 1), lexicon) is None


def test_a_word_that_is_known_is_likelier_than_its_parts():
    cut = split_words("TOGETHER", ENGLISH)
    whole = ENGLISH.complete("TOGETHER", [None] * 8, 1, 12.0)[0]
    assert whole.word == "TOGETHER"
    assert cut is None or cut.score < whole.score


class Asked(Lexicon):
    """Counts how often it is asked for a word."""

    times = 0

    def log_frequency(self, word: str) -> float | None:
        self.times += 1
        return super().log_frequency(word)


def test_letters_without_any_pause_cost_no_more_than_the_longest_words_do():
    lexicon = Asked([("ab", 10)])
    longest = MOST_WORDS * LONGEST
    assert split_words("AB" * (longest // 2), lexicon) is None
    assert lexicon.times <= longest * LONGEST
    lexicon.times = 0
    assert split_words("AB" * longest, lexicon) is None
    assert lexicon.times == 0
