"""J and Z: letters that are a movement, recognised by the path of the fingertip that draws them.

A :class:`MotionDetector` is fed every frame and reports a :class:`Stroke` once it is complete. It
knows time, not frames, so that it works from 10 frames per second on, with gaps.
"""

from __future__ import annotations

import json
from collections import deque
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import numpy as np

from realtime_asl.alphabet import INDEX, MOTION
from realtime_asl.hand import Hand
from realtime_asl.spelling.jz_stroke import FEATURES, GRID_HZ, SPAN, TIP, canonical_path, describe, fit_legs, plausible

#: Still letters as which a stroke may begin: the little finger of a J is easily read as a Y.
BEGINS_STROKE = {"I": "J", "Y": "J", "D": "Z"}
#: A hand that was out of sight for longer than this starts a new path (seconds).
LONGEST_GAP = 0.4
#: From this probability on a path is a letter.
THRESHOLD = 0.6
#: The stroke is complete when the fingertip has moved less than `SETTLED` times the stroke's size
#: within `SETTLE_TIME`; or it was complete when the path has gone on to something else since.
SETTLE_TIME, SETTLED = 0.12, 0.12
#: The side of the hand is in doubt when the rarer reading has at least this share.
DOUBTFUL_SIDE = 0.3
#: How much each class says for the handshape that draws: frames of a moving hand are read as many things.
SUPPORT: dict[str, dict[str, float]] = {
    "J": {"J": 1.0, "I": 1.0, "Y": 0.5},
    "Z": {"Z": 1.0, "D": 1.0, "X": 0.5},
}
#: Below this mean support by the classifier the path was drawn by another handshape.
LEAST_SUPPORT = 0.15
#: And below this in the last part of a J (as a share of its time) an I has only changed into another letter.
LEAST_END_SUPPORT, END_SHARE = 0.12, 0.35


@dataclass(frozen=True, slots=True)
class Stroke:
    """A J or a Z that was drawn.

    Attributes:
        letter: "J" or "Z".
        start: when the stroke began, seconds.
        end: when it was complete.
        confidence: 0..1.
        posterior: (29,) mean posterior of the frames of the stroke.
    """

    letter: str
    start: float
    end: float
    confidence: float
    posterior: np.ndarray


@dataclass(frozen=True, slots=True)
class _Sample:
    time: float
    points: np.ndarray  # (21, 3) pixels
    left: float  # MediaPipe's score that this is a left hand, 0..1
    posterior: np.ndarray
    support: dict[str, float]  # how much the frame speaks for the handshape that draws each letter, 0..1


@dataclass(frozen=True, slots=True)
class _Found:
    stroke: Stroke
    size: float  # of the path, palm sizes


class StrokeModel:
    """Small neural networks, one a letter, that say whether a described path is that letter."""

    def __init__(self, parameters: dict[str, Any]) -> None:
        """
        Args:
            parameters: for each letter `mean`, `scale` (of the features) and `layers`, a list of
                [weights, bias] with tanh between them; `features` must be `jz_stroke.FEATURES`.

        Raises:
            ValueError: the parameters were made for other features.
        """
        if tuple(parameters["features"]) != FEATURES:
            raise ValueError("the motion model was fitted with other features; fit it again")
        self._letters = {
            letter: (
                np.array(part["mean"]),
                np.array(part["scale"]),
                [(np.array(weights), np.array(bias)) for weights, bias in part["layers"]],
            )
            for letter, part in parameters["letters"].items()
        }

    def probability(self, letter: str, features: np.ndarray) -> float:
        """How probable it is that a path with these features is `letter`, 0..1."""
        mean, scale, layers = self._letters[letter]
        value = np.clip((features - mean) / scale, -4.0, 4.0)
        for weights, bias in layers[:-1]:
            value = np.tanh(value @ weights + bias)
        weights, bias = layers[-1]
        return float(1.0 / (1.0 + np.exp(-(value @ weights + bias)[0])))


@cache
def shipped_model() -> StrokeModel:
    """The model of the package (data/motion_model.json; training/fit_motion.py makes it)."""
    return StrokeModel(json.loads(files("realtime_asl.spelling").joinpath("data/motion_model.json").read_text("utf-8")))


