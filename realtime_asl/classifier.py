"""The letter classifier behind one call, through ONNX Runtime or torch."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Protocol

import numpy as np

from realtime_asl.alphabet import CLASSES
from realtime_asl.errors import UserError
from realtime_asl.hand import Hand, canonical_crop, canonical_landmarks
from realtime_asl.models import find_weights

#: Execution providers of ONNX Runtime in order of preference, where the installed build has them.
PROVIDERS = ("CUDAExecutionProvider", "CoreMLExecutionProvider", "DmlExecutionProvider")
CPU_PROVIDER = "CPUExecutionProvider"
#: Largest difference in any probability at which an accelerated provider is believed.
PROVIDER_TOLERANCE = 0.05


class Backend(Protocol):
    """What runs the network."""

    #: Side of the crop in pixels.
    size: int
    #: For people: what runs it and with how many threads.
    description: str

    def __call__(self, crop: np.ndarray, points: np.ndarray, present: float) -> np.ndarray:
        """(size, size, 3) uint8 BGR, (21, 3) float32, 0 or 1 -> (29,) float32 probabilities."""


class OnnxBackend:
    """ONNX Runtime on the CPU, or on an accelerator of the user's build that gives the same answers."""

    def __init__(self, model: Path, threads: int | None = None) -> None:
        import onnxruntime as ort

        ort.disable_telemetry_events()  # Windows builds can emit system telemetry
        ort.set_default_logger_severity(4)  # errors come as exceptions; the log is not for people
        options = ort.SessionOptions()
        options.intra_op_num_threads = threads or max(1, min(4, (os.cpu_count() or 2)))
        options.inter_op_num_threads = 1
        options.log_severity_level = 4
        # Spinning threads would take the cores from MediaPipe and the window.
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        mend = "restore the file, or give --model other weights"
        try:
            content = model.read_bytes()
            session = ort.InferenceSession(content, options, providers=[CPU_PROVIDER])
            inputs = {entry.name: entry.shape for entry in session.get_inputs()}
            classes = tuple(session.get_modelmeta().custom_metadata_map.get("classes", "").split(","))
            self.size = int(inputs["image"][1])
            if classes != CLASSES or inputs["image"] != [1, self.size, self.size, 3]:
                raise ValueError("its classes or inputs are not those of this program")
        except (OSError, ValueError, KeyError, TypeError, IndexError) as error:
            raise UserError(f"classifier weights '{model}' cannot be used ({error}); {mend}") from None
        except Exception as error:  # noqa: BLE001 - ONNX Runtime's exceptions share only this base
            raise UserError(f"classifier weights '{model}' are damaged or no ONNX file ({error}); {mend}") from None
        self._session = session
        self.provider = CPU_PROVIDER
        accelerators = [name for name in PROVIDERS if name in ort.get_available_providers()]
        probes = [_probe(seed, self.size) for seed in range(3 if accelerators else 1)]
        expected = [self(*probe) for probe in probes]  # the first one is the warm-up, too
        for provider in accelerators:
            try:
                self._session = ort.InferenceSession(content, options, providers=[provider, CPU_PROVIDER])
                agrees = all(
                    float(np.abs(self(*probe) - answer).max()) <= PROVIDER_TOLERANCE
                    for probe, answer in zip(probes, expected, strict=True)
                )
            except Exception:  # noqa: BLE001 - drivers fail in their own ways; the CPU works
                agrees = False
            if agrees and self._session.get_providers()[0] == provider:
                self.provider = provider
                break
            self._session = session
        name = self.provider.removesuffix("ExecutionProvider")
        self.description = f"onnxruntime {ort.__version__} ({name}, {options.intra_op_num_threads} threads)"

    def __call__(self, crop: np.ndarray, points: np.ndarray, present: float) -> np.ndarray:
        """See `Backend`."""
        feeds = {
            "image": crop[None],
            "points": points[None].astype(np.float32, copy=False),
            "present": np.array([[present]], np.float32),
        }
        return self._session.run(["posterior"], feeds)[0][0]


def _probe(seed: int, size: int) -> tuple[np.ndarray, np.ndarray, float]:
    """Inputs with texture and a hand-like spread of landmarks, for comparing execution providers."""
    rng = np.random.default_rng(seed)
    coarse = rng.integers(0, 255, (8, 8, 3), np.uint8)
    crop = np.ascontiguousarray(coarse.repeat(-(-size // 8), axis=0).repeat(-(-size // 8), axis=1)[:size, :size])
    return crop, rng.uniform(-0.5, 0.5, (21, 3)).astype(np.float32), float(seed > 0)


class TorchBackend:
    """Eager torch, float32; for comparison and for machines whose torch has an accelerator."""

    def __init__(self, model: Path) -> None:
        import torch

        from realtime_asl.training.weights import load_weights

        self._torch = torch
        self._network, info = load_weights(model)
        self.size, self._temperature = info.size, info.temperature
        self._device = "cuda" if torch.cuda.is_available() else "cpu"
        self._network.to(self._device)
        self.description = f"torch {torch.__version__} ({self._device}, {torch.get_num_threads()} threads)"

    def __call__(self, crop: np.ndarray, points: np.ndarray, present: float) -> np.ndarray:
        """See `Backend`."""
        torch = self._torch
        with torch.inference_mode():
            image = torch.from_numpy(np.ascontiguousarray(crop[:, :, ::-1])).to(self._device)
            logits = self._network(
                image.permute(2, 0, 1)[None].float(),
                torch.from_numpy(points)[None].to(self._device),
                torch.tensor([[present]], device=self._device),
            )
            return (logits.fused[0] / self._temperature).softmax(0).cpu().numpy()


class LetterClassifier:
    """Crop and landmarks -> probabilities of the 29 classes.

    Args:
        model: weights file (default: the shipped one for the back-end).
        backend: "onnxruntime" or "torch" (only this imports torch).

    Raises:
        UserError: weights missing, damaged or of another program.
    """

    def __init__(self, model: str | None = None, backend: str = "onnxruntime") -> None:
        file = find_weights(model, backend).path
        self._backend: Backend = TorchBackend(file) if backend == "torch" else OnnxBackend(file)
        self.size = self._backend.size
        self.description = self._backend.description

    def posterior(self, image: np.ndarray, hand: Hand | None) -> np.ndarray:
        """Probabilities (29,) float32 in the order of CLASSES, for the hand in a BGR picture.

        Without a hand, the whole picture is classified.
        """
        return self.posterior_of_crop(canonical_crop(image, hand, self.size), hand)

    def posterior_of_crop(self, crop: np.ndarray, hand: Hand | None) -> np.ndarray:
        """The same for a canonical crop (size, size, 3) that was already cut out."""
        points = canonical_landmarks(hand) if hand is not None else np.zeros((21, 3), np.float32)
        return self._backend(crop, points, float(hand is not None))
