"""What somebody has read so far, as one value that can be written down and read again."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from realtime_asl.practice.reading.results import WordRead
from realtime_asl.practice.reading.staircase import FASTEST, FIRST, SLOWEST
from realtime_asl.practice.stored_values import as_count, as_letter, as_number

#: The last rounds are kept one by one, all others only in the sums.
ROUNDS_KEPT = 100


@dataclass(frozen=True, slots=True)
class LetterRead:
    """All reading of one letter: times `shown`, times `missed` (read as another one, or not at all)."""

    shown: int = 0
    missed: int = 0


@dataclass(frozen=True, slots=True)
class ReadingRound:
    """One round: `date` (ISO 8601), `words` shown and read `right`, and the `level` at its end, letters a second."""

    date: str
    words: int
    right: int
    level: float


@dataclass(frozen=True, slots=True)
class ReadingHistory:
    """Everything that is kept.

    Attributes:
        level: letters a second at the end of the last round.
        letters: by letter, those that were shown.
        confused: (shown, typed) -> how often that letter was read instead.
        recent: the last rounds, oldest first.
    """

    level: float = FIRST
    letters: dict[str, LetterRead] = field(default_factory=dict)
    confused: dict[tuple[str, str], int] = field(default_factory=dict)
    recent: tuple[ReadingRound, ...] = ()

    def most_confused(self, count: int = 8) -> list[tuple[str, str, int]]:
        """(shown, read, times), most frequent first."""
        ranked = sorted(self.confused.items(), key=lambda entry: (-entry[1], entry[0]))
        return [(shown, read, times) for (shown, read), times in ranked[:count]]


def extended(history: ReadingHistory, words: Iterable[WordRead], level: float, date: str) -> ReadingHistory:
    """`history` with one more round; the same history where no word was answered."""
    words = list(words)
    if not words:
        return history
    history = with_words(history, words)
    this = ReadingRound(date, len(words), sum(word.right for word in words), level)
    return ReadingHistory(level, history.letters, history.confused, (*history.recent, this)[-ROUNDS_KEPT:])


def with_words(history: ReadingHistory, words: Iterable[WordRead]) -> ReadingHistory:
    """What is known of the letters after some more words of a round that is not over."""
    letters, confused = dict(history.letters), dict(history.confused)
    for word in words:
        for mark in word.marks:
            if mark.shown is None:
                continue
            old = letters.get(mark.shown, LetterRead())
            letters[mark.shown] = LetterRead(old.shown + 1, old.missed + (not mark.right))
            if mark.typed is not None and not mark.right:
                confused[mark.shown, mark.typed] = confused.get((mark.shown, mark.typed), 0) + 1
    return ReadingHistory(history.level, letters, confused, history.recent)


def to_json(history: ReadingHistory) -> dict:
    """The history as it is stored."""
    return {
        "level": history.level,
        "letters": {letter: [entry.shown, entry.missed] for letter, entry in sorted(history.letters.items())},
        "confused": [[shown, read, times] for shown, read, times in history.most_confused(len(history.confused))],
        "recent": [
            {"date": entry.date, "words": entry.words, "right": entry.right, "level": entry.level}
            for entry in history.recent
        ],
    }


def from_json(stored: object) -> ReadingHistory:
    """The history from what was stored; an empty one from None.

    Raises:
        ValueError: it is not what `to_json` writes.
    """
    if stored is None:
        return ReadingHistory()
    try:
        letters = {
            as_letter(letter): LetterRead(as_count(shown), as_count(missed, as_count(shown)))
            for letter, (shown, missed) in stored["letters"].items()
        }
        confused = {(as_letter(shown), as_letter(read)): as_count(times) for shown, read, times in stored["confused"]}
        recent = tuple(
            ReadingRound(
                datetime.fromisoformat(entry["date"]).isoformat(),
                as_count(entry["words"]),
                as_count(entry["right"], as_count(entry["words"])),
                _level(entry["level"]),
            )
            for entry in stored["recent"]
        )
        return ReadingHistory(_level(stored["level"]), letters, confused, recent[-ROUNDS_KEPT:])
    except (KeyError, TypeError, AttributeError) as error:
        raise ValueError(f"missing or misplaced {error}") from error


def _level(value: object) -> float:
    return as_number(value, SLOWEST, FASTEST, "reading speed")
