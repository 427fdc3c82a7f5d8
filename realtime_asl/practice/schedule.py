"""What comes next: letters that were missed or slow come more often.

A simple spaced scheme (Leitner): every letter sits in a box. Signed quickly and unaided it moves one
box up, slowly it stays, with a hint or skipped it goes back to the first. A letter in box b is
drawn half as often as one in box b-1, and the more often the longer it has not been seen.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from realtime_asl.alphabet import LETTERS
from realtime_asl.practice.words import level_words

#: Highest box.
TOP_BOX = 5
#: A letter signed within so many seconds was no effort.
QUICK_S = 4.0
#: Letters and words of one round.
LETTERS_A_ROUND, WORDS_A_ROUND = 15, 8


@dataclass(frozen=True, slots=True)
class Card:
    """Where one letter stands: its `box` (0 .. TOP_BOX) and the `round` in which it was last practised (-1: never)."""

    box: int = 0
    round: int = -1


def answered(card: Card, seconds: float, helped: bool, now: int) -> Card:
    """The card after one letter of round `now`; `helped`: with a hint, or skipped."""
    if helped:
        return Card(0, now)
    return Card(min(card.box + (seconds <= QUICK_S), TOP_BOX), now)


def weight(card: Card, now: int) -> float:
    """How much a letter wants to be practised in round `now`."""
    waited = now - card.round if card.round >= 0 else 2
    return (1 + max(waited, 0)) / 2**card.box


def choose_letters(cards: Mapping[str, Card], now: int, rng: random.Random) -> tuple[str, ...]:
    """One round of letters, never the same one twice in a row."""
    weights = {letter: weight(cards.get(letter, Card()), now) for letter in LETTERS}
    chosen: list[str] = []
    while len(chosen) < LETTERS_A_ROUND:
        rest = [letter for letter in LETTERS if letter not in chosen[-3:]]
        letter = rng.choices(rest, [weights[c] for c in rest])[0]
        weights[letter] /= 2  # variety: what has just been asked can wait
        chosen.append(letter)
    return tuple(chosen)


def level_for(cards: Mapping[str, Card]) -> str:
    """The difficulty of words that fits: how safely the letters are known decides."""
    mean = sum(cards.get(letter, Card()).box for letter in LETTERS) / len(LETTERS)
    return "easy" if mean < 1 else "medium" if mean < 2.5 else "hard"


def choose_words(cards: Mapping[str, Card], now: int, rng: random.Random) -> tuple[str, ...]:
    """One round of different words, rich in the letters that want practice."""
    pool = list(level_words(level_for(cards)))
    weights = {letter: weight(cards.get(letter, Card()), now) for letter in LETTERS}
    chosen = []
    for _ in range(min(WORDS_A_ROUND, len(pool))):
        # Squared: the mean over a word's letters differs little from word to word.
        wants = [_mean(weights[letter] for letter in word) ** 2 for word in pool]
        chosen.append(pool.pop(rng.choices(range(len(pool)), wants)[0]))
    return tuple(chosen)


def again(queue: Sequence[str], letter: str) -> tuple[str, ...]:
    """The rest of a round with a letter that was not safe put in once more, a few letters later."""
    later = min(3, len(queue))
    return (*queue[:later], letter, *queue[later:])


def _mean(values: Iterable[float]) -> float:
    listed = list(values)
    return sum(listed) / len(listed)
