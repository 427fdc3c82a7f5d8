"""Predictions over time -> letters, spaces and deletes.

decoder = Decoder()                     # reads as signed; Decoder(hold=0.5) only what is held for so long
for prediction in predictions:          # in time order
    events = decoder.update(prediction)
events = decoder.finish(time)           # the source has ended
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from realtime_asl.model_files import find_spelling_weights
from realtime_asl.spelling.hold_reader import HoldReader
from realtime_asl.spelling.letter_event import DecoderState, LetterEvent
from realtime_asl.spelling.letter_merger import LetterMerger
from realtime_asl.spelling.sequence_network import SequenceNetwork
from realtime_asl.spelling.sequence_reader import SequenceReader

if TYPE_CHECKING:
    from realtime_asl.letters.recognizer import Prediction
    from realtime_asl.spelling.sequence_decoder import SequenceLetter

__all__ = ["AUTO", "HOLD", "Decoder", "DecoderState", "LetterEvent", "seconds_held"]

#: In place of a time: read as signed.
AUTO = "auto"
#: How long a letter is held that counts by its hold alone, unless somebody asks for another time (seconds).
HOLD = 0.5


def seconds_held(hold: float | str) -> float:
    """How long a letter is held where it has to be, as in practice."""
    return HOLD if hold == AUTO else float(hold)


class Decoder:
    """Turns predictions into letters.

    Args:
        hold: "auto" reads as signed; else seconds that a letter is held until it counts. May be changed while running.
        network: for reading as signed (default: the shipped one).

    Attributes:
        only_held: while somebody practises: only what is held, or drawn, counts.

    Raises:
        ValueError: `hold` is not positive.
        UserError: the network's weights are missing or damaged.
    """

    def __init__(self, hold: float | str = AUTO, network: SequenceNetwork | None = None) -> None:
        self._holds = HoldReader(seconds_held(hold))
        self.only_held = False
        self._as_signed = hold == AUTO
        self._sequence: SequenceReader | None = None
        self._time = -np.inf
        self._other_raised = False
        if self._as_signed:
            self._begin_sequence(network)

    @property
    def hold(self) -> float | str:
        """Seconds a letter is held until it counts; "auto": as signed."""
        return AUTO if self._as_signed else self._holds.hold

    @hold.setter
    def hold(self, seconds: float | str) -> None:
        self._holds.hold = seconds_held(seconds)
        self._as_signed = seconds == AUTO
        if self._as_signed and self._sequence is None:
            self._begin_sequence(None)

    @property
    def state(self) -> DecoderState:
        """What is pending now."""
        state = self._holds.state
        if self._sequence is None or not self.reads_as_signed:
            return state
        shown = self._sequence.shown
        letters = (*self._merger.waiting, *(() if shown is None else (shown.name,)))
        return replace(state, provisional="".join(letter for letter in letters if len(letter) == 1))

    def update(self, prediction: Prediction) -> tuple[LetterEvent, ...]:
        """Take in the prediction for the next frame; returns what has just been signed.

        Frames whose time does not rise, as damaged files have them, are passed over.
        """
        time = prediction.time
        if not np.isfinite(time) or time <= self._time:
            return ()
        self._time = time
        if prediction.hand is not None:
            self._other_raised = prediction.hand.other_raised
        held = self._holds.update(prediction)
        if self._sequence is None:
            return held
        written = self._sequence.update(prediction, self._holds.being_held)
        if not self.reads_as_signed:
            return held
        return self._noted(self._merge(time, held, written))

    def finish(self, time: float) -> tuple[LetterEvent, ...]:
        """The source has ended at `time`: what was held nearly long enough, or is being written, counts."""
        held = self._holds.finish(time)
        if self._sequence is None or not self.reads_as_signed:
            return held
        events = self._merge(time, held, self._sequence.finish())
        return self._noted([*events, *self._merger.finish(time)])

    @property
    def reads_as_signed(self) -> bool:
        """Whether letters count as they are signed; else only what is held, or drawn."""
        return self._as_signed and not self.only_held

    def _begin_sequence(self, network: SequenceNetwork | None) -> None:
        self._sequence = SequenceReader(network or SequenceNetwork(find_spelling_weights()))
        self._merger = LetterMerger(self._sequence.evidence)

    def _merge(self, time: float, held: Iterable[LetterEvent], written: Iterable[SequenceLetter]) -> list[LetterEvent]:
        holds = self._holds
        return self._merger.update(
            time,
            held,
            written,
            same_hand=holds.still_holding,
            holding_since=holds.holding_since,
            other_raised=self._other_raised,
        )

    def _noted(self, events: list[LetterEvent]) -> tuple[LetterEvent, ...]:
        if any(event.kind == "letter" for event in events):
            self._holds.note_letter()
        return tuple(events)
