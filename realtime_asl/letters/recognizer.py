"""Frame -> Prediction: hand tracker, canonical crop and classifier, composed."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np

from realtime_asl.alphabet import CLASSES, INDEX, NOTHING
from realtime_asl.frame import Frame
from realtime_asl.hand import Hand, brightness
from realtime_asl.letters.classifier import LetterClassifier
from realtime_asl.letters.last_reading import LastReading
from realtime_asl.tracking.hand_tracker import HandTracker
from realtime_asl.tracking.landmarker import HandChoice
from realtime_asl.tracking.smoothing import HandSmoother

#: A letter that is less probable than this is doubtful: the tracker looks again whether it has the whole hand.
DOUBTFUL = 0.5


@dataclass(frozen=True, slots=True)
class Prediction:
    """What was read in one frame.

    Attributes:
        time: capture time of the frame, seconds since the first frame.
        index: number of the frame in its source.
        frame_size: (width, height) of the frame in pixels.
        posterior: (29,) float32, probabilities in the order of `alphabet.CLASSES`, sum 1.
        hand: the hand, in pixels of the unmirrored frame; None when there is none, and then
            the posterior is all `nothing`.
        brightness: mean of the hand, 0..255; of the whole frame where there is none.
        embedding: (EMBEDDING,) float32 of `NetworkOutput`; None when there is no hand.
        classified: False where the classifier was not asked: no hand, or one that kept still since it was.
    """

    time: float
    index: int
    frame_size: tuple[int, int]
    posterior: np.ndarray
    hand: Hand | None
    brightness: float = 128.0
    embedding: np.ndarray | None = None
    classified: bool = True

    @property
    def letter(self) -> str:
        """The most probable class."""
        return CLASSES[int(self.posterior.argmax())]

    @property
    def confidence(self) -> float:
        """Probability of `letter`, 0..1."""
        return float(self.posterior.max())

    def top(self, count: int) -> tuple[tuple[str, float], ...]:
        """The `count` most probable classes with their probabilities, best first."""
        order = np.argsort(-self.posterior)[:count]
        return tuple((CLASSES[i], float(self.posterior[i])) for i in order)


def nothing_posterior() -> np.ndarray:
    """(29,) float32: certainly `nothing`."""
    posterior = np.zeros(len(CLASSES), np.float32)
    posterior[INDEX[NOTHING]] = 1.0
    return posterior


class Recognizer:
    """Reads the letter in each frame of a source.

    Args:
        model: classifier weights (default: the shipped ones).
        backend: "onnxruntime" or "torch".
        hand_model: MediaPipe's hand_landmarker.task (default: the packaged one).
        hand: "auto", "left" or "right".

    Raises:
        UserError: a model file is missing or damaged.
    """

    def __init__(
        self,
        model: str | None = None,
        backend: str = "onnxruntime",
        hand_model: str | None = None,
        hand: HandChoice = "auto",
    ) -> None:
        # Side by side: half of the program's start-up is spent here.
        with ThreadPoolExecutor(1) as pool:
            classifier = pool.submit(LetterClassifier, model, backend)
            self.tracker = HandTracker(hand_model, hand)
            try:
                self.classifier = classifier.result()
            except BaseException:
                self.tracker.close()
                raise
        self._smoother, self._size = HandSmoother(), (0, 0)
        self._last: LastReading | None = None

    def recognize(self, frame: Frame) -> Prediction:
        """The prediction for one frame; frames must come in the order of their times."""
        return self.classify(frame, self.track(frame))

    # The two halves of `recognize`, for a pipeline that runs them in two threads.

    def track(self, frame: Frame) -> Hand | None:
        """The signing hand; frames must come in the order of their times, from one thread."""
        if frame.size != self._size:  # another camera: its pixels are others
            self._smoother, self._size = HandSmoother(), frame.size
        return self._smoother.smooth(frame.time, self.tracker.detect(frame))

    def classify(self, frame: Frame, hand: Hand | None) -> Prediction:
        """What `hand` of `frame` shows; certainly `nothing` without a hand."""
        asked = hand is not None and (self._last is None or not self._last.holds(frame.time, hand))
        if hand is None:
            self._last = None
        elif asked:
            self._last = LastReading.of(frame.time, hand, self.classifier.read(frame.image, hand))
        output = None if self._last is None else self._last.output
        posterior = nothing_posterior() if output is None else output.posterior
        self.tracker.doubtful = hand is not None and float(posterior.max()) < DOUBTFUL
        light = brightness(frame.image, hand)
        embedding = None if output is None else output.embedding
        return Prediction(frame.time, frame.index, frame.size, posterior, hand, light, embedding, asked)

    def close(self) -> None:
        """Releases the models."""
        self.tracker.close()
