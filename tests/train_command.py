"""The command `train` on small pictures, a few of them, on the processor."""

from __future__ import annotations

from pathlib import Path

from realtime_asl.cli import main


def train_arguments(folder: Path, start: Path, out: Path, *more: str) -> list[str]:
    """Arguments of the command line: pictures, starting weights, trained weights, more options."""
    arguments = ["train", str(folder), "--out", str(out), "--init", str(start), "--size", "48", "--batch", "4"]
    # What is frozen costs no time; ResNet50's last stage and the heads are left to learn.
    return [*arguments, *("--workers", "0", "--freeze", "layer3", "--accelerator", "cpu"), "--precision=32-true", *more]


def train_here(arguments: list[str]) -> None:
    """Trains to the end in this process, which saves the start of another one with all its libraries."""
    assert main(arguments) == 0
