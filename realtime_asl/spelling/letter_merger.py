"""Letters that were held and letters that the network wrote, made one text: each letter that was signed comes once.

A hand that is held still is read best by its hold: what the network wrote meanwhile gives way to it. What is signed too
quickly for that is the network's. And a hold counts only where the network, which has learnt how hands move that do
not spell, has seen something of a letter in it.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import replace

import numpy as np

from realtime_asl.alphabet import INDEX, MOTION
from realtime_asl.spelling.jz_motion import BEGINS_STROKE
from realtime_asl.spelling.letter_event import COMMAND_KINDS, LetterEvent
from realtime_asl.spelling.merge_rules import MergeRules
from realtime_asl.spelling.sequence_decoder import SequenceLetter

_NAMES = {kind: name for name, kind in COMMAND_KINDS.items()}
#: What the network wrote counts for a hold from so long before it (seconds).
_BEFORE = 0.2
#: The network is sure of what it writes: of so much of a letter, of which so much agrees.
_SURE, _AGREED = 1.2, 0.85
#: What was held so soon after the source began was held before (seconds).
_AT_START = 0.1


class LetterMerger:
    """Puts both in order.

    Args:
        evidence: (class number, since when) -> how much of it the network has written since then.
        rules: how they go together.
    """

    def __init__(self, evidence: Callable[[int, float], float], rules: MergeRules | None = None) -> None:
        self._evidence, self._rules = evidence, rules or MergeRules()
        self._waiting: list[SequenceLetter] = []
        self._settled_at: deque[float] = deque(maxlen=12)
        #: The newest letter of all, and what a hold has shown and the network has not written; class numbers, -1: none.
        self._newest = self._echo = -1
        self._held_at = self._newest_at = -np.inf
        #: A letter that has been held for its time, and that something speaks against.
        self._doubted: LetterEvent | None = None
        #: When something was last seen with which no word begins.
        self._elsewhere_at = -np.inf
        self._began: float | None = None

    @property
    def waiting(self) -> tuple[str, ...]:
        """The network's letters that have not settled."""
        return tuple(item.name for item in self._waiting)

    def update(
        self,
        time: float,
        held: Iterable[LetterEvent],
        written: Iterable[SequenceLetter],
        *,
        same_hand: bool = False,
        holding_since: float | None = None,
        elsewhere: bool = False,
    ) -> list[LetterEvent]:
        """Takes in what was held and written up to `time`; returns what has settled, in order.

        Args:
            time: seconds.
            held: letters that were held, strokes, commands and pauses.
            written: letters of the network.
            same_hand: the hand is still as it was when the last letter had been held for its time.
            holding_since: when the hold began that is under way, seconds; None: there is none.
            elsewhere: the hand is where no word begins: beside the other one, or on its way out of the picture.
        """
        self._began = time if self._began is None else self._began
        if elsewhere:
            self._elsewhere_at = time
        events: list[LetterEvent] = []
        for item in written:
            still_held = same_hand and item.time - self._held_at > self._rules.lead
            another = self._doubles(item) or self._is_sure_of_another(item)
            if not self._is_echo(item) and (not still_held or another):
                self._drop_beginnings_of(item.name)
                self._waiting.append(item)
        for event in held:
            if event.kind == "space" and event.posterior is None:  # a pause
                events += self._settle(time, time)
                events.append(event)
            else:
                events += self._merge_hold(time, event)
        events += self._long_held(time, same_hand)
        while self._waiting and time - self._waiting[0].time >= self._settle_time(holding_since):
            events += self._settle(time, self._waiting[0].time)
        return events

    def forget(self) -> None:
        """What waits will not be asked for: meanwhile only holds count, as in practice."""
        self._waiting, self._doubted, self._echo = [], None, -1

    def pass_over(self, number: int) -> None:
        """A hand holds class `number`, which is not wanted: as if it had been written."""
        self._newest = number

    def finish(self, time: float) -> list[LetterEvent]:
        """Nothing more comes."""
        return self._settle(time, np.inf)

    def _network_support(self, event: LetterEvent) -> float:
        """How much of a letter, or of what its stroke begins as, the network has seen in its hold."""
        names = [event.letter, *(name for name, stroke in BEGINS_STROKE.items() if stroke == event.letter)]
        return sum(self._evidence(INDEX[name], event.start - _BEFORE) for name in names if name)

    def _settle_time(self, holding_since: float | None) -> float:
        """How long after it was written the first one that waits settles, seconds."""
        rules, item = self._rules, self._waiting[0]
        if item.name in BEGINS_STROKE and len(self._waiting) == 1:
            return rules.stroke
        within, soon = rules.quick
        if self._newest_at > self._held_at and item.time - self._newest_at < within:  # the newest one was not held
            return soon
        held = holding_since is not None and item.time >= holding_since - self._lead(holding_since)
        return rules.settle + rules.hold_extra * held

    def _is_echo(self, item: SequenceLetter) -> bool:
        """Whether a hold has just shown it; that holds for one letter."""
        known = item.number == self._echo and item.time - self._held_at < self._rules.echo
        if known:
            self._echo = -1
        return known

    def _doubles(self, item: SequenceLetter) -> bool:
        """Whether it is the second one of a double letter, slid too quickly to be held anew."""
        return item.number == self._newest and item.time - self._newest_at < self._rules.double

    def _is_sure_of_another(self, item: SequenceLetter) -> bool:
        """Whether it is surely another letter than the newest: of T and A, or E and S, the hand seems the same."""
        return item.number != self._newest and _sure(item)

    def _drop_beginnings_of(self, letter: str) -> None:
        """A stroke has ended: what waits as its beginning was no letter."""
        self._waiting = [item for item in self._waiting if BEGINS_STROKE.get(item.name) != letter]

    def _is_fluent(self, time: float) -> bool:
        return time - self._newest_at < self._rules.fluent

    def _begins_elsewhere(self, time: float) -> bool:
        """Whether a letter of that time would be the first one of a word, where none begins."""
        return self._elsewhere_at >= time and not self._is_fluent(time)

    def _lead(self, start: float) -> float:
        """How long before a hold what was written is a shape on the way up, seconds; the network is sure of none."""
        if self._is_fluent(start):
            return 0.0
        lead = self._rules.lead
        return 0.0 if any(start - lead <= item.time < start and _sure(item) for item in self._waiting) else lead

    def _merge_hold(self, time: float, event: LetterEvent) -> list[LetterEvent]:
        """What a hold, or a stroke, makes of what waits."""
        rules = self._rules
        number = _number_of(event)
        since = event.start - self._lead(event.start)
        until = event.start + rules.span
        if event.letter in MOTION:  # its stroke is over where the network saw it end
            until = min((item.time for item in self._waiting if item.number == number), default=event.time)
        if event.letter is not None:
            self._drop_beginnings_of(event.letter)
        events = self._settle(time, np.nextafter(since, -np.inf))
        if any(since <= settled <= until for settled in self._settled_at):  # the network was quicker
            return events
        if self._is_slip(event, until):
            return events
        if not self._is_backed(event, until):
            self._doubted = None if event.letter in MOTION else event
            return events
        mine = any(item.number == number and item.time <= until for item in self._waiting)
        self._waiting = [item for item in self._waiting if item.time > until]
        self._note_hold(number, event.time, echoes=not mine)
        return [*events, event]

    def _is_slip(self, event: LetterEvent, until: float) -> bool:
        """Whether a hold is an unclear command, or the network is sure of another letter up to `until` instead."""
        if event.kind != "letter":
            return event.confidence < self._rules.command
        others = (item for item in self._waiting if item.name != event.letter and item.time <= until)
        contested = event.letter not in MOTION and any(_sure(item) for item in others)
        return contested and self._network_support(event) < self._rules.contested

    def _is_backed(self, event: LetterEvent, until: float) -> bool:
        """Whether the network has seen enough of a letter up to `until`, and a word goes on, or may begin, with it."""
        doubles = self._is_fluent(event.start) and _number_of(event) == self._newest
        if event.kind != "letter" or doubles:
            return True
        if self._begins_elsewhere(event.start):
            return False
        # That somebody spells, a letter of which the network is not sure says as well; the hold says which one.
        unsure = (float(item.shares.sum()) for item in self._waiting if item.time <= until and not _sure(item))
        return max(self._network_support(event), *unsure, 0.0) >= self._needed_support(event)

    def _needed_support(self, event: LetterEvent) -> float:
        """How much of a letter that is held, or drawn, the network must have seen; infinite where nothing is enough."""
        rules = self._rules
        if self._is_fluent(event.start):
            return rules.fluent_support
        if event.letter in MOTION:
            return rules.support
        if event.confidence < rules.clear:
            return np.inf
        confidence, support = rules.very_clear
        return support if event.confidence >= confidence else rules.support

    def _note_hold(self, number: int, time: float, *, echoes: bool) -> None:
        """A hold has counted; `echoes`: what it has shown may still be written."""
        self._newest, self._echo = number, number if echoes else -1
        self._held_at = self._newest_at = time

    def _long_held(self, time: float, same_hand: bool) -> list[LetterEvent]:
        """The letter that has been held for so long that it counts for that alone."""
        event = self._doubted
        written = event is not None and any(at >= event.start - _BEFORE for at in self._settled_at)
        if event is None or not same_hand or written:
            self._doubted = None
            return []
        from_start = self._began is not None and event.start <= self._began + _AT_START
        if time - event.start < (self._rules.from_start if from_start else self._rules.long):
            return []
        self._doubted = None
        self._note_hold(_number_of(event), time, echoes=True)
        return [replace(event, time=time)]

    def _settle(self, time: float, until: float) -> list[LetterEvent]:
        """What the network wrote until then settles now."""
        due = [item for item in self._waiting if item.time <= until]
        self._waiting = [item for item in self._waiting if item.time > until]
        events = []
        for item in due:
            if self._begins_elsewhere(item.time):
                continue
            self._settled_at.append(item.time)
            self._newest, self._newest_at = item.number, item.time
            events.append(_event(time, item))
        return events


def _sure(item: SequenceLetter) -> bool:
    total = float(item.shares.sum())
    return total >= _SURE and float(item.shares[item.number]) >= _AGREED * total


def _number_of(event: LetterEvent) -> int:
    return INDEX[event.letter or _NAMES[event.kind]]


def _event(time: float, item: SequenceLetter) -> LetterEvent:
    name = item.name
    kind = COMMAND_KINDS.get(name, "letter")
    total = max(float(item.shares.sum()), 1e-6)
    return LetterEvent(time, kind, name if kind == "letter" else None, item.confidence, item.time, item.shares / total)
