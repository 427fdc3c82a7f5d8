"""What was typed beside what was spelled, letter by letter."""

from __future__ import annotations

from dataclasses import dataclass

from realtime_asl.alphabet import LETTERS
from realtime_asl.spelling.alignment import align


@dataclass(frozen=True, slots=True)
class Mark:
    """One place of an answer.

    Attributes:
        shown: the letter that was spelled; None: nothing was, and yet something was typed.
        typed: the letter that was typed; None: it was left out.
    """

    shown: str | None
    typed: str | None

    @property
    def right(self) -> bool:
        """Read as it was spelled."""
        return self.shown == self.typed


def letters_of(text: str) -> str:
    """The letters A-Z of a text in capitals; spaces and all else do not count."""
    return "".join(c for c in text.upper() if c in LETTERS)


def compare(shown: str, typed: str) -> tuple[Mark, ...]:
    """`typed` laid beside `shown` with the fewest differences (Levenshtein); both as `letters_of` gives them."""
    return tuple(Mark(None if i is None else shown[i], None if j is None else typed[j]) for i, j in align(shown, typed))


def misread_places(marks: tuple[Mark, ...]) -> tuple[int, ...]:
    """Which letters of the word were misread, from 0; where one too many was typed, the letter before it."""
    places: list[int] = []
    at = -1
    for mark in marks:
        at += mark.shown is not None
        if not mark.right:
            places.append(max(at, 0))
    return tuple(dict.fromkeys(places))
