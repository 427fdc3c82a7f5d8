"""``export``: trained weights -> int8 ONNX for the live program, checked against torch on real crops."""

from __future__ import annotations

import argparse
import json
import logging
import os
import shutil
import sys
import tempfile
import warnings
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import onnx
import torch
from onnxruntime.quantization import CalibrationDataReader, CalibrationMethod, QuantFormat, QuantType, quantize_static
from onnxruntime.quantization.shape_inference import quant_pre_process
from torch import Tensor, nn
from tqdm import tqdm

from realtime_asl.alphabet import CLASSES
from realtime_asl.errors import DONE, UserError, printable
from realtime_asl.hand import canonical_crop, canonical_landmarks
from realtime_asl.input_files import refuse_inputs
from realtime_asl.letters.classifier import LetterClassifier
from realtime_asl.model_files import HASHES, WEIGHTS, recorded_hashes, sha256_of
from realtime_asl.sources.labelled import check_folder
from realtime_asl.training.data import Sample, balanced_weights, load_samples
from realtime_asl.training.model import LetterNet
from realtime_asl.training.weights import WeightsInfo, load_weights, save_weights

#: Pictures that set the ranges of the int8 activations.
CALIBRATION_PICTURES = 384


class Deployed(nn.Module):
    """The network as the live program calls it: one uint8 BGR crop in, probabilities and the embedding out."""

    def __init__(self, network: LetterNet, temperature: float) -> None:
        super().__init__()
        self.network, self.temperature = network, temperature

    def forward(self, image: Tensor, points: Tensor, present: Tensor) -> tuple[Tensor, Tensor]:
        """(1, size, size, 3) uint8 BGR, (1, 21, 3), (1, 1) -> (1, 29), (1, EMBEDDING)."""
        blue, green, red = image.permute(0, 3, 1, 2).float().split(1, dim=1)
        logits = self.network(torch.cat([red, green, blue], dim=1), points, present)
        return (logits.joint / self.temperature).softmax(dim=1), logits.embedding


class Calibration(CalibrationDataReader):
    """Training crops as inputs of the exported network."""

    def __init__(self, samples: Sequence[Sample], size: int) -> None:
        self._feeds = iter(
            [feed(sample, size) for sample in tqdm(samples, desc="calibration crops")],
        )

    def get_next(self) -> dict[str, np.ndarray] | None:
        """The next inputs, None at the end."""
        return next(self._feeds, None)


def feed(sample: Sample, size: int) -> dict[str, np.ndarray]:
    """Inputs of the exported network for one labelled picture."""
    hand = sample.hand
    points = canonical_landmarks(hand) if hand is not None else np.zeros((21, 3), np.float32)
    return {
        "image": canonical_crop(sample.image, hand, size)[None],
        "points": points[None],
        "present": np.array([[float(hand is not None)]], np.float32),
    }


def export_float(network: LetterNet, info: WeightsInfo, file: Path) -> None:
    """Writes the network as float32 ONNX with static shapes."""
    size = info.size
    example = (
        torch.zeros(1, size, size, 3, dtype=torch.uint8),
        torch.zeros(1, 21, 3),
        torch.ones(1, 1),
    )
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the exporter warns of its own internals
        logging.getLogger("torch.onnx").setLevel(logging.ERROR)
        torch.onnx.export(
            Deployed(network, info.temperature).eval(),
            example,
            str(file),
            input_names=["image", "points", "present"],
            output_names=["posterior", "embedding"],
            opset_version=18,
            dynamo=True,
            external_data=False,
            verbose=False,
        )


def quantize(source: Path, target: Path, samples: Sequence[Sample], size: int) -> None:
    """Static int8 quantisation of the convolutions: QDQ, per channel, uint8 activations.

    The landmark branch and the heads stay float32: they cost next to nothing, and coordinates
    need their precision.
    """
    prepared = target.with_suffix(".prepared.onnx")
    quant_pre_process(str(source), str(prepared), skip_symbolic_shape=True)
    quantize_static(
        str(prepared),
        str(target),
        Calibration(samples, size),
        quant_format=QuantFormat.QDQ,
        op_types_to_quantize=["Conv", "Add", "MaxPool", "Relu", "Clip"],
        nodes_to_exclude=outside_backbone(prepared),
        per_channel=True,
        activation_type=QuantType.QUInt8,
        weight_type=QuantType.QInt8,
        calibrate_method=CalibrationMethod.MinMax,
        extra_options={"CalibMovingAverage": True},
    )


