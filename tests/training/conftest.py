"""Moving hands for the tests of training."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from signing_hand import Script, shape

LETTERS = "ABCDEFGIJLXYZ"


@pytest.fixture(scope="session")
def poses() -> dict[str, np.ndarray]:
    rng = np.random.default_rng(0)
    return {letter: np.stack([shape(letter) + rng.normal(0, 0.01, (21, 3)) for _ in range(6)]) for letter in LETTERS}


@pytest.fixture(scope="session")
def recorded(tmp_path_factory) -> Path:
    """An .npz as recordings come: picture-normalised, 30 frames a sequence, NaN where no hand was seen."""
    sequences, labels, sources = [], [], []
    for number in range(16):
        for label in ("J", "Z", "none"):
            script = Script().letter("D" if label == "Z" else "I", hold=0.2)
            if label == "J":
                script.draw_j(0.5 + 0.02 * number)
            elif label == "Z":
                script.draw_z(0.5 + 0.02 * number, 0.7 + 0.1 * number)
            else:
                script.carry((1.0, 0.3), 0.6)
            frames = script.film(fps=30, seed=number, left=label == "J" and number % 2 == 1)[:30]
            points = np.full((30, 21, 3), np.nan, np.float32)
            for k, p in enumerate(frames):
                points[k] = p.hand.landmarks / (640, 480, 640)
            points[5] = np.nan
            sequences.append(points)
            labels.append(label)
            sources.append(f"{'ab'[number % 2]}_{label}")
    path = tmp_path_factory.mktemp("motion") / "motion.npz"
    np.savez(path, sequences=np.stack(sequences), label=np.array(labels), source=np.array(sources))
    return path
