"""What is read, made steady enough to look at: the letter card of the screen."""

from __future__ import annotations

import math

import numpy as np

from realtime_asl.alphabet import CLASSES, INDEX, NOTHING
from realtime_asl.letters.recognizer import Prediction
from realtime_asl.spelling.evidence import still_posterior
from realtime_asl.spelling.usable_prediction import usable

#: A letter is named from this probability on; below it the screen shows "?".
NAMED_FROM = 0.6
#: Time constant of the smoothing, seconds: takes out flicker, too short to be felt as lag.
SMOOTHING_S = 0.08


class SmoothedLetter:
    """The posterior, smoothed over time.

    Attributes:
        letter: the most probable class ("space" and "del" included, J and Z not), None without a hand.
        confidence: its probability, 0..1.
    """

    def __init__(self) -> None:
        self.letter: str | None = None
        self.confidence = 0.0
        self._posterior: np.ndarray | None = None
        self._time = 0.0

    @property
    def sure(self) -> bool:
        """`confidence` is high enough for the letter to be named."""
        return self.letter is not None and self.confidence >= NAMED_FROM

    def update(self, prediction: Prediction) -> None:
        """Take in one frame (in time order)."""
        # Damaged numbers would stay in the mean for as long as the hand is in view.
        prediction = usable(prediction)
        if prediction.hand is None:
            self.letter, self.confidence, self._posterior = None, 0.0, None
            return
        # One picture shows a pose: what looks like a J is an I until the movement is complete.
        posterior = still_posterior(prediction.posterior)
        if self._posterior is not None:
            past = math.exp(-max(prediction.time - self._time, 0.0) / SMOOTHING_S)
            posterior = past * self._posterior + (1 - past) * posterior
        self._posterior, self._time = posterior, prediction.time
        # A hand is in view: "nothing" then only means that no letter is likely.
        letters = np.where(np.arange(len(CLASSES)) == INDEX[NOTHING], 0.0, posterior)
        best = int(letters.argmax())
        self.letter, self.confidence = CLASSES[best], float(posterior[best])

    def candidates(self) -> tuple[tuple[str, float], ...]:
        """The next two classes with their probabilities; when unsure, the best two."""
        if self._posterior is None:
            return ()
        order = [int(i) for i in np.argsort(-self._posterior) if CLASSES[i] != NOTHING]
        start = 1 if self.sure else 0
        return tuple((CLASSES[i], float(self._posterior[i])) for i in order[start : start + 2])
