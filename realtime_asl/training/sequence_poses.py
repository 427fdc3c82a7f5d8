"""Still hands for training sequences: landmarks of many people, and what the classifier says of them.

The classifier must not have been trained on these people: its mistakes on them are what the network has to learn
to live with. Between two poses `Mimic`, a small network fitted to the same pictures, tells what it would say.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from realtime_asl.alphabet import CLASSES, LETTERS, NOTHING
from realtime_asl.errors import UserError
from realtime_asl.training.stored_arrays import read_arrays

_LEAST = 1e-4
#: What a file of poses holds, and the shape of a row of it.
_ARRAYS = {"landmarks": (21, 3), "posterior": (len(CLASSES),), "letter": (), "signer": (), "handedness": ()}


@dataclass(frozen=True, slots=True)
class Pose:
    """A right hand: (21, 3) wrist at the origin, in palm sizes; (29,) log-probabilities of the classes."""

    points: np.ndarray
    logits: np.ndarray


@dataclass(frozen=True, slots=True)
class Mimic:
    """Landmarks -> about what the classifier says of the hand.

    Attributes:
        layers: weights and biases, a hidden layer with ReLU after each but the last.
    """

    layers: tuple[tuple[np.ndarray, np.ndarray], ...]

    def __call__(self, points: np.ndarray) -> np.ndarray:
        """(n, 21, 3) poses -> (n, 29) log-probabilities."""
        values = points.reshape(len(points), -1).astype(np.float32)
        for number, (weight, bias) in enumerate(self.layers):
            values = (np.maximum(values, 0) if number else values) @ weight + bias
        values = values - values.max(axis=1, keepdims=True)
        return values - np.log(np.exp(values).sum(axis=1, keepdims=True))


def normalised(points: np.ndarray, left: np.ndarray | None = None) -> np.ndarray:
    """(n, 21, 3) in one unit of length -> wrist at the origin, palm size 1; `left` hands flipped to right."""
    points = points - points[:, :1]
    size = np.linalg.norm(points[:, 9], axis=1) + np.linalg.norm(points[:, 17] - points[:, 5], axis=1)
    points = points / np.maximum(size, 1e-6)[:, None, None]
    if left is not None:
        points[left, :, 0] *= -1
    return points


class PosePool:
    """Poses by signer and letter.

    Args:
        files: .npz with landmarks (n, 21, 3) in pixels, posterior (n, 29), letter, signer, handedness.

    Raises:
        UserError: a file cannot be read or holds something else, or no hand shows a letter or nothing.
    """

    def __init__(self, files: list[Path]) -> None:
        points, posterior, letters, signers = [], [], [], []
        for file in files:
            data = read_arrays(file, _ARRAYS, "make it with training.pose_posteriors")
            points.append(normalised(data["landmarks"].astype(np.float64), data["handedness"] == "Left"))
            posterior.append(data["posterior"])
            letters.append(data["letter"])
            signers.append(data["signer"])
        self.points = np.concatenate(points)
        self.logits = np.log(np.concatenate(posterior) + _LEAST).astype(np.float32)
        self.letters = np.concatenate(letters)
        self.signers = np.concatenate(signers)
        self._by: dict[tuple[str, str], list[int]] = defaultdict(list)
        for number, key in enumerate(zip(self.signers, self.letters, strict=True)):
            self._by[str(key[0]), str(key[1])].append(number)
            self._by["", str(key[1])].append(number)
        missing = [name for name in (*LETTERS, NOTHING) if ("", name) not in self._by]
        if missing:
            raise UserError(f"'{files[0]}' has no hand of {missing[0]}; give poses of A-Z and nothing")
        self.names = sorted({signer for signer, _ in self._by if signer})

    def pick(self, signer: str, letter: str, rng: np.random.Generator) -> Pose:
        """A pose of this signer; of another one where this one never showed the class."""
        numbers = self._by.get((signer, letter)) or self._by["", letter]
        first, second = (numbers[rng.integers(len(numbers))] for _ in range(2))
        share = rng.uniform(0, 0.5)
        # Two pictures of the same letter: more variety than either.
        return Pose(
            (1 - share) * self.points[first] + share * self.points[second],
            (1 - share) * self.logits[first] + share * self.logits[second],
        )

    def any_of(self, rng: np.random.Generator) -> Pose:
        """Any pose of anyone."""
        number = int(rng.integers(len(self.points)))
        return Pose(self.points[number], self.logits[number])


def fit_mimic(pool: PosePool, seed: int = 0, steps: int = 1500) -> Mimic:
    """Fits the network that tells what the classifier would say of a pose."""
    import torch

    torch.manual_seed(seed)
    points = torch.tensor(pool.points.reshape(len(pool.points), -1), dtype=torch.float32)
    target = torch.tensor(np.exp(pool.logits))
    target = target / target.sum(1, keepdim=True)
    net = torch.nn.Sequential(
        torch.nn.Linear(63, 128), torch.nn.ReLU(), torch.nn.Linear(128, 128), torch.nn.ReLU(),
        torch.nn.Linear(128, len(CLASSES)),
    )  # fmt: skip
    optimizer = torch.optim.AdamW(net.parameters(), 2e-3, weight_decay=1e-2)
    for _ in range(steps):
        batch = torch.randint(len(points), (256,))
        hands = points[batch] + 0.02 * torch.randn(256, 63)
        loss = -(target[batch] * torch.log_softmax(net(hands), 1)).sum(1).mean()
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    linear = [layer for layer in net if isinstance(layer, torch.nn.Linear)]
    return Mimic(tuple((x.weight.detach().numpy().T.copy(), x.bias.detach().numpy().copy()) for x in linear))
