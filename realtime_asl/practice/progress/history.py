"""What a learner has signed so far, as one value that can be written down and read again."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from realtime_asl.practice.reading.history import ReadingHistory
from realtime_asl.practice.reading.history import from_json as reading_from_json
from realtime_asl.practice.reading.history import to_json as reading_to_json
from realtime_asl.practice.results import LetterResult
from realtime_asl.practice.schedule import TOP_BOX, Card, answered
from realtime_asl.practice.stored_values import MOST, as_count, as_letter, as_number

VERSION = 1
#: The last rounds are kept one by one, all others only in the sums.
ROUNDS_KEPT = 100


@dataclass(frozen=True, slots=True)
class LetterHistory:
    """All practice of one letter: `signed` and `skipped` times, `unaided` (signed without a hint),
    `seconds` over all signed, and its `card` for the choice of what comes next."""

    signed: int = 0
    unaided: int = 0
    skipped: int = 0
    seconds: float = 0.0
    card: Card = field(default_factory=Card)

    @property
    def asked(self) -> int:
        """How often the letter was asked for."""
        return self.signed + self.skipped

    @property
    def accuracy(self) -> float:
        """Share of the times asked for in which it was signed without a hint, 0..1."""
        return self.unaided / self.asked if self.asked else 0.0

    @property
    def mean_seconds(self) -> float:
        """Seconds for which a hand was in view until the letter counted, on average."""
        return self.seconds / self.signed if self.signed else 0.0


@dataclass(frozen=True, slots=True)
class RoundHistory:
    """One round: `date` (ISO 8601), letters `signed`, `unaided` and `skipped`, and `seconds` on the signed ones."""

    date: str
    signed: int
    unaided: int
    skipped: int
    seconds: float


@dataclass(frozen=True, slots=True)
class History:
    """Everything that is kept.

    Attributes:
        rounds: how many rounds were practised.
        letters: by letter, those that were asked for.
        confused: (asked for, read) -> how often that letter was held instead.
        recent: the last rounds, oldest first.
        reading: what was read in reading practice.
    """

    rounds: int = 0
    letters: dict[str, LetterHistory] = field(default_factory=dict)
    confused: dict[tuple[str, str], int] = field(default_factory=dict)
    recent: tuple[RoundHistory, ...] = ()
    reading: ReadingHistory = field(default_factory=ReadingHistory)

    @property
    def cards(self) -> dict[str, Card]:
        """What `practice.plan_round` needs to choose."""
        return {letter: entry.card for letter, entry in self.letters.items()}

    def most_confused(self, count: int = 8) -> list[tuple[str, str, int]]:
        """(asked for, read, times), most frequent first."""
        ranked = sorted(self.confused.items(), key=lambda entry: (-entry[1], entry[0]))
        return [(asked, read, times) for (asked, read), times in ranked[:count]]


def extended(history: History, results: Iterable[LetterResult], date: str) -> History:
    """`history` with one more round; the same history if nothing was practised."""
    results = list(results)
    if not results:
        return history
    letters, confused = dict(history.letters), dict(history.confused)
    for result in results:
        old = letters.get(result.letter, LetterHistory())
        letters[result.letter] = LetterHistory(
            signed=old.signed + (not result.skipped),
            unaided=old.unaided + result.unaided,
            skipped=old.skipped + result.skipped,
            seconds=round(old.seconds + (0.0 if result.skipped else result.seconds), 3),
            card=answered(old.card, result.seconds, not result.unaided, history.rounds),
        )
        for read in result.read_as:
            confused[result.letter, read] = confused.get((result.letter, read), 0) + 1
    signed = [result for result in results if not result.skipped]
    this = RoundHistory(
        date,
        len(signed),
        sum(result.unaided for result in signed),
        len(results) - len(signed),
        round(sum(result.seconds for result in signed), 3),
    )
    return History(history.rounds + 1, letters, confused, (*history.recent, this)[-ROUNDS_KEPT:], history.reading)


def to_json(history: History) -> dict:
    """The history as it is stored."""
    return {
        "version": VERSION,
        "rounds": history.rounds,
        "letters": {
            letter: {
                "signed": entry.signed,
                "unaided": entry.unaided,
                "skipped": entry.skipped,
                "seconds": entry.seconds,
                "box": entry.card.box,
                "round": entry.card.round,
            }
            for letter, entry in sorted(history.letters.items())
        },
        "confused": [[asked, read, times] for asked, read, times in history.most_confused(len(history.confused))],
        "recent": [
            {
                "date": entry.date,
                "signed": entry.signed,
                "unaided": entry.unaided,
                "skipped": entry.skipped,
                "seconds": entry.seconds,
            }
            for entry in history.recent
        ],
        "reading": reading_to_json(history.reading),
    }


def from_json(stored: object) -> History:
    """The history from what was stored.

    Raises:
        ValueError: it is not what `to_json` writes.
    """
    if not isinstance(stored, dict) or stored.get("version") != VERSION:
        raise ValueError(f"not a practice history of version {VERSION}")
    try:
        letters = {}
        for letter, entry in stored["letters"].items():
            card = Card(as_count(entry["box"], TOP_BOX), as_count(entry["round"] + 1) - 1)
            signed = as_count(entry["signed"])
            counts = signed, as_count(entry["unaided"], signed), as_count(entry["skipped"])
            letters[as_letter(letter)] = LetterHistory(*counts, _seconds(entry["seconds"]), card)
        confused = {(as_letter(asked), as_letter(read)): as_count(times) for asked, read, times in stored["confused"]}
        recent = tuple(
            RoundHistory(
                datetime.fromisoformat(entry["date"]).isoformat(),
                as_count(entry["signed"]),
                as_count(entry["unaided"], as_count(entry["signed"])),
                as_count(entry["skipped"]),
                _seconds(entry["seconds"]),
            )
            for entry in stored["recent"]
        )
        # Histories from before reading practice have none of it.
        reading = reading_from_json(stored.get("reading"))
        return History(as_count(stored["rounds"]), letters, confused, recent[-ROUNDS_KEPT:], reading)
    except (KeyError, TypeError, AttributeError) as error:
        raise ValueError(f"missing or misplaced {error}") from error


def _seconds(value: object) -> float:
    return as_number(value, 0, MOST, "number of seconds")
