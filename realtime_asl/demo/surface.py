"""From a skeleton to a surface: flesh as sphere-swept bones, and their height field with normals.

Every part of the hand is a *sweep*: a sphere that moves along a straight line while its radius changes
(a tapered capsule). Seen from the front, the height of a sweep over a pixel has a closed form, so one
sweep costs a few array operations on its own box. Sweeps are joined by a smooth maximum, wide where
flesh is continuous (the palm, the roots of the fingers), narrow where skin only touches skin.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from realtime_asl.demo.skeleton import Skeleton

#: Height of pixels where there is nothing; far below any hand, small enough for float32.
EMPTY = -8.0e3

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


@dataclass(frozen=True)
class Surface:
    """What is seen of the sweeps in a box of pixels.

    Attributes:
        left, top: position of the box in the picture.
        height: (h, w) float32, pixels towards the viewer; EMPTY where nothing is.
        normal_x, normal_y: (h, w) float32 of the unit normal.
        sweep: (h, w) int16, the sweep that is in front; only where height is not EMPTY.
    """

    left: int
    top: int
    height: np.ndarray
    normal_x: np.ndarray
    normal_y: np.ndarray
    sweep: np.ndarray


class _Builder:
    """Collects sweeps in palm sizes."""

    def __init__(self) -> None:
        self.rows: list[tuple] = []

    def add(self, start, start_radius, end, end_radius, part, palmar, warmth=0.0, soft=(0.012, 0.012)) -> None:
        self.rows.append((*start, start_radius, *end, end_radius, part, *palmar, warmth, *soft))


def flesh(skeleton: Skeleton, placement: Placement) -> Sweeps:
    """Put flesh on the bones."""
    points, place, build = skeleton.points, skeleton.place, _Builder()
    inner = place((0.0, 0.0, 1.0))

    _add_arm(build, skeleton, inner, placement.sleeve)
    wide = (0.075, 0.075)
    for index, (root, knuckle) in enumerate(
        (((0.085, 0.05, -0.01), 5), ((0.03, 0.03, -0.015), 9), ((-0.03, 0.03, -0.01), 13), ((-0.075, 0.05, 0.0), 17))
    ):
        build.add(place(root), 0.098, points[knuckle], _FINGER_RADII[index, 0] + 0.004, PALM, inner, 0.25, wide)
    # The middle of the palm is filled between the bones, a little behind the balls.
    build.add(place((0.085, 0.16, 0.016)), 0.088, place((0.150, 0.50, 0.004)), 0.086, PALM, inner, 0.25, (0.16, 0.16))
    build.add(place((0.02, 0.16, 0.016)), 0.088, place((0.03, 0.50, 0.002)), 0.086, PALM, inner, 0.25, (0.16, 0.16))
    build.add(place((-0.04, 0.16, 0.016)), 0.088, place((-0.07, 0.48, 0.006)), 0.086, PALM, inner, 0.25, (0.16, 0.16))
    # Ball of the little finger and ball of the thumb.
    build.add(place((-0.095, 0.09, 0.035)), 0.088, place((-0.110, 0.40, 0.03)), 0.068, PALM, inner, 0.5, wide)
    thumb_root, thumb_knuckle = points[1], points[2]
    ball = 0.45 * thumb_root + 0.55 * thumb_knuckle + 0.022 * inner
    build.add(place((0.10, 0.06, 0.03)), 0.098, ball, 0.104, PALM, inner, 0.45, wide)
    build.add(ball, 0.104, thumb_knuckle, _THUMB_RADII[1], PALM, inner, 0.4, wide)
    # Skin between thumb and index finger, and the pads under the fingers.
    build.add(0.6 * thumb_root + 0.4 * thumb_knuckle, 0.08, place((0.15, 0.30, 0.0)), 0.08, PALM, inner, 0.25, (0.10, 0.10))
    web = 0.25 * thumb_root + 0.75 * thumb_knuckle
    build.add(web, 0.055, place((0.20, 0.40, 0.01)), 0.060, PALM, inner, 0.2, (0.10, 0.10))
    build.add(place((0.235, 0.535, 0.03)), 0.055, place((-0.095, 0.50, 0.035)), 0.052, PALM, inner, 0.5, wide)

    for finger in range(4):
        _add_finger(build, points, skeleton.palmar, 5 + 4 * finger, _FINGER_RADII[finger], FINGER)
    _add_finger(build, points, skeleton.palmar, 1, _THUMB_RADII, THUMB)
    return _to_pixels(np.array(build.rows), _creases(skeleton), placement)


def _add_arm(build: _Builder, skeleton: Skeleton, inner: np.ndarray, sleeve: float) -> None:
    down = skeleton.forearm
    # The wrist is flat and broad: two sweeps side by side, across the arm as the palm is across the hand.
    across = skeleton.place((1.0, 0.0, 0.0))
    across = across - down * float(across @ down)
    across /= max(float(np.linalg.norm(across)), 1e-6)
    for side in (1.0, 0.0, -1.0):
        hand_end = skeleton.place((0.060 * side + 0.005, 0.03, 0.0))
        wrist = 0.072 * side * across + 0.17 * down
        elbow = 0.105 * side * across + 1.1 * down
        build.add(hand_end, 0.086, wrist, 0.096, PALM, inner, 0.15, (0.14, 0.14))
        build.add(wrist, 0.096, elbow, 0.13, FOREARM, inner, 0.0, (0.12, 0.12))
    build.add(sleeve * down, 0.235, 3.4 * down, 0.33, SLEEVE, inner, 0.0, (0.0, 0.0))


def _add_finger(
    build: _Builder, points: np.ndarray, palmar: np.ndarray, base: int, radii: np.ndarray, part: int
) -> None:
    for bone in range(3):
        if part == THUMB and bone == 0:
            continue  # the ball of the thumb
        start, end, inner = points[base + bone], points[base + bone + 1], palmar[base + bone]
        first, last = radii[bone], radii[bone + 1]
        warmth = (0.15, 0.2, 0.5)[bone]
        # A finger grows out of the palm: wide join at its root, narrow elsewhere.
        root = 0.07 if bone == (1 if part == THUMB else 0) else 0.014
        soft = (root, 0.014)
        build.add(start, first, end, last, TIP if bone == 2 else part, inner, warmth, soft)
        # The soft pad on the inner side; the creases of the joints appear between the pads.
        pad = 0.90 * (first + last) / 2
        shift = inner * 0.17 * first
        build.add(
            start + (0.30 if bone else 0.42) * (end - start) + shift,
            pad,
            start + (0.68 if bone < 2 else 0.88) * (end - start) + shift,
            pad * 0.97,
            TIP if bone == 2 else part,
            inner,
            warmth + 0.1,
            soft,
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


def _to_pixels(rows: np.ndarray, creases: list[np.ndarray], placement: Placement) -> Sweeps:
    ends = np.empty((len(rows), 8))
    for offset in (0, 4):
        position, radius = rows[:, offset : offset + 3], rows[:, offset + 3]
        ends[:, offset : offset + 3] = placement.project(position)
        ends[:, offset + 3] = radius * placement.nearness(position[:, 2]) * placement.thickness
    return Sweeps(
        ends=ends,
        softness=rows[:, 13:15] * placement.scale,
        part=rows[:, 8].astype(np.int16),
        palmar=rows[:, 9:12] * np.array([1.0, 1.0, -1.0]),
        warmth=rows[:, 12],
        smoothing=max(0.6, 0.042 * placement.scale),
        creases=tuple(placement.project(crease) for crease in creases),
    )


def sculpt(sweeps: Sweeps, width: int, height: int) -> Surface | None:
    """The visible surface inside a picture of `width` x `height`; None when nothing is in view."""
    ends = sweeps.ends
    lows = np.minimum(ends[:, 0:2] - ends[:, 3:4], ends[:, 4:6] - ends[:, 7:8])
    highs = np.maximum(ends[:, 0:2] + ends[:, 3:4], ends[:, 4:6] + ends[:, 7:8])
    lows = np.clip(np.floor(lows) - 1, 0, (width, height)).astype(int)
    highs = np.clip(np.ceil(highs) + 2, 0, (width, height)).astype(int)
    seen = (highs > lows).all(axis=1)
    if not seen.any():
        return None
    left, top = lows[seen].min(axis=0)
    right, bottom = highs[seen].max(axis=0)
    shape = (bottom - top, right - left)
    surface = Surface(
        int(left),
        int(top),
        np.full(shape, EMPTY, np.float32),
        np.zeros(shape, np.float32),
        np.zeros(shape, np.float32),
        np.zeros(shape, np.int16),
    )
    body = np.isin(sweeps.part, (PALM, FOREARM))
    for group in (body, ~body):
        for number in np.flatnonzero(seen & group):
            x0, y0 = lows[number] - (left, top)
            x1, y1 = highs[number] - (left, top)
            _join(surface, (slice(y0, y1), slice(x0, x1)), sweeps, number)
        if group is body:
            _smooth_skin(surface, sweeps.smoothing)
    return surface


def _smooth_skin(surface: Surface, reach: float) -> None:
    """Let the parts of palm and arm flow into one another: one skin is stretched over all of them."""
    mask = (surface.height > EMPTY / 2).astype(np.float32)
    weight = np.maximum(cv2.GaussianBlur(mask, (0, 0), reach), 1e-3)
    for plane in (surface.normal_x, surface.normal_y):
        plane[:] = cv2.GaussianBlur(plane, (0, 0), reach) / weight * mask


def _join(surface: Surface, window: tuple[slice, slice], sweeps: Sweeps, number: int) -> None:
    """Add one sweep to the surface. Written with few temporary arrays: this is where the time goes."""
    x, y, h, r, end_x, end_y, end_h, end_r = (float(v) for v in sweeps.ends[number])
    dx, dy, dh, dr = end_x - x, end_y - y, end_h - h, end_r - r
    rows, columns = window
    qx = (np.arange(columns.start, columns.stop, dtype=np.float32) + np.float32(surface.left - x))[None, :]
    qy = (np.arange(rows.start, rows.stop, dtype=np.float32) + np.float32(surface.top - y))[:, None]
    square = dr * dr - dx * dx - dy * dy
    linear = qx * np.float32(dx) + (qy * np.float32(dy) + np.float32(r * dr))
    constant = np.float32(r * r) - qx * qx - qy * qy
    end_on = square > -0.05  # the nearer sphere hides the rest
    if end_on:
        share = np.full(linear.shape, 1.0 if dh + dr > 0 else 0.0, np.float32)
    else:
        # Height along the sweep is h + t dh + sqrt(square t² + 2 linear t + constant), concave in t.
        share = linear * linear
        share -= np.float32(square) * constant
        np.maximum(share, 0, out=share)
        np.sqrt(share, out=share)
        share *= np.float32(-dh / np.sqrt(dh * dh - square))
        share -= linear
        share *= np.float32(1 / square)
    cloth = sweeps.part[number] == SLEEVE and not end_on
    before_start = share < 0 if cloth else None
    np.minimum(np.maximum(share, 0, out=share), 1, out=share)
    new = np.float32(square) * share
    new += 2 * linear
    new *= share
    new += constant
    hit = new > 0
    if before_start is not None:
        hit &= ~before_start  # a sleeve is open at its end
    np.maximum(new, 0, out=new)
    np.sqrt(new, out=new)
    new += share * np.float32(dh) + np.float32(h)

    old = surface.height[window]
    first, last = (float(v) for v in sweeps.softness[number])
    width = share * np.float32(last - first) + np.float32(first + 1e-3)
    part = new - old
    blend = part / width
    blend *= np.float32(0.5)
    blend += np.float32(0.5)
    np.minimum(np.maximum(blend, 0, out=blend), 1, out=blend)
    blend *= hit
    part *= blend
    old += part
    width *= blend
    width *= 1 - blend
    old += width
    inverse = 1 / (share * np.float32(dr) + np.float32(r))
    for plane, offset, step in ((surface.normal_x, qx, dx), (surface.normal_y, qy, dy)):
        normal = offset - share * np.float32(step)
        normal *= inverse
        seen = plane[window]
        normal -= seen
        normal *= blend
        seen += normal
    surface.sweep[window][blend > 0.5] = number
