"""What a training step changes, by how much, and what for: the loss, learning rates, frozen parts, averaging."""

from __future__ import annotations

import math
from typing import NamedTuple

import torch
from torch import nn

from realtime_asl.training.model import LetterNet, Logits

LABEL_SMOOTHING = 0.08
EMA_DECAY = 0.999
#: Weights of the losses beside the joint head's: ResNet50 alone, the landmarks alone, the mean distance in each
#: coordinate at which ResNet50 places the landmarks, in sides of their box, and the mean square by which it misses
#: MediaPipe's features, in standard deviations.
IMAGE_LOSS, LANDMARK_LOSS, SHAPE_LOSS, FEATURE_LOSS = 0.5, 0.3, 3.0, 3.0
#: What `--freeze` keeps as it came, up to and including the named part of ResNet50.
BACKBONE_PARTS = (("stem", ("conv1", "bn1")), ("layer1", ("layer1",)), ("layer2", ("layer2",)), ("layer3", ("layer3",)))
#: Names of parameters that come from pretrained weights, whatever `--init` gives.
PRETRAINED = ("backbone.conv1", "backbone.bn1", "backbone.layer1", "backbone.layer2")


def freeze(model: LetterNet, up_to: str) -> None:
    """Stops training of ResNet50's parts up to and including `up_to` ("none": of nothing)."""
    if up_to == "none":
        return
    for name, prefixes in BACKBONE_PARTS:
        for parameter_name, parameter in model.backbone.named_parameters():
            if parameter_name.split(".")[0] in prefixes:
                parameter.requires_grad = False
        if name == up_to:
            return


def parameter_groups(model: LetterNet, lr: float) -> list[dict]:
    """Pretrained layers learn slower; biases and batch-norms are not decayed."""
    groups: dict[tuple[bool, bool], list[nn.Parameter]] = {}
    for name, parameter in model.named_parameters():
        if parameter.requires_grad:
            pretrained = name.startswith(PRETRAINED)
            groups.setdefault((pretrained, parameter.ndim > 1), []).append(parameter)
    return [
        {"params": parameters, "max_lr": lr * (0.3 if pretrained else 1.0), "weight_decay": 0.05 if decay else 0.0}
        for (pretrained, decay), parameters in groups.items()
    ]


def learning_rate(step: int, steps: int, warmup: int) -> float:
    """Factor on the learning rate: linear warm-up, then a cosine down to 1 %."""
    if step < warmup:
        return (step + 1) / warmup
    done = (step - warmup) / max(1, steps - warmup)
    return 0.01 + 0.99 * (1 + math.cos(math.pi * min(done, 1.0))) / 2


class Targets(NamedTuple):
    """What a batch of pictures is to be read as; it may be followed by rows that have landmarks only.

    Attributes:
        labels: (rows,) of all rows.
        points: (pictures, 21, 3) landmarks of the pictures.
        found: (pictures,) 1 where a picture has landmarks.
        present: (rows,) 1 where the landmark branch was shown landmarks.
        features: (pictures, FEATURES) MediaPipe's, zeros where a picture has none.
    """

    labels: torch.Tensor
    points: torch.Tensor
    found: torch.Tensor
    present: torch.Tensor
    features: torch.Tensor


def loss_of(logits: Logits, targets: Targets) -> torch.Tensor:
    """Joint loss plus what keeps each branch useful alone, and what teaches ResNet50 the shape of hands."""
    labels, points, found, present, features = targets
    rows = len(points)
    joint = _cross_entropy(logits.joint, labels).mean()
    image = _cross_entropy(logits.image, labels[:rows]).mean()
    landmarks = (_cross_entropy(logits.landmarks, labels) * present).sum() / present.sum().clamp(min=1)
    apart = (logits.shape.float() - points).abs().mean((1, 2))
    shape = (apart * found).sum() / found.sum().clamp(min=1)
    loss = joint + IMAGE_LOSS * image + LANDMARK_LOSS * landmarks + SHAPE_LOSS * shape
    if logits.features is None:
        return loss
    missed = (logits.features.float() - features).square().mean(1)
    told = features.any(1)
    return loss + FEATURE_LOSS * (missed * told).sum() / told.sum().clamp(min=1)


def _cross_entropy(scores: torch.Tensor, labels: torch.Tensor) -> torch.Tensor:
    return nn.functional.cross_entropy(scores.float(), labels, label_smoothing=LABEL_SMOOTHING, reduction="none")


@torch.no_grad()
def average_into(averaged: list[torch.Tensor], current: list[torch.Tensor], updates: torch.Tensor) -> None:
    """Exponential moving average with a warm-up, so that the random start is soon forgotten."""
    decay = min(EMA_DECAY, (1 + float(updates)) / (10 + float(updates)))
    if averaged[0].is_floating_point():  # torch calls this once for each type
        torch._foreach_lerp_(averaged, current, 1 - decay)
    else:  # batch-norm's counters
        torch._foreach_copy_(averaged, current)
