"""The hand backbone against MediaPipe itself: its features must give MediaPipe's own landmarks."""

from __future__ import annotations

import zipfile

import cv2
import numpy as np
import pytest

pytest.importorskip("torch", reason="training needs the extra 'train'")
pytest.importorskip("tflite", reason="training needs the extra 'train'")

import tflite
import torch

from realtime_asl.demo import synthetic_pictures
from realtime_asl.errors import UserError
from realtime_asl.model_files import find_hand_model
from realtime_asl.tracking.hand_finder import HandFinder
from realtime_asl.training.hand_backbone import FEATURES, HandBackbone, load_hand_weights

SIDE = 224


@pytest.fixture(scope="module")
def backbone() -> HandBackbone:
    network = HandBackbone().eval()
    load_hand_weights(network, find_hand_model())
    return network


def landmark_layer() -> tuple[np.ndarray, np.ndarray]:
    """The fully connected layer that MediaPipe reads 21 landmarks with: (63, 1152) and (63,)."""
    with zipfile.ZipFile(find_hand_model()) as archive:
        file = tflite.Model.GetRootAs(archive.read("hand_landmarks_detector.tflite"), 0)
    graph = file.Subgraphs(0)
    operators = [graph.Operators(number) for number in range(graph.OperatorsLength())]
    source = {operator.Outputs(0): operator.Inputs(0) for operator in operators}
    for operator in operators:
        if operator.Outputs(0) == graph.Outputs(0):
            weight, bias = (graph.Tensors(source[operator.Inputs(number)]) for number in (1, 2))
            return tuple(
                np.frombuffer(file.Buffers(tensor.Buffer()).DataAsNumpy().tobytes(), np.float16)
                .astype(np.float32)
                .reshape(tensor.ShapeAsNumpy())
                for tensor in (weight, bias)
            )
    raise AssertionError("no layer for landmarks")


def test_features_give_mediapipes_own_landmarks(backbone):
    weight, bias = landmark_layer()
    finder, apart = HandFinder(), []
    for image, letter, _ in synthetic_pictures(60, 3):
        hand = finder.detect(image) if letter in "BFLVWY" else None
        if hand is None:
            continue
        # MediaPipe looks at a square twice as large as the hand, which it turns upright; these hands nearly are.
        x0, y0, x1, y1 = hand.box
        side = 2.0 * max(x1 - x0, y1 - y0)
        corner = np.array([(x0 + x1 - side) / 2, (y0 + y1 - side) / 2])
        shift = np.float32([[SIDE / side, 0, -corner[0] * SIDE / side], [0, SIDE / side, -corner[1] * SIDE / side]])
        crop = cv2.cvtColor(cv2.warpAffine(image, shift, (SIDE, SIDE)), cv2.COLOR_BGR2RGB)
        with torch.inference_mode():
            features = backbone(torch.from_numpy(crop).permute(2, 0, 1)[None].float() / 255).numpy()
        assert features.shape == (1, FEATURES)
        found = (features @ weight.T + bias).reshape(21, 3)[:, :2] * side / SIDE + corner
        apart.append(np.linalg.norm(found - hand.landmarks[:, :2], axis=1).mean() / max(x1 - x0, y1 - y0))
    finder.close()
    assert len(apart) >= 5
    assert np.median(apart) < 0.06


@pytest.mark.parametrize("size", [48, 96, 160])
def test_any_size_gives_features(backbone, size):
    with torch.inference_mode():
        assert backbone(torch.zeros(2, 3, size, size)).shape == (2, FEATURES)


@pytest.mark.parametrize("content", [b"", b"no archive", None], ids=["empty", "text", "missing"])
def test_other_files_are_named(tmp_path, content):
    file = tmp_path / "other.task"
    if content is not None:
        file.write_bytes(content)
    with pytest.raises(UserError, match=r"other\.task"):
        load_hand_weights(HandBackbone(), file)
