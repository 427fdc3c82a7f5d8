"""Weights that ResNet50 starts with, where it does not go on from earlier ones of this program."""

from __future__ import annotations

from pathlib import Path

import torch

from realtime_asl.errors import UserError
from realtime_asl.training.model import LetterNet
from realtime_asl.training.torchvision_import import import_torchvision


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


def load_downloaded_weights(model: LetterNet) -> None:
    """torchvision's IMAGENET1K_V2 weights; the one download of this program, announced before."""
    models = import_torchvision().models
    try:
        state = models.ResNet50_Weights.IMAGENET1K_V2.get_state_dict(progress=True)
    except OSError as error:
        raise UserError(f"the starting weights cannot be downloaded ({error}); give --init FILE") from None
    own = model.backbone.state_dict()
    model.backbone.load_state_dict({name: value for name, value in state.items() if name in own}, strict=False)
