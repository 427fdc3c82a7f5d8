"""A hand in numbers that a person can act on: how far each finger is bent, where the thumb is, how far
apart the fingers are and where the hand points.

:func:`measure` turns landmarks into those numbers, the same for every size and place of the hand and
(apart from the orientation) for every rotation in the picture. A left hand is measured as its mirror
image, so that one set of ranges serves everybody.
"""

from __future__ import annotations

import numpy as np

#: Landmark of the knuckle of each finger; the three after it follow the finger to its tip.
KNUCKLES: dict[str, int] = {"index": 5, "middle": 9, "ring": 13, "pinky": 17}
_ROW = list(KNUCKLES.values())

#: Feature name -> the aspect of the hand that it tells of; the order is that of :func:`measure`'s columns.
#: "2d" features use the picture plane alone: MediaPipe's depth is a guess, and a bad one for fists.
FEATURES: dict[str, str] = {
    **{
        f"{finger}.{kind}": finger
        for finger in KNUCKLES
        for kind in ("knuckle", "joints", "bend", "reach", "tip_up", "reach2d", "tip_up2d")
    },
    **{f"spread.{kind}": "spread" for kind in ("angle", "angle2d", "order", "order2d")},
    **{f"thumb.{kind}": "thumb" for kind in ("across", "up", "front", "across2d", "up2d", "reach")},
    **{f"thumb.to_{finger}_{end}": "thumb" for finger in KNUCKLES for end in ("tip", "joint")},
    **{f"orientation.{kind}": "orientation" for kind in ("palm_up", "point_up", "facing", "width")},
}
COLUMN: dict[str, int] = {name: i for i, name in enumerate(FEATURES)}


def _length(vectors: np.ndarray) -> np.ndarray:
    return np.maximum(np.linalg.norm(vectors, axis=-1), 1e-6)


def _unit(vectors: np.ndarray) -> np.ndarray:
    return vectors / _length(vectors)[..., None]


def _angle(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    return np.arccos(np.clip((_unit(a) * _unit(b)).sum(-1), -1.0, 1.0))


def _dot(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    return (a * b).sum(-1)


def measure(landmarks: np.ndarray, left: np.ndarray) -> np.ndarray:
    """The features of hands.

    Args:
        landmarks: (N, 21, 3): x right, y down, z in the same unit (smaller is nearer), any unit.
        left: (N,) bool, which of them are left hands.

    Returns:
        (N, len(FEATURES)) float32: angles in radians, lengths in units of the palm.
    """
    points = np.array(landmarks, np.float64)
    points[np.asarray(left, bool), :, 0] *= -1
    points -= points[:, :1]
    flat = points[..., :2]

    # The palm's own frame in space: up from the wrist to the knuckles, across towards the thumb, front out of the palm.
    up = _unit(points[:, _ROW].mean(1))
    row = points[:, 5] - points[:, 17]
    across = _unit(row - _dot(row, up)[:, None] * up)
    front = np.cross(across, up)
    frame = np.stack([across, up, front], axis=1)
    local = np.einsum("nij,nkj->nki", frame, points) / _length(points[:, 9])[:, None, None]

    # The same in the picture. Length plus width of the palm does not vanish when it is seen from the side.
    up2d = _unit(flat[:, _ROW].mean(1))
    row2d = flat[:, 5] - flat[:, 17]
    palm = _length(flat[:, 9]) + np.linalg.norm(row2d, axis=-1)
    plane = flat / palm[:, None, None]

    columns: dict[str, np.ndarray] = {}
    for finger, knuckle in KNUCKLES.items():
        bones = np.diff(points[:, knuckle : knuckle + 4], axis=1)
        bones2d = np.diff(plane[:, knuckle : knuckle + 4], axis=1)
        columns[f"{finger}.knuckle"] = _angle(points[:, knuckle], bones[:, 0])
        columns[f"{finger}.joints"] = _angle(bones[:, 0], bones[:, 1]) + _angle(bones[:, 1], bones[:, 2])
        columns[f"{finger}.bend"] = columns[f"{finger}.knuckle"] + columns[f"{finger}.joints"]
        columns[f"{finger}.reach"] = _length(bones.sum(1)) / _length(bones).sum(-1)
        columns[f"{finger}.tip_up"] = local[:, knuckle + 3, 1] - local[:, knuckle, 1]
        columns[f"{finger}.reach2d"] = _length(bones2d.sum(1)) / _length(bones2d).sum(-1)
        columns[f"{finger}.tip_up2d"] = _dot(bones2d.sum(1), up2d)

    columns["spread.angle"] = _angle(local[:, 8] - local[:, 5], local[:, 12] - local[:, 9])
    columns["spread.angle2d"] = _angle(plane[:, 8] - plane[:, 5], plane[:, 12] - plane[:, 9])
    # Which of the two fingertips is nearer to the thumb's side: negative when they are crossed.
    columns["spread.order"] = local[:, 8, 0] - local[:, 12, 0]
    columns["spread.order2d"] = _dot(plane[:, 8] - plane[:, 12], _unit(row2d))

    thumb = local[:, 4] - local[:, _ROW].mean(1)
    columns["thumb.across"], columns["thumb.up"], columns["thumb.front"] = thumb.T
    columns["thumb.across2d"] = _dot(plane[:, 4] - plane[:, 5], _unit(row2d))
    columns["thumb.up2d"] = _dot(plane[:, 4] - plane[:, 5], up2d)
    columns["thumb.reach"] = _length(local[:, 4] - local[:, 2])
    for finger, knuckle in KNUCKLES.items():
        columns[f"thumb.to_{finger}_tip"] = _length(plane[:, 4] - plane[:, knuckle + 3])
        columns[f"thumb.to_{finger}_joint"] = _length(plane[:, 4] - plane[:, knuckle + 1])

    columns["orientation.palm_up"] = -up2d[:, 1]
    columns["orientation.point_up"] = -_unit(plane[:, 8] - plane[:, 5])[:, 1]
    columns["orientation.facing"] = -front[:, 2]
    columns["orientation.width"] = np.linalg.norm(row2d, axis=-1) / palm
    return np.stack([columns[name] for name in FEATURES], axis=1).astype(np.float32)
