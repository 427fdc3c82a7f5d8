from __future__ import annotations

from math import inf

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from realtime_asl.alphabet import CLASSES, INDEX
from realtime_asl.spelling.english_words import load_lexicon
from realtime_asl.spelling.lexicon import LONGEST, Lexicon


def doubt(letter: str, **others: float) -> np.ndarray:
    posterior = np.zeros(len(CLASSES), np.float32)
    for other, probability in others.items():
        posterior[INDEX[other]] = probability
    posterior[INDEX[letter]] = 1 - posterior.sum()
    return posterior


def sure(word: str) -> list[np.ndarray]:
    return [doubt(letter) for letter in word]


@pytest.fixture(scope="module")
def english() -> Lexicon:
    return load_lexicon()


@pytest.fixture
def small() -> Lexicon:
    return Lexicon(
        [("hello", 900), ("help", 1000), ("held", 500), ("coffee", 100), ("cat", 50), ("can't", 9), ("b", 9), ("a", 9)]
    )


def words(matches) -> list[str]:
    return [match.word for match in matches]


class TestWords:
    def test_only_words_of_letters_are_kept(self, small):
        assert len(small) == 6
        assert "HELLO" in small
        assert "hello" in small
        assert "CAN'T" not in small
        assert "B" not in small
        assert "A" in small

    @pytest.mark.parametrize("word", ["", "HEL", "HELLOO", "ZZZ", "HÉLLO", "HELLO" * 9])
    def test_other_words_are_not_known(self, small, word):
        assert word not in small
        assert small.log_frequency(word) is None

    def test_known_words_have_their_share(self, small):
        assert "hello" in small
        assert small.log_frequency("HELD") == pytest.approx(np.log(500 / 2559))

    def test_the_english_words_are_there(self, english):
        assert len(english) > 80_000
        for word in ("HELLO", "COFFEE", "GUITAR", "QUICK", "JAZZ"):
            assert word in english
        for word in ("HEIIO", "QXZ", ""):
            assert word not in english

    def test_an_empty_lexicon_finds_nothing(self):
        assert Lexicon(()).complete("HE", [None, None], 3, 12.0) == []
        assert len(Lexicon(())) == 0


