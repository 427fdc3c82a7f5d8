"""The command `train` on small pictures, a few of them, on the processor."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path


def train_arguments(folder: Path, start: Path, out: Path, *more: str) -> list[str]:
    """Arguments of the interpreter: pictures, starting weights, trained weights, more options."""
    arguments = ["-m", "realtime_asl", "train", str(folder), "--out", str(out), "--init", str(start), "--size", "48"]
    arguments += ["--batch", "4", "--workers", "0", "--freeze", "layer2", "--accelerator", "cpu"]
    return [*arguments, "--precision", "32-true", *more]


def run_training(environment: dict[str, str], *arguments: str) -> subprocess.CompletedProcess[str]:
    """Runs it to its end, which must be a good one."""
    done = subprocess.run(
        [sys.executable, *arguments], env=environment, capture_output=True, text=True, timeout=400, check=False
    )
    assert done.returncode == 0, done.stderr
    return done
