"""What MediaPipe's hand network knows of a hand, on the demo signer."""

from __future__ import annotations

import numpy as np
import pytest
from demo_frames import held

pytest.importorskip("torch", reason="training needs the extra 'train'")

from realtime_asl.hand import Hand
from realtime_asl.model_files import find_hand_model
from realtime_asl.tracking.landmarker import Landmarker, look
from realtime_asl.tracking.search_areas import whole
from realtime_asl.training.data import FEATURES
from realtime_asl.training.hand_features import SIDE, HandNetwork, upright


@pytest.fixture(scope="module")
def scene() -> tuple[np.ndarray, Hand]:
    image = held("B")[0]
    landmarker = Landmarker(find_hand_model(), video=False, hands=1)
    hand = look(landmarker, image, whole(image))[0]
    landmarker.close()
    return image, hand


def turned(image: np.ndarray, hand: Hand) -> tuple[np.ndarray, Hand]:
    """A quarter turn of the picture, to the right."""
    points = hand.landmarks.copy()
    points[:, 0], points[:, 1] = image.shape[0] - hand.landmarks[:, 1], hand.landmarks[:, 0]
    return np.ascontiguousarray(np.rot90(image, -1)), Hand(points, hand.handedness, hand.score)


def test_a_hand_is_upright_however_the_picture_is_turned(scene):
    image, hand = scene
    view = upright(image, hand)
    assert view.shape == (SIDE, SIDE, 3)
    assert np.abs(upright(*turned(image, hand)).astype(float) - view).mean() < 6
    other = upright(image, hand, np.random.default_rng(1))
    assert np.abs(other.astype(float) - view).mean() > 3


def test_a_mirrored_left_hand_looks_like_the_right_one(scene):
    image, hand = scene
    points = hand.landmarks.copy()
    points[:, 0] = image.shape[1] - points[:, 0]
    side = "Left" if hand.handedness == "Right" else "Right"
    mirrored = upright(np.ascontiguousarray(image[:, ::-1]), Hand(points, side, hand.score))
    assert np.abs(mirrored.astype(float) - upright(image, hand)).mean() < 2


def test_the_features_of_one_hand_are_alike_and_others_differ(scene):
    pytest.importorskip("ai_edge_litert", reason="pip install ai-edge-litert")
    network = HandNetwork()
    image, hand = scene
    one = network.features(upright(image, hand))
    assert one.shape == (FEATURES,)
    again = network.features(upright(*turned(image, hand)))
    other = network.features(np.full((SIDE, SIDE, 3), 90, np.uint8))
    assert np.linalg.norm(one - again) < 0.3 * np.linalg.norm(one - other)
