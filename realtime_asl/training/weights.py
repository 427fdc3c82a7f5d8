"""Trained weights on disk: safetensors in half precision, with what is needed to use them.

safetensors holds plain tensors and strings: loading executes nothing.
"""

from __future__ import annotations

import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path

import torch
from safetensors import SafetensorError, safe_open
from safetensors.torch import save_file

from realtime_asl.alphabet import CLASSES
from realtime_asl.errors import UserError
from realtime_asl.training.model import LetterNet

_MEND = "restore the file, or train anew with 'python -m realtime_asl train'"


@dataclass(frozen=True, slots=True)
class WeightsInfo:
    """What belongs to a set of weights.

    Attributes:
        size: side of the canonical crop in pixels.
        temperature: the logits are divided by it, so that confidences are calibrated.
        classes: the classes in the order of the outputs.
        calibrated: the rarity of J and Z and the temperature are set (see `calibration`).
    """

    size: int
    temperature: float = 1.0
    classes: tuple[str, ...] = CLASSES
    calibrated: bool = False


def save_weights(model: LetterNet, info: WeightsInfo, file: Path) -> None:
    """Writes the weights in half precision; a file that exists is replaced only when the new one is complete.

    Raises:
        UserError: it cannot be written.
    """
    tensors = {
        name: value.detach().cpu().to(torch.float16 if value.is_floating_point() else value.dtype).contiguous()
        for name, value in model.state_dict().items()
        if not name.startswith("feature_head.")  # of use in training only
    }
    file.parent.mkdir(parents=True, exist_ok=True)
    partial = file.with_name(file.name + ".partial")
    try:
        save_file(tensors, partial, metadata={"realtime_asl": json.dumps(asdict(info))})
        partial.chmod(0o644)  # safetensors makes files that only their owner can read
        os.replace(partial, file)
    except (OSError, SafetensorError) as error:
        raise UserError(f"weights '{file}' cannot be written ({error}); make room on the disk") from error
    finally:
        partial.unlink(missing_ok=True)


def load_weights(file: Path) -> tuple[LetterNet, WeightsInfo]:
    """A LetterNet in evaluation mode, float32, on the CPU.

    Raises:
        UserError: missing, damaged, or weights of something else.
    """
    tensors, info = _read(file)
    model = LetterNet()
    try:
        model.load_state_dict(tensors)
    except RuntimeError as error:
        raise UserError(f"weights '{file}' are of another network ({str(error)[:200]}); {_MEND}") from None
    return model.eval(), info


def start_from(model: LetterNet, file: Path) -> tuple[WeightsInfo, list[str]]:
    """Copies into `model` what fits of weights that an earlier version of the network may have been trained with.

    Returns:
        What belongs to the weights, and the names of the tensors that `file` has not, or in another shape.

    Raises:
        UserError: as `load_weights`, or nothing fits.
    """
    tensors, info = _read(file)
    own = model.state_dict()
    usable = {name: value for name, value in tensors.items() if name in own and own[name].shape == value.shape}
    if not usable:
        raise UserError(f"weights '{file}' hold nothing that fits this network; {_MEND}")
    model.load_state_dict(usable, strict=False)
    return info, [name for name in own if name not in usable]


def _read(file: Path) -> tuple[dict[str, torch.Tensor], WeightsInfo]:
    """The tensors of a weights file in float32, and what belongs to them."""
    try:
        with safe_open(file, framework="pt") as stored:
            metadata = json.loads((stored.metadata() or {})["realtime_asl"])
            tensors = {name: stored.get_tensor(name) for name in stored.keys()}  # noqa: SIM118 - not a dict
        info = WeightsInfo(
            int(metadata["size"]),
            float(metadata["temperature"]),
            tuple(metadata["classes"]),
            bool(metadata.get("calibrated", False)),
        )
        if info.classes != CLASSES:
            raise ValueError("its classes are not A-Z, del, nothing, space")
    except FileNotFoundError:
        raise UserError(f"weights '{file}' do not exist; {_MEND}") from None
    except (SafetensorError, OSError, ValueError, KeyError, TypeError) as error:
        raise UserError(f"weights '{file}' are damaged or of another program ({error}); {_MEND}") from None
    return {name: value.float() if value.is_floating_point() else value for name, value in tensors.items()}, info
