"""J and Z: the movement in which a fingertip draws the letter."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from realtime_asl.demo.arm import Arm, at_home, ease
from realtime_asl.demo.poses import load_pose
from realtime_asl.demo.skeleton import Pose, pose_skeleton, rotation

#: The landmark that draws.
TIP = {"J": 20, "Z": 8}
#: Seconds that a stroke takes.
SECONDS = {"J": 0.9, "Z": 1.0}

#: Where the fingertip passes, palm sizes, x right and y down as a camera sees the right hand. The
#: signer draws the letter as he or she would read it, so here it is mirrored. Sizes as in real signing.
_PATH = {
    "J": np.array([[0.0, 0.0], [-0.08, 0.42], [-0.10, 0.85], [0.02, 1.18], [0.30, 1.26], [0.56, 1.06], [0.64, 0.80]]),
    "Z": np.array([[0.0, 0.0], [-0.80, 0.03], [0.0, 0.74], [-0.80, 0.78]]),
}


def tip_path(letter: str, share: float) -> np.ndarray:
    """(2,) where the fingertip is at `share` (0..1) of the stroke's time, palm sizes from its beginning."""
    points = _PATH[letter]
    if letter == "Z":
        # Three straight lines; the finger slows down in the corners but does not rest there.
        position = 3 * (0.5 * share + 0.5 * ease(share))
        line = min(int(position), 2)
        along = position - line
        along = 0.35 * along + 0.65 * ease(along)
        return points[line] + along * (points[line + 1] - points[line])
    lengths = np.concatenate([[0.0], np.cumsum(np.linalg.norm(np.diff(points, axis=0), axis=1))])
    return _spline(points, lengths, ease(share) * lengths[-1])


def stroke(letter: str, share: float) -> Arm:
    """The arm at `share` (0..1) of the time of a J or Z; its fingertip follows :func:`tip_path`."""
    first, now = _drawing_pose(letter, 0.0), _drawing_pose(letter, share)
    tip = TIP[letter]
    path = _PATH[letter]
    # The middle of the drawn letter is where the fingertip of the still pose would be at home.
    begin = at_home(first).wrist - 0.9 * (path.min(axis=0) + path.max(axis=0)) / 2
    moved_by_turning = pose_skeleton(now).points[tip, :2] - pose_skeleton(first).points[tip, :2]
    return Arm(now, begin + tip_path(letter, share) - moved_by_turning)


def _drawing_pose(letter: str, share: float) -> Pose:
    pose = load_pose(letter)
    if letter == "Z":
        # The wrist helps: the finger leans to the side on which it draws.
        return _bent(pose, roll=-11.0 * float(tip_path("Z", share)[0] + 0.4) / 0.4)
    # The little finger leans back, then the forearm turns and swings it round the hook.
    swing = ease((share - 0.25) / 0.75)
    return _bent(pose, roll=6.0 * float(np.sin(np.pi * min(2 * share, 1.0))) - 46.0 * swing, yaw=58.0 * swing)


def _bent(pose: Pose, roll: float, yaw: float = 0.0) -> Pose:
    """The hand tilted in the wrist by `roll` and turned about its own length by `yaw`, degrees."""
    forearm = 0.7 * pose.forearm + 0.3 * pose.turned(roll=roll).forearm
    return replace(
        pose, turn=rotation(0, 0, roll) @ pose.turn @ rotation(yaw, 0, 0), forearm=forearm / np.linalg.norm(forearm)
    )


def _spline(points: np.ndarray, lengths: np.ndarray, at: float) -> np.ndarray:
    """The Catmull-Rom curve through `points` at the length `at`."""
    number = int(np.clip(np.searchsorted(lengths, at, side="right") - 1, 0, len(points) - 2))
    t = (at - lengths[number]) / (lengths[number + 1] - lengths[number])
    p1, p2 = points[number], points[number + 1]
    p0 = points[number - 1] if number else 2 * p1 - p2
    p3 = points[number + 2] if number + 2 < len(points) else 2 * p2 - p1
    return 0.5 * (2 * p1 + (p2 - p0) * t + (2 * p0 - 5 * p1 + 4 * p2 - p3) * t**2 + (3 * p1 - p0 - 3 * p2 + p3) * t**3)