class MotionDetector:
    """Finds J and Z in the path of the hand."""

    def __init__(self, model: StrokeModel | None = None) -> None:
        self._model = model or shipped_model()
        self._samples: deque[_Sample] = deque()
        self._candidate: Stroke | None = None
        self.drawing: str | None = None

    def forget(self, time: float) -> None:
        """What happened up to `time` is no part of a later stroke."""
        self._candidate = None
        while self._samples and self._samples[0].time < time:
            self._samples.popleft()

    def update(self, time: float, hand: Hand | None, posterior: np.ndarray) -> Stroke | None:
        """Take in one frame.

        Args:
            time: seconds, rising.
            hand: the hand, or None.
            posterior: (29,) of the frame.

        Returns:
            The stroke that has just turned out to be complete, if any.
        """
        if hand is None:
            seen = self._samples[-1].time if self._samples else -np.inf
            return self._take() if time - seen > SETTLE_TIME else None
        if self._samples and time - self._samples[-1].time > LONGEST_GAP:
            self._samples.clear()
        left = hand.score if hand.is_left else 1.0 - hand.score
        support = {
            letter: sum(weight * float(posterior[INDEX[name]]) for name, weight in weights.items())
            for letter, weights in SUPPORT.items()
        }
        self._samples.append(_Sample(time, hand.landmarks.astype(np.float64), left, posterior, support))
        while self._samples[0].time < time - SPAN:
            self._samples.popleft()
        return self._evaluate(time)

    def finish(self) -> Stroke | None:
        """The source has ended: the stroke that was complete but not yet reported, if any."""
        return self._take()

    def _take(self) -> Stroke | None:
        stroke, self._candidate, self.drawing = self._candidate, None, None
        if stroke is not None:
            self.forget(stroke.end)
        return stroke

    def _evaluate(self, time: float) -> Stroke | None:
        samples = list(self._samples)
        # Most of the time no drawing handshape has been seen, and there is nothing to work out.
        letters = [letter for letter in MOTION if any(s.support[letter] >= LEAST_SUPPORT for s in samples)]
        if len(samples) < 3 or not letters:
            self.drawing = None
            return self._take()
        left = sum(s.left for s in samples) / len(samples)
        points = canonical_path([s.time for s in samples], np.stack([s.points for s in samples]), left > 0.5)
        best: _Found | None = None
        for letter in letters:
            # Some left-handers draw the Z mirrored, others as it is written; and the side may be in doubt.
            both = (letter == "Z" and left > 0.5) or min(left, 1 - left) > DOUBTFUL_SIDE
            for view in (points, points * (-1.0, 1.0, 1.0)) if both else (points,):
                found = self._score(letter, time, view, samples)
                if found is not None and (best is None or found.stroke.confidence > best.stroke.confidence):
                    best = found
        self.drawing = None if best is None else best.stroke.letter
        if best is not None and best.stroke.confidence >= THRESHOLD:
            if self._candidate is None or best.stroke.confidence >= self._candidate.confidence:
                self._candidate = best.stroke
            tip = points[-1 - round(SETTLE_TIME * GRID_HZ) :, TIP[best.stroke.letter], :2]
            settled = float(np.linalg.norm(np.ptp(tip, axis=0))) < SETTLED * best.size
            return self._take() if settled else None
        # The path has gone on to something that is no letter: the stroke lies behind.
        return self._take()

    def _score(self, letter: str, time: float, points: np.ndarray, samples: list[_Sample]) -> _Found | None:
        legs = fit_legs(letter, points[:, TIP[letter], :2])
        if legs is None or not plausible(letter, points, legs):
            return None
        start = time - (legs.bounds[3] - legs.bounds[0]) / GRID_HZ
        stroke = [s for s in samples if s.time >= start - 1e-6]
        if sum(s.support[letter] for s in stroke) < LEAST_SUPPORT * len(stroke):
            return None
        if letter == "J":
            end = [s.support[letter] for s in stroke if s.time >= time - END_SHARE * (time - start)]
            if sum(end) < LEAST_END_SUPPORT * len(end):
                return None
        drawn = np.mean([s.posterior for s in stroke], axis=0)
        features = describe(letter, points, legs)
        size = float(np.exp(features[FEATURES.index("log_size")]))
        return _Found(Stroke(letter, start, time, self._model.probability(letter, features), drawn), size)
