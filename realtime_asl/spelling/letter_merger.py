"""Letters that were held and letters that flow, made one text: each letter that was signed comes once.

A hand that rests is read best by its rest: what the network wrote meanwhile gives way to it. What is signed too
quickly for that is the network's. And a rest counts only where the network, which has learnt how hands move that do
not spell, has seen something of a letter in it.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass

import numpy as np

from realtime_asl.alphabet import DELETE, INDEX, MOTION, SPACE
from realtime_asl.spelling.letter_event import LetterEvent
from realtime_asl.spelling.letter_writer import Written

_KINDS = {SPACE: "space", DELETE: "delete"}
_NAMES = {kind: name for name, kind in _KINDS.items()}
#: What the network wrote counts for a rest from so long before it (seconds).
_BEFORE = 0.2
#: Letters as which a stroke may begin.
_STROKE_OF = {"I": "J", "Y": "J", "D": "Z"}


@dataclass(frozen=True, slots=True)
class MergeRules:
    """How the two go together.

    Attributes:
        wait: a letter of the network settles so long after it was written (seconds) …
        rest: … and so much later while the hand rests in it, whose rest will tell.
        stroke: an I, Y or D waits so long for the J or Z that it may begin, or for the next letter (seconds).
        lead: the first letter after a pause may have been written so long before a rest began, and belong to it, since
            a hand passes through other shapes as it comes up (seconds).
        span: and so long after it began: a rest whose letter counts later than that is over (seconds).
        again: what a rest has shown before the network wrote it may still be written so long after it (seconds).
        trust: a rest counts from so much of its letter in the network's eyes on, 1 being a whole one …
        flow: or from `in_flow` on, where the letter before it is not older than this (seconds).
    """

    wait: float = 0.3
    rest: float = 0.4
    stroke: float = 1.2
    lead: float = 0.2
    span: float = 0.9
    again: float = 0.6
    trust: float = 0.5
    in_flow: float = 0.05
    flow: float = 2.5


class LetterMerger:
    """Puts both in order.

    Args:
        evidence: (class number, since when) -> how much of it the network has written since then.
        rules: how they go together.
    """

    def __init__(self, evidence: Callable[[int, float], float], rules: MergeRules | None = None) -> None:
        self._evidence, self._rules = evidence, rules or MergeRules()
        self._waiting: list[Written] = []
        self._settled_at: deque[float] = deque(maxlen=12)
        #: The newest letter of all, and what a rest has shown and the network has not written.
        self._newest = self._owed = -1
        self._held_at = self._newest_at = -np.inf

    @property
    def waiting(self) -> tuple[str, ...]:
        """The network's letters that have not settled."""
        return tuple(item.name for item in self._waiting)

    def update(
        self,
        time: float,
        held: Iterable[LetterEvent],
        written: Iterable[Written],
        *,
        same_hand: bool = False,
        resting_since: float | None = None,
    ) -> list[LetterEvent]:
        """Takes in what was held and written up to `time`; returns what has settled, in order.

        Args:
            time: seconds.
            held: letters that rested, strokes, commands and pauses.
            written: letters of the network.
            same_hand: the hand still rests as it did when the last letter that rested counted.
            resting_since: when the rest began that is under way, seconds; None: there is none.
        """
        events: list[LetterEvent] = []
        for item in written:
            rested = same_hand and item.time - self._held_at > self._rules.lead
            if not rested and not self._is_known(item):
                self._begun_no_more(item.name)
                self._waiting.append(item)
        for event in held:
            if event.kind == "space" and event.posterior is None:  # a pause
                events += self._settle(time, time)
                events.append(event)
            else:
                events += self._rested(time, event)
        while self._waiting and time - self._waiting[0].time >= self._patience(resting_since):
            events += self._settle(time, self._waiting[0].time)
        return events

    def finish(self, time: float) -> list[LetterEvent]:
        """Nothing more comes."""
        return self._settle(time, time)

    def _seen(self, event: LetterEvent) -> float:
        """How much of a letter, or of what its stroke begins as, the network has seen in its rest."""
        names = [event.letter, *(name for name, stroke in _STROKE_OF.items() if stroke == event.letter)]
        return sum(self._evidence(INDEX[name], event.start - _BEFORE) for name in names if name)

    def _patience(self, resting_since: float | None) -> float:
        """How long the first one that waits has to, seconds."""
        rules, item = self._rules, self._waiting[0]
        if item.name in _STROKE_OF and len(self._waiting) == 1:
            return rules.stroke
        rests = resting_since is not None and item.time >= resting_since - self._lead(resting_since)
        return rules.wait + rules.rest * rests

    def _is_known(self, item: Written) -> bool:
        """Whether a rest has just shown it; that holds for one letter."""
        known = item.number == self._owed and item.time - self._held_at < self._rules.again
        if known:
            self._owed = -1
        return known

    def _begun_no_more(self, letter: str) -> None:
        """A stroke has ended: what waits as its beginning was no letter."""
        self._waiting = [item for item in self._waiting if _STROKE_OF.get(item.name) != letter]

    def _flows(self, time: float) -> bool:
        return time - self._newest_at < self._rules.flow

    def _lead(self, start: float) -> float:
        return 0.0 if self._flows(start) else self._rules.lead

    def _rested(self, time: float, event: LetterEvent) -> list[LetterEvent]:
        """What a rest, or a stroke, makes of what waits."""
        rules = self._rules
        number = INDEX[event.letter or _NAMES[event.kind]]
        since = event.start - self._lead(event.start)
        until = event.start + rules.span
        if event.letter in MOTION:  # its stroke is over where the network saw it end
            until = min((item.time for item in self._waiting if item.number == number), default=event.time)
        if event.letter is not None:
            self._begun_no_more(event.letter)
        events = self._settle(time, np.nextafter(since, -np.inf))
        if any(since <= settled <= until for settled in self._settled_at):  # the network was quicker
            return events
        flows = self._flows(event.start)
        needed = rules.in_flow if flows else rules.trust
        double = flows and number == self._newest
        if event.kind == "letter" and not double and self._seen(event) < needed:
            return events
        mine = any(item.number == number and item.time <= until for item in self._waiting)
        self._waiting = [item for item in self._waiting if item.time > until]
        self._newest, self._owed = number, -1 if mine else number
        self._held_at = self._newest_at = event.time
        return [*events, event]

    def _settle(self, time: float, until: float) -> list[LetterEvent]:
        """What the network wrote until then settles now."""
        due = [item for item in self._waiting if item.time <= until]
        self._waiting = [item for item in self._waiting if item.time > until]
        for item in due:
            self._settled_at.append(item.time)
            self._newest, self._newest_at = item.number, item.time
        return [_event(time, item) for item in due]


def _event(time: float, item: Written) -> LetterEvent:
    name = item.name
    kind = _KINDS.get(name, "letter")
    total = max(float(item.shares.sum()), 1e-6)
    return LetterEvent(time, kind, name if kind == "letter" else None, item.confidence, item.time, item.shares / total)
