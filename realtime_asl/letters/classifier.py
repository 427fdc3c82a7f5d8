"""The letter classifier behind one call, through ONNX Runtime or torch."""

from __future__ import annotations

from importlib import import_module
from typing import Protocol

import numpy as np

from realtime_asl.hand import Hand, canonical_crop, canonical_landmarks
from realtime_asl.letters.network_output import NetworkOutput
from realtime_asl.model_files import find_weights

#: What runs the network: name -> "module:class", loaded when it is asked for; the live program needs no torch.
BACKENDS = {
    "onnxruntime": "realtime_asl.letters.onnx_backend:OnnxBackend",
    "torch": "realtime_asl.training.torch_backend:TorchBackend",
}


class Backend(Protocol):
    """What runs the network."""

    #: Side of the crop in pixels.
    size: int
    #: For people: what runs it and with how many threads.
    description: str

    def __call__(self, crop: np.ndarray, points: np.ndarray, present: float) -> NetworkOutput:
        """(size, size, 3) uint8 BGR, (21, 3) float32, 0 or 1 -> what the network says."""


class LetterClassifier:
    """Crop and landmarks -> probabilities of the 29 classes.

    Args:
        model: weights file (default: the shipped one for the back-end).
        backend: "onnxruntime" or "torch" (only this imports torch).

    Raises:
        UserError: weights missing, damaged or of another program.
    """

    def __init__(self, model: str | None = None, backend: str = "onnxruntime") -> None:
        found = find_weights(model, backend)
        file = found.path
        #: Names these weights: what one network says is not to be compared with what another one says.
        self.space = found.sha256[:16]
        module, name = BACKENDS[backend].split(":")
        self._backend: Backend = getattr(import_module(module), name)(file)
        self.size = self._backend.size
        self.description = self._backend.description

    def read(self, image: np.ndarray, hand: Hand | None) -> NetworkOutput:
        """What the network says of the hand in a BGR picture; without a hand, of the whole picture."""
        crop = canonical_crop(image, hand, self.size)
        points = canonical_landmarks(hand) if hand is not None else np.zeros((21, 3), np.float32)
        return self._backend(crop, points, float(hand is not None))

    def posterior(self, image: np.ndarray, hand: Hand | None) -> np.ndarray:
        """The probabilities alone: (29,) float32 in the order of CLASSES."""
        return self.read(image, hand).posterior
