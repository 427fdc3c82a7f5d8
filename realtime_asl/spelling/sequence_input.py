"""What the sequence network sees of a hand: numbers at a fixed rate, whatever the frame rate, hand, size and place.

Frames come at any rate; `Resampler` gives the state of the hand at 30 moments a second, so that the network
knows only one clock. `inputs` turns such states into numbers; training uses the same function.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from realtime_asl.alphabet import CLASSES

if TYPE_CHECKING:
    from realtime_asl.letters.recognizer import Prediction

#: States of the hand a second.
RATE = 30.0
#: Between two frames so far apart the hand is not taken to have gone straight (seconds).
LONGEST_GAP = 0.3
#: `inputs` looks back so many states.
BEHIND = 4
_TIPS = (4, 8, 12, 16, 20)
_TIP_PAIRS = tuple((a, b) for i, a in enumerate(_TIPS) for b in _TIPS[i + 1 :])
_THUMB_PAIRS = tuple((4, other) for other in (5, 6, 9, 10, 13, 14, 17, 18))
_FIRST, _SECOND = np.array((*_TIP_PAIRS, *_THUMB_PAIRS)).T
_PALM = np.array((0, 5, 9, 13, 17))
#: Depth counts half: it is the least certain.
_FLATTENED = np.array((1.0, 1.0, 0.5))
#: Probabilities below this are all the same to the network.
_LEAST = 0.002
#: Where no word has begun the classifier's probabilities count with this power, as if it were less sure: it reads
#: shapes of hands that do not spell as letters for sure, and the network has learnt to wait where it is not.
_SURENESS = 0.7
#: Less than this is as much before that power.
_UNLIKELY = 1e-6
#: How many numbers a state becomes.
SIZE = 63 + 63 + len(_FIRST) + 2 + 2 + 2 + 1 + len(CLASSES)


@dataclass(frozen=True, slots=True)
class HandState:
    """The hand at one moment.

    Attributes:
        points: (21, 3) in heights of the frame, a left hand flipped to right (x is then counted from the right edge);
            None without a hand.
        posterior: (29,) probabilities of the classes.
    """

    points: np.ndarray | None
    posterior: np.ndarray


def hand_state(prediction: Prediction) -> HandState:
    """The state that a frame shows."""
    hand = prediction.hand
    if hand is None:
        return HandState(None, prediction.posterior)
    width, height = prediction.frame_size
    points = hand.landmarks.astype(np.float64) / height
    if hand.is_left:
        points[:, 0] = width / height - points[:, 0]
    return HandState(points if np.isfinite(points).all() else None, prediction.posterior)


def less_sure(state: HandState) -> HandState:
    """The same hand where no word has begun: the same letter, of which one is less sure."""
    raised = np.maximum(state.posterior, _UNLIKELY) ** _SURENESS
    return HandState(state.points, (raised / raised.sum()).astype(np.float32))


class Resampler:
    """Frames at their own times in, states at `RATE` out."""

    def __init__(self) -> None:
        self._last: HandState | None = None
        self._time = self._next = 0.0

    def update(self, time: float, state: HandState) -> list[tuple[float, HandState]]:
        """The states, with their times, that lie between the frame before and this one (times rise)."""
        before = self._last
        if before is None or time - self._time > 2.0:  # after so long a gap the clock begins anew
            self._next = time
        found = []
        while self._next <= time + 1e-6:
            found.append((self._next, state if before is None else self._between(before, time, state)))
            self._next += 1 / RATE
        self._last, self._time = state, time
        return found

    def _between(self, before: HandState, time: float, state: HandState) -> HandState:
        share = min(1.0, max(0.0, (self._next - self._time) / max(time - self._time, 1e-6)))
        if before.points is None or state.points is None or time - self._time > LONGEST_GAP:
            return state if share >= 0.5 else before
        return HandState(
            before.points + share * (state.points - before.points),
            before.posterior + np.float32(share) * (state.posterior - before.posterior),
        )


def inputs(points: np.ndarray, posterior: np.ndarray) -> np.ndarray:
    """States as the network sees them.

    Args:
        points: (n, 21, 3) as in `HandState`, NaN without a hand.
        posterior: (n, 29).

    Returns:
        (n, SIZE) float32. The first `BEHIND` rows know less of what was before than they could.
    """
    seen = ~np.isnan(points[:, 0, 0])
    present = seen[:, None].astype(np.float64)
    # Called for every state live: without NaN from here on, and without NumPy's slower ways to a length.
    points = np.where(seen[:, None, None], points, 0.0)
    palm = np.maximum(_lengths(points[:, 9] - points[:, 0]) + _lengths(points[:, 17] - points[:, 5]), 1e-4)
    shape = (points - points[:, :1]) * (_FLATTENED / palm[:, None, None])
    middle = points[:, _PALM, :2].sum(axis=1) / len(_PALM)
    spread = _lengths(shape[:, _FIRST] - shape[:, _SECOND])
    change = 4 * _change(shape.reshape(len(points), -1), present, 2)
    speed = [_change(middle, present, steps) * (RATE / steps / palm[:, None]) for steps in (1, BEHIND)]
    place = np.stack([np.log(palm) + 1.5, 2 * (middle[:, 1] - 0.5)], axis=1)
    numbers = np.concatenate(
        [shape.reshape(len(points), -1), change, spread, *(v / (1 + np.abs(v) / 6) / 2 for v in speed), place], axis=1
    )
    np.minimum(np.maximum(numbers, -5, out=numbers), 5, out=numbers)
    letters = np.log(np.maximum(posterior, 0) + _LEAST) / -np.log(_LEAST) + 1
    return np.concatenate([numbers * present, present, letters * present], axis=1).astype(np.float32)


def _lengths(vectors: np.ndarray) -> np.ndarray:
    return np.sqrt((vectors * vectors).sum(axis=-1))


def _change(values: np.ndarray, present: np.ndarray, steps: int) -> np.ndarray:
    """Difference (n, numbers) to so many states before, 0 where there was no hand."""
    difference = np.zeros_like(values)
    difference[steps:] = (values[steps:] - values[:-steps]) * (present[steps:] * present[:-steps])
    return difference