def outside_backbone(file: Path) -> list[str]:
    """Names of the nodes that do not lie between two convolutions: everything but the backbone's blocks."""
    graph = onnx.load(str(file)).graph
    consumers: dict[str, list[onnx.NodeProto]] = {}
    for node in graph.node:
        for name in node.input:
            consumers.setdefault(name, []).append(node)
    inside: set[str] = set()
    reached = [output for node in graph.node if node.op_type == "Conv" for output in node.output]
    while reached:
        for node in consumers.get(reached.pop(), []):
            if node.op_type in ("Add", "Relu", "Clip", "MaxPool", "Conv") and node.name not in inside:
                inside.add(node.name)
                reached += node.output
    inside |= {node.name for node in graph.node if node.op_type == "Conv"}
    return [node.name for node in graph.node if node.name not in inside]


def stamp(file: Path, size: int) -> None:
    """Records classes and crop size in the file, which the live program checks."""
    model = onnx.load(str(file))
    del model.metadata_props[:]
    onnx.helper.set_model_props(model, {"classes": ",".join(CLASSES), "size": str(size)})
    for node in model.graph.node:  # the exporter's source references would only make the file larger
        del node.metadata_props[:]
        node.doc_string = ""
    onnx.checker.check_model(model)
    onnx.save(model, str(file))


def compare(reference: LetterClassifier, exported: LetterClassifier, samples: Sequence[Sample]) -> dict[str, float]:
    """How far an exported model agrees with torch on real crops: shares 0..1."""
    agree, right, right_reference, apart = 0, 0, 0, 0.0
    for sample in tqdm(samples, desc="comparing with torch"):
        hand = sample.hand
        ours, theirs = exported.posterior(sample.image, hand), reference.posterior(sample.image, hand)
        agree += int(ours.argmax() == theirs.argmax())
        right += int(ours.argmax() == sample.label)
        right_reference += int(theirs.argmax() == sample.label)
        apart = max(apart, float(np.abs(ours - theirs).max()))
    count = len(samples)
    return {
        "pictures": count,
        "top1_agreement": agree / count,
        "accuracy": right / count,
        "accuracy_torch": right_reference / count,
        "largest_difference": apart,
    }


def drawn(samples: Sequence[Sample], count: int, seed: int = 0) -> Iterator[Sample]:
    """`count` different samples, evened out over signers and classes."""
    weights = balanced_weights(samples)
    chosen = np.random.default_rng(seed).choice(len(samples), min(count, len(samples)), replace=False, p=weights)
    return (samples[i] for i in chosen)


def _check(options: argparse.Namespace, out: Path) -> None:
    """Looks before any work is done whether what is read is there, and whether files can be written.

    Raises:
        UserError: a folder is missing, or `out` cannot be made or written into.
    """
    for folder in filter(None, (options.data, options.check)):
        check_folder(Path(folder))
    place = next(folder for folder in (out, *out.absolute().parents) if folder.exists())
    if not place.is_dir() or not os.access(place, os.W_OK):
        reason = "cannot be written to" if place.is_dir() else "is no folder"
        raise UserError(f"cannot write into '{out}' ('{place}' {reason}); choose another --out")


def run_command(options: argparse.Namespace) -> int:
    """The command ``export``."""
    out = Path(options.out)
    targets = {backend: out / name for backend, name in WEIGHTS.items()}
    taken = [file for file in targets.values() if file.exists()]
    if taken and not options.overwrite:
        raise UserError(f"'{taken[0]}' exists; give --overwrite to replace it, or another --out")
    refuse_inputs(targets["onnxruntime"], (options.weights,), "exported model")
    network, info = load_weights(Path(options.weights))
    if not info.calibrated:
        print(
            f"warning: weights '{printable(options.weights)}' are of a training that was broken off, or were never "
            "calibrated: J and Z will be read too often, and confidences are off; let it end with 'train --resume'",
            file=sys.stderr,
        )
    _check(options, out)
    samples = load_samples(Path(options.data))
    try:
        out.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=out, prefix=".export-") as folder:
            single, small = Path(folder, "float32.onnx"), Path(folder, WEIGHTS["onnxruntime"])
            export_float(network, info, single)
            quantize(single, small, list(drawn(samples, CALIBRATION_PICTURES)), info.size)
            stamp(small, info.size)
            shutil.move(small, targets["onnxruntime"])
        if not targets["torch"].exists() or not targets["torch"].samefile(options.weights):
            save_weights(network, info, targets["torch"])
    except OSError as error:
        raise UserError(f"cannot write into '{out}' ({error.strerror or error}); choose another --out") from None
    hashes = recorded_hashes(out) | {file.name: sha256_of(file) for file in targets.values()}
    (out / HASHES).write_text(json.dumps(hashes, indent=2, sort_keys=True) + "\n", encoding="utf-8")
    for file in targets.values():
        print(f"{file}: {file.stat().st_size / 1e6:.1f} MB")
    checked = load_samples(Path(options.check)) if options.check else list(drawn(samples, 500, seed=1))
    result = compare(
        LetterClassifier(str(targets["torch"]), "torch"), LetterClassifier(str(targets["onnxruntime"])), checked
    )
    print(json.dumps(result))
    return DONE
