"""Export to int8 ONNX: what is rounded, what is not, and that the result reads as torch does."""

from __future__ import annotations

import numpy as np
import pytest

torch = pytest.importorskip("torch", reason="torch is for training only; install requirements-dev.txt")
onnx = pytest.importorskip("onnx", reason="onnx is for export only; install requirements-dev.txt")

from realtime_asl.hand import canonical_crop, canonical_landmarks  # noqa: E402
from realtime_asl.letters.onnx_backend import OnnxBackend  # noqa: E402
from realtime_asl.training.export import export_float, quantize, stamp  # noqa: E402
from realtime_asl.training.model import LetterNet  # noqa: E402
from realtime_asl.training.synthetic import synthetic_samples  # noqa: E402
from realtime_asl.training.torch_backend import TorchBackend  # noqa: E402
from realtime_asl.training.weights import WeightsInfo, save_weights  # noqa: E402

SIZE = 64


@pytest.fixture(scope="module")
def exported(tmp_path_factory):
    """An untrained network in all three forms, and drawn hands: (folder, samples)."""
    folder = tmp_path_factory.mktemp("export")
    torch.manual_seed(2)
    network, info = LetterNet().eval(), WeightsInfo(SIZE)
    samples = [sample for sample in synthetic_samples(40, 5) if sample.hand is not None]
    save_weights(network, info, folder / "letters.safetensors")
    export_float(network, info, folder / "float.onnx")
    quantize(folder / "float.onnx", folder / "int8.onnx", samples, SIZE)
    stamp(folder / "int8.onnx", SIZE)
    return folder, samples


def test_all_convolutions_are_rounded(exported):
    folder, _ = exported
    rounded = onnx.load(str(folder / "int8.onnx")).graph
    codes = [tensor for tensor in rounded.initializer if tensor.data_type == onnx.TensorProto.INT8]
    weights = sum(int(np.prod(tensor.dims)) for tensor in codes)
    floats = sum(
        int(np.prod(tensor.dims))
        for tensor in rounded.initializer
        if tensor.data_type == onnx.TensorProto.FLOAT and len(tensor.dims) == 4
    )
    assert weights > 20_000_000  # ResNet50's
    assert floats < 100  # the colours' mean and spread


def test_int8_gives_the_probabilities_of_torch(exported):
    folder, samples = exported
    int8, reference = OnnxBackend(folder / "int8.onnx"), TorchBackend(folder / "letters.safetensors")
    for sample in samples[:12]:
        crop = canonical_crop(sample.image, sample.hand, SIZE)
        points = canonical_landmarks(sample.hand)
        got, expected = int8(crop, points, 1.0), reference(crop, points, 1.0)
        assert got.sum() == pytest.approx(1, abs=1e-4)
        # Untrained heads say little of any class, but what they say must be the same.
        assert np.corrcoef(np.log(got), np.log(expected))[0, 1] > 0.98