class TestCompletion:
    def test_words_that_begin_so_common_and_short_ones_first(self, small):
        assert words(small.complete("HEL", sure("HEL"), 3, 6.0)) == ["HELP", "HELD", "HELLO"]
        assert words(small.complete("HELL", sure("HELL"), 1, 6.0)) == ["HELLO"]

    def test_as_the_word_grows(self, english):
        assert "HELP" in words(english.complete("HEL", sure("HEL"), 3, 6.0))
        assert words(english.complete("COFF", sure("COFF"), 1, 6.0)) == ["COFFEE"]
        assert words(english.complete("GUIT", sure("GUIT"), 1, 6.0)) == ["GUITAR"]

    @pytest.mark.parametrize(
        ("spelled", "word"),
        [("COFE", "COFFEE"), ("JAZ", "JAZZ"), ("PIZA", "PIZZA"), ("BOK", "BOOK"), ("FLOWEK", "FLOWER")],
    )
    def test_common_slips_are_repaired(self, english, spelled, word):
        assert word in words(english.complete(spelled, sure(spelled), 3, 12.0))

    def test_the_classifiers_doubts_decide(self, english):
        posteriors = sure("HE") + [doubt("I", L=0.3)] * 2 + sure("O")
        assert words(english.complete("HEIIO", posteriors, 3, 12.0))[0] == "HELLO"
        assert words(english.complete("HEIIO", sure("HEIIO"), 3, 12.0))[0] != "HELLO"

    def test_a_limit_keeps_far_words_away(self, english):
        assert english.complete("XQZV", sure("XQZV"), 3, 6.0) == []

    def test_costs(self, small):
        (exact,) = small.correct("COFFEE", sure("COFFEE"), 1, 12.0)
        assert (exact.cost, exact.edits) == (0.0, 0)
        (slip,) = small.correct("COFEEE", sure("COFEEE"), 1, 12.0)
        assert (slip.word, slip.edits) == ("COFFEE", 1)
        (half,) = small.correct("COFEE", sure("COFEE"), 1, 12.0)
        (missed,) = small.correct("COFFE", sure("COFFE"), 1, 12.0)
        (extra,) = small.correct("CAAT", sure("CAAT"), 1, 12.0)
        (foreign,) = small.correct("CAXT", sure("CAXT"), 1, 12.0)
        assert half.cost == missed.cost == extra.cost < foreign.cost
        assert [m.edits for m in (half, missed, extra, foreign)] == [1, 1, 1, 1]
        (first,) = small.correct("ELLO", sure("ELLO"), 1, 12.0)
        assert (first.word, first.edits) == ("HELLO", 1)

    def test_doubted_letters_cost_less(self, small):
        costs = [
            small.correct("CXT", [doubt("C"), doubt("X", A=share), doubt("T")], 1, 12.0)[0].cost
            for share in (0.0, 0.05, 0.2, 0.45)
        ]
        assert costs == sorted(costs, reverse=True)
        assert costs[-1] < 0.4

    def test_confusable_letters_cost_less(self, small):
        similar = small.correct("CST", sure("CST"), 1, 12.0)[0].cost  # S for A: both are fists
        other = small.correct("CWT", sure("CWT"), 1, 12.0)[0].cost
        assert similar < other

    @pytest.mark.parametrize("spelled", ["", "A" * 18, "A" * 19, "Z" * 40])
    def test_very_short_and_very_long_words(self, english, spelled):
        for match in english.complete(spelled, sure(spelled), 3, 12.0):
            assert match.cost <= 12.0


def misread(letter: str, read: str) -> float:
    """What it costs that `letter` was meant where `read` was read for sure."""
    return Lexicon([(f"{letter}X", 1)]).correct(f"{read}X", [None, None], 1, 99.0)[0].cost


COSTS = {(letter, read): misread(letter, read) for letter in "ABE" for read in "ABE"}


def plainly(word: str, spelled: str, whole: bool) -> float:
    """The least cost of `word`, tried in every way: in step, one letter missed, one read too many. Letters are sure."""

    def read(letters: str, of: str) -> float:
        return sum(COSTS[pair] for pair in zip(of, letters, strict=True)) if len(letters) == len(of) else inf

    def half(letters: str, k: int) -> float:
        return 2.5 if k and letters[k] == letters[k - 1] else 5.0

    count, costs = len(spelled), [inf]
    if len(word) == count or (not whole and len(word) > count):
        costs.append(read(spelled, word[:count]))
    if len(word) == count + 1 or (not whole and len(word) > count):
        last = count if whole else count - 1
        costs += [half(word, k) + read(spelled, word[:k] + word[k + 1 : count + 1]) for k in range(last + 1)]
    if len(word) == count - 1 or (not whole and len(word) >= count - 1):
        costs += [half(spelled, k) + read(spelled[:k] + spelled[k + 1 :], word[: count - 1]) for k in range(count)]
    return min(costs)


@settings(max_examples=200, deadline=None)
@given(
    st.lists(st.text("ABE", min_size=2, max_size=LONGEST), min_size=1, max_size=30),
    st.text("ABE", min_size=1, max_size=LONGEST),
    st.booleans(),
)
def test_a_search_finds_what_trying_every_word_finds(names, spelled, whole):
    lexicon = Lexicon([(name, 10 + k) for k, name in enumerate(dict.fromkeys(names))])
    search = lexicon.correct if whole else lexicon.complete
    found = {match.word: match.cost for match in search(spelled, [None] * len(spelled), 1000, 12.0)}
    expected = {name: cost for name in set(names) if (cost := plainly(name, spelled, whole)) <= 12.0}
    assert found == pytest.approx(expected, abs=1e-3)
