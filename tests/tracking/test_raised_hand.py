"""A hand that is raised in front of a face: what is followed in the end is the whole hand.

With `SecondLook.due` patched to say never, "N_13 smaller" ends with half a hand; the others show that nothing is lost.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from contextlib import closing
from pathlib import Path

import cv2
import numpy as np
import pytest

from realtime_asl.demo.arm import at_home, raised
from realtime_asl.demo.backgrounds import living_room
from realtime_asl.demo.flesh import Placement
from realtime_asl.demo.looks import Looks
from realtime_asl.demo.poses import load_pose
from realtime_asl.demo.scene import develop, paint
from realtime_asl.demo.shading import to_linear
from realtime_asl.demo.skeleton import pose_skeleton
from realtime_asl.frame import Frame
from realtime_asl.hand import Hand
from realtime_asl.sources.pictures import read_picture
from realtime_asl.tracking.hand_tracker import HandTracker
from realtime_asl.tracking.look_beside import LookBeside
from realtime_asl.tracking.looks import Look
from realtime_asl.tracking.second_look import EVERY_S

WIDTH, HEIGHT = 640, 480
#: Seconds that the hand takes to come up, and that it stays.
RISE_S, STAY_S = 0.6, 1.0
Box = tuple[float, float, float, float]


def iou(a: Box, b: Box) -> float:
    width, height = min(a[2], b[2]) - max(a[0], b[0]), min(a[3], b[3]) - max(a[1], b[1])
    both = max(width, 0) * max(height, 0)
    return both / ((a[2] - a[0]) * (a[3] - a[1]) + (b[2] - b[0]) * (b[3] - b[1]) - both)


def whole_at_the_end(frames: Iterable[tuple[Frame, Box]]) -> bool:
    """Whether in the last ten frames the whole hand is followed."""
    with closing(HandTracker()) as tracker:
        seen = [(tracker.detect(frame), box) for frame, box in frames]
    return all(hand is not None and iou(hand.box, box) >= 0.5 for hand, box in seen[-10:])


def room_with_somebody(unit: float) -> np.ndarray:
    """The demo signer's room and a person who looks at the camera, head about two units high; linear light, BGR."""
    picture, looks = living_room(WIDTH, HEIGHT), Looks()
    skin, dark = np.array(looks.skin.back), (0.12, 0.09, 0.08)

    def spot(x: float, y: float, wide: float, high: float, color: object) -> None:
        middle = round(WIDTH / 2 + x * unit), round(0.45 * HEIGHT + y * unit)
        axes = max(1, round(wide * unit)), max(1, round(high * unit))
        cv2.ellipse(picture, middle, axes, 0, 0, 360, to_linear(color)[::-1].tolist(), cv2.FILLED, cv2.LINE_AA)

    spot(0, 2.6, 1.7, 1.2, looks.skin.sleeve)
    spot(0, 1.2, 0.35, 0.8, 0.85 * skin)
    spot(0, -0.1, 0.85, 1.1, dark)
    spot(0, 0.1, 0.7, 0.95, skin)
    for side in (-0.28, 0.28):
        spot(side, -0.1, 0.13, 0.06, (0.95, 0.95, 0.95))
        spot(side, -0.1, 0.06, 0.06, dark)
        spot(side, -0.3, 0.17, 0.035, dark)
    spot(0, 0.2, 0.09, 0.16, 0.85 * skin)
    spot(0, 0.52, 0.22, 0.06, (0.65, 0.3, 0.3))
    return cv2.GaussianBlur(picture, (0, 0), max(0.6, 0.02 * unit))


