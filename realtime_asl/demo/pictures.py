"""Single pictures drawn by the demo signer: handshapes for practice and varied pictures for training."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import NamedTuple

import cv2
import numpy as np

from realtime_asl.alphabet import CLASSES, NOTHING
from realtime_asl.demo.backgrounds import any_background
from realtime_asl.demo.flesh import Placement
from realtime_asl.demo.looks import random_looks
from realtime_asl.demo.poses import REST, VARIANTS, load_pose
from realtime_asl.demo.scene import develop, paint
from realtime_asl.demo.skeleton import Pose, blend, pose_skeleton
from realtime_asl.demo.strokes import SECONDS, stroke

#: Letters that some people show from the side and others with the palm to the camera, where they look like
#: another letter; how they are turned then is how the second one is.
SEEN_FROM_THE_PALM = {"O": "E", "C": "E"}


class Drawn(NamedTuple):
    """A drawn picture.

    Attributes:
        image: (h, w, 3) uint8 BGR.
        letter: the class name.
        pose: how it is shown: the class name, or one of its `poses.VARIANTS`.
    """

    image: np.ndarray
    letter: str
    pose: str


def synthetic_pictures(count: int, seed: int) -> Iterator[Drawn]:
    """Varied pictures of all 29 classes, one class after the other.

    Skin, light, background, camera, distance, hand proportions, joint angles, blur and noise vary; half
    of the hands are left ones, drawn as exact mirror images. J and Z are single moments of the movement;
    ``nothing`` is an empty scene or a hand at rest.

    Args:
        count: how many.
        seed: the same seed gives the same pictures.

    Yields:
        pictures with sides of 160 to 360 pixels.
    """
    rng = np.random.default_rng(seed)
    order: list[str] = []
    for _ in range(count):
        if not order:
            order = list(rng.permutation(CLASSES))
        letter = str(order.pop())
        name = str(rng.choice((letter, *VARIANTS.get(letter, ()))))
        yield Drawn(_picture(name, rng), letter, name)


def _picture(name: str, rng: np.random.Generator) -> np.ndarray:
    width, height = (int(v) for v in rng.integers(160, 361, 2))
    background = any_background(width, height, rng)
    pose = _pick_pose(name, rng)
    if pose is not None:
        skeleton = pose_skeleton(
            _jitter(pose, rng), np.clip(rng.normal(1, 0.05, 5), 0.88, 1.14) * rng.uniform(0.94, 1.06)
        )
        box = skeleton.points[:, :2]
        low, high = box.min(axis=0), box.max(axis=0)
        scale = min(width, height) * rng.uniform(0.42, 0.86) / float((high - low).max())
        middle = np.array([width, height]) * (0.5 + rng.uniform(-0.08, 0.08, 2)) - (low + high) / 2 * scale
        placement = Placement(
            wrist=(float(middle[0]), float(middle[1])),
            scale=scale,
            thickness=float(np.clip(rng.normal(1.0, 0.09), 0.82, 1.22)),
            distance=float(rng.uniform(2.6, 8.0)),
            sleeve=float(rng.choice([0.18, 0.35, 0.7, 3.0])),
        )
        drawn = paint(background, skeleton, placement, random_looks(rng))
        if drawn is not None:
            window, light = drawn
            background[window] = light
    picture = _camera(background, rng)
    return cv2.flip(picture, 1) if rng.random() < 0.5 else picture


def _pick_pose(name: str, rng: np.random.Generator) -> Pose | None:
    if name == NOTHING:
        if rng.random() < 0.5:
            return None
        rest = load_pose(REST)
        return rest.turned(*rng.normal(0, 25, 3))
    if name in SECONDS:
        return stroke(name, float(rng.uniform(0, 1))).pose
    pose = load_pose(name)
    if name in SEEN_FROM_THE_PALM and rng.random() < 0.7:
        other = load_pose(SEEN_FROM_THE_PALM[name])
        return blend(pose, replace(pose, turn=other.turn, forearm=other.forearm), float(rng.uniform(0, 1)))
    return pose


def _jitter(pose: Pose, rng: np.random.Generator) -> Pose:
    """How another person, or the same one a second time, would do it."""
    softness = rng.uniform(0, 0.07)
    pose = blend(pose, replace(load_pose(REST), turn=pose.turn, forearm=pose.forearm), softness)
    jittered = replace(
        pose,
        fingers=pose.fingers + rng.normal(0, 1, (4, 4)) * [5, 1.8, 5, 4] + rng.normal(0, 1, (1, 4)) * [4, 0, 4, 3],
        thumb=pose.thumb + rng.normal(0, 1, 5) * [4, 4, 5, 4, 6],
        forearm=pose.forearm + rng.normal(0, 1, 3) * [0.18, 0.1, 0.15],
    ).clipped()
    jittered = replace(jittered, forearm=jittered.forearm / np.linalg.norm(jittered.forearm))
    yaw, pitch, roll = np.clip(rng.normal(0, 8.5, 3), -19, 19)
    return jittered.turned(yaw, pitch, roll)


def _camera(linear: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Colour cast, exposure, blur of the lens or of movement, noise, JPEG."""
    linear = linear * np.exp(rng.normal(0, 0.07, 3)).astype(np.float32)
    exposure = float(np.exp(rng.normal(0.05, 0.35)))
    kind = rng.random()
    if kind < 0.35:
        linear = cv2.GaussianBlur(linear, (0, 0), rng.uniform(0.4, 1.8))
    elif kind < 0.5:
        length = int(rng.integers(3, 10))
        kernel = np.zeros((length, length), np.float32)
        cv2.line(kernel, (0, int(rng.integers(0, length))), (length - 1, int(rng.integers(0, length))), 1.0, 1)
        linear = cv2.filter2D(linear, -1, kernel / kernel.sum())
    picture = develop(linear, rng, exposure=exposure, noise=float(rng.uniform(0, 5)))
    if rng.random() < 0.5:
        packed = cv2.imencode(".jpg", picture, [cv2.IMWRITE_JPEG_QUALITY, int(rng.integers(35, 95))])[1]
        picture = cv2.imdecode(packed, cv2.IMREAD_COLOR)
    return picture
