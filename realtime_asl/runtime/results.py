"""The pipeline's end: what there is to show and to spell, for who takes it."""

from __future__ import annotations

import threading
from collections import deque
from dataclasses import dataclass

from realtime_asl.frame import Frame
from realtime_asl.hand import Hand
from realtime_asl.letters.recognizer import Prediction

#: Predictions kept for a caller that does not fetch them (a window that is being dragged): a minute or two.
_PREDICTIONS_KEPT = 4_000


@dataclass(frozen=True, slots=True)
class Step:
    """A frame on its way through the stages.

    Attributes:
        frame: the picture.
        arrived: when it was there (`time.perf_counter`): live, when it was captured; else when
            recognition began with it, since a file's next frame is decoded ahead and only waits.
        hand: the hand in exactly this picture.
        prediction: what was read; None where classification was skipped.
    """

    frame: Frame
    arrived: float
    hand: Hand | None = None
    prediction: Prediction | None = None


@dataclass(frozen=True, slots=True)
class Update:
    """What is new since the last `take`.

    Attributes:
        step: the picture to show, or None when a prediction belongs to a picture already shown.
        predictions: all predictions since the last update, in time order.
    """

    step: Step | None
    predictions: tuple[Prediction, ...]


class Results:
    """The last link: all predictions, and the one picture that is to be shown next."""

    def __init__(self, newest: bool) -> None:
        self._newest = newest
        self._changed = threading.Condition()
        self._predictions: deque[Prediction] = deque(maxlen=_PREDICTIONS_KEPT)
        self._done: Step | None = None
        self._waiting: deque[Step] = deque(maxlen=2)  # tracked, not yet classified
        self._shown = -1
        self._closed = False

    def tracked(self, step: Step) -> None:
        """A frame whose hand is known: shown as it is when the next one comes first."""
        if self._newest:
            with self._changed:
                self._waiting.append(step)
                self._changed.notify_all()

    def put(self, step: Step) -> bool:
        """A finished frame. False when nobody takes it any more."""
        with self._changed:
            if not self._newest:
                self._changed.wait_for(lambda: self._done is None or self._closed)
            if self._closed:
                return False
            self._done = step
            if step.prediction is not None:
                self._predictions.append(step.prediction)
            self._changed.notify_all()
            return True

    def take(self, timeout: float | None) -> Update | None:
        """See `Pipeline.take`."""
        with self._changed:
            self._changed.wait_for(self._ready, timeout)
            if not self._ready() or (self._closed and self._done is None):
                return None
            step, self._done = self._done, None
            if step is None:
                step = self._waiting.popleft()
            predictions = tuple(self._predictions)
            self._predictions.clear()
            if step.frame.index <= self._shown:
                step = None
            else:
                self._shown = step.frame.index
            while self._waiting and self._waiting[0].frame.index <= self._shown:
                self._waiting.popleft()
            self._changed.notify_all()
            return Update(step, predictions)

    def _ready(self) -> bool:
        return self._done is not None or len(self._waiting) > 1 or self._closed

    @property
    def finished(self) -> bool:
        """Closed, and nothing is left."""
        with self._changed:
            return self._closed and self._done is None

    def close(self) -> None:
        """Nothing more will come."""
        with self._changed:
            self._closed = True
            self._changed.notify_all()
