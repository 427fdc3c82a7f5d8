"""What MediaPipe's hand-landmark network knows of a hand: the 1,152 numbers from which it makes the landmarks.

ResNet50 learns to say them of each training picture (``train --features``), so that it learns more of a hand's shape
than 21 points tell. They are the mean over three views of the hand, turned upright as MediaPipe turns it.

    python -m realtime_asl.training.hand_features data/train train.features.npy

Needs the package ai-edge-litert, which shows what is inside such a network.
"""

from __future__ import annotations

import argparse
import math
import zipfile
from pathlib import Path

import cv2
import numpy as np
from tqdm import tqdm

from realtime_asl.errors import UserError, one_line_errors
from realtime_asl.hand import Hand
from realtime_asl.model_files import find_hand_model
from realtime_asl.output.recording.output import check_output
from realtime_asl.training.data import FEATURES, load_samples

#: The network in MediaPipe's model file, and the side of its pictures in pixels.
NETWORK, SIDE = "hand_landmarks_detector.tflite", 224
#: The picture's side in sides of the upright landmarks' box, and how much further up its middle lies.
AROUND, UP = 2.0, 0.1
#: Further views than the first: how far they are turned (radians), zoomed (logarithm) and shifted (sides of the box),
#: how their light differs (logarithm) and their noise; standard deviations.
VIEWS, TURN, ZOOM, SHIFT, LIGHT, COLOUR, NOISE = 2, 0.12, 0.1, 0.04, 0.2, 0.06, 8.0


class HandNetwork:
    """MediaPipe's hand-landmark network.

    Raises:
        UserError: ai-edge-litert is not installed, or the model holds another network.
    """

    def __init__(self) -> None:
        try:
            from ai_edge_litert.interpreter import Interpreter
        except ImportError:
            raise UserError("the features of hands need one more package; pip install ai-edge-litert") from None
        with zipfile.ZipFile(find_hand_model()) as model:
            content = model.read(NETWORK)
        self._network = Interpreter(model_content=content, experimental_preserve_all_tensors=True, num_threads=1)
        self._network.allocate_tensors()
        self._input = self._network.get_input_details()[0]["index"]
        pooled = [
            tensor["index"]
            for tensor in self._network.get_tensor_details()
            if tensor["name"].endswith("global_average_pooling2d/Mean") and np.prod(tensor["shape"]) == FEATURES
        ]
        if len(pooled) != 1:
            raise UserError(f"the hand model has no layer of {FEATURES} numbers before its landmarks; use another one")
        self._pooled = pooled[0]

    def features(self, picture: np.ndarray) -> np.ndarray:
        """(1152,) float32 of an upright hand (224, 224, 3) BGR."""
        rgb = cv2.cvtColor(picture, cv2.COLOR_BGR2RGB).astype(np.float32) / 255
        self._network.set_tensor(self._input, rgb[None])
        self._network.invoke()
        return self._network.get_tensor(self._pooled).reshape(-1).copy()


def upright(image: np.ndarray, hand: Hand, rng: np.random.Generator | None = None) -> np.ndarray:
    """The hand with its fingers' roots above its wrist, a left one flipped: (224, 224, 3) uint8 BGR.

    Args:
        image: (height, width, 3) BGR.
        hand: in its pixels.
        rng: for another view of it: a bit turned, zoomed, shifted, and in another light.
    """
    points = hand.landmarks[:, :2].astype(np.float64)
    if hand.is_left:
        image, points = cv2.flip(image, 1), points * (-1, 1) + (image.shape[1], 0)
    up = (points[5] + 2 * points[9] + points[13]) / 4 - points[0]
    angle, zoom, shift = math.atan2(up[0], -up[1]), AROUND, np.zeros(2)
    if rng is not None:
        angle += rng.normal(0, TURN)
        zoom *= math.exp(rng.normal(0, ZOOM))
        shift = rng.normal(0, SHIFT, 2)
    c, s = math.cos(angle), math.sin(angle)
    turn = np.array([[c, s], [-s, c]])
    turned = points @ turn.T
    low, high = turned.min(axis=0), turned.max(axis=0)
    side = float((high - low).max())
    middle = (low + high) / 2 + side * (shift - (0, UP))
    scale = SIDE / max(zoom * side, 4.0)
    matrix = np.column_stack([turn * scale, SIDE / 2 - middle * scale])
    if scale < 0.5:  # sampling alone would leave out pixels
        image = cv2.resize(image, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
        matrix[:, :2] /= scale
    picture = cv2.warpAffine(image, matrix, (SIDE, SIDE), flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    return picture if rng is None else _relit(picture, rng)


def _relit(picture: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    light = math.exp(rng.normal(0, LIGHT)) * np.exp(rng.normal(0, COLOUR, 3))
    picture = np.clip(picture * light + rng.normal(0, NOISE), 0, 255).astype(np.uint8)
    return cv2.GaussianBlur(picture, (0, 0), rng.uniform(0.5, 2.5)) if rng.random() < 0.3 else picture


def features_of_folder(folder: Path, network: HandNetwork) -> np.ndarray:
    """(pictures, 1152) float16 of the pictures that can be read, in their order; zeros where no hand was found.

    Raises:
        UserError: as `data.load_samples`.
    """
    samples = load_samples(folder)
    found = np.zeros((len(samples), FEATURES), np.float16)
    for number, sample in enumerate(tqdm(samples, desc=folder.name)):
        if sample.hand is not None:
            views = [None, *(np.random.default_rng((number, view)) for view in range(1, VIEWS + 1))]
            pictures = [upright(sample.image, sample.hand, rng) for rng in views]
            found[number] = np.mean([network.features(picture) for picture in pictures], axis=0)
    return found


@one_line_errors()
def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("pictures", type=Path, metavar="DIR")
    parser.add_argument("out", type=Path, metavar="OUT.npy")
    parser.add_argument("--overwrite", action="store_true", help="replace a file that exists")
    options = parser.parse_args()
    check_output(options.out, (".npy",), overwrite=options.overwrite, what="features")
    np.save(options.out, features_of_folder(options.pictures, HandNetwork()))


if __name__ == "__main__":
    main()
