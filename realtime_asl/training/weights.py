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
    """Writes the weights in half precision; a file that exists is replaced only when the new one is complete."""
    tensors = {
        name: value.detach().cpu().to(torch.float16 if value.is_floating_point() else value.dtype).contiguous()
        for name, value in model.state_dict().items()
    }
    file.parent.mkdir(parents=True, exist_ok=True)
    partial = file.with_name(file.name + ".partial")
    save_file(tensors, partial, metadata={"realtime_asl": json.dumps(asdict(info))})
    partial.chmod(0o644)  # safetensors makes files that only their owner can read
    os.replace(partial, file)


def load_weights(file: Path) -> tuple[LetterNet, WeightsInfo]:
    """A LetterNet in evaluation mode, float32, on the CPU.

    Raises:
        UserError: missing, damaged, or weights of something else.
    """
    mend = "restore the file, or train anew with 'python -m realtime_asl train'"
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
        model = LetterNet()
        model.load_state_dict(
            {name: value.float() if value.is_floating_point() else value for name, value in tensors.items()}
        )
    except FileNotFoundError:
        raise UserError(f"weights '{file}' do not exist; {mend}") from None
    except (SafetensorError, OSError, ValueError, KeyError, TypeError, RuntimeError) as error:
        raise UserError(f"weights '{file}' are damaged or of another program ({error}); {mend}") from None
    return model.eval(), info
