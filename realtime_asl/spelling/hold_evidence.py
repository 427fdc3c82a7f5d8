"""Frames -> evidence for each class being held, while the hand keeps still enough."""

from __future__ import annotations

import numpy as np

from realtime_asl.alphabet import INDEX, LETTERS
from realtime_asl.spelling.evidence import DECAY, Evidence, still_posterior, support
from realtime_asl.spelling.hand_motion import Movement, shape_distance
from realtime_asl.spelling.hold_times import COMMANDS, STROKE_OF, stillness
from realtime_asl.spelling.repeat_guard import OTHER_SHAPE, RepeatGuard

#: More than this is never reckoned for one frame, however late it came (seconds).
LONGEST_STEP = 0.25
#: A source may begin in the middle of a hold: this share of it is taken for granted then.
BEGUN_SHARE = 0.4

_LETTERS = [INDEX[letter] for letter in LETTERS]


class StillTimer:
    """How long the hand has been still in one shape, whatever letters it was read as.

    Attributes:
        seconds: in which some letter was read.
    """

    def __init__(self) -> None:
        self.reset()

    def reset(self) -> None:
        """Begin again."""
        self.seconds = 0.0
        self._shape: np.ndarray | None = None

    def update(self, shape: np.ndarray, seconds: float) -> None:
        """The hand in `shape` (21, 2), and for how long it was read as letters since the last frame."""
        if self._shape is None or shape_distance(self._shape, shape) >= OTHER_SHAPE:
            self.seconds, self._shape = 0.0, shape
        self.seconds += seconds


class HoldEvidence:
    """Gathers evidence from frames with a hand.

    Attributes:
        classes: the evidence for each class.
    """

    def __init__(self) -> None:
        self.classes = Evidence()
        self._still = StillTimer()
        #: What the last frame with a letter spoke for, and its time.
        self._gain: np.ndarray | None = None
        self._time = -np.inf

    @property
    def still_seconds(self) -> float:
        """How long the hand has been still in its present shape, whatever letters it was read as."""
        return self._still.seconds

    def speaks_for(self, number: int) -> bool:
        """Whether the last frame spoke for class `number`."""
        return self._gain is not None and bool(self._gain[number] > 0)

    def add_frame(
        self, time: float, seconds: float, posterior: np.ndarray, movement: Movement, guard: RepeatGuard
    ) -> None:
        """Take in a frame with a hand that shows some letter.

        Args:
            time: seconds, rising.
            seconds: since the frame before, whatever that showed.
            posterior: (29,) of the frame.
            movement: of the hand.
            guard: keeps what has counted already from counting again; it is told of the frame.
        """
        still = still_posterior(posterior)
        speaks = support(still)
        # Across a short gap the hand is taken to have done the same; after a longer one, or when it has just
        # come, to have been there for half of the time since the frame before.
        joined = self._gain is not None and time - self._time <= LONGEST_STEP
        begin = self._time if joined else time - min(0.05, 0.5 * seconds)
        gain = speaks * stillness(movement.speed) * guard.gains(movement, still, time - begin)
        mean = (gain + self._gain) / 2 if joined else gain
        self.classes.add(begin, time, still, mean, DECAY * (1 - speaks))
        # What has counted already is not held anew.
        letters = 0.0 if guard.active else min(1.0, float(mean[_LETTERS].sum()))
        self._still.update(movement.shape, letters * (time - begin))
        self._gain, self._time = gain, time

    def begin_within_hold(self, posterior: np.ndarray, hold: float) -> None:
        """The first frame of a source is (29,) `posterior`: what it shows may have been held before."""
        speaks = support(still_posterior(posterior))
        number = int(speaks.argmax())
        if speaks[number] > 0.5 and number not in STROKE_OF and number not in COMMANDS:
            self.classes.grant(number, BEGUN_SHARE * hold)

    def clear(self) -> None:
        """Nothing is held."""
        self.classes.clear()
        self._still.reset()
        self._gain = None
