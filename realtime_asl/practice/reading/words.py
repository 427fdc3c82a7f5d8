"""Which word comes next: of the kind asked for, hard enough, and rich in what was misread."""

from __future__ import annotations

import random
from collections.abc import Sequence
from functools import cache
from importlib import resources

from realtime_asl.practice.reading.history import LetterRead, ReadingHistory
from realtime_asl.practice.words import LEVELS, level_words

#: Kinds of words, as the person goes through them; the last ones are numbers of letters.
KINDS: tuple[str, ...] = ("mixed", "words", "names", "3 letters", "4 letters", "5 letters", "6 letters and more")
#: Up to so many letters a second, words of this difficulty (see `practice.words.LEVELS`) come.
_EASY_UP_TO, _MEDIUM_UP_TO = 1.6, 3.0
#: How much a letter counts that was mixed up with another, beside its own mistakes.
_PAIR = 0.15


@cache
def names() -> tuple[str, ...]:
    """Given names, places and family names, in capitals."""
    text = resources.files("realtime_asl.practice").joinpath("data/names.txt").read_text(encoding="ascii")
    return tuple(text.split())


def pool(kind: str, level: float) -> tuple[str, ...]:
    """All words of one of `KINDS` that fit a reader of `level` letters a second."""
    wordy = tuple(dict.fromkeys(word for name in LEVELS for word in level_words(name)))
    if kind in ("mixed", "words"):
        difficulty = "easy" if level < _EASY_UP_TO else "medium" if level < _MEDIUM_UP_TO else "hard"
        # Long words come with the speed; the easier ones stay, since they are words, too.
        known = LEVELS[: LEVELS.index(difficulty) + 1]
        words = tuple(dict.fromkeys(word for name in known for word in level_words(name)))
        longest = {"easy": 5, "medium": 7, "hard": 30}[difficulty]
        known_names = (name for name in names() if len(name) <= longest)
        return tuple(dict.fromkeys((*words, *known_names))) if kind == "mixed" else words
    if kind == "names":
        return names()
    count = int(kind[0])
    fits = (lambda word: len(word) >= count) if kind.endswith("more") else (lambda word: len(word) == count)
    return tuple(word for word in dict.fromkeys((*wordy, *names())) if fits(word))


def want(word: str, history: ReadingHistory) -> float:
    """How much a word wants to be read: letters and pairs that were misread count most."""
    wants = {letter: _letter_want(history.letters.get(letter)) for letter in set(word)}
    for (shown, read), times in history.confused.items():
        for letter in (shown, read):
            if letter in wants:
                wants[letter] += _PAIR * min(times, 4)
    return (sum(wants[letter] for letter in word) / len(word)) ** 2


def _letter_want(entry: LetterRead | None) -> float:
    """Share of mistakes, as far as is known; a letter that is new wants to be seen."""
    entry = entry or LetterRead()
    return (entry.missed + 0.5) / (entry.shown + 1.5)


class Chooser:
    """Chooses word after word.

    Args:
        rng: source of chance; a seeded one makes the round repeatable.
        kind: one of `KINDS`; changed by the person.
        given: words to go through in their order instead.
    """

    def __init__(self, rng: random.Random, kind: str = "mixed", given: Sequence[str] = ()) -> None:
        self.kind = kind
        self._rng, self._given = rng, tuple(given)
        self._recent: list[str] = []

    @property
    def count(self) -> int | None:
        """How many words were given; None where they are chosen."""
        return len(self._given) or None

    @property
    def shown_kind(self) -> str:
        """What is read, for the screen."""
        return "your words" if self._given else self.kind

    def change_kind(self) -> None:
        """The next kind of words."""
        if not self._given:
            self.kind = KINDS[(KINDS.index(self.kind) + 1) % len(KINDS)]

    def word(self, number: int, level: float, history: ReadingHistory) -> str:
        """The word with this `number` (from 0) for a reader at `level` letters a second."""
        if self._given:
            return self._given[number % len(self._given)]
        words = [word for word in pool(self.kind, level) if word not in self._recent]
        word = self._rng.choices(words, [want(word, history) for word in words])[0]
        self._recent = [*self._recent[-9:], word]
        return word
