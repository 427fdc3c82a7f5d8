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

from realtime_asl.alphabet import CLASSES
from realtime_asl.model_files import find_spelling_weights
from realtime_asl.spelling.hold_reader import HoldReader
from realtime_asl.spelling.letter_event import DecoderState, LetterEvent
from realtime_asl.spelling.letter_merger import LetterMerger
from realtime_asl.spelling.sequence_network import SequenceNetwork
from realtime_asl.spelling.sequence_reader import SequenceReader
from realtime_asl.spelling.usable_prediction import LONGEST_GAP, nobody_before, usable

if TYPE_CHECKING:
    from realtime_asl.hand import Hand
    from realtime_asl.letters.recognizer import Prediction
    from realtime_asl.spelling.sequence_decoder import SequenceLetter

__all__ = ["AUTO", "HOLD", "Decoder", "DecoderState", "LetterEvent", "seconds_held"]

#: In place of a time: read as signed.
AUTO = "auto"
#: How long a letter is held that counts by its hold alone, unless somebody asks for another time (seconds).
HOLD = 0.5
#: A hand that is so far down in the picture is half outside of it (share of the picture's height).
_LOWEST = 0.9


def seconds_held(hold: float | str) -> float:
    """How long a letter is held where it has to be, as in practice."""
    return HOLD if hold == AUTO else float(hold)


class Decoder:
    """Turns predictions into letters.

    Args:
        hold: "auto" reads as signed; else seconds that a letter is held until it counts. May be changed while running.

    Attributes:
        only_held: while somebody practises: only what is held, or drawn, counts.

    Raises:
        ValueError: `hold` is not positive.
        UserError: the network's weights are missing or damaged.
    """

    def __init__(self, hold: float | str = AUTO) -> None:
        self._holds = HoldReader(seconds_held(hold))
        self.only_held = False
        self._as_signed = hold == AUTO
        self._sequence: SequenceReader | None = None
        self._time: float | None = None
        self._frame_size: tuple[int, int] | None = None
        if self._as_signed:
            self._begin_sequence()

    @property
    def hold(self) -> float | str:
        """Seconds a letter is held until it counts; "auto": as signed."""
        return AUTO if self._as_signed else self._holds.hold

    @hold.setter
    def hold(self, seconds: float | str) -> None:
        self._holds.hold = seconds_held(seconds)
        self._as_signed = seconds == AUTO
        if self._as_signed and self._sequence is None:
            self._begin_sequence()

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
        time, last = prediction.time, self._time
        if not np.isfinite(time) or (last is not None and time <= last):
            return ()
        frames, written = [usable(prediction)], []
        moved = self._frame_size not in (None, prediction.frame_size)
        if last is not None and (moved or time - last > LONGEST_GAP):
            frames = [*nobody_before(prediction, last), *frames]
            written = [] if self._sequence is None else self._sequence.restart()
        if moved:
            self._holds.forget_place()
        self._time, self._frame_size = time, prediction.frame_size
        events = self._take(frames[0], written)
        return (*events, *(event for frame in frames[1:] for event in self._take(frame, [])))

    def _take(self, prediction: Prediction, written: list[SequenceLetter]) -> tuple[LetterEvent, ...]:
        held = self._holds.update(prediction)
        if self._sequence is None:
            return held
        written = [*written, *self._sequence.update(prediction, self._holds.being_held)]
        if not self.reads_as_signed:
            self._merger.forget()
            return held
        elsewhere = prediction.hand is not None and _begins_no_word(prediction.hand, prediction.frame_size[1])
        return self._noted(self._merge(prediction.time, held, written, elsewhere=elsewhere))

    def finish(self, time: float) -> tuple[LetterEvent, ...]:
        """The source has ended at `time`: what was held nearly long enough, or is being written, counts."""
        held = self._holds.finish(time)
        if self._sequence is None or not self.reads_as_signed:
            return held
        events = self._merge(time, held, self._sequence.finish(), elsewhere=False)
        return self._noted([*events, *self._merger.finish(time)])

    def settle(self) -> tuple[LetterEvent, ...]:
        """What is being written settles now: the person has seen it and changes the text, or what is done with it."""
        if self._time is None or self._sequence is None or not self.reads_as_signed:
            return ()
        # Whether the hand has let go of the letter before is told only after a moment, which there is not.
        events = self._merger.update(self._time, (), self._sequence.finish())
        events += self._merger.finish(self._time)
        held = self._holds.being_held
        if held is not None and events and CLASSES[held] == events[-1].letter:
            self._holds.pass_over()
        return self._noted(events)

    def give_up(self) -> None:
        """What is being written, or held, is no longer wanted."""
        self.settle()
        number = self._holds.pass_over()
        if self._sequence is not None and number is not None:
            self._merger.pass_over(number)

    @property
    def reads_as_signed(self) -> bool:
        """Whether letters count as they are signed; else only what is held, or drawn."""
        return self._as_signed and not self.only_held

    def _begin_sequence(self) -> None:
        self._sequence = SequenceReader(SequenceNetwork(find_spelling_weights()))
        self._merger = LetterMerger(self._sequence.evidence)

    def _merge(
        self, time: float, held: Iterable[LetterEvent], written: Iterable[SequenceLetter], *, elsewhere: bool
    ) -> list[LetterEvent]:
        holds = self._holds
        return self._merger.update(
            time,
            held,
            written,
            same_hand=holds.still_holding,
            holding_since=holds.holding_since,
            elsewhere=elsewhere,
        )

    def _noted(self, events: list[LetterEvent]) -> tuple[LetterEvent, ...]:
        if any(event.kind == "letter" for event in events):
            self._holds.note_letter()
        return tuple(events)


def _begins_no_word(hand: Hand, height: int) -> bool:
    """Whether the hand is where signs are made, or hands come and go, and nobody begins to spell.

    That is beside the other one, which is raised, too, or half below the picture, which is `height` pixels high.
    """
    return hand.other_raised or float(hand.landmarks[:, 1].mean()) > _LOWEST * height
