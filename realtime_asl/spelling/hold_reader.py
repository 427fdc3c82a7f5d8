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

from realtime_asl.alphabet import CLASSES, DELETE, INDEX, LETTERS, NOTHING, SPACE
from realtime_asl.spelling.evidence import DECAY, Evidence, still_posterior, support
from realtime_asl.spelling.hand_motion import Movement, MovementTracker
from realtime_asl.spelling.hold import Held, Rest, SlideOn
from realtime_asl.spelling.jz_motion import MotionDetector, Stroke
from realtime_asl.spelling.letter_event import DecoderState, LetterEvent
from realtime_asl.spelling.repeat_guard import SLIDE, Latch
from realtime_asl.spelling.signing_pause import Presence

if TYPE_CHECKING:
    from realtime_asl.hand import Hand
    from realtime_asl.letters.recognizer import Prediction

#: I, Y and D are held longer than the others by this share: the hand may be about to draw a J or a Z.
STROKE_GRACE = 0.5
#: The `space` and `del` signs are held longer than letters by this share, since a slip costs more.
COMMAND_GRACE = 0.3
#: A letter that was held for this share of its time counts when the hand leaves or the source ends.
LEAVING_SHARE = 0.7
#: How long ago that may have been (seconds): the hand is still seen while it goes down.
LEAVING_TIME = 0.7
#: A source may begin in the middle of a hold: this share of it is taken for granted then.
BEGUN_SHARE = 0.4
#: From this share of its time on a hold has begun.
BEGUN = 0.25
#: A hand that is not seen for so long may only have been missed by the tracker (seconds).
DROPOUT = 0.45
#: A hand that is away, down or spells nothing for so long ends the word (seconds).
PAUSE = 0.7
#: Up to the first speed the hand counts as still, from the second on as on its way (palm sizes a second).
STILL_SPEED, PASSING_SPEED = 1.0, 3.0
#: The same for I, Y and D, since a hand that moves while it shows them may be drawing a J or a Z.
BEGINNING_SPEED, DRAWING_SPEED = 0.5, 1.5
#: More than this is never reckoned for one frame, however late it came (seconds).
LONGEST_STEP = 0.25
#: The runner-up must have less than this share of the leader's evidence; else both wait for so much more.
RIVAL_SHARE, RIVAL_GRACE = 0.75, 0.4
#: One of them that was held long enough for another letter counts when no stroke came after so long (seconds).
STROKE_WAIT = 1.3
#: The screen says that the hand moves from this speed on (palm sizes a second).
MOVING_SPEED = 1.5

_LETTERS = [INDEX[letter] for letter in LETTERS]
_COMMANDS = {INDEX[SPACE]: "space", INDEX[DELETE]: "delete"}
#: Still letters as which a stroke may begin: the little finger of a J is easily read as a Y.
_STROKE_OF = {INDEX["I"]: "J", INDEX["Y"]: "J", INDEX["D"]: "Z"}


