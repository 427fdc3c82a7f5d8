"""The demo signer's hand as a skeleton: joint angles in, 21 landmarks with constant bone lengths out.

All lengths are in palm sizes: |wrist to middle knuckle| + |index knuckle to little knuckle| is 1, as in
:attr:`realtime_asl.hand.Hand.scale`. Two frames are used. *Palm*: x towards the thumb, y towards the
fingers, z out of the palm. *Camera*: x right, y down, z away from the viewer, as MediaPipe's landmarks.
The skeleton is a right hand; a left hand is drawn as its exact mirror image.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import numpy as np

#: Knuckles of index, middle, ring and little finger in the palm frame, (4, 3).
KNUCKLES = np.array([[0.268, 0.575, 0.0], [0.130, 0.625, -0.022], [0.0, 0.600, -0.015], [-0.115, 0.535, 0.015]])
#: Root of the thumb in the palm frame.
THUMB_ROOT = np.array([0.185, 0.125, 0.055])
#: Lengths of the three bones of each finger, (4, 3), and of the thumb, (3,).
FINGER_BONES = np.array([[0.262, 0.166, 0.135], [0.285, 0.187, 0.145], [0.268, 0.176, 0.142], [0.212, 0.133, 0.120]])
THUMB_BONES = np.array([0.285, 0.240, 0.182])
#: What a hand can do, degrees: (flexion, spread, middle joint, end joint) of a finger ...
FINGER_RANGE = np.array([[-15.0, -28.0, -4.0, -6.0], [98.0, 28.0, 116.0, 82.0]])
#: ... and (across, lift, roll, middle joint, end joint) of the thumb.
THUMB_RANGE = np.array([[-60.0, -25.0, -30.0, -15.0, -22.0], [100.0, 80.0, 110.0, 65.0, 90.0]])
#: (x, y, z) of the palm frame -> (x, y, z) of the camera frame for a palm that faces the camera.
_TO_CAMERA = np.array([1.0, -1.0, -1.0])


def rotation(yaw: float, pitch: float, roll: float) -> np.ndarray:
    """(3, 3) rotation in the palm frame's axes, degrees: first yaw about y, then pitch about x, then roll about z."""
    (cy, cx, cz), (sy, sx, sz) = np.cos(np.radians([yaw, pitch, roll])), np.sin(np.radians([yaw, pitch, roll]))
    about_y = np.array([[cy, 0, sy], [0, 1, 0], [-sy, 0, cy]])
    about_x = np.array([[1, 0, 0], [0, cx, -sx], [0, sx, cx]])
    about_z = np.array([[cz, -sz, 0], [sz, cz, 0], [0, 0, 1]])
    return about_z @ about_x @ about_y


def rotation_vector(matrix: np.ndarray) -> np.ndarray:
    """Axis times angle (radians) of a (3, 3) rotation matrix."""
    cosine = np.clip((np.trace(matrix) - 1) / 2, -1.0, 1.0)
    angle = float(np.arccos(cosine))
    axis = np.array([matrix[2, 1] - matrix[1, 2], matrix[0, 2] - matrix[2, 0], matrix[1, 0] - matrix[0, 1]])
    length = float(np.linalg.norm(axis))
    if length > 1e-6:
        return axis / length * angle
    if angle < 1.0:
        return np.zeros(3)
    # Half a turn: the axis is the eigenvector of eigenvalue 1.
    column = int(np.argmax(np.diag(matrix)))
    axis = matrix[:, column] + np.eye(3)[column]
    return axis / np.linalg.norm(axis) * angle


def from_rotation_vector(vector: np.ndarray) -> np.ndarray:
    """(3, 3) rotation matrix of an axis times angle (radians)."""
    angle = float(np.linalg.norm(vector))
    if angle < 1e-9:
        return np.eye(3)
    x, y, z = vector / angle
    cross = np.array([[0, -z, y], [z, 0, -x], [-y, x, 0]])
    return np.eye(3) + np.sin(angle) * cross + (1 - np.cos(angle)) * cross @ cross


