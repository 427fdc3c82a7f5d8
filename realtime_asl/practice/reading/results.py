"""How a round of reading went: word by word, and in numbers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from realtime_asl.practice.reading.answers import Mark


@dataclass(frozen=True, slots=True)
class WordRead:
    """One answer.

    Attributes:
        word: what was spelled, capitals.
        marks: what was typed, letter by letter.
        level: letters a second at which it was spelled.
        replays: how often it was shown again before the answer.
        seconds: from the first picture to the answer.
    """

    word: str
    marks: tuple[Mark, ...]
    level: float
    replays: int
    seconds: float

    @property
    def right(self) -> bool:
        """Every letter as it was spelled."""
        return all(mark.right for mark in self.marks)


@dataclass(frozen=True, slots=True)
class ReadingSummary:
    """A round in numbers.

    Attributes:
        words, right: answered, and read without a mistake.
        letters, letters_right: spelled, and read as they were.
        letters_per_second: the level at the end of the round.
        best_letters_per_second: the fastest word that was read at first sight; 0 where there was none.
        replays: words shown again before an answer.
        seconds: time until the answers, all words together.
        misread: letters that were misread, worst first.
        confused: (shown, typed, times), most frequent first.
        missed_words: (spelled, typed) of words that were misread, in order.
    """

    words: int
    right: int
    letters: int
    letters_right: int
    letters_per_second: float
    best_letters_per_second: float
    replays: int
    seconds: float
    misread: tuple[str, ...]
    confused: tuple[tuple[str, str, int], ...]
    missed_words: tuple[tuple[str, str], ...]


def summarise(words: Sequence[WordRead], level: float) -> ReadingSummary:
    """The numbers of a round that ends at `level` letters a second."""
    marks = [mark for word in words for mark in word.marks]
    shown = [mark for mark in marks if mark.shown is not None]
    misread = Counter(mark.shown for mark in shown if not mark.right)
    confused = Counter((mark.shown, mark.typed) for mark in shown if mark.typed is not None and not mark.right)
    return ReadingSummary(
        words=len(words),
        right=sum(word.right for word in words),
        letters=len(shown),
        letters_right=sum(mark.right for mark in shown),
        letters_per_second=round(level, 2),
        best_letters_per_second=round(max((w.level for w in words if w.right and not w.replays), default=0.0), 2),
        replays=sum(word.replays for word in words),
        seconds=round(sum((word.seconds for word in words), 0.0), 2),
        misread=tuple(letter for letter, _ in misread.most_common(6)),
        confused=tuple((shown, typed, times) for (shown, typed), times in confused.most_common(8)),
        missed_words=tuple(
            (word.word, "".join(mark.typed or "" for mark in word.marks)) for word in words if not word.right
        ),
    )
