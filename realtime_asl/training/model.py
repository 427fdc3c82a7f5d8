"""The network: ResNet50 on the canonical crop, and a small branch on the 21 landmarks.

Each has a head of its own, so that each is useful alone: a picture in which no hand was found still gets a letter,
and landmark collections without pictures can be trained on. A joint head sees both, and its letter is the answer.

ResNet50 also learns to place the 21 landmarks in its picture, and to say what MediaPipe's network makes them from. Any
picture of a hand teaches it the shape of a hand in that way, whatever letter it shows.
"""

from __future__ import annotations

from itertools import combinations
from typing import NamedTuple

import torch
from torch import Tensor, nn

from realtime_asl.alphabet import CLASSES
from realtime_asl.hand import BONES
from realtime_asl.letters.network_output import LAYER
from realtime_asl.training.torchvision_import import import_torchvision

#: Input normalisation of the ImageNet weights, for RGB / 255.
MEAN = (0.485, 0.456, 0.406)
STD = (0.229, 0.224, 0.225)
#: Features of each branch, and those of the landmark branch's hidden layers.
WIDTH, HIDDEN = LAYER, 512
#: Share of features that is hidden in training: of the heads, of the landmark branch.
DROPOUT, LANDMARK_DROPOUT = 0.3, 0.2


class Logits(NamedTuple):
    """What the network says. A tuple, since trainers convert precision inside tuples.

    Attributes:
        joint, image, landmarks: unnormalised scores, each (batch, 29), of both together and of each alone.
        embedding: (batch, EMBEDDING) what the joint head says it from, see `letters.network_output`.
        features: (batch, FEATURES) as MediaPipe's network would have them; None where the network does not learn them.
        shape: (batch, 21, 3) where ResNet50 sees the landmarks, in the units of `hand.canonical_landmarks`.
    """

    joint: Tensor
    image: Tensor
    landmarks: Tensor
    shape: Tensor
    embedding: Tensor
    features: Tensor | None


class LandmarkBranch(nn.Module):
    """(batch, 21, 3) canonical landmarks -> (batch, WIDTH) features.

    Distances between all pairs of points and the bones' vectors are given beside the coordinates:
    they are what tells handshapes apart, and a small MLP finds them only slowly by itself.
    """

    def __init__(self) -> None:
        super().__init__()
        pairs = list(combinations(range(21), 2))
        self.register_buffer("pair_a", torch.tensor([a for a, _ in pairs]), persistent=False)
        self.register_buffer("pair_b", torch.tensor([b for _, b in pairs]), persistent=False)
        self.register_buffer("bone_a", torch.tensor([a for a, _ in BONES]), persistent=False)
        self.register_buffer("bone_b", torch.tensor([b for _, b in BONES]), persistent=False)
        features = 63 + len(pairs) + 3 * len(BONES)
        self.layers = nn.Sequential(
            nn.BatchNorm1d(features),
            nn.Linear(features, HIDDEN),
            nn.BatchNorm1d(HIDDEN),
            nn.ReLU(),
            nn.Dropout(LANDMARK_DROPOUT),
            nn.Linear(HIDDEN, HIDDEN),
            nn.BatchNorm1d(HIDDEN),
            nn.ReLU(),
            nn.Dropout(LANDMARK_DROPOUT),
            nn.Linear(HIDDEN, WIDTH),
            nn.ReLU(),
        )

    def forward(self, points: Tensor) -> Tensor:
        """points: (batch, 21, 3)."""
        apart = points[:, self.pair_a, :2] - points[:, self.pair_b, :2]
        distances = (apart.square().sum(-1) + 1e-6).sqrt()
        bones = points[:, self.bone_b] - points[:, self.bone_a]
        return self.layers(torch.cat([points.flatten(1), distances, bones.flatten(1)], dim=1))


class LetterNet(nn.Module):
    """ResNet50 and the landmarks.

    Inputs:
        image: (batch, 3, size, size) float RGB 0..255; normalisation is part of the network.
        points: (batch, 21, 3) float, `hand.canonical_landmarks`; anything where absent.
        present: (batch, 1) float, 1 where there are landmarks, else 0.

    Args:
        told: how many of MediaPipe's features ResNet50 learns to say; no part of what is saved.

    In training, `image_present` (batch, 1) hides pictures from the joint head in the same way (modality drop-out).
    """

    def __init__(self, told: int = 0) -> None:
        super().__init__()
        self.backbone = import_torchvision().models.resnet50(weights=None)
        features = self.backbone.fc.in_features
        self.backbone.fc = nn.Identity()
        self.landmark_branch = LandmarkBranch()
        self.image_neck = nn.Sequential(
            nn.Dropout(DROPOUT), nn.Linear(features, WIDTH), nn.BatchNorm1d(WIDTH), nn.ReLU()
        )
        self.image_head = nn.Linear(WIDTH, len(CLASSES))
        self.shape_head = nn.Linear(features, 63)
        self.feature_head = nn.Linear(features, told) if told else None
        self.landmark_head = nn.Linear(WIDTH, len(CLASSES))
        self.joint_head = nn.Sequential(
            nn.Linear(2 * WIDTH + 2, WIDTH), nn.ReLU(), nn.Dropout(DROPOUT), nn.Linear(WIDTH, len(CLASSES))
        )
        self.register_buffer("mean", 255 * torch.tensor(MEAN).view(1, 3, 1, 1), persistent=False)
        self.register_buffer("std", 255 * torch.tensor(STD).view(1, 3, 1, 1), persistent=False)

    def forward(
        self,
        image: Tensor,
        points: Tensor,
        present: Tensor,
        image_present: Tensor | None = None,
        extra_points: Tensor | None = None,
    ) -> Logits:
        """Scores of the joint head and of each branch alone.

        `extra_points` (n, 21, 3) are hands without a picture, whose rows follow those of the batch, but for
        ResNet50's (training only).
        """
        features = self.backbone((image - self.mean) / self.std)
        picture, told = self.image_neck(features), self.feature_head(features) if self.feature_head else None
        seen, scores = self.shape_head(features).unflatten(1, (21, 3)), self.image_head(picture)
        if image_present is None:
            image_present = torch.ones_like(present)
        if extra_points is not None:
            count = len(extra_points)
            picture = torch.cat([picture, picture.new_zeros(count, picture.shape[1])])
            points = torch.cat([points, extra_points])
            present = torch.cat([present, present.new_ones(count, 1)])
            image_present = torch.cat([image_present, image_present.new_zeros(count, 1)])
        shape = self.landmark_branch(points * present.unsqueeze(-1))
        joint = torch.cat([picture * image_present, shape * present, present, image_present], dim=1)
        last = self.joint_head[:2](joint)
        embedding = torch.cat([picture, last], dim=1)
        return Logits(self.joint_head[2:](last), scores, self.landmark_head(shape), seen, embedding, told)
