"""What has just counted, and when the same letter may count again: double letters, and no others."""

from __future__ import annotations

import numpy as np

from realtime_asl.alphabet import CLASSES, INDEX
from realtime_asl.spelling.hand_motion import Movement, shape_distance

#: A double letter: a slide of so many palm sizes.
SLIDE = 0.17
#: Or a release: the letter is not read for so long (seconds), and the shape of the hand differs by the second
#: number (palm sizes, mean of the landmarks). More counts up to twice, less down to the first number, which a
#: hand that holds a letter does not reach: there it is 0.01 to 0.03.
RELEASE_TIME, RELEASE_SHAPES = 0.08, (0.06, 0.12, 0.18)
#: A hand that differs by less than the first is still the same, and if it is now read as another letter, one
#: of both is a slip: the other letter gathers evidence at this rate only. From the second on it is another
#: hand. The most similar letters differ by 0.03 to 0.06.
SAME_SHAPE, OTHER_SHAPE, SAME_SHAPE_GAIN = 0.03, 0.06, 0.5
#: Below the first probability a letter is not read, from the second one on it is.
UNREAD, READ = 0.4, 0.5
#: After J or Z the hand stops in a shape like these letters, which do not count until it has changed or has
#: gone so far (palm sizes).
SIMILAR_AFTER_STROKE = {"J": "IY", "Z": "DXGPQ"}
STOPPED_SPEED, CHANGED_SHAPE, TRAVEL = 0.6, 0.12, 0.6
#: How fast a held shape may drift (seconds to follow it).
DRIFT = 0.5


class RepeatGuard:
    """Keeps what has counted from counting again until the hand has let go of it."""

    def __init__(self) -> None:
        self.release()

    def release(self) -> None:
        """Anything may count now."""
        self._number: int | None = None
        self._blocked: list[int] = []
        self._shape: np.ndarray | None = None
        self._middle: np.ndarray | None = None
        self._slid = 0.0
        self._unread = 0.0

    @property
    def active(self) -> bool:
        """Whether something has counted and was not released yet."""
        return self._number is not None or bool(self._blocked)

    @property
    def holds_letter(self) -> bool:
        """Whether a still letter has counted and was not released yet."""
        return self._number is not None

    def block(self, number: int, movement: Movement) -> None:
        """Class `number` has counted while the hand was as in `movement`."""
        self.release()
        self._number, self._shape, self._slid = number, movement.shape, movement.slid

    def block_after_stroke(self, letter: str) -> None:
        """J or Z has counted; the hand stops in a shape that is no letter any more."""
        self.release()
        self._blocked = [INDEX[similar] for similar in SIMILAR_AFTER_STROKE[letter]]

    def gains(self, movement: Movement, posterior: np.ndarray, seconds: float) -> np.ndarray:
        """How fast each class may gather evidence.

        Args:
            movement: the hand now.
            posterior: (29,) of the frame.
            seconds: since the frame before.

        Returns:
            (29,) 0..1.
        """
        gains = np.ones(len(CLASSES))
        if self._blocked:
            self._follow_after_stroke(movement)
            gains[self._blocked] = 0.0
        elif self._number is not None:
            self._follow_letter(movement, float(posterior[self._number]), seconds)
            if self._number is not None:
                changed = shape_distance(self._shape, movement.shape)
                gains *= np.interp(changed, (SAME_SHAPE, OTHER_SHAPE), (SAME_SHAPE_GAIN, 1.0))
                # Nor does a doubt that was there all the time become a new letter.
                gains *= 1.0 - min(1.0, float(posterior[self._number]))
                gains[self._number] = 0.0
        return gains

    def _follow_letter(self, movement: Movement, probability: float, seconds: float) -> None:
        if abs(movement.slid) < abs(self._slid):
            self._slid = movement.slid
        if probability >= READ:
            self._unread = 0.0
            if abs(movement.slid - self._slid) >= SLIDE:
                self.release()
                return
            self._shape = self._shape + (movement.shape - self._shape) * min(1.0, seconds / DRIFT)
        elif probability < UNREAD:
            changed = shape_distance(self._shape, movement.shape)
            self._unread += seconds * float(np.interp(changed, RELEASE_SHAPES, (0.0, 1.0, 2.0)))
            if self._unread >= RELEASE_TIME:
                self.release()

    def _follow_after_stroke(self, movement: Movement) -> None:
        if self._shape is None or self._middle is None:
            if movement.speed < STOPPED_SPEED:
                self._shape, self._middle = movement.shape, movement.middle
            return
        travelled = float(np.linalg.norm(movement.middle - self._middle)) / movement.size
        if travelled >= TRAVEL or shape_distance(self._shape, movement.shape) >= CHANGED_SHAPE:
            self.release()
