"""Hands and predictions for the practice tests: the demo signer's own poses, without drawing them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache

import numpy as np

from realtime_asl.alphabet import CLASSES, INDEX, LETTERS
from realtime_asl.demo.poses import load_pose
from realtime_asl.demo.skeleton import pose_skeleton
from realtime_asl.hand import Hand, canonical_landmarks
from realtime_asl.letters.network_output import LAYER, NetworkOutput
from realtime_asl.letters.recognizer import Prediction, nothing_posterior
from realtime_asl.spelling.decoder import LetterEvent

PALM = 100.0


def hand_of(letter: str, side: str = "Right", at: tuple[float, float] = (300.0, 300.0)) -> Hand:
    """The demo signer's pose of a letter as a hand in a picture; a left hand is its mirror image."""
    points = np.array(pose_skeleton(load_pose(letter)).points, np.float32) * PALM
    if side == "Left":
        points[:, 0] *= -1
    points[:, :2] += at
    return Hand(points.astype(np.float32), side, 0.99)


def posterior_of(letter: str, probability: float = 0.9, second: str | None = None) -> np.ndarray:
    """(29,) with `probability` on `letter` and the rest on `second`, or on all others alike."""
    rest = (1 - probability) / (len(CLASSES) - 1)
    posterior = np.full(len(CLASSES), rest, np.float32)
    if second is not None:
        posterior[:] = 0
        posterior[INDEX[second]] = 1 - probability
    posterior[INDEX[letter]] = probability
    return posterior


@cache
def _poses() -> np.ndarray:
    return np.stack([canonical_landmarks(hand_of(letter))[:, :2].ravel() for letter in LETTERS])


def embedding_of(hand: Hand, posterior: np.ndarray) -> np.ndarray:
    """(EMBEDDING,) in which hands of like poses that are read alike lie close, as in the network's."""
    apart = np.square(canonical_landmarks(hand)[:, :2].ravel() - _poses()).mean(axis=1)
    pose = np.exp(-0.5 * apart / 0.05**2)
    layers = np.zeros((2, LAYER), np.float32)
    layers[0, : len(pose)] = pose
    layers[1, : len(pose) + len(posterior)] = np.concatenate([pose, np.sqrt(posterior)])
    return NetworkOutput.of(posterior, layers.ravel()).embedding


def prediction(letter: str | None, time: float, **changes: object) -> Prediction:
    """One frame that shows `letter`, or no hand."""
    values = {
        "time": time,
        "index": 0,
        "frame_size": (640, 480),
        "posterior": nothing_posterior() if letter is None else posterior_of(letter),
        "hand": None if letter is None else hand_of(letter),
    } | changes
    if values["hand"] is not None:
        values.setdefault("embedding", embedding_of(values["hand"], values["posterior"]))
    return Prediction(**values)


def stream(parts: Iterable[tuple[str | None, float]], fps: float = 30.0, start: float = 0.0) -> Iterator[Prediction]:
    """Frames that show one letter (None: no hand) after another, each for some seconds."""
    end, index = start, 0
    for letter, seconds in parts:
        end += seconds
        while start + index / fps < end - 1e-9:
            yield prediction(letter, start + index / fps)
            index += 1


def event(letter: str, time: float, start: float | None = None, **changes: object) -> LetterEvent:
    """A letter that the decoder committed after a hold of half a second."""
    values = {"confidence": 0.9, "start": time - 0.5 if start is None else start, "posterior": posterior_of(letter)}
    return LetterEvent(time, "letter", letter, **(values | changes))
