"""What the screen shows of a practice session, as one value."""

from __future__ import annotations

from dataclasses import dataclass

from realtime_asl.practice.hints import Hint
from realtime_asl.practice.results import Summary


@dataclass(frozen=True, slots=True)
class PracticeView:
    """One screen of practice.

    Attributes:
        title: what is practised.
        target: the word (or letter) being practised; "" when finished.
        states: for each character of `target`: "done", "skipped", "current" or "todo".
        letter: the letter to sign now, or None when finished.
        fill: 0..1, how much of the hold has passed.
        hint: what to change, or None.
        offer_skip: it has taken long; offer to go on.
        seconds: how long the letter has been asked for.
        number, count: of the target in the round, from 1.
        streak: letters in a row without a hint or a skip.
        hand: "Right" or "Left": which hand the picture shows.
        side: "signer" (as in the mirror) or "viewer": from where the picture shows it.
        picture: show the picture; False practises from memory.
        counted: the letter that has just counted, for a moment, else None.
        finished: the word that has just been finished, for a moment, else None.
        summary: when everything is done, else None.
        teaching: the letter is shown as an example of the person's own hand, not to practise it.
    """

    title: str
    target: str
    states: tuple[str, ...]
    letter: str | None
    fill: float
    hint: Hint | None
    offer_skip: bool
    seconds: float
    number: int
    count: int
    streak: int
    hand: str
    side: str
    picture: bool
    counted: str | None
    finished: str | None
    summary: Summary | None
    teaching: bool = False
