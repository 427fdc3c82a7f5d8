"""What the screen shows of reading practice, as one value."""

from __future__ import annotations

from dataclasses import dataclass

from realtime_asl.practice.reading.answers import Mark
from realtime_asl.practice.reading.results import ReadingSummary


@dataclass(frozen=True, slots=True)
class ReadingView:
    """One screen of reading practice.

    Attributes:
        phase: "question", "answer" or "done".
        kind: what is read.
        chosen: the words are chosen, of a kind that can be changed; False: they were given.
        number, count: of the word in the round, from 1.
        level: letters a second of the next word, and `pace` of the one that is shown.
        typed: letters typed so far.
        signing: the hand is at work; nothing can have been missed yet.
        word: what was spelled; "" while it is asked for.
        marks: the answer beside the word, in phase "answer".
        current: place in the word of the letter that the slow repetition shows, or None.
        right: words read so far without a mistake.
        streak: words in a row.
        summary: in phase "done", else None.
    """

    phase: str
    kind: str
    chosen: bool
    number: int
    count: int
    level: float
    pace: float
    typed: str
    signing: bool
    word: str
    marks: tuple[Mark, ...]
    current: int | None
    right: int
    streak: int
    summary: ReadingSummary | None
