"""The sequence network, one state of the hand at a time: numbers in, what is being written out.

Causal convolutions over time, so that each step needs only what a few earlier steps left behind. In NumPy: a step is
a dozen products of a vector with a matrix, about a quarter of a millisecond.
"""

from __future__ import annotations

from collections import deque
from pathlib import Path
from zipfile import BadZipFile

import numpy as np

from realtime_asl.alphabet import CLASSES
from realtime_asl.errors import UserError
from realtime_asl.letters.recognizer import nothing_posterior
from realtime_asl.spelling.sequence_input import BEHIND, SIZE, HandState, inputs

_NOWHERE = np.full((21, 3), np.nan)


class SequenceNetwork:
    """States in, probabilities of writing each class now out.

    Args:
        path: weights (.npz) that `training.train_spelling` wrote.

    Raises:
        UserError: weights are missing, damaged or of another program.
    """

    def __init__(self, path: str | Path) -> None:
        file = Path(path)
        try:
            with np.load(file, allow_pickle=False) as data:
                arrays = {name: data[name] for name in data.files}
            if tuple(arrays["classes"]) != CLASSES or arrays["stem.weight"].shape[1] != SIZE:
                raise ValueError("its classes or inputs are not those of this program")
            self._dilations = tuple(int(d) for d in arrays["dilations"])
            weights = {name: a.astype(np.float32) for name, a in arrays.items() if a.dtype.kind == "f"}
            layers = range(len(self._dilations))
            self._stem = _linear(weights, "stem")
            self._blocks = [
                (_norm(weights, f"norms.{k}"), _linear(weights, f"mix.{k}"), _linear(weights, f"out.{k}"))
                for k in layers
            ]
            self._head = _norm(weights, "head_norm"), _linear(weights, "head")
        except (OSError, ValueError, KeyError, IndexError, BadZipFile) as error:
            raise UserError(
                f"spelling weights '{file}' cannot be used ({error}); name a file that training.train_spelling wrote"
            ) from None
        self.reset()

    def reset(self) -> None:
        """Forgets what it has seen."""
        width = len(self._stem[1])
        self._past = [
            deque([np.zeros(width, np.float32)] * (2 * dilation), 2 * dilation) for dilation in self._dilations
        ]
        self._states = deque([HandState(None, nothing_posterior())] * BEHIND, BEHIND + 1)

    def update(self, state: HandState) -> np.ndarray:
        """(29,) float32: the probability of writing each class now; `nothing` is that of writing nothing."""
        self._states.append(state)
        points = np.stack([_NOWHERE if s.points is None else s.points for s in self._states])
        x = inputs(points, np.stack([s.posterior for s in self._states]))[-1]
        x = np.maximum(_apply(self._stem, x), 0)
        for (norm, mix, out), past, dilation in zip(self._blocks, self._past, self._dilations, strict=True):
            h = _normalise(norm, x)
            seen = np.concatenate([h, past[dilation], past[0]])
            past.append(h)
            x = x + _apply(out, np.maximum(_apply(mix, seen), 0))
        scores = _apply(self._head[1], _normalise(self._head[0], x))
        likely = np.exp(scores - scores.max())
        return likely / likely.sum()


def _linear(weights: dict[str, np.ndarray], name: str) -> tuple[np.ndarray, np.ndarray]:
    return np.ascontiguousarray(weights[f"{name}.weight"]), weights[f"{name}.bias"]


def _norm(weights: dict[str, np.ndarray], name: str) -> tuple[np.ndarray, np.ndarray]:
    return weights[f"{name}.weight"], weights[f"{name}.bias"]


def _apply(layer: tuple[np.ndarray, np.ndarray], values: np.ndarray) -> np.ndarray:
    return layer[0] @ values + layer[1]


def _normalise(norm: tuple[np.ndarray, np.ndarray], values: np.ndarray) -> np.ndarray:
    # Sums and a product instead of NumPy's means, which take three times as long for so few numbers.
    centred = values - values.sum() / len(values)
    return centred * (norm[0] / np.sqrt(centred @ centred / len(values) + 1e-5)) + norm[1]
