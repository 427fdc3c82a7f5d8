"""What is set after training, on unseen signers: how often J and Z are expected, and the temperature.

Training shows classes nearly equally often. But one picture of a J is an I-like hand and one of a Z
a D-like hand; in English text J and Z are rarer than I and D by factors of 45 and 60, and live they are
read by their motion. So a still hand that could be either is to be read as the letter without motion.
"""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import Tensor, nn
from torch.utils.data import DataLoader

from realtime_asl.alphabet import INDEX, MOTION
from realtime_asl.training.data import LetterDataset, Sample
from realtime_asl.training.model import LetterNet

#: Subtracted from the logits of J and Z, which training shows half as often as other letters: together as rare
#: against I and D as in English text (1 : 45 and 1 : 60).
MOTION_PRIOR = 3.0


@torch.inference_mode()
def collect_logits(model: nn.Module, samples: Sequence[Sample], size: int) -> tuple[Tensor, Tensor]:
    """Fused logits (N, 29) and labels (N,) on the canonical crops."""
    model.eval()
    logits, labels = [], []
    for images, points, present, label, _ in DataLoader(LetterDataset(samples, size), batch_size=64):
        logits.append(model(images.float(), points, present).joint.float())
        labels.append(label)
    return torch.cat(logits), torch.cat(labels)


def fit_temperature(logits: Tensor, labels: Tensor) -> float:
    """The temperature with the lowest negative log-likelihood (Guo et al. 2017), within 0.2 .. 5."""
    grid = torch.logspace(-0.7, 0.7, 141)
    losses = torch.stack([nn.functional.cross_entropy(logits / t, labels) for t in grid])
    return float(grid[losses.argmin()].clamp(0.2, 5.0))


@torch.no_grad()
def expect_still_letters(model: LetterNet, by: float = MOTION_PRIOR) -> None:
    """Lowers the joint head's bias for J and Z, in place. To be done once; a negative `by` undoes it."""
    last = model.joint_head[-1]
    for letter in MOTION:
        last.bias[INDEX[letter]] -= by
