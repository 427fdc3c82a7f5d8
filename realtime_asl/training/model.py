"""The network: ResNet50 and MediaPipe's hand backbone on the canonical crop, and a small branch on the 21 landmarks.

Each of the three has a head of its own, so that each is useful alone: a picture in which no hand
was found still gets a letter, and landmark collections without pictures can be trained on. A joint
head sees the hand backbone and the landmarks. ResNet50 is asked beside it: seen by the joint head, which
is trained on its training pictures, it is trusted more than new people's pictures bear out.

Pictures are trusted too much altogether where a hand is seen as nobody in the training pictures shows it. So the
landmarks have a voice of their own, which no picture has a part in; among fists, where they hardly tell the letters
apart, it leaves the choice to the others.
"""

from __future__ import annotations

from itertools import combinations
from pathlib import Path
from typing import NamedTuple

import torch
from torch import Tensor, nn

from realtime_asl.alphabet import CLASSES, INDEX
from realtime_asl.errors import UserError
from realtime_asl.hand import BONES
from realtime_asl.training.hand_backbone import FEATURES as HAND_FEATURES
from realtime_asl.training.hand_backbone import HandBackbone
from realtime_asl.training.torchvision_import import import_torchvision

#: Input normalisation of the ImageNet weights, for RGB / 255.
MEAN = (0.485, 0.456, 0.406)
STD = (0.229, 0.224, 0.225)
#: Side of the picture that ResNet50 is given, in sides of the crop. It costs three times as much as the hand backbone,
#: which gains more from a fine picture.
RESNET_SHARE = 0.6
#: Weights of the hand backbone's and of ResNet50's own opinions beside the joint head's, in log-probabilities.
HAND_WEIGHT, IMAGE_WEIGHT = 0.25, 0.1
#: The same for the voice of the landmarks, and the letters that it does not tell apart: closed hands.
VOICE_WEIGHT, FISTS = 0.6, "AEMNOST"
#: Networks whose mean is that voice: one alone errs on whole letters of a signer, each on others.
READERS = 2


class Logits(NamedTuple):
    """Unnormalised scores, each (batch, 29). A tuple, since trainers convert precision inside tuples.

    `voice` is what the landmarks alone say, as weighted log-probabilities; absent in training.
    """

    joint: Tensor
    image: Tensor
    hand: Tensor
    landmarks: Tensor
    voice: Tensor | None = None

    @property
    def fused(self) -> Tensor:
        """Log-probabilities (batch, 29) of what is shipped: the three opinions that see the picture and the voice
        of the landmarks, pooled."""
        joint, image, hand = (scores.log_softmax(1) for scores in (self.joint, self.image, self.hand))
        pooled = joint + HAND_WEIGHT * hand + IMAGE_WEIGHT * image
        return (pooled if self.voice is None else pooled + self.voice).log_softmax(1)


class LandmarkBranch(nn.Module):
    """(batch, 21, 3) canonical landmarks -> (batch, width) features.

    Distances between all pairs of points and the bones' vectors are given beside the coordinates:
    they are what tells handshapes apart, and a small MLP finds them only slowly by itself.
    """

    def __init__(self, width: int = 256, hidden: int = 512, dropout: float = 0.2) -> None:
        super().__init__()
        pairs = list(combinations(range(21), 2))
        self.register_buffer("pair_a", torch.tensor([a for a, _ in pairs]), persistent=False)
        self.register_buffer("pair_b", torch.tensor([b for _, b in pairs]), persistent=False)
        self.register_buffer("bone_a", torch.tensor([a for a, _ in BONES]), persistent=False)
        self.register_buffer("bone_b", torch.tensor([b for _, b in BONES]), persistent=False)
        features = 63 + len(pairs) + 3 * len(BONES)
        self.layers = nn.Sequential(
            nn.BatchNorm1d(features),
            nn.Linear(features, hidden),
            nn.BatchNorm1d(hidden),
            nn.ReLU(),
            nn.Dropout(dropout),
            nn.Linear(hidden, hidden),
            nn.BatchNorm1d(hidden),
            nn.ReLU(),
            nn.Dropout(dropout),
            nn.Linear(hidden, width),
            nn.ReLU(),
        )

    def forward(self, points: Tensor) -> Tensor:
        """points: (batch, 21, 3)."""
        apart = points[:, self.pair_a, :2] - points[:, self.pair_b, :2]
        distances = (apart.square().sum(-1) + 1e-6).sqrt()
        bones = points[:, self.bone_b] - points[:, self.bone_a]
        return self.layers(torch.cat([points.flatten(1), distances, bones.flatten(1)], dim=1))


class LandmarkReader(nn.Sequential):
    """(batch, 21, 3) canonical landmarks -> unnormalised scores (batch, 29)."""

    def __init__(self, width: int = 256) -> None:
        super().__init__(LandmarkBranch(width), nn.Linear(width, len(CLASSES)))


