"""Reads letters from still pictures: hand finder, canonical crop and classifier, as live."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from time import perf_counter

import numpy as np

from realtime_asl.alphabet import CLASSES, INDEX, LETTERS
from realtime_asl.errors import PARTLY_FAILED, UserError
from realtime_asl.hand import Hand
from realtime_asl.letters.classifier import LetterClassifier
from realtime_asl.letters.network_output import NetworkOutput
from realtime_asl.letters.still_letters import still_posterior
from realtime_asl.sources.picture_files import find_pictures, tell_left_out
from realtime_asl.tracking.hand_finder import BORDERS, HandFinder
from realtime_asl.tracking.landmarker import HandChoice
from realtime_asl.tracking.whole_hand import picture_support

_LETTERS = [INDEX[letter] for letter in LETTERS]


@dataclass(frozen=True, slots=True)
class StillReading:
    """What was read in one picture.

    Attributes:
        posterior: (29,) float32, in the order of CLASSES. Where the looks disagree about the hand, the mean of what is
            read of each hand that was seen, and of the whole picture, weighed with their support.
        embedding: (EMBEDDING,) float32 of `NetworkOutput`.
        hand: in pixels of the upright picture; None where none was found, or the whole picture shows a letter more
            surely than any that was seen, and then the embedding is that of the whole picture.
        seconds: spent on finding the hand and on the classifier.
        looks: how often the hand was looked at.
        alone: only one look has seen this hand.
        by_hand: the letter is what this hand shows by itself; False, too, where there is none.
        first: the hand that the first look alone would have given.
    """

    posterior: np.ndarray
    embedding: np.ndarray
    hand: Hand | None
    seconds: float
    looks: int
    alone: bool
    by_hand: bool
    first: Hand | None

    @property
    def letter(self) -> str:
        """The most probable class."""
        return CLASSES[int(self.posterior.argmax())]

    def top(self, count: int) -> list[tuple[str, float]]:
        """The most probable classes with their probabilities, best first."""
        return [(CLASSES[i], float(self.posterior[i])) for i in np.argsort(-self.posterior)[:count]]


class StillReader:
    """Reads single pictures; takes the same arguments as `recognizer.Recognizer`."""

    def __init__(
        self,
        model: str | None = None,
        backend: str = "onnxruntime",
        hand_model: str | None = None,
        hand: HandChoice = "auto",
    ) -> None:
        self.classifier = LetterClassifier(model, backend)
        self.finder = HandFinder(hand_model, hand)

    def read(self, image: np.ndarray) -> StillReading:
        """The letter in an upright BGR picture (height, width, 3) uint8."""
        start = perf_counter()
        outputs: dict[bytes, NetworkOutput] = {}

        def output_of(hand: Hand | None) -> NetworkOutput:
            key = b"" if hand is None else hand.landmarks.tobytes()
            if key not in outputs:
                outputs[key] = self._read_whole(image) if hand is None else self._read(image, hand)
            return outputs[key]

        # Of letters only: half a hand is often taken for none, or for a hand that shows no letter.
        choice = self.finder.find(image, lambda hand: output_of(hand).posterior[_LETTERS])
        if choice is None:
            output = output_of(None)
            return StillReading(output.posterior, output.embedding, None, perf_counter() - start, 0, False, False, None)
        hand, posterior = choice.hand, output_of(choice.hand).posterior
        if choice.looks > len(BORDERS):  # they disagree, and each has a say
            picture = output_of(None).posterior
            hand = None if choice.outweighed_by(picture[_LETTERS]) else hand
            said = [(output_of(other).posterior, support) for other, support in choice.judged]
            posterior = _weighed([*said, (picture, picture_support(picture[_LETTERS]))])
        output, alone = output_of(hand), hand is not None and choice.alone
        by_hand = hand is not None and bool(output.posterior.argmax() == posterior.argmax())
        seconds = perf_counter() - start
        return StillReading(posterior, output.embedding, hand, seconds, choice.looks, alone, by_hand, choice.first)

    def posterior(self, image: np.ndarray, hand: Hand) -> np.ndarray:
        """Probabilities (29,) float32 of what a hand in the picture shows."""
        return self._read(image, hand).posterior

    def _read_whole(self, image: np.ndarray) -> NetworkOutput:
        """Of the picture without a hand, whose side nobody knows: of it and its mirror image, what is surer."""
        sides = {"right": [image], "left": [image[:, ::-1]]}.get(self.finder.hand, [image, image[:, ::-1]])
        outputs = [self.classifier.read(np.ascontiguousarray(side), None) for side in sides]
        return max(outputs, key=lambda output: float(output.posterior[_LETTERS].max()))

    def _read(self, image: np.ndarray, hand: Hand) -> NetworkOutput:
        output = self.classifier.read(image, hand)
        return replace(output, posterior=still_posterior(output.posterior, hand))

    def close(self) -> None:
        """Releases the models."""
        self.finder.close()


def _weighed(said: Sequence[tuple[np.ndarray, float]]) -> np.ndarray:
    """(29,) float32: the mean of posteriors, each weighed with the exponential of its support."""
    support = np.array([each for _, each in said])
    weights = np.exp(support - support.max())
    return np.float32(weights / weights.sum()) @ np.stack([posterior for posterior, _ in said])


def expand(paths: Sequence[str]) -> Iterator[str]:
    """The pictures named: files as given, folders replaced by the pictures below them, sorted.

    What is left out of a folder is counted and named on standard error.

    Raises:
        UserError: a folder without any picture.
    """
    for path in paths:
        folder = Path(path)
        if not folder.is_dir():
            yield path
            continue
        found = find_pictures(folder)
        tell_left_out(found.left_out)
        if not found.pictures:
            raise UserError(f"folder '{path}' holds no pictures; name pictures or another folder", PARTLY_FAILED)
        yield from map(str, found.pictures)
