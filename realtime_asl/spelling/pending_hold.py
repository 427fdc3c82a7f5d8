"""The hold that is under way: what becomes of it with each frame, and when it counts."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from realtime_asl.spelling.hand_motion import Movement
from realtime_asl.spelling.hold_candidate import HoldCandidate
from realtime_asl.spelling.hold_evidence import HoldEvidence
from realtime_asl.spelling.hold_times import BEGINNING_SPEED, COMMANDS, STROKE_OF, needed, needed_without_stroke
from realtime_asl.spelling.repeat_guard import SLIDE

#: A letter that was held for this share of its time counts when the hand leaves or the source ends.
LEAVING_SHARE = 0.7
#: How long ago that may have been (seconds): the hand is seen while it goes down, and missed only after a while.
LEAVING_TIME = 1.15
#: The runner-up must have less than this share of the leader's evidence; else both wait for so much more.
RIVAL_SHARE, RIVAL_GRACE = 0.75, 0.4
#: An I, Y or D that was held long enough for another letter counts when no stroke came after so long (seconds).
STROKE_WAIT = 1.3


@dataclass(frozen=True, slots=True)
class HoldOutcome:
    """What counts after a frame.

    Attributes:
        overtaken: what was held before, now that something else has come; or None.
        completed: what has been held for its time; or None.
        slid: the hand was slid while it held on to `completed`: the next one of a double letter has begun.
    """

    overtaken: HoldCandidate | None = None
    completed: HoldCandidate | None = None
    slid: bool = False


class SlideMeter:
    """How far a hand has been slid on while it goes on holding what would have counted by now."""

    def __init__(self) -> None:
        self._from: float | None = None
        #: Palm sizes.
        self.palms = 0.0

    def reset(self) -> None:
        """Nothing is held for so long."""
        self._from, self.palms = None, 0.0

    def update(self, movement: Movement) -> None:
        """The hand while it holds on."""
        if self._from is None or abs(movement.slid) < abs(self._from):
            self._from = movement.slid
        self.palms = max(self.palms, abs(movement.slid - self._from))


class PendingHold:
    """Follows the class that is being held until it counts or is given up.

    Attributes:
        candidate: what has been held for most of its time, or None.
    """

    def __init__(self) -> None:
        self.candidate: HoldCandidate | None = None
        self._slide = SlideMeter()

    def clear(self) -> None:
        """Nothing is held."""
        self.candidate = None

    def update(
        self, time: float, evidence: HoldEvidence, movement: Movement, hold: float, *, drawing: bool
    ) -> HoldOutcome:
        """Take in a frame; `clear` this when something is completed.

        Args:
            time: seconds, rising.
            evidence: with this frame.
            movement: of the hand.
            hold: seconds that a letter is held.
            drawing: a J or a Z seems to be under way.
        """
        second, number = (int(i) for i in np.argsort(evidence.classes.seconds)[-2:])
        seconds = float(evidence.classes.seconds[number])
        # An I, Y or D waits for a stroke, and may be slid meanwhile as the first one of a double letter.
        if number in STROKE_OF and seconds >= hold:
            self._slide.update(movement)
        else:
            self._slide.reset()
        contested = evidence.classes.seconds[second] > RIVAL_SHARE * seconds
        held, shape = self.candidate, movement.shape
        if held is not None and number == held.number and not evidence.speaks_for(number):
            shape = held.shape  # the hand is on its way to the next letter already
        leader = HoldCandidate.of(evidence, number, time, shape)
        if contested:
            leader = leader.contested_by(second, evidence.classes)
        overtaken = None
        if seconds >= LEAVING_SHARE * hold:
            if held is not None and number not in (held.number, held.rival):
                overtaken = self.overtaken(hold, movement.shape)
                held = None
            if held is None or seconds >= held.seconds:
                self.candidate = leader
            else:
                self.candidate = held.kept_still(evidence.still_seconds, movement.shape)
        elif held is not None and time - held.time > STROKE_WAIT and not drawing:
            overtaken = self.overtaken(hold)
        # A hand that has just begun to move may be drawing: either the stroke or the next letter will tell.
        beginning = number in STROKE_OF and movement.speed >= BEGINNING_SPEED
        least = needed(number, hold) * (1 + RIVAL_GRACE if contested else 1)
        if seconds < least - 1e-6 or beginning:
            return HoldOutcome(overtaken)
        return HoldOutcome(overtaken, leader, slid=leader.number in STROKE_OF and self._slide.palms >= SLIDE)

    def overtaken(self, hold: float, shape: np.ndarray | None = None) -> HoldCandidate | None:
        """Something else came, shown by a hand of this shape (21, 2) if it is a letter: nothing is held any more.

        Returns:
            What was held long enough and so counts, although it might have begun a stroke or several letters were
            in question; or None.
        """
        held, self.candidate = self.candidate, None
        if held is None:
            return None
        doubtful = held.number in STROKE_OF or held.rival is not None
        if doubtful and held.seconds >= needed_without_stroke(held.number, hold):
            return held
        # A hand that was still for its time, read as different letters, showed the one that it was read as most.
        still = held.still_seconds >= hold - 1e-6 and held.number not in COMMANDS
        return held if still and shape is not None and held.differs(shape) else None

    def left(self, time: float, hold: float) -> HoldCandidate | None:
        """The hand has left, or the source has ended: nothing is held any more; what counts, or None."""
        held, self.candidate = self.candidate, None
        if held is None:
            return None
        recent = time - held.time <= LEAVING_TIME or held.number in STROKE_OF
        least = LEAVING_SHARE * needed_without_stroke(held.number, hold)
        return held if recent and held.seconds >= least else None
