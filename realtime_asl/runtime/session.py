"""What is signed, and what follows from it: decoder, speller and practice, without screen or clock.

session = Session(Decoder(), Speller(), on_event)
session.feed(prediction)           # one after the other, in time order
session.view(hand, time, size)     # what the screen shows of it
session.finish()                   # the last letter, when the source has ended
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import TYPE_CHECKING

from realtime_asl.hand import Hand
from realtime_asl.letters.recognizer import Prediction
from realtime_asl.letters.view_problems import Guidance
from realtime_asl.screen.overlay import UNSURE, View
from realtime_asl.spelling.decoder import Decoder, LetterEvent, seconds_held
from realtime_asl.spelling.smoothed_letter import SmoothedLetter
from realtime_asl.spelling.speller import Speller, TextEvent

if TYPE_CHECKING:
    from realtime_asl.practice.session import PracticeSession
    from realtime_asl.practice.teaching import Teaching
    from realtime_asl.runtime.taught_hand import TaughtHand

#: How long a letter that has just counted is marked, seconds.
MARKED_S = 0.4
#: Still letters as which the moving ones begin.
STROKES = {"I": "J", "D": "Z"}


class Session:
    """Everything between predictions and screen.

    Args:
        decoder: predictions -> letters.
        speller: letters -> text.
        on_event: told every text event and the text after it, as it happens.

    Attributes:
        now: time of the last frame, seconds since the first.
        practice: the round that is practised, or None; see `practise`.
        taught_hand: whose hand is read, or None: as anybody's.
        teaching: the letters that are being taught, or None; meanwhile nothing is spelled.
    """

    def __init__(
        self,
        decoder: Decoder,
        speller: Speller,
        on_event: Callable[[TextEvent, str], None],
    ) -> None:
        self.now = 0.0
        self.practice: PracticeSession | None = None
        self.taught_hand: TaughtHand | None = None
        self.teaching: Teaching | None = None
        self._watcher: Callable[[Prediction], None] | None = None
        self._decoder, self._speller, self._on_event = decoder, speller, on_event
        # What is signed in practice is told, too (`TextEvent.exercise`), but is no part of the text.
        self._exercise = Speller()
        self._letter, self._guidance = SmoothedLetter(), Guidance()
        self._committed: tuple[str, float] | None = None
        self._taught: Teaching | None = None
        self._finished = False

    @property
    def text(self) -> str:
        """What was spelled, practice left out."""
        return self._speller.text

    @property
    def hold(self) -> float | str:
        """Seconds a letter is held until it counts; "auto": it is read as signed."""
        return self._decoder.hold

    @hold.setter
    def hold(self, seconds: float | str) -> None:
        self.settle()
        if self.teaching is not None:  # it asks for somewhat more
            self.teaching.hold += seconds_held(seconds) - seconds_held(self._decoder.hold)
        self._decoder.hold = seconds
        if self.practice is not None:
            self.practice.hold = seconds_held(seconds)

    def feed(self, prediction: Prediction) -> None:
        """Take in the prediction for the next frame."""
        self.now = prediction.time
        plain = prediction
        if self.taught_hand is not None:
            prediction = self.taught_hand.personal(plain)
        self._letter.update(prediction)
        self._guidance.update(prediction, one_hand=self._decoder.reads_as_signed)
        events = self._decoder.update(prediction)
        if self.teaching is not None:
            self.teaching.update(plain)
            if self.teaching.done:
                self._taught = self.end_teaching()
            return
        if self.practice is not None:
            # The teacher corrects by the alphabet, not by the person's habit.
            self.practice.update(plain, events)
            if self._watcher is not None:
                self._watcher(prediction)
        self._take(events)

    def finish(self) -> None:
        """The source has ended: a letter that is being held may still count. May be called twice."""
        if self._finished:
            return
        self._finished = True
        events = self._decoder.finish(self.now) if self.teaching is None else ()
        if self.practice is not None:
            self.practice.take(events)
        self._take(events)
        self._tell(self._speller.finish(self.now))

    def practise(self, practice: PracticeSession | None, watcher: Callable[[Prediction], None] | None = None) -> None:
        """Begin a round, or end practice (None).

        Args:
            practice: the round.
            watcher: told every prediction after the round has seen it (a learner that is no person).
        """
        if self.practice is None:
            self.settle()  # it belongs to the text
        elif practice is None:
            self._decoder.only_held = False  # so that what is being written is given up, too
            self._decoder.give_up()  # it belongs to the exercise
        self.practice, self._watcher = practice, watcher
        self._decoder.only_held = practice is not None
        self._exercise = Speller()

    def end_teaching(self) -> Teaching | None:
        """Spelling, or practice, goes on; returns what was taught, or None. A hand that is still held belongs to it."""
        ended = self.teaching
        self._decoder.give_up()
        self.teaching = None
        return ended

    def settle(self) -> None:
        """Letters that are shown and not settled become text at once: something is about to be done with it."""
        self._take(self._decoder.settle())

    def new_notice(self) -> str | None:
        """What came of teaching, told once it is over; or None."""
        teaching, self._taught = self._taught, None
        if teaching is None:
            return None
        if self.taught_hand is not None and self.taught_hand.unsaved:
            return self.taught_hand.notice
        return teaching.outcome[0].upper() + teaching.outcome[1:]

    # Keys

    def space(self) -> None:
        """End the word."""
        self.settle()
        self._tell(self._speller.space(self.now))

    def backspace(self) -> None:
        """Take back the last letter that is shown, settled or not, or what autocorrect or `clear` did."""
        shown = self._decoder.settle()
        if shown and shown[-1].kind == "letter":
            self._take(shown[:-1])
            return
        self._take(shown)
        self._tell(self._speller.backspace(self.now))

    def clear(self) -> None:
        """Take back everything, with what is being written or held."""
        self._decoder.give_up()
        self._tell(self._speller.clear(self.now))

    def accept(self, number: int) -> None:
        """Take suggestion 1, 2 or 3 in place of the word and what is being written of it; nothing where it is none."""
        if number <= len(self._speller.suggestions):
            self._decoder.give_up()
        self._tell(self._speller.accept(number, self.now))

    # Screen

    def view(self, hand: Hand | None, time: float, frame_size: tuple[int, int]) -> View:
        """What the screen shows of the session.

        Args:
            hand: the hand of the picture that is shown.
            time: of that picture, seconds.
            frame_size: (width, height) of that picture.
        """
        current, state = self._letter, self._decoder.state
        letter = current.letter if current.sure or current.letter is None else UNSURE
        practice = self.practice.view if self.practice is not None else None
        if self.teaching is not None:
            practice = self.teaching.view
        if practice is not None and practice.hint is not None:
            practice = replace(practice, hint=practice.hint.beside(None if letter == UNSURE else letter))
        pending, fill = state.pending, state.fill
        if practice is not None:
            pending, fill = (practice.letter, practice.fill) if practice.fill > 0 else (None, 0.0)
        return View(
            time=time,
            frame_size=frame_size,
            hand=hand,
            letter=letter,
            confidence=current.confidence,
            candidates=current.candidates(),
            pending=pending,
            fill=fill,
            moving=state.moving,
            drawing=STROKES.get(state.pending or "") if state.moving else None,
            # In practice only the letter that was asked for is got.
            committed=self._recently_committed(time) if practice is None else practice.counted,
            text=self._speller.text,
            provisional=state.provisional if practice is None else "",
            suggestions=self._speller.suggestions,
            # It names a key that waits until practice ends.
            notice=self._speller.notice if practice is None else None,
            guidance=self._guidance.line,
            practice=practice,
            own_hand=None if self.taught_hand is None else self.taught_hand.mark,
        )

    def _recently_committed(self, time: float) -> str | None:
        if self._committed is None or time - self._committed[1] > MARKED_S:
            return None
        return self._committed[0]

    def _take(self, events: Iterable[LetterEvent]) -> None:
        if self.teaching is not None:  # an example is no text, though a key may settle it
            return
        speller = self._speller if self.practice is None else self._exercise
        for event in events:
            if event.kind == "letter" and event.letter is not None:
                self._committed = (event.letter, event.time)
            for written in speller.apply(event):
                self._on_event(replace(written, exercise=self.practice is not None), speller.text)

    def _tell(self, events: Iterable[TextEvent]) -> None:
        for event in events:
            self._on_event(event, self._speller.text)
