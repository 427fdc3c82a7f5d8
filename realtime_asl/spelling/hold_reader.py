"""Letters that are held: predictions over time -> letters, spaces and deletes.

Every class gathers evidence from the whole posterior while the hand keeps still enough, and loses it
while other classes are read. A letter counts when it has gathered `hold` seconds. So a frame that is
read wrongly, or not at all, costs a little time and nothing else, and a shape through which the hand
only passes never gathers enough. All of it is reckoned in seconds: any frame rate gives the same letters.

reader = HoldReader(hold=0.5)
for prediction in predictions:          # in time order
    events = reader.update(prediction)
events = reader.finish(time)            # the source has ended
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from realtime_asl.alphabet import CLASSES, INDEX, NOTHING
from realtime_asl.spelling.hand_motion import Movement, MovementTracker
from realtime_asl.spelling.hold_candidate import HoldCandidate
from realtime_asl.spelling.hold_evidence import HoldEvidence
from realtime_asl.spelling.hold_times import BEGINNING_SPEED, COMMANDS, STROKE_OF, needed
from realtime_asl.spelling.jz_motion import MotionDetector, Stroke
from realtime_asl.spelling.letter_event import DecoderState, LetterEvent
from realtime_asl.spelling.pending_hold import PendingHold
from realtime_asl.spelling.repeat_guard import RepeatGuard
from realtime_asl.spelling.signing_pause import PauseDetector

if TYPE_CHECKING:
    from realtime_asl.letters.recognizer import Prediction

#: From this share of its time on a hold has begun.
BEGUN = 0.25
#: A hand that is not seen for so long may only have been missed by the tracker (seconds).
DROPOUT = 0.45
#: A hand that is away, down or spells nothing for so long ends the word (seconds).
PAUSE = 0.55
#: The screen says that the hand moves from this speed on (palm sizes a second).
MOVING_SPEED = 1.5


class HoldReader:
    """Turns predictions into letters that were held, or drawn.

    Args:
        hold: seconds a letter is held until it counts; may be changed while running.

    Raises:
        ValueError: `hold` is not positive.
    """

    def __init__(self, hold: float = 0.5) -> None:
        self.hold = hold
        self._motion = MotionDetector()
        self._movements, self._guard, self._pauses = MovementTracker(), RepeatGuard(), PauseDetector()
        self._evidence, self._pending = HoldEvidence(), PendingHold()
        self._movement: Movement | None = None
        self._time: float | None = None
        self._still_at = -np.inf
        self._away = self._word_begun = False

    @property
    def hold(self) -> float:
        """Seconds a letter is held until it counts."""
        return self._hold

    @hold.setter
    def hold(self, seconds: float) -> None:
        if not seconds > 0:
            raise ValueError(f"hold must be a positive number of seconds, not {seconds}")
        self._hold = float(seconds)

    @property
    def state(self) -> DecoderState:
        """What is pending now."""
        moving = self._movement is not None and self._movement.speed > MOVING_SPEED
        drawing = self._motion.drawing
        evidence = self._evidence.classes.seconds
        number = int(evidence.argmax())
        seconds = float(evidence[number])
        # While an I, Y or D may be the beginning of a stroke, it stays pending as it was.
        held = self._pending.candidate
        if held is not None and held.number in STROKE_OF and held.seconds > seconds:
            number, seconds = held.number, held.seconds
        if seconds < 0.1 * self._hold:
            return DecoderState(moving=moving or drawing is not None)
        return DecoderState(CLASSES[number], min(1.0, seconds / needed(number, self._hold)), moving)

    @property
    def still_holding(self) -> bool:
        """Whether the hand is still as it was when the last letter that was held counted."""
        return self._guard.holds_letter

    @property
    def holding_since(self) -> float | None:
        """Since when something is being held that will count soon if it goes on; None: nothing is."""
        held = self._pending.candidate
        if held is not None and held.number in STROKE_OF:  # it may be about to draw
            return held.start
        number = self.being_held
        return None if number is None else self._evidence.classes.start(number)

    @property
    def being_held(self) -> int | None:
        """The class that will count soon if the hand goes on holding it; None: there is none."""
        seconds = self._evidence.classes.seconds
        number = int(seconds.argmax())
        holding = self._evidence.speaks_for(number) and not self._guard.holds_letter
        return number if holding and seconds[number] > BEGUN * self._hold else None

    def forget_place(self) -> None:
        """What comes is seen by another camera: where letters were signed says nothing about it."""
        self._movements.reset()
        self._pauses.forget_place()

    def pass_over(self) -> int | None:
        """What is being held counts no more: as if it had counted, the hand has to let go of it first.

        Returns:
            Its class; None: nothing is being held.
        """
        number = self.being_held
        if number is not None and self._movement is not None:
            self._reset_hold()
            self._guard.block(number, self._movement)
        return number

    def note_letter(self) -> None:
        """A letter has counted that this reader did not hear of: a word has begun, and this is where it is signed."""
        self._word_begun = True
        if self._movement is not None:
            self._pauses.signed_at(self._movement)

    def update(self, prediction: Prediction) -> tuple[LetterEvent, ...]:
        """Take in the prediction for the next frame; returns what has just been signed.

        Its numbers are finite (see `usable_prediction`). Frames whose time does not rise, as damaged files have them,
        are passed over.
        """
        time = prediction.time
        if not np.isfinite(time) or (self._time is not None and time <= self._time):
            return ()
        hand, posterior = prediction.hand, prediction.posterior
        events = self._add_stroke(time, self._motion.update(time, hand, posterior))
        self._movement = None if hand is None else self._movements.update(time, hand)
        self._pauses.update(time, self._movement, float(posterior[INDEX[NOTHING]]))
        away = self._pauses.away(time)
        if away > DROPOUT and not self._away:
            events += self._end_hold(time)
            self._away = True
        if self._movement is not None and self._pauses.signing:
            events += self._continue_hold(time, posterior, self._movement)
            self._away = self._away and away > 0
        if self._word_begun and away >= PAUSE:
            events.append(LetterEvent(time, "space", None, 1.0, float(self._pauses.away_since or 0.0)))
        for event in events:
            self._word_begun = event.kind == "letter" or (self._word_begun and event.kind == "delete")
        self._time = time
        return tuple(events)

    def finish(self, time: float) -> tuple[LetterEvent, ...]:
        """The source has ended at `time`: a letter that was held nearly long enough, or a stroke, counts."""
        return (*self._add_stroke(time, self._motion.finish()), *self._end_hold(time))

    def _continue_hold(self, time: float, posterior: np.ndarray, movement: Movement) -> list[LetterEvent]:
        """What counts now that the hand has been held for one more frame."""
        seconds = 0.0 if self._time is None else time - self._time
        self._evidence.add_frame(time, seconds, posterior, movement, self._guard)
        if self._time is None:
            self._evidence.begin_within_hold(posterior, self._hold)
        if movement.speed < BEGINNING_SPEED:
            self._still_at = time
        drawing = self._motion.drawing is not None
        outcome = self._pending.update(time, self._evidence, movement, self._hold, drawing=drawing)
        completed, overtaken = outcome.completed, outcome.overtaken
        if overtaken is not None:  # or the letter would count once more when it comes again, as the second D of DAD
            self._evidence.classes.drop(overtaken.number)
        if completed is not None:
            self._reset_hold()
            self._motion.forget(self._still_at)  # no stroke reaches back into the hold
            if outcome.slid:
                self._guard.release()
            else:
                self._guard.block(completed.number, movement)
            if completed.number not in COMMANDS:
                self._pauses.signed_at(movement)
        return _events(time, overtaken, completed)

    def _add_stroke(self, time: float, stroke: Stroke | None) -> list[LetterEvent]:
        """What counts when a J or a Z is complete."""
        if stroke is None:
            return []
        held = self._pending.candidate
        # An I, Y or D that was not held for its full time was the beginning of the J or Z.
        begun = held is None or STROKE_OF.get(held.number) == stroke.letter
        overtaken = None if begun else self._pending.overtaken(self._hold)
        self._reset_hold()
        self._guard.block_after_stroke(stroke.letter)
        return [
            *_events(time, overtaken),
            LetterEvent(time, "letter", stroke.letter, stroke.confidence, stroke.start, stroke.posterior),
        ]

    def _end_hold(self, time: float) -> list[LetterEvent]:
        """What counts when the hand has left, or the source has ended."""
        held = self._pending.left(time, self._hold)
        self._reset_hold()
        self._guard.release()
        self._movements.reset()
        return _events(time, held)

    def _reset_hold(self) -> None:
        """Nothing is held."""
        self._evidence.clear()
        self._pending.clear()


def _events(time: float, *counted: HoldCandidate | None) -> list[LetterEvent]:
    return [_event(time, held) for held in counted if held is not None]


def _event(time: float, held: HoldCandidate) -> LetterEvent:
    kind = COMMANDS.get(held.number, "letter")
    letter = CLASSES[held.number] if kind == "letter" else None
    confidence = min(1.0, float(held.posterior[held.number]))
    return LetterEvent(time, kind, letter, confidence, held.start, held.posterior)
