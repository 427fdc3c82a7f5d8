"""What a round of practice goes through, from what the person asked for."""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass

from realtime_asl.practice.schedule import Card, choose_letters, choose_words, level_for
from realtime_asl.practice.word_list import load_words


@dataclass(frozen=True, slots=True)
class Plan:
    """One round.

    Attributes:
        title: what is practised, for the screen.
        targets: letters, or words in capitals (a space inside one needs no sign), in order.
        adaptive: letters that were not safe are asked once more in the same round.
        notice: a line for the person about what was left out, or None.
    """

    title: str
    targets: tuple[str, ...]
    adaptive: bool = False
    notice: str | None = None


def plan_round(
    what: str, cards: Mapping[str, Card] | None = None, now: int = 0, rng: random.Random | None = None
) -> Plan:
    """The next round of `what`: "letters", "words", or the path of a list of words.

    Args:
        what: the value of --practice. A file that is called "letters" or "words" is named "./letters".
        cards: what is known of the learner's letters (see `progress`); None: nothing yet.
        now: number of this round.
        rng: source of chance; a seeded one makes the round repeatable.

    Raises:
        UserError: the file cannot be used.
    """
    cards = {} if cards is None else cards
    rng = random.Random() if rng is None else rng
    if what == "letters":
        return Plan("Letters", choose_letters(cards, now, rng), adaptive=True)
    if what == "words":
        return Plan(f"Words, {level_for(cards)}", choose_words(cards, now, rng))
    given = load_words(what)
    return Plan("Your words", given.words, notice=given.notice)