@dataclass(frozen=True)
class Pose:
    """A handshape: the angles of its joints and how the hand and the forearm are turned.

    Attributes:
        fingers: (4, 4) degrees, a row for index, middle, ring and little finger: flexion and spread
            (positive towards the thumb) at the knuckle, flexion of the middle and of the end joint.
        thumb: (5,) degrees: azimuth of its first bone (0 along the fingers, 90 away from the palm's side),
            lift out of the palm, roll, flexion of the middle and of the end joint.
        turn: (3, 3) rotation of the palm frame; identity shows the palm to the camera, fingers up.
        forearm: (3,) unit vector in the camera frame from the wrist to the elbow.
    """

    fingers: np.ndarray
    thumb: np.ndarray
    turn: np.ndarray = field(default_factory=lambda: np.eye(3))
    forearm: np.ndarray = field(default_factory=lambda: np.array([0.0, 1.0, 0.0]))

    def turned(self, yaw: float = 0.0, pitch: float = 0.0, roll: float = 0.0) -> Pose:
        """The whole arm turned by degrees, as if the camera stood elsewhere."""
        extra = rotation(yaw, pitch, roll)
        return replace(self, turn=extra @ self.turn, forearm=(extra @ (self.forearm * _TO_CAMERA)) * _TO_CAMERA)

    def clipped(self) -> Pose:
        """The same pose with every joint inside the range of a real hand."""
        return replace(
            self,
            fingers=np.clip(self.fingers, *FINGER_RANGE),
            thumb=np.clip(self.thumb, *THUMB_RANGE),
        )


def blend(start: Pose, end: Pose, share: float) -> Pose:
    """The pose `share` (0..1) of the way from `start` to `end`, joint by joint; bone lengths stay."""
    relative = rotation_vector(end.turn @ start.turn.T)
    forearm = (1 - share) * start.forearm + share * end.forearm
    return Pose(
        fingers=(1 - share) * start.fingers + share * end.fingers,
        thumb=(1 - share) * start.thumb + share * end.thumb,
        turn=from_rotation_vector(share * relative) @ start.turn,
        forearm=forearm / max(float(np.linalg.norm(forearm)), 1e-6),
    )


@dataclass(frozen=True)
class Skeleton:
    """A posed hand in the camera frame, palm sizes, the wrist at the origin.

    Attributes:
        points: (21, 3) landmarks in MediaPipe's order.
        palmar: (21, 3) unit vectors, at each joint the direction in which the finger's pad faces
            (for a fingertip: that of its last bone).
        turn: (3, 3), palm frame (columns) in the camera frame.
        forearm: (3,) unit vector from the wrist to the elbow.
    """

    points: np.ndarray
    palmar: np.ndarray
    turn: np.ndarray
    forearm: np.ndarray

    def place(self, point: tuple[float, float, float] | np.ndarray) -> np.ndarray:
        """A point or points (…, 3) of the palm frame in the camera frame."""
        return np.asarray(point) @ self.turn.T


def pose_skeleton(pose: Pose, lengths: np.ndarray | None = None) -> Skeleton:
    """Forward kinematics.

    Args:
        pose: the joint angles.
        lengths: (5,) factors for the bones of thumb, index, middle, ring and little finger; None is 1.
    """
    factors = np.ones(5) if lengths is None else np.asarray(lengths, dtype=float)
    points, palmar = np.zeros((21, 3)), np.zeros((21, 3))
    out_of_palm = np.array([0.0, 0.0, 1.0])
    palmar[0] = out_of_palm

    azimuth, lift, roll = np.radians(pose.thumb[:3])
    along = np.array([np.sin(azimuth) * np.cos(lift), np.cos(azimuth) * np.cos(lift), np.sin(lift)])
    across = np.array([np.cos(azimuth), -np.sin(azimuth), 0.0])
    upwards = np.array([-np.sin(azimuth) * np.sin(lift), -np.cos(azimuth) * np.sin(lift), np.cos(lift)])
    pad = -np.cos(roll) * across + np.sin(roll) * upwards
    bends = np.radians(np.cumsum([0.0, pose.thumb[3], pose.thumb[4]]))
    points[1] = THUMB_ROOT
    for bone, angle in enumerate(bends):
        direction = np.cos(angle) * along + np.sin(angle) * pad
        points[2 + bone] = points[1 + bone] + THUMB_BONES[bone] * factors[0] * direction
        palmar[1 + bone] = np.cos(angle) * pad - np.sin(angle) * along
    palmar[4] = palmar[3]

    for finger in range(4):
        flexion, spread, middle, end = np.radians(pose.fingers[finger])
        along = np.array([np.sin(spread), np.cos(spread), 0.0])
        base = 5 + 4 * finger
        points[base] = KNUCKLES[finger]
        for bone, angle in enumerate(np.cumsum([flexion, middle, end])):
            direction = np.cos(angle) * along + np.sin(angle) * out_of_palm
            length = FINGER_BONES[finger, bone] * factors[1 + finger]
            points[base + bone + 1] = points[base + bone] + length * direction
            palmar[base + bone] = np.cos(angle) * out_of_palm - np.sin(angle) * along
        palmar[base + 3] = palmar[base + 2]

    turn = _TO_CAMERA[:, None] * pose.turn
    return Skeleton(points @ turn.T, palmar @ turn.T, turn, pose.forearm)
