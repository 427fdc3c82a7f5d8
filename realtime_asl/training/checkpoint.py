"""The state of a training run on disk, from which it goes on."""

from __future__ import annotations

import os
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Protocol

import torch

from realtime_asl.errors import UserError


class Stateful(Protocol):
    """A network or an optimiser."""

    def state_dict(self) -> dict:
        """All that has to be kept."""

    def load_state_dict(self, state: dict) -> object:
        """Takes it back."""


def checkpoint_of(out: Path) -> Path:
    """The checkpoint of the run that makes the weights `out`."""
    return out.with_name(out.stem + ".checkpoint.pt")


def refuse_earlier_run(out: Path, *, resume: bool, overwrite: bool) -> None:
    """Make sure that no earlier run is lost to the one that is to make the weights `out`.

    Raises:
        UserError: there are weights or a checkpoint, and the person wants neither to go on from them nor to replace
            them; or there is none to go on from.
    """
    checkpoint = checkpoint_of(out)
    taken = [file for file in (out, checkpoint) if file.exists()]
    if not taken or overwrite:
        return
    if not resume:
        raise UserError(f"'{taken[0]}' exists; give --resume to go on, --overwrite to begin anew, or another --out")
    if not checkpoint.exists():
        raise UserError(f"'{out}' has no '{checkpoint.name}' to go on from; give --overwrite, or another --out")


def save_checkpoint(file: Path, parts: Mapping[str, Stateful], epoch: int) -> None:
    """Writes the state of all parts after `epoch` epochs; the old file is replaced when the new one is complete.

    Raises:
        UserError: it cannot be written; the old file stays, and nothing else.
    """
    partial = file.with_suffix(".partial")
    try:
        torch.save({name: part.state_dict() for name, part in parts.items()} | {"epoch": epoch}, partial)
        os.replace(partial, file)
    except (OSError, RuntimeError) as error:  # of a full disk, torch says "unexpected pos 576 vs 534"
        raise unwritable(file, error) from error
    finally:
        partial.unlink(missing_ok=True)


def unwritable(file: Path, error: Exception) -> UserError:
    """What to do where a training cannot write `file`."""
    room = shutil.disk_usage(file.parent).free >> 20
    return UserError(
        f"'{file}' cannot be written with {room} MB free ({getattr(error, 'strerror', None) or error}); "
        "make room on the disk; what was written before stays, go on from it with --resume"
    )


def load_checkpoint(file: Path, parts: Mapping[str, Stateful], device: torch.device) -> int:
    """Gives all parts their state back; returns how many epochs were done.

    Raises:
        UserError: the file is damaged, or of another network.
    """
    try:
        state = torch.load(file, map_location=device, weights_only=True)
        for name, part in parts.items():
            part.load_state_dict(state[name])
        return int(state["epoch"])
    except Exception as error:  # noqa: BLE001 - unpickling damaged files raises nearly anything
        raise UserError(f"'{file}' is damaged ({error}); delete it to start anew") from None
