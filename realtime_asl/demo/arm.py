"""One moment of the signing arm, and the way up and down."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from realtime_asl.demo.poses import REST, load_pose
from realtime_asl.demo.skeleton import Pose, blend, pose_skeleton

#: The landmarks that stay in place from letter to letter: wrist and knuckles.
_PALM = (0, 5, 9, 13, 17)


@dataclass(frozen=True)
class Arm:
    """Pose and place.

    Attributes:
        pose: the joint angles.
        wrist: (2,) position of the wrist in palm sizes from the middle of the signing space, x right, y down.
    """

    pose: Pose
    wrist: np.ndarray


def ease(share: float) -> float:
    """0..1 -> 0..1 with the speed of a natural movement (least jerk); clamped outside."""
    share = min(max(share, 0.0), 1.0)
    return share**3 * (10 - 15 * share + 6 * share**2)


def at_home(pose: Pose) -> Arm:
    """A pose in the middle of the signing space: mostly its palm, a little the whole hand."""
    points = pose_skeleton(pose).points[:, :2]
    palm, whole = points[list(_PALM)].mean(axis=0), (points.min(axis=0) + points.max(axis=0)) / 2
    return Arm(pose, -(0.7 * palm + 0.3 * whole))


def shifted(arm: Arm, x: float, y: float) -> Arm:
    """The arm moved by palm sizes."""
    return replace(arm, wrist=arm.wrist + np.array([x, y]))


def raised(arm: Arm, drop: float, share: float) -> Arm:
    """On the way up: from `drop` palm sizes below (share 0) to `arm` (share 1).

    The hand comes up relaxed, fingers first, and takes its shape when it is nearly there.
    """
    up = ease(share / 0.75)
    pose = blend(load_pose(REST), arm.pose, ease((share - 0.4) / 0.6))
    return Arm(pose, arm.wrist + (1 - up) * np.array([-0.25, drop]))
