"""Labelled pictures for training: read into memory, balanced by signer and class, made into batches.

The folders are those of `sources.labelled`; ``landmarks.npy`` beside a manifest holds the hands
(row by row; x and z in widths of the picture, y in heights), else they are looked for.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import cv2
import numpy as np
import torch
from torch.utils.data import Dataset, Sampler

from realtime_asl.alphabet import CLASSES, INDEX, NOTHING
from realtime_asl.errors import UserError, of_item
from realtime_asl.hand import Hand, canonical_crop, canonical_landmarks
from realtime_asl.sources.labelled import Labelled, list_pictures
from realtime_asl.training.augment import Augmentation
from realtime_asl.training.hands import find_hands
from realtime_asl.training.stored_arrays import read_array

#: How many numbers MediaPipe's hand-landmark network makes its landmarks from (see `hand_features`).
FEATURES = 1152
#: No standardised feature lies further from the mean (standard deviations). What is added to each deviation: that of
#: features that say nothing is far below it.
FURTHEST, LEAST_SPREAD = 5.0, 0.1
#: Stands for the landmarks of a picture in which no hand was found.
_NO_POINTS = np.zeros((21, 3), np.float32)
_NO_FEATURES = np.zeros(FEATURES, np.float32)


@dataclass(frozen=True, slots=True)
class Sample:
    """One labelled picture.

    Attributes:
        image: (height, width, 3) uint8 BGR; decoded once and kept, so that epochs do not decode again.
        label: index in CLASSES.
        signer: who signs; splits and balance go by signer.
        hands: ways in which the hand was found in it (detectors differ a little), what this program finds first;
            may be empty.
        black_background: the picture was cut out before a black background.
        doubt: a person would dispute the label.
        features: (FEATURES,) float16, what MediaPipe's network knows of the hand; None: not given.
    """

    image: np.ndarray
    label: int
    signer: str
    hands: tuple[Hand, ...]
    black_background: bool = False
    doubt: bool = False
    features: np.ndarray | None = None

    @property
    def hand(self) -> Hand | None:
        """The hand as the program would find it; what is measured or calibrated uses this one."""
        return self.hands[0] if self.hands else None


def load_samples(
    folder: Path,
    cache: Path | None = None,
    detect: bool = False,
    followed: Path | None = None,
    features: Path | None = None,
) -> list[Sample]:
    """Reads all pictures of a labelled folder into memory, with the hands in them.

    Args:
        folder: see `sources.labelled.list_pictures`; hands come from its `landmarks.npy`.
        cache: where found hands are remembered (see `hands.find_hands`).
        detect: look for hands also where there is a `landmarks.npy`.
        followed: the cache of hands as they are found while they are followed; None: those are not wanted.
        features: what `hand_features` wrote for this folder; None: not wanted.

    Raises:
        UserError: nothing labelled, no picture that can be read, or landmarks that do not fit.
    """
    rows = list_pictures(folder)
    pictures = [_picture(row) for row in rows]
    known = _stored_hands(folder / "landmarks.npy", [row.handedness for row in rows], pictures)
    kept = [number for number, picture in enumerate(pictures) if picture is not None]
    if not kept:
        raise UserError(f"none of the labelled pictures of '{folder}' could be read; check their paths")
    rows, images = [rows[number] for number in kept], [pictures[number] for number in kept]
    known = None if known is None else [known[number] for number in kept]
    found = find_hands(images, cache) if detect or known is None else [None] * len(rows)
    tracked = find_hands(images, followed, follow=True) if followed else [None] * len(rows)
    told = [None] * len(rows) if features is None else _stored_features(features, len(rows))
    samples = []
    for row, image, told_here, *hands in zip(
        rows, images, told, found, tracked, known or [None] * len(rows), strict=True
    ):
        black = float((image.max(axis=2) < 12).mean()) > 0.35
        present = tuple(hand for hand in hands if hand is not None)
        samples.append(Sample(image, INDEX[row.letter], row.signer, present, black, row.doubt, told_here))
    return samples


def _picture(row: Labelled) -> np.ndarray | None:
    """A picture, or None and a line on standard error: one that cannot be read costs itself only."""
    try:
        return row.picture()
    except Exception as error:  # noqa: BLE001 - whatever is wrong with one picture, the others are read
        print(f"error: {of_item(row.path, error)}", file=sys.stderr, flush=True)
        return None


def _stored_features(file: Path, count: int) -> list[np.ndarray | None]:
    features = read_array(file, "make it with training.hand_features")
    if features.shape != (count, FEATURES):
        raise UserError(f"'{file}' has shape {features.shape}, not ({count}, {FEATURES}): it is of other pictures")
    return [row if row.any() else None for row in features]


def with_standard_features(samples: Sequence[Sample]) -> list[Sample]:
    """The samples with each feature about its mean over all of them, in standard deviations."""
    told = [sample.features for sample in samples if sample.features is not None]
    if not told:
        return list(samples)
    mean = np.mean(told, axis=0, dtype=np.float64)
    spread = np.std(told, axis=0, dtype=np.float64) + LEAST_SPREAD
    return [
        sample
        if sample.features is None
        else replace(
            sample, features=np.clip((sample.features - mean) / spread, -FURTHEST, FURTHEST).astype(np.float16)
        )
        for sample in samples
    ]


def _stored_hands(
    file: Path, handedness: Sequence[str], images: Sequence[np.ndarray | None]
) -> list[Hand | None] | None:
    if not file.is_file():
        return None
    points = read_array(file, "delete it, and the hands are looked for")
    if points.shape != (len(images), 21, 3):
        raise UserError(f"'{file}' has shape {points.shape}, not ({len(images)}, 21, 3); delete it or mend it")
    return [
        Hand((pose * (image.shape[1], image.shape[0], image.shape[1])).astype(np.float32), side, 1.0)
        if side and image is not None and np.isfinite(pose).all()
        else None
        for pose, side, image in zip(points, handedness, images, strict=True)
    ]


class LetterDataset(Dataset):
    """Samples -> (image (3, size, size) uint8 RGB, points (21, 3), present (1,), label, features).

    Features are (FEATURES,) float32, zeros where a sample has none.
    """

    def __init__(
        self, samples: Sequence[Sample], size: int, augmentation: Augmentation | None = None, seed: int = 0
    ) -> None:
        self.samples = samples
        self.size = size
        self.augmentation = augmentation
        self.seed = seed
        self.epoch = 0

    def __len__(self) -> int:
        return len(self.samples)

    def __getitem__(
        self, number: int | tuple[int, int]
    ) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor, int, torch.Tensor]:
        # The sampler passes (sample, draw), so that a picture drawn twice is augmented differently
        # and a resumed run sees the same pictures as one that was never stopped.
        number, draw = number if isinstance(number, tuple) else (number, 0)
        sample = self.samples[number]
        if self.augmentation is None:
            hand = sample.hand
            crop = canonical_crop(sample.image, hand, self.size)
        else:
            rng = np.random.default_rng((self.seed, draw, number))
            hand = sample.hands[rng.integers(len(sample.hands))] if sample.hands else None
            crop, hand = self.augmentation(sample.image, hand, self.size, rng, sample.black_background)
        points = canonical_landmarks(hand) if hand is not None else _NO_POINTS
        image = torch.from_numpy(np.ascontiguousarray(cv2.cvtColor(crop, cv2.COLOR_BGR2RGB).transpose(2, 0, 1)))
        told = _NO_FEATURES if sample.features is None else sample.features.astype(np.float32)
        present = torch.tensor([float(hand is not None)])
        return image, torch.from_numpy(points), present, sample.label, torch.from_numpy(told)


#: How often a class is shown, others 1. `nothing` stands for everything that is no letter; one picture of
#: a J or Z looks like an I or a D, and asking for the difference would blur those.
CLASS_SHARES = {NOTHING: 1.5, "J": 0.5, "Z": 0.5}
#: The same for a picture whose label a person would dispute.
DOUBT_SHARE = 0.3
#: How much a further picture of a signer and class repeats those before it: 0 nothing, 1 all.
REPETITION = 0.7


def balanced_weights(samples: Sequence[Sample]) -> np.ndarray:
    """Drawing probabilities (N,) that even out signers and classes.

    Consecutive pictures of one signer are near-copies, so a cell (signer, class) counts as
    n ** (1 - REPETITION) pictures, not n; then every class gets its share (`CLASS_SHARES`).
    """
    cells = Counter((sample.signer, sample.label) for sample in samples)
    weights = np.array([cells[sample.signer, sample.label] ** -REPETITION for sample in samples])
    labels = np.array([sample.label for sample in samples])
    for label in np.unique(labels):
        weights[labels == label] *= CLASS_SHARES.get(CLASSES[label], 1.0) / weights[labels == label].sum()
    weights[[sample.doubt for sample in samples]] *= DOUBT_SHARE
    return weights / weights.sum()


class BalancedSampler(Sampler[tuple[int, int]]):
    """Draws `count` samples an epoch by weight; the same for a given (seed, epoch), split over processes."""

    def __init__(self, weights: np.ndarray, count: int, seed: int, rank: int = 0, world: int = 1) -> None:
        self.weights, self.count, self.seed, self.rank, self.world = weights, count, seed, rank, world
        self.epoch = 0

    def __len__(self) -> int:
        return self.count // self.world

    def __iter__(self) -> Iterator[tuple[int, int]]:
        rng = np.random.default_rng((self.seed, self.epoch))
        drawn = rng.choice(len(self.weights), size=self.count, p=self.weights)
        first = self.epoch * self.count
        mine = range(self.rank, len(self) * self.world, self.world)
        return iter([(int(drawn[i]), first + i) for i in mine])
