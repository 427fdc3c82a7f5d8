"""The letter network through eager torch: `--backend torch`."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import torch

from realtime_asl.letters.network_output import NetworkOutput
from realtime_asl.training.weights import load_weights


class TorchBackend:
    """Eager torch, float32; for comparison and for machines whose torch has an accelerator."""

    def __init__(self, model: Path) -> None:
        self._network, info = load_weights(model)
        self.size, self._temperature = info.size, info.temperature
        self._device = "cuda" if torch.cuda.is_available() else "cpu"
        self._network.to(self._device)
        self.description = f"torch {torch.__version__} ({self._device}, {torch.get_num_threads()} threads)"

    def __call__(self, crop: np.ndarray, points: np.ndarray, present: float) -> NetworkOutput:
        """See `letters.classifier.Backend`."""
        with torch.inference_mode():
            image = torch.from_numpy(np.ascontiguousarray(crop[:, :, ::-1])).to(self._device)
            logits = self._network(
                image.permute(2, 0, 1)[None].float(),
                torch.from_numpy(points)[None].to(self._device),
                torch.tensor([[present]], device=self._device),
            )
            posterior = (logits.joint[0] / self._temperature).softmax(0)
            return NetworkOutput.of(posterior.cpu().numpy(), logits.embedding[0].cpu().numpy())
