"""The sequence network's probabilities -> letters: when one is certain enough to be shown, and when it is settled.

The network's probabilities, added up over time, are the number of letters that it expects to have been written. When
nearly one has come together the likeliest is shown; for a moment later evidence may still replace it; then it is
settled and never changes by itself.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from realtime_asl.alphabet import CLASSES, INDEX, NOTHING

#: How much of a letter must have come together.
ENOUGH = 0.7
#: How much of it must be of one and the same letter: of the first one, and of those that follow.
AGREED = 0.85, 0.6
#: Of a first letter that is being held, too.
AGREED_HELD = 0.7
#: A first letter that is less clear counts when another one follows so long after it (seconds).
FOLLOWED = 0.15, 1.0
#: The ones that follow come within this time (seconds).
FLOW = 1.5
#: A letter settles so long after it was shown, or when the next one comes (seconds).
SETTLE = 0.13
#: Half-life of the evidence (seconds).
HALF_LIFE = 0.25
#: The same letter may come again when its probability has been below this …
LET_GO = 0.3
#: … and not before so long (seconds): the first one of a word, and those that follow, whose doubles come as quickly as
#: other letters do.
AGAIN = 0.3, 0.2

#: Nobody shows two letters one so soon after the other (seconds): both are one, of which the likelier is meant.
SOONEST = 0.085

_BLANK = INDEX[NOTHING]


@dataclass(frozen=True, slots=True)
class SequenceLetter:
    """A class that the network wrote.

    Attributes:
        number: index of the class.
        time: seconds.
        confidence: 0..1.
        shares: (29,) evidence for each class meanwhile.
    """

    number: int
    time: float
    confidence: float
    shares: np.ndarray

    @property
    def name(self) -> str:
        """Of the class."""
        return CLASSES[self.number]

    def joined_by(self, evidence: np.ndarray) -> SequenceLetter:
        """With more evidence (29,): the letter of that moment for which most speaks."""
        shares = self.shares + evidence
        best = int(shares.argmax())
        return SequenceLetter(best, self.time, float(shares[best] / shares.sum()), shares)


class SequenceDecoder:
    """Adds up the network's probabilities.

    Attributes:
        shown: what is shown and not settled, or None.
    """

    def __init__(self) -> None:
        self.shown: SequenceLetter | None = None
        self._mass = np.zeros(len(CLASSES))
        self._time: float | None = None
        self._last_time = -np.inf
        self._blocked: int | None = None
        self._doubt: SequenceLetter | None = None
        #: Until when each class may not be written again.
        self._again_from: dict[int, float] = {}

    def flows(self, time: float) -> bool:
        """Whether somebody is spelling: a letter was shown not long before that."""
        return time - self._last_time <= FLOW

    def update(self, time: float, probabilities: np.ndarray, held: int | None = None) -> list[SequenceLetter]:
        """Takes in one step; returns what has settled. `held`: the class that is being held, if any."""
        step = 0.0 if self._time is None else time - self._time
        self._time = time
        gained = probabilities.astype(np.float64)
        gained[_BLANK] = 0
        if self._blocked is not None and gained[self._blocked] < LET_GO:
            self._blocked = None
        settled: list[SequenceLetter] = []
        if self.shown is not None:
            old, shown = self.shown, self.shown.joined_by(gained)
            if shown.number != old.number and gained[shown.number] < 0.5:  # it was in doubt, and the other one has won
                self._blocked, self._again_from[shown.number] = shown.number, self._again_from[old.number]
            else:
                shown = replace(old, shares=shown.shares)
            self.shown = shown
            if time - shown.time >= SETTLE:
                settled.append(shown)
                self.shown = None
        self._review_doubt(time, gained, held)
        if self._blocked is not None:
            gained[self._blocked] = 0
        for number, then in self._again_from.items():
            if time < then:
                gained[number] = 0
        self._mass = self._mass * 0.5 ** (step / HALF_LIFE) + gained
        flows = self.flows(time)
        total, number = float(self._mass.sum()), int(self._mass.argmax())
        share = float(self._mass[number]) / max(total, 1e-9)
        if total >= ENOUGH and share >= AGREED[1]:
            letter = SequenceLetter(number, time, float(self._mass[number] / max(total, 1.0)), self._mass.copy())
            doubt, self._doubt = self._doubt, None
            if self.shown is not None and time - self.shown.time < SOONEST:
                self.shown = self.shown.joined_by(letter.shares)
                number = self.shown.number
            elif doubt is not None and FOLLOWED[0] <= time - doubt.time <= FOLLOWED[1]:
                settled.append(doubt)
                self._show(letter, settled)
            elif flows or share >= _agreed_of_first(number, held):
                self._show(letter, settled)
            else:
                self._doubt = letter
            self._blocked, self._again_from[number] = number, time + AGAIN[flows]
            self._mass = np.zeros(len(CLASSES))
        return settled

    def _review_doubt(self, time: float, gained: np.ndarray, held: int | None) -> None:
        """Later evidence may make a doubtful letter clear."""
        doubt = self._doubt
        if doubt is None or time - doubt.time >= SETTLE:
            return
        self._doubt = doubt = doubt.joined_by(gained)
        if doubt.confidence >= _agreed_of_first(doubt.number, held):
            self._show(doubt, [])
            self._doubt = None

    def _show(self, letter: SequenceLetter, settled: list[SequenceLetter]) -> None:
        if self.shown is not None:
            settled.append(self.shown)
        self.shown, self._last_time = letter, letter.time

    def finish(self) -> list[SequenceLetter]:
        """Nothing more comes: what is shown is settled."""
        settled = [] if self.shown is None else [self.shown]
        self.shown = None
        return settled


def _agreed_of_first(number: int, held: int | None) -> float:
    return AGREED_HELD if number == held else AGREED[0]