class HoldReader:
    """Turns predictions into letters that were held, or drawn.

    Args:
        hold: seconds a letter is held until it counts; may be changed while running.
        motion: finds J and Z (default: with the shipped model).

    Raises:
        ValueError: `hold` is not positive.
    """

    def __init__(self, hold: float = 0.5, motion: MotionDetector | None = None) -> None:
        self.hold = hold
        self._motion = motion or MotionDetector()
        self._movements, self._latch, self._presence = MovementTracker(), Latch(), Presence()
        self._evidence = Evidence()
        self._held: Held | None = None
        self._rest = Rest()
        self._movement: Movement | None = None
        self._time: float | None = None
        #: What the last frame with a letter spoke for, and its time.
        self._gain: np.ndarray | None = None
        self._signed_at = -np.inf
        self._still_at = -np.inf
        #: Of an I, Y or D since it was held long enough for another letter.
        self._slide_on = SlideOn()
        self._gone = self._word_begun = False

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
        number = int(self._evidence.seconds.argmax())
        seconds = float(self._evidence.seconds[number])
        # While an I, Y or D may be the beginning of a stroke, it stays pending as it was.
        held = self._held
        if held is not None and held.number in _STROKE_OF and held.seconds > seconds:
            number, seconds = held.number, held.seconds
        if seconds < 0.1 * self._hold:
            return DecoderState(moving=moving or drawing is not None)
        return DecoderState(CLASSES[number], min(1.0, seconds / self._needed(number)), moving)

    @property
    def rests(self) -> bool:
        """Whether the hand is still as it was when the last letter that was held counted."""
        return self._latch.holding

    @property
    def resting_since(self) -> float | None:
        """Since when a hand has been resting that will have shown a letter soon if it goes on; None: it does not."""
        held = self._held
        if held is not None and held.number in _STROKE_OF:  # it may be about to draw
            return held.start
        number = int(self._evidence.seconds.argmax())
        rests = self._gain is not None and self._gain[number] > 0 and not self._latch.holding
        return self._evidence.start(number) if rests and self._evidence.seconds[number] > BEGUN * self._hold else None

    def signed(self) -> None:
        """A letter has counted that this reader did not hear of: a word has begun, and this is where it is signed."""
        self._word_begun = True
        if self._movement is not None:
            self._presence.signed_at(self._movement)

    def update(self, prediction: Prediction) -> tuple[LetterEvent, ...]:
        """Take in the prediction for the next frame; returns what has just been signed.

        Frames whose time does not rise, as damaged files have them, are passed over.
        """
        time = prediction.time
        if not np.isfinite(time) or (self._time is not None and time <= self._time):
            return ()
        hand, posterior = _sound(prediction)
        events = self._strokes(time, self._motion.update(time, hand, posterior))
        self._movement = None if hand is None else self._movements.update(time, hand)
        self._presence.update(time, self._movement, float(posterior[INDEX[NOTHING]]))
        away = self._presence.away(time)
        if away > DROPOUT and not self._gone:
            events += self._left(time)
            self._gone = True
        if self._movement is not None and self._presence.signing:
            events += self._signing(time, posterior, self._movement)
            self._gone = self._gone and away > 0
        if self._word_begun and away >= PAUSE:
            events.append(LetterEvent(time, "space", None, 1.0, float(self._presence.away_since or 0.0)))
        for event in events:
            self._word_begun = event.kind == "letter" or (self._word_begun and event.kind == "delete")
        self._time = time
        return tuple(events)

    def finish(self, time: float) -> tuple[LetterEvent, ...]:
        """The source has ended at `time`: a letter that was held nearly long enough, or a stroke, counts."""
        return (*self._strokes(time, self._motion.finish()), *self._left(time))

    def _signing(self, time: float, posterior: np.ndarray, movement: Movement) -> list[LetterEvent]:
        still = still_posterior(posterior)
        speaks = support(still)
        # Across a short gap the hand is taken to have done the same; after a longer one, or when it has just
        # come, to have been there for half of the time since the frame before.
        joined = self._gain is not None and time - self._signed_at <= LONGEST_STEP
        begin = self._signed_at if joined else time - min(0.05, 0.5 * (time - (self._time or time)))
        gain = speaks * _stillness(movement.speed) * self._latch.gains(movement, still, time - begin)
        mean = (gain + self._gain) / 2 if joined else gain
        self._evidence.add(begin, time, still, mean, DECAY * (1 - speaks))
        # What has counted already is not rested for again.
        letters = 0.0 if self._latch.closed else min(1.0, float(mean[_LETTERS].sum()))
        self._rest.update(movement.shape, letters * (time - begin))
        self._gain, self._signed_at = gain, time
        if movement.speed < BEGINNING_SPEED:
            self._still_at = time
        if self._time is None:
            self._begin_within(speaks)
        return self._count(time, movement)

    def _begin_within(self, speaks: np.ndarray) -> None:
        number = int(speaks.argmax())
        if speaks[number] > 0.5 and number not in _STROKE_OF and number not in _COMMANDS:
            self._evidence.grant(number, BEGUN_SHARE * self._hold)

    def _count(self, time: float, movement: Movement) -> list[LetterEvent]:
        """The letter that has been held long enough, if any."""
        second, number = (int(i) for i in np.argsort(self._evidence.seconds)[-2:])
        seconds = float(self._evidence.seconds[number])
        needed = self._needed(number)
        # An I, Y or D waits for a stroke, and may be slid meanwhile as the first one of a double letter.
        if number in _STROKE_OF and seconds >= self._hold:
            self._slide_on.update(movement)
        else:
            self._slide_on.reset()
        contested = self._evidence.seconds[second] > RIVAL_SHARE * seconds
        if contested:
            needed *= 1 + RIVAL_GRACE
        held, shape = self._held, movement.shape
        if held is not None and number == held.number and self._gain is not None and self._gain[number] == 0:
            shape = held.shape  # the hand is on its way to the next letter already
        holding = Held.of(self._evidence, number, time, self._rest.seconds, shape)
        if contested:
            holding = holding.contested_by(second, self._evidence)
        events: list[LetterEvent] = []
        if seconds >= LEAVING_SHARE * self._hold:
            if held is not None and number not in (held.number, held.rival):
                events += self._overtaken(time, held, movement.shape)
                held = None
            if held is None or seconds >= held.seconds:
                self._held = holding
            else:
                self._held = held.rests_on(self._rest.seconds, movement.shape)
        elif self._held is not None and time - self._held.time > STROKE_WAIT and self._motion.drawing is None:
            events += self._overtaken(time, self._held)
        # A hand that has just begun to move may be drawing: either the stroke or the next letter will tell.
        beginning = number in _STROKE_OF and movement.speed >= BEGINNING_SPEED
        if seconds >= needed - 1e-6 and not beginning:
            events.append(self._event(time, holding))
            # Held for its time, then slid: the next one of a double letter has begun.
            slid = holding.number in _STROKE_OF and self._slide_on.palms >= SLIDE
            self._settle()
            if slid:
                self._latch.release()
            else:
                self._latch.close(holding.number, movement)
            if holding.number not in _COMMANDS:
                self._presence.signed_at(movement)
        return events

    def _overtaken(self, time: float, held: Held, shape: np.ndarray | None = None) -> list[LetterEvent]:
        """Something else came after `held`, shown by a hand of this shape if it is a letter: what was held long enough
        counts, although it might have begun a stroke or several letters were in question."""
        self._held = None
        doubtful = held.number in _STROKE_OF or held.rival is not None
        if doubtful and held.seconds >= self._needed_at_least(held.number):
            return [self._event(time, held)]
        # A hand that rested for its time, read as one letter and as another, showed the one that it was read as most.
        rested = held.rested >= self._hold - 1e-6 and held.number not in _COMMANDS
        return [self._event(time, held)] if rested and shape is not None and held.differs(shape) else []

    def _left(self, time: float) -> list[LetterEvent]:
        """The hand has left, or the source has ended."""
        held = self._held
        self._begin_again()
        self._latch.release()
        self._movements.reset()
        if held is None:
            return []
        recent = time - held.time <= LEAVING_TIME + DROPOUT or held.number in _STROKE_OF
        needed = LEAVING_SHARE * self._needed_at_least(held.number)
        return [self._event(time, held)] if recent and held.seconds >= needed else []

    def _strokes(self, time: float, stroke: Stroke | None) -> list[LetterEvent]:
        if stroke is None:
            return []
        held = self._held
        # An I, Y or D that was not held for its full time was the beginning of the J or Z.
        begun = held is None or _STROKE_OF.get(held.number) == stroke.letter
        events = [] if begun else self._overtaken(time, held)
        self._begin_again()
        self._latch.close_stroke(stroke.letter)
        return [
            *events,
            LetterEvent(time, "letter", stroke.letter, stroke.confidence, stroke.start, stroke.posterior),
        ]

    def _settle(self) -> None:
        """A letter has counted: begin again, and no stroke reaches back into its hold."""
        self._begin_again()
        self._motion.forget(self._still_at)

    def _begin_again(self) -> None:
        """Nothing is held."""
        self._evidence.clear()
        self._rest.reset()
        self._held = self._gain = None

    def _needed(self, number: int) -> float:
        if number in _STROKE_OF:
            return self._hold * (1 + STROKE_GRACE)
        return self._needed_at_least(number)

    def _needed_at_least(self, number: int) -> float:
        """Where it is known that no stroke began."""
        return self._hold * (1 + COMMAND_GRACE) if number in _COMMANDS else self._hold

    def _event(self, time: float, held: Held) -> LetterEvent:
        kind = _COMMANDS.get(held.number, "letter")
        letter = CLASSES[held.number] if kind == "letter" else None
        confidence = min(1.0, float(held.posterior[held.number]))
        return LetterEvent(time, kind, letter, confidence, held.start, held.posterior)


def _stillness(speed: float) -> np.ndarray:
    """(29,) 0..1: how far each class may be held at this speed (palm sizes a second)."""
    still = np.full(len(CLASSES), np.interp(speed, (STILL_SPEED, PASSING_SPEED), (1.0, 0.0)))
    still[list(_STROKE_OF)] = np.interp(speed, (BEGINNING_SPEED, DRAWING_SPEED), (1.0, 0.0))
    return still


def _sound(prediction: Prediction) -> tuple[Hand | None, np.ndarray]:
    """Hand and posterior of a prediction; what is not finite is taken for nothing."""
    hand, posterior = prediction.hand, prediction.posterior
    if hand is not None and np.isfinite(hand.landmarks).all() and np.isfinite(posterior).all() and hand.scale > 0:
        return hand, posterior
    nothing = np.zeros(len(CLASSES), np.float32)
    nothing[INDEX[NOTHING]] = 1.0
    return None, nothing
