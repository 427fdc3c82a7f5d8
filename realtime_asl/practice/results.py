"""How a session went: letter by letter, and in numbers."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from realtime_asl.practice.schedule import QUICK_S


@dataclass(frozen=True, slots=True)
class LetterResult:
    """How one letter of a session went.

    Attributes:
        letter: A-Z.
        seconds: for which a hand was in view until it counted.
        hints: how many were shown.
        skipped: it was passed over.
        read_as: the letters that were held instead.
    """

    letter: str
    seconds: float
    hints: int = 0
    skipped: bool = False
    read_as: tuple[str, ...] = ()

    @property
    def unaided(self) -> bool:
        """Signed without a hint."""
        return not self.skipped and self.hints == 0


@dataclass(frozen=True, slots=True)
class Summary:
    """A session in numbers.

    Attributes:
        title: what was practised.
        words, done: targets asked for and gone through to their end.
        letters, skipped, hints: letters signed, letters passed over, hints shown.
        unaided: letters signed without a hint.
        best_streak: letters in a row without a hint or a skip.
        seconds: time spent on the letters that were signed.
        per_letter: (letter, times signed, mean seconds), alphabetical.
        confused: (asked for, read, times), most frequent first.
        practise: letters that needed a hint, were skipped or took long; worst first.
    """

    title: str
    words: int
    done: int
    letters: int
    skipped: int
    hints: int
    unaided: int
    best_streak: int
    seconds: float
    per_letter: tuple[tuple[str, int, float], ...]
    confused: tuple[tuple[str, str, int], ...]
    practise: tuple[str, ...]


def summarise(
    results: Sequence[LetterResult],
    unfinished: LetterResult | None,
    *,
    title: str,
    words: int,
    done: int,
    best_streak: int,
) -> Summary:
    """The numbers of a session; the hints of a letter that was left `unfinished` count, the letter does not."""
    tried = [*results, unfinished] if unfinished is not None else results
    signed = [result for result in results if not result.skipped]
    times: dict[str, list[float]] = defaultdict(list)
    for result in signed:
        times[result.letter].append(result.seconds)
    confused = Counter((result.letter, read) for result in tried for read in result.read_as)
    trouble: Counter[str] = Counter()
    for result in tried:
        trouble[result.letter] += 3 * result.skipped + 2 * (result.hints > 0) + (result.seconds > QUICK_S)
    return Summary(
        title=title,
        words=words,
        done=done,
        letters=len(signed),
        skipped=len(results) - len(signed),
        hints=sum(result.hints for result in tried),
        unaided=sum(result.unaided for result in signed),
        best_streak=best_streak,
        seconds=round(sum((result.seconds for result in signed), 0.0), 2),
        per_letter=tuple(
            (letter, len(seconds), round(sum(seconds) / len(seconds), 2)) for letter, seconds in sorted(times.items())
        ),
        confused=tuple((asked, read, count) for (asked, read), count in confused.most_common(8)),
        practise=tuple(letter for letter, points in trouble.most_common(5) if points > 0),
    )