def drawn(letter: str, palm: float, fps: int = 15) -> Iterator[tuple[Frame, Box]]:
    """The drawn hand comes up in front of the face and shows a letter; its true box. `palm` in pixels."""
    room, rng, arm = room_with_somebody(palm), np.random.default_rng(0), at_home(load_pose(letter))
    for number in range(round((RISE_S + STAY_S) * fps)):
        now = raised(arm, 0.55 * HEIGHT / palm + 1.9, number / fps / RISE_S)
        x, y = np.array([0.5 * WIDTH, 0.45 * HEIGHT]) + palm * now.wrist
        skeleton, place = pose_skeleton(now.pose), Placement((float(x), float(y)), palm)
        light = room.copy()
        painted = paint(room, skeleton, place, Looks())
        if painted is not None:
            window, light[window] = painted
        joints = place.project(skeleton.points)[:, :2]
        yield (
            Frame(develop(light, rng, noise=1.2), number / fps, number),
            (*joints.min(axis=0), *joints.max(axis=0)),
        )


@pytest.mark.parametrize("palm", [130, 65], ids=["near", "further away"])
@pytest.mark.parametrize("letter", ["E", "W"])
def test_the_drawn_hand_before_a_face_is_followed_as_a_whole(letter, palm):
    assert whole_at_the_end(drawn(letter, palm))


def right(folder: Path, name: str) -> tuple[np.ndarray, np.ndarray]:
    """A picture of the cases and the box of its hand."""
    with (folder / "manifest.csv").open() as lines:
        row = next(row for row in csv.DictReader(lines) if row["path"] == f"{name}.jpg")
    return read_picture(folder / row["path"]), np.array([float(row[key]) for key in ("x0", "y0", "x1", "y1")])


def from_below(folder: Path, name: str, factor: float, fps: int = 30) -> Iterator[tuple[Frame, Box]]:
    """The picture comes up from below, so many times as large, and stays; the box of the hand in it."""
    picture, box = right(folder, name)
    height, width = picture.shape[:2]
    flags = cv2.INTER_AREA if factor < 1 else cv2.INTER_LINEAR
    for number in range(round((RISE_S + STAY_S) * fps)):
        share = min(1.0, number / fps / RISE_S)
        x, y = np.array([width, height]) * (1 - factor) / 2 + (0, height * (1 - share * share * (3 - 2 * share)))
        matrix = np.array([[factor, 0, x], [0, factor, y]])
        image = cv2.warpAffine(picture, matrix, (width, height), flags=flags, borderMode=cv2.BORDER_REPLICATE)
        yield Frame(image, number / fps, number), tuple(factor * box + (x, y, x, y))


@pytest.mark.parametrize("factor", [1.0, 0.6], ids=["as it is", "smaller"])
@pytest.mark.parametrize("name", ["N_13", "W_45", "E_10"])
def test_a_real_hand_before_a_face_is_followed_as_a_whole(shared, name, factor):
    assert whole_at_the_end(from_below(shared / "cases" / "whole_hand", name, factor))


@pytest.mark.parametrize("name", ["D_05", "E_10", "S_20"])
def test_half_a_hand_that_shrinks_and_is_lost_again_and_again_becomes_whole(shared, name, monkeypatch):
    picture, box = right(shared / "cases" / "whole_hand", name)
    image, begin, second_looks = np.full_like(picture, 128), LookBeside.begin, []
    height, width = picture.shape[:2]
    small = cv2.resize(picture, None, fx=0.6, fy=0.6, interpolation=cv2.INTER_AREA)
    x, y = (width - small.shape[1]) // 2, (height - small.shape[0]) // 2
    image[y : y + small.shape[0], x : x + small.shape[1]] = small

    def counted(self: LookBeside, time: float, hand: Hand, image: np.ndarray, way: Look | None = None) -> None:
        second_looks.extend([] if way is None else [way])
        begin(self, time, hand, image, way)

    monkeypatch.setattr(LookBeside, "begin", counted)
    frames = [(Frame(image, number / 30, number), tuple(0.6 * box + (x, y, x, y))) for number in range(30)]
    assert whole_at_the_end(frames)
    # Each look may bring another one in the frame after it.
    assert 0 < len(second_looks) <= 2 * (1 + 1.0 / EVERY_S)
