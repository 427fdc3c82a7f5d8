"""How fast the next word is spelled: faster after a word that was read, slower after one that was not."""

from __future__ import annotations

from dataclasses import dataclass, replace

#: Letters a second: slowest, fastest, and where who is new begins.
SLOWEST, FASTEST, FIRST = 0.7, 6.0, 1.2
#: Speed up by so much; down by its square: the level settles where two of three words are read.
_STEP = 1.10
#: Until the first word is misread, bigger steps find the level quickly.
_SEARCH_STEP = 1.25
#: What a key press changes.
_KEY_STEP = 1.15


@dataclass(frozen=True, slots=True)
class Staircase:
    """The level of one reader.

    Attributes:
        level: letters a second, SLOWEST to FASTEST.
        searching: no word has been misread yet.
    """

    level: float = FIRST
    searching: bool = True

    def after(self, right: bool, replayed: bool = False) -> Staircase:
        """The level after a word; one that was `replayed` and then read right leaves it as it is."""
        if not right:
            return Staircase(_within(self.level / _STEP**2), searching=False)
        if replayed:
            return self
        return replace(self, level=_within(self.level * (_SEARCH_STEP if self.searching else _STEP)))

    def changed(self, steps: int) -> Staircase:
        """The person's own wish: `steps` up, or down where negative."""
        return Staircase(_within(self.level * _KEY_STEP**steps), searching=False)


def _within(level: float) -> float:
    return round(min(max(level, SLOWEST), FASTEST), 3)