class LandmarkVoice(nn.Module):
    """What the landmarks alone say; trained apart from the pictures (`training.fit_voice`), silent until then."""

    def __init__(self) -> None:
        super().__init__()
        self.readers = nn.ModuleList(LandmarkReader() for _ in range(READERS))
        self.register_buffer("weight", torch.zeros(1))
        together = torch.eye(len(CLASSES))
        fists = torch.tensor([INDEX[letter] for letter in FISTS])
        together[fists.unsqueeze(1), fists] = 1.0
        self.register_buffer("together", together, persistent=False)

    def forward(self, points: Tensor, present: Tensor) -> Tensor:
        """Weighted log-probabilities (batch, 29): each fist that of any fist; 0 where there are no landmarks."""
        opinions = torch.stack([reader(points).float().log_softmax(1) for reader in self.readers])
        shares = opinions.mean(0).softmax(1) @ self.together
        return self.weight * present * (shares + 1e-6).log()


class LetterNet(nn.Module):
    """ResNet50, MediaPipe's hand backbone and the landmarks.

    Inputs:
        image: (batch, 3, size, size) float RGB 0..255; normalisation is part of the network.
        points: (batch, 21, 3) float, `hand.canonical_landmarks`; anything where absent.
        present: (batch, 1) float, 1 where there are landmarks, else 0.

    In training, `image_present` (batch, 1) hides pictures from the joint head in the same way (modality drop-out).
    """

    def __init__(self, width: int = 256, dropout: float = 0.3) -> None:
        super().__init__()
        self.backbone = import_torchvision().models.resnet50(weights=None)
        features = self.backbone.fc.in_features
        self.backbone.fc = nn.Identity()
        self.hand_backbone = HandBackbone()
        self.landmark_branch = LandmarkBranch(width)
        self.voice = LandmarkVoice().requires_grad_(False)
        self.image_neck = nn.Sequential(
            nn.Dropout(dropout), nn.Linear(features, width), nn.BatchNorm1d(width), nn.ReLU()
        )
        # Unlike ResNet50's, these features are of any scale, so they are normalised first.
        self.hand_neck = nn.Sequential(
            nn.BatchNorm1d(HAND_FEATURES),
            nn.Dropout(dropout),
            nn.Linear(HAND_FEATURES, width),
            nn.BatchNorm1d(width),
            nn.ReLU(),
        )
        self.image_head = nn.Linear(width, len(CLASSES))
        self.hand_head = nn.Linear(width, len(CLASSES))
        self.landmark_head = nn.Linear(width, len(CLASSES))
        self.joint_head = nn.Sequential(
            nn.Linear(2 * width + 2, width), nn.ReLU(), nn.Dropout(dropout), nn.Linear(width, len(CLASSES))
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
        small = max(32, round(RESNET_SHARE * image.shape[-1]))
        resnet_view = nn.functional.interpolate(image, (small, small), mode="bilinear")
        picture = self.image_neck(self.backbone((resnet_view - self.mean) / self.std))
        hand = self.hand_neck(self.hand_backbone(image / 255))
        if image_present is None:
            image_present = torch.ones_like(present)
        if extra_points is not None:
            count = len(extra_points)
            hand = torch.cat([hand, hand.new_zeros(count, hand.shape[1])])
            points = torch.cat([points, extra_points])
            present = torch.cat([present, present.new_ones(count, 1)])
            image_present = torch.cat([image_present, image_present.new_zeros(count, 1)])
        shape = self.landmark_branch(points * present.unsqueeze(-1))
        joint = torch.cat([hand * image_present, shape * present, present, image_present], dim=1)
        # Pictures have no part in the voice: it is trained by itself.
        voice = None if self.training else self.voice(points, present)
        return Logits(
            self.joint_head(joint), self.image_head(picture), self.hand_head(hand), self.landmark_head(shape), voice
        )


def load_starting_weights(model: LetterNet, file: Path) -> int:
    """Copies the backbone tensors that `file` has (a torchvision ResNet50 state dict, whole or partial).

    Blocks whose convolutions are missing from a partial file keep their random initialisation,
    batch-norm included: statistics of other convolutions would only mislead them.

    Returns:
        How many tensors were copied.

    Raises:
        UserError: not a state dict, or nothing in it fits.
    """
    try:
        state = torch.load(file, map_location="cpu", weights_only=True)
    except (OSError, RuntimeError, ValueError, EOFError, ImportError) as error:
        raise UserError(f"starting weights '{file}' cannot be read ({error}); give a ResNet50 state dict") from None
    except Exception as error:  # noqa: BLE001 - unpickling damaged files raises nearly anything
        raise UserError(f"starting weights '{file}' are damaged ({error}); fetch them again") from None
    own = model.backbone.state_dict()
    usable = {}
    for name, value in state.items() if isinstance(state, dict) else ():
        convolution = name.replace(".bn", ".conv").rsplit(".", 1)[0] + ".weight"
        convolution = "conv1.weight" if name.startswith("bn1.") else convolution.replace("downsample.1", "downsample.0")
        if name in own and own[name].shape == value.shape and convolution in state:
            usable[name] = value
    if not usable:
        raise UserError(f"starting weights '{file}' hold nothing that fits a ResNet50; give a torchvision state dict")
    model.backbone.load_state_dict(usable, strict=False)
    return len(usable)
