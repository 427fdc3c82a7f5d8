"""Collections of letters as landmarks only, without pictures."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch

from realtime_asl.alphabet import INDEX
from realtime_asl.errors import UserError
from realtime_asl.hand import Hand, canonical_landmarks
from realtime_asl.training.stored_arrays import read_arrays


@dataclass(frozen=True, slots=True)
class LandmarkSet:
    """Letters as landmarks only. points: (N, 21, 3) canonical; labels: (N,); weights: (N,), sum 1."""

    points: np.ndarray
    labels: np.ndarray
    weights: np.ndarray


def load_landmark_set(file: Path) -> LandmarkSet:
    """Reads `static.npz` (points (N, 21, 2), label, source) and brings it to canonical form.

    Raises:
        UserError: unreadable, arrays are missing, or not all are hands that show a letter.
    """
    data = read_arrays(file, {"points": (21, 2), "label": (), "source": ()}, "it needs points, label and source")
    flat, letters, sources = data["points"], data["label"], data["source"]
    unknown = set(letters.tolist()) - INDEX.keys()
    if unknown or not np.isfinite(flat).all():
        reason = f"its labels {sorted(unknown)} are no classes" if unknown else "some points are no numbers"
        raise UserError(f"'{file}' is no landmark collection ({reason}); leave those rows out")
    points = np.zeros((len(flat), 21, 3), np.float32)
    for i, pose in enumerate(flat):
        points[i] = canonical_landmarks(Hand(np.pad(pose, ((0, 0), (0, 1))), "Right", 1.0))
    cells = Counter(zip(sources, letters, strict=True))
    weights = np.array([1 / cells[cell] for cell in zip(sources, letters, strict=True)])
    return LandmarkSet(points, np.array([INDEX[str(letter)] for letter in letters]), weights / weights.sum())


class LandmarkSampler:
    """Draws random, slightly turned and distorted poses from a collection of landmarks.

    Args:
        landmarks: what is drawn from, by weight.
        count: how many at a time.
    """

    def __init__(self, landmarks: LandmarkSet, count: int) -> None:
        self.landmarks, self.count = landmarks, count

    def draw(self, rng: np.random.Generator) -> tuple[torch.Tensor, torch.Tensor]:
        """-> points (count, 21, 3), labels (count,)."""
        rows = rng.choice(len(self.landmarks.labels), size=self.count, p=self.landmarks.weights)
        points = self.landmarks.points[rows].copy()
        angle = np.deg2rad(rng.uniform(-18, 18, self.count))
        turn = np.stack([np.cos(angle), -np.sin(angle), np.sin(angle), np.cos(angle)], -1).reshape(-1, 2, 2)
        points[:, :, :2] = points[:, :, :2] @ turn.transpose(0, 2, 1)
        points[:, :, :2] *= 1 + rng.normal(0, 0.06, (self.count, 1, 2))  # aspect ratios are only known roughly
        points[:, :, :2] += rng.normal(0, 0.012, (self.count, 21, 2))
        low, high = points[:, :, :2].min(axis=1), points[:, :, :2].max(axis=1)
        points[:, :, :2] -= ((low + high) / 2)[:, None]
        points /= (high - low).max(axis=1)[:, None, None]
        return torch.from_numpy(points.astype(np.float32)), torch.from_numpy(self.landmarks.labels[rows])
