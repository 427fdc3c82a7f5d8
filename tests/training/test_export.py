"""Export to int8 ONNX: what is rounded, what is not, and that the result reads as torch does."""

from __future__ import annotations

import contextlib
import io
import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest

torch = pytest.importorskip("torch", reason="torch is for training only; install requirements-dev.txt")
onnx = pytest.importorskip("onnx", reason="onnx is for export only; install requirements-dev.txt")

pytest.importorskip("onnxscript", reason="export needs the extra 'train'")

from demo_frames import write_hands  # noqa: E402

from realtime_asl.cli import main  # noqa: E402
from realtime_asl.hand import canonical_crop, canonical_landmarks  # noqa: E402
from realtime_asl.letters.onnx_backend import OnnxBackend  # noqa: E402
from realtime_asl.model_files import WEIGHTS, find_weights  # noqa: E402
from realtime_asl.training.model import LetterNet  # noqa: E402
from realtime_asl.training.synthetic import synthetic_samples  # noqa: E402
from realtime_asl.training.torch_backend import TorchBackend  # noqa: E402
from realtime_asl.training.weights import WeightsInfo, save_weights  # noqa: E402


@dataclass(frozen=True)
class Exported:
    """What the command `export` was given, printed and wrote."""

    arguments: list[str]
    printed: str
    folder: Path


@pytest.fixture(scope="module")
def exported(tmp_path_factory) -> Exported:
    """The shipped weights, exported once; the ranges of int8 are taken from a few drawn hands."""
    folder, out = write_hands(tmp_path_factory.mktemp("hands")), tmp_path_factory.mktemp("export") / "out"
    weights = str(find_weights(backend="torch").path)
    arguments = ["export", weights, "--data", str(folder), "--out", str(out)]
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        assert main(arguments) == 0
    return Exported(arguments, printed.getvalue(), out)


def test_the_command_writes_all_files_and_compares_with_torch(exported):
    assert json.loads(exported.printed.splitlines()[-1])["top1_agreement"] >= 0.75
    for name in (*WEIGHTS.values(), "sha256.json"):
        assert (exported.folder / name).exists()


def test_what_was_exported_is_not_replaced_unasked(exported, capsys):
    assert main(exported.arguments) == 2
    assert "--overwrite" in capsys.readouterr().err


@pytest.mark.parametrize(("option", "said"), [("--check", "gone' is not a folder"), ("--out", "gone' is no folder")])
def test_what_cannot_be_is_told_before_any_hand_is_looked_for(tmp_path, capsys, option, said):
    weights = tmp_path / "run.safetensors"
    save_weights(LetterNet(), WeightsInfo(48, calibrated=True), weights)
    gone = tmp_path / "gone"
    if option == "--out":
        gone.touch()
    given = {"--data": str(write_hands(tmp_path)), "--out": str(tmp_path / "out"), option: str(gone)}
    assert main(["export", str(weights), *(word for pair in given.items() for word in pair)]) == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert said in line
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("calibrated", [False, True])
def test_weights_of_a_training_that_was_broken_off_are_warned_of(tmp_path, capsys, calibrated):
    weights = tmp_path / "run.safetensors"
    save_weights(LetterNet(), WeightsInfo(48, calibrated=calibrated), weights)
    assert main(["export", str(weights), "--data", str(tmp_path / "none"), "--out", str(tmp_path / "out")]) == 2
    warned = [line for line in capsys.readouterr().err.splitlines() if line.startswith("warning: ")]
    assert len(warned) == (0 if calibrated else 1)
    assert all("run.safetensors" in line and "--resume" in line for line in warned)


def test_all_convolutions_are_rounded(exported):
    rounded = onnx.load(str(exported.folder / WEIGHTS["onnxruntime"])).graph
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
    int8 = OnnxBackend(exported.folder / WEIGHTS["onnxruntime"])
    reference = TorchBackend(exported.folder / WEIGHTS["torch"])
    sure = 0
    for sample in synthetic_samples(20, 5):
        if sample.hand is None:
            continue
        crop, points = canonical_crop(sample.image, sample.hand, int8.size), canonical_landmarks(sample.hand)
        got, expected = int8(crop, points, 1.0), reference(crop, points, 1.0)
        assert np.dot(got.embedding, expected.embedding) > 1.9  # of two halves of length 1
        got, expected = got.posterior, expected.posterior
        assert got.sum() == pytest.approx(1, abs=1e-4)
        if expected.max() > 0.5:  # else the letters may change places
            sure += 1
            assert got.argmax() == expected.argmax()
            assert np.corrcoef(np.log(got), np.log(expected))[0, 1] > 0.98
    assert sure >= 8
