"""Confidences that mean what they say: one temperature for the logits, fitted on unseen signers."""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import Tensor, nn
from torch.utils.data import DataLoader

from realtime_asl.training.data import LetterDataset, Sample


@torch.inference_mode()
def collect_logits(model: nn.Module, samples: Sequence[Sample], size: int) -> tuple[Tensor, Tensor]:
    """Joint logits (N, 29) and labels (N,) on the canonical crops."""
    model.eval()
    logits, labels = [], []
    for images, points, present, label in DataLoader(LetterDataset(samples, size), batch_size=64):
        logits.append(model(images.float(), points, present).joint.float())
        labels.append(label)
    return torch.cat(logits), torch.cat(labels)


def fit_temperature(logits: Tensor, labels: Tensor) -> float:
    """The temperature with the lowest negative log-likelihood (Guo et al. 2017), within 0.2 .. 5."""
    grid = torch.logspace(-0.7, 0.7, 141)
    losses = torch.stack([nn.functional.cross_entropy(logits / t, labels) for t in grid])
    return float(grid[losses.argmin()].clamp(0.2, 5.0))
