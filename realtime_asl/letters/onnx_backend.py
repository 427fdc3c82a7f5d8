"""The letter network through ONNX Runtime."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np

from realtime_asl.alphabet import CLASSES
from realtime_asl.errors import UserError
from realtime_asl.letters.network_output import EMBEDDING, NetworkOutput

#: Execution providers of ONNX Runtime in order of preference, where the installed build has them.
PROVIDERS = ("CUDAExecutionProvider", "CoreMLExecutionProvider", "DmlExecutionProvider")
CPU_PROVIDER = "CPUExecutionProvider"
#: Largest difference in any probability at which an accelerated provider is believed.
PROVIDER_TOLERANCE = 0.05
#: The layers of `NetworkOutput.embedding` in files without an output of that name.
_LAYERS = ("relu_49", "relu_53")


class OnnxBackend:
    """ONNX Runtime on the CPU, or on an accelerator of the user's build that gives the same answers."""

    def __init__(self, model: Path) -> None:
        import onnxruntime as ort

        ort.disable_telemetry_events()  # Windows builds can emit system telemetry
        ort.set_default_logger_severity(4)  # errors come as exceptions; the log is not for people
        options = ort.SessionOptions()
        options.intra_op_num_threads = max(1, min(4, os.cpu_count() or 2))
        options.inter_op_num_threads = 1
        options.log_severity_level = 4
        # An arena gains nothing where all shapes are static and one picture is read at a time, and keeps 13 MB.
        options.enable_cpu_mem_arena = False
        # Spinning threads would take the cores from MediaPipe and the window.
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        mend = "restore the file, or give --model other weights"
        try:
            content = _with_embedding(model.read_bytes())
            session = ort.InferenceSession(content, options, providers=[CPU_PROVIDER])
            inputs = {entry.name: entry.shape for entry in session.get_inputs()}
            classes = tuple(session.get_modelmeta().custom_metadata_map.get("classes", "").split(","))
            self.size = int(inputs["image"][1])
            if classes != CLASSES or inputs["image"] != [1, self.size, self.size, 3]:
                raise ValueError("its classes or inputs are not those of this program")
            posterior, *layers = session.get_outputs()
            if posterior.name != "posterior" or sum(layer.shape[-1] for layer in layers) != EMBEDDING:
                raise ValueError("its outputs are not those of this program")
            self._outputs = [posterior.name, *(layer.name for layer in layers)]
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
                    float(np.abs(self(*probe).posterior - answer.posterior).max()) <= PROVIDER_TOLERANCE
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

    def __call__(self, crop: np.ndarray, points: np.ndarray, present: float) -> NetworkOutput:
        """See `Backend`."""
        feeds = {
            "image": crop[None],
            "points": points[None].astype(np.float32, copy=False),
            "present": np.array([[present]], np.float32),
        }
        posterior, *layers = self._session.run(self._outputs, feeds)
        return NetworkOutput.of(posterior[0], np.concatenate([layer[0] for layer in layers]))


def _with_embedding(content: bytes) -> bytes:
    """The file's content with the embedding among its outputs.

    The shipped file was exported when nobody asked for it, and has the two layers as tensors inside. In the format of
    ONNX, as in any of protobuf's, a message is extended by what is written behind it.
    """
    if b"embedding" in content:
        return content

    def field(number: int, value: bytes) -> bytes:
        return bytes([number << 3 | 2, len(value)]) + value

    float32 = field(2, field(1, b"\x08\x01"))  # ValueInfoProto.type, TypeProto.tensor_type, elem_type 1
    outputs = [field(12, field(1, name.encode()) + float32) for name in _LAYERS]  # GraphProto.output
    return content + b"".join(field(7, output) for output in outputs)  # ModelProto.graph


def _probe(seed: int, size: int) -> tuple[np.ndarray, np.ndarray, float]:
    """Inputs with texture and a hand-like spread of landmarks, for comparing execution providers."""
    # No random numbers: importing NumPy's generators takes time at every start.
    coarse = (np.arange(8 * 8 * 3).reshape(8, 8, 3) * 73 * (seed + 1) % 251).astype(np.uint8)
    crop = np.ascontiguousarray(coarse.repeat(-(-size // 8), axis=0).repeat(-(-size // 8), axis=1)[:size, :size])
    points = np.sin(np.arange(63, dtype=np.float32) * (seed + 1.3)).reshape(21, 3) / 2
    return crop, points, float(seed > 0)
