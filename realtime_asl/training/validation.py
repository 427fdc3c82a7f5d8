"""Scores during training, on pictures of signers who are not in it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch
from torch import nn
from torch.utils.data import DataLoader

from realtime_asl.alphabet import CLASSES, STATIC
from realtime_asl.letters.scores import signer_means, worst_tenth
from realtime_asl.training.data import LetterDataset, Sample


@dataclass(frozen=True, slots=True)
class Scores:
    """Results on pictures of other signers, each 0..1: accuracy on the 24 static letters of all together,
    of ResNet50 alone and of the landmarks alone; the mean over signers and over their worst tenth;
    on all 29 classes; and the loss."""

    static24: float
    image24: float
    landmarks24: float
    signers_mean: float
    worst_tenth: float
    all29: float
    loss: float


@torch.inference_mode()
def validate(model: nn.Module, samples: list[Sample], size: int, device: torch.device) -> Scores:
    """Scores on the canonical crops of `samples`, without augmentation."""
    model.eval()
    loader = DataLoader(LetterDataset(samples, size), batch_size=64)
    joint, image, landmarks, labels, losses = [], [], [], [], []
    for pictures, points, present, label, _ in loader:
        logits = model(
            pictures.to(device).float().contiguous(memory_format=torch.channels_last),
            points.to(device),
            present.to(device),
        )
        losses.append(nn.functional.cross_entropy(logits.joint.float().cpu(), label, reduction="none"))
        joint.append(logits.joint.argmax(1).cpu())
        image.append(logits.image.argmax(1).cpu())
        landmarks.append(logits.landmarks.argmax(1).cpu())
        labels.append(label)
    truth = torch.cat(labels)
    right = torch.cat(joint) == truth
    static = torch.tensor([CLASSES[int(label)] in STATIC for label in truth])
    signers = np.array([sample.signer for sample in samples])
    counted = static.numpy()
    by_signer = signer_means(right.numpy()[counted], signers[counted])

    def mean(values: torch.Tensor) -> float:
        return float(values.float().mean()) if len(values) else float("nan")

    return Scores(
        mean(right[static]),
        mean((torch.cat(image) == truth)[static]),
        mean((torch.cat(landmarks) == truth)[static]),
        mean(torch.from_numpy(by_signer)),
        mean(torch.from_numpy(worst_tenth(by_signer))),
        mean(right),
        mean(torch.cat(losses)),
    )
