"""Pictures of single letters, for practice: the hand alone, with a transparent background."""

from __future__ import annotations

from functools import lru_cache
from typing import Literal

import cv2
import numpy as np

from realtime_asl.demo.arm import Arm
from realtime_asl.demo.flesh import Placement
from realtime_asl.demo.looks import Looks
from realtime_asl.demo.poses import load_pose, pose_names
from realtime_asl.demo.scene import draw_hand
from realtime_asl.demo.shading import to_pixels
from realtime_asl.demo.skeleton import pose_skeleton
from realtime_asl.demo.strokes import SECONDS, stroke

#: J and Z: a still moment, the stroke, a still moment, and again.
_BEFORE, _AFTER = 0.5, 0.6
#: Pictures of a moving letter that are drawn each second.
_RATE = 20
#: Share of the picture that the hand leaves free on each side.
_MARGIN = 0.10
#: Largest palm size, share of the picture: fists are not blown up to the size of an open hand.
_LARGEST = 0.60


def handshape(
    letter: str,
    *,
    size: int,
    view: Literal["signer", "viewer"],
    hand: Literal["Right", "Left"] = "Right",
    time: float = 0.0,
) -> np.ndarray:
    """A picture of how a letter is signed.

    Args:
        letter: A-Z, or the hand signs ``space`` and ``del``.
        size: side of the square picture in pixels, at least 16.
        view: "signer": as signers see themselves in a mirror; "viewer": as somebody else, or an
            unmirrored camera, sees them.
        hand: the signing hand.
        time: seconds; J and Z move, over and over.

    Returns:
        (size, size, 4) uint8 BGRA (colours not multiplied by alpha). Read-only: it may be handed out again.

    Raises:
        ValueError: there is no such letter, view or hand, or the size is too small.
    """
    if letter not in pose_names():
        raise ValueError(f"there is no handshape {letter!r}")
    if view not in {"signer", "viewer"} or hand not in {"Right", "Left"}:
        raise ValueError(f"view is 'signer' or 'viewer', not {view!r}; hand is 'Right' or 'Left', not {hand!r}")
    if size < 16:
        raise ValueError(f"a handshape needs at least 16 pixels a side, not {size}")
    moment = 0
    if letter in SECONDS:
        moment = int(time % (_BEFORE + SECONDS[letter] + _AFTER) * _RATE)
    return _picture(letter, size, (view == "signer") != (hand == "Left"), moment)


@lru_cache(maxsize=128)
def _picture(letter: str, size: int, mirrored: bool, moment: int) -> np.ndarray:
    arm = _arm(letter, moment / _RATE)
    low, high = _extent(letter)
    scale = min((1 - 2 * _MARGIN) / float((high - low).max()), _LARGEST) * size
    # Drawn twice as large and reduced: smooth outlines.
    wrist = size + 2 * scale * (arm.wrist - (low + high) / 2)
    placement = Placement((float(wrist[0]), float(wrist[1])), 2 * scale, sleeve=0.85)
    drawn = draw_hand((2 * size, 2 * size), pose_skeleton(arm.pose), placement, Looks())
    large = np.zeros((2 * size, 2 * size, 4), np.float32)
    if drawn is not None:
        rows = slice(drawn.top, drawn.top + drawn.coverage.shape[0])
        columns = slice(drawn.left, drawn.left + drawn.coverage.shape[1])
        large[rows, columns, :3] = drawn.color * drawn.coverage[..., None]
        large[rows, columns, 3] = drawn.coverage
    small = cv2.resize(large, (size, size), interpolation=cv2.INTER_AREA)
    alpha = small[..., 3]
    picture = np.empty((size, size, 4), np.uint8)
    picture[..., :3] = to_pixels(small[..., :3] / np.maximum(alpha, 1e-3)[..., None])
    picture[..., 3] = np.round(255 * alpha * _fading(size))
    picture = np.ascontiguousarray(picture[:, ::-1]) if mirrored else picture
    picture.setflags(write=False)
    return picture


def _arm(letter: str, time: float) -> Arm:
    if letter in SECONDS:
        return stroke(letter, min(max((time - _BEFORE) / SECONDS[letter], 0.0), 1.0))
    return Arm(load_pose(letter), np.zeros(2))


@lru_cache(maxsize=64)
def _extent(letter: str) -> tuple[np.ndarray, np.ndarray]:
    """Lower and upper corner of what the hand passes over, palm sizes."""
    moments = np.linspace(_BEFORE, _BEFORE + SECONDS[letter], 9) if letter in SECONDS else [0.0]
    arms = [_arm(letter, float(moment)) for moment in moments]
    points = np.concatenate([pose_skeleton(arm.pose).points[:, :2] + arm.wrist for arm in arms])
    return points.min(axis=0) - 0.06, points.max(axis=0) + 0.06


def _fading(size: int) -> np.ndarray:
    """The arm fades out towards the border instead of being cut off."""
    edge = np.minimum(np.arange(size), np.arange(size)[::-1]) / (0.07 * size)
    ramp = np.clip(edge, 0, 1)
    return (ramp[:, None] * ramp[None, :]).astype(np.float32)
