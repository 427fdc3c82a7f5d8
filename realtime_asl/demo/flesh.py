"""From a skeleton to flesh: every part of the hand as a *sweep*, a sphere that moves along a straight line
while its radius changes (a tapered capsule)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from realtime_asl.demo.skeleton import Skeleton

#: What a sweep is.
PALM, FINGER, TIP, THUMB, FOREARM, SLEEVE = range(6)

#: Radii at the four joints of each finger and of the thumb, palm sizes.
_FINGER_RADII = np.array(
    [
        [0.081, 0.0715, 0.0625, 0.0525],
        [0.082, 0.0725, 0.0635, 0.0535],
        [0.079, 0.0695, 0.0605, 0.0515],
        [0.071, 0.0625, 0.0545, 0.0465],
    ]
)
_THUMB_RADII = np.array([0.100, 0.088, 0.078, 0.060])

#: Heart line, head line and life line in the palm frame.
_PALM_LINES = (
    np.array([[-0.155, 0.435, 0.085], [-0.05, 0.455, 0.095], [0.06, 0.495, 0.095], [0.165, 0.575, 0.085]]),
    np.array([[0.285, 0.475, 0.07], [0.17, 0.425, 0.095], [0.05, 0.365, 0.095], [-0.075, 0.295, 0.095]]),
    np.array([[0.285, 0.465, 0.07], [0.145, 0.385, 0.10], [0.075, 0.255, 0.11], [0.06, 0.085, 0.11]]),
)


@dataclass(frozen=True)
class Placement:
    """Where and how large a hand is drawn.

    Attributes:
        wrist: pixel position of the wrist.
        scale: palm size in pixels at the wrist's distance.
        thickness: factor for the radii of fingers and palm.
        distance: of the camera from the wrist, palm sizes; gives the perspective.
        sleeve: where the sleeve begins, palm sizes below the wrist.
    """

    wrist: tuple[float, float]
    scale: float
    thickness: float = 1.0
    distance: float = 5.0
    sleeve: float = 0.62

    def nearness(self, depth: np.ndarray) -> np.ndarray:
        """Pixels a palm size at a depth (palm sizes behind the wrist)."""
        return self.scale * self.distance / np.maximum(self.distance + depth, 0.3 * self.distance)

    def project(self, points: np.ndarray) -> np.ndarray:
        """Points (n, 3) of the camera frame to x, y and height in pixels."""
        zoom = self.nearness(points[:, 2])[:, None]
        return points * [1.0, 1.0, -1.0] * zoom + [*self.wrist, 0.0]


@dataclass(frozen=True)
class Sweeps:
    """The parts of a hand in pixels.

    Attributes:
        ends: (n, 8) float: x, y, height and radius of the start, then of the end, of each sweep.
        softness: (n, 2): width of the smooth maximum at start and end, pixels.
        part: (n,) what it is: PALM, FINGER, TIP, THUMB, FOREARM, SLEEVE.
        palmar: (n, 3) unit vector (x right, y down, height) in which the inner side of the hand faces.
        warmth: (n,) 0..1, how reddish the skin is there.
        smoothing: how far palm and arm are smoothed, pixels.
        creases: polylines on the inner side of the hand, each (m, 3): x, y and height.
    """

    ends: np.ndarray
    softness: np.ndarray
    part: np.ndarray
    palmar: np.ndarray
    warmth: np.ndarray
    smoothing: float
    creases: tuple[np.ndarray, ...]


class _Sweep(NamedTuple):
    """One sweep in palm sizes, camera frame; `soft` is the width of its join with what is there, at start and end."""

    start: np.ndarray
    end: np.ndarray
    radii: tuple[float, float]
    part: int
    palmar: np.ndarray
    warmth: float
    soft: tuple[float, float]


def flesh(skeleton: Skeleton, placement: Placement) -> Sweeps:
    """Put flesh on the bones."""
    parts = [*_arm(skeleton, placement.sleeve), *_palm(skeleton)]
    for finger in range(4):
        parts += _finger(skeleton, 5 + 4 * finger, _FINGER_RADII[finger], FINGER)
    parts += _finger(skeleton, 1, _THUMB_RADII, THUMB)
    return _to_pixels(parts, _creases(skeleton), placement)


def _palm(skeleton: Skeleton) -> Iterator[_Sweep]:
    points, place = skeleton.points, skeleton.place
    inner = place((0.0, 0.0, 1.0))
    thumb_root, thumb_knuckle = points[1], points[2]
    ball = 0.45 * thumb_root + 0.55 * thumb_knuckle + 0.022 * inner

    def part(
        start: np.ndarray, end: np.ndarray, radii: tuple[float, float], warmth: float, soft: float = 0.075
    ) -> _Sweep:
        return _Sweep(start, end, radii, PALM, inner, warmth, (soft, soft))

    roots = ((0.085, 0.05, -0.01), (0.03, 0.03, -0.015), (-0.03, 0.03, -0.01), (-0.075, 0.05, 0.0))
    for finger, root in enumerate(roots):
        yield part(place(root), points[5 + 4 * finger], (0.098, _FINGER_RADII[finger, 0] + 0.004), 0.25)
    # The middle of the palm is filled between the bones.
    yield part(place((0.085, 0.16, 0.016)), place((0.130, 0.50, 0.004)), (0.088, 0.086), 0.25, 0.16)
    yield part(place((-0.02, 0.16, 0.016)), place((-0.035, 0.49, 0.004)), (0.088, 0.086), 0.25, 0.16)
    # Ball of the little finger and ball of the thumb.
    yield part(place((-0.095, 0.09, 0.035)), place((-0.110, 0.40, 0.03)), (0.088, 0.068), 0.5)
    yield part(place((0.10, 0.06, 0.03)), ball, (0.098, 0.104), 0.45)
    yield part(ball, thumb_knuckle, (0.104, float(_THUMB_RADII[1])), 0.4)
    # Skin between thumb and index finger, and the pads under the fingers.
    yield part(0.6 * thumb_root + 0.4 * thumb_knuckle, place((0.15, 0.30, 0.0)), (0.08, 0.08), 0.25, 0.10)
    yield part(0.25 * thumb_root + 0.75 * thumb_knuckle, place((0.20, 0.40, 0.01)), (0.055, 0.060), 0.2, 0.10)
    yield part(place((0.235, 0.535, 0.03)), place((-0.095, 0.50, 0.035)), (0.055, 0.052), 0.5)


def _arm(skeleton: Skeleton, sleeve: float) -> Iterator[_Sweep]:
    down, inner = skeleton.forearm, skeleton.place((0.0, 0.0, 1.0))
    # The wrist is flat and broad: two sweeps side by side, across the arm as the palm is across the hand.
    across = skeleton.place((1.0, 0.0, 0.0))
    across = across - down * float(across @ down)
    across /= max(float(np.linalg.norm(across)), 1e-6)
    for side in (1.0, -1.0):
        hand_end = skeleton.place((0.060 * side + 0.005, 0.03, 0.0))
        wrist = 0.072 * side * across + 0.17 * down
        elbow = 0.105 * side * across + 1.1 * down
        yield _Sweep(hand_end, wrist, (0.086, 0.096), PALM, inner, 0.15, (0.14, 0.14))
        yield _Sweep(wrist, elbow, (0.096, 0.13), FOREARM, inner, 0.0, (0.12, 0.12))
    yield _Sweep(skeleton.place((0.005, 0.03, 0.0)), 1.1 * down, (0.09, 0.14), FOREARM, inner, 0.0, (0.12, 0.12))
    # The sleeve goes on to the elbow and beyond, out of any picture.
    yield _Sweep(sleeve * down, (sleeve + 12.0) * down, (0.235, 0.60), SLEEVE, inner, 0.0, (0.0, 0.0))


def _finger(skeleton: Skeleton, base: int, radii: np.ndarray, kind: int) -> Iterator[_Sweep]:
    for bone in range(1 if kind == THUMB else 0, 3):  # the thumb's first bone is in the ball of the thumb
        start, end = skeleton.points[base + bone], skeleton.points[base + bone + 1]
        inner = skeleton.palmar[base + bone]
        first, last = float(radii[bone]), float(radii[bone + 1])
        part = TIP if bone == 2 else kind
        warmth = (0.15, 0.2, 0.5)[bone]
        # A finger grows out of the palm: wide join at its root, narrow elsewhere.
        soft = (0.07 if bone == (1 if kind == THUMB else 0) else 0.014, 0.014)
        yield _Sweep(start, end, (first, last), part, inner, warmth, soft)
        # The soft pad on the inner side; the creases of the joints appear between the pads.
        pad = 0.90 * (first + last) / 2
        lifted, along = start + inner * 0.17 * first, end - start
        from_here, to_here = 0.30 if bone else 0.42, 0.68 if bone < 2 else 0.88
        yield _Sweep(
            lifted + from_here * along, lifted + to_here * along, (pad, 0.97 * pad), part, inner, warmth + 0.1, soft
        )


def _creases(skeleton: Skeleton) -> list[np.ndarray]:
    """The lines of the palm and the creases at the roots of the fingers, palm sizes in the camera frame."""
    lines = [skeleton.place(_smooth(line)) for line in _PALM_LINES]
    for finger in range(4):
        base = 5 + 4 * finger
        start, inner = skeleton.points[base], skeleton.palmar[base]
        along = skeleton.points[base + 1] - start
        side = np.cross(along, inner)
        side /= max(float(np.linalg.norm(side)), 1e-6)
        radius = _FINGER_RADII[finger, 0]
        angles = np.radians(np.linspace(-65, 65, 7))[:, None]
        lines.append(start + 0.42 * along + radius * (np.cos(angles) * inner * 1.08 + np.sin(angles) * side))
    return lines


def _smooth(points: np.ndarray) -> np.ndarray:
    """A polyline of 13 points through 4 (the cubic that interpolates them)."""
    t = np.linspace(0, 1, 13)
    knots = np.array([0, 1 / 3, 2 / 3, 1])
    weights = np.stack(
        [np.prod([(t - knots[j]) / (knots[i] - knots[j]) for j in range(4) if j != i], axis=0) for i in range(4)],
        axis=1,
    )
    return weights @ points


def _to_pixels(parts: list[_Sweep], creases: list[np.ndarray], placement: Placement) -> Sweeps:
    ends = np.empty((len(parts), 8))
    radii = np.array([part.radii for part in parts])
    for offset, positions in ((0, [part.start for part in parts]), (4, [part.end for part in parts])):
        position = np.array(positions)
        ends[:, offset : offset + 3] = placement.project(position)
        nearness = placement.nearness(position[:, 2])
        ends[:, offset + 3] = radii[:, offset // 4] * nearness * placement.thickness
    return Sweeps(
        ends=ends,
        softness=np.array([part.soft for part in parts]) * placement.scale,
        part=np.array([part.part for part in parts], dtype=np.int16),
        palmar=np.array([part.palmar for part in parts]) * [1.0, 1.0, -1.0],
        warmth=np.array([part.warmth for part in parts]),
        smoothing=max(0.6, 0.042 * placement.scale),
        creases=tuple(placement.project(crease) for crease in creases),
    )
