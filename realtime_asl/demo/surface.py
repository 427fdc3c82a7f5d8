"""From a skeleton to a surface: flesh as sphere-swept bones, and their height field with normals.

Every part of the hand is a *sweep*: a sphere that moves along a straight line while its radius changes
(a tapered capsule). Seen from the front, the height of a sweep over a pixel has a closed form, so one
sweep costs a few array operations on its own box. Sweeps are joined by a smooth maximum, wide where
flesh is continuous (the palm, the roots of the fingers), narrow where skin only touches skin.
"""

from __future__ import annotations

from dataclasses import dataclass

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
    """

    ends: np.ndarray
    softness: np.ndarray
    part: np.ndarray
    palmar: np.ndarray
    warmth: np.ndarray


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
    build.add(place((0.075, 0.16, 0.012)), 0.10, place((0.085, 0.46, -0.002)), 0.092, PALM, inner, 0.25, (0.12, 0.12))
    build.add(place((-0.03, 0.16, 0.012)), 0.10, place((-0.03, 0.44, 0.0)), 0.090, PALM, inner, 0.25, (0.12, 0.12))
    # Ball of the little finger and ball of the thumb.
    build.add(place((-0.095, 0.09, 0.035)), 0.088, place((-0.110, 0.40, 0.03)), 0.068, PALM, inner, 0.5, wide)
    thumb_root, thumb_knuckle = points[1], points[2]
    ball = 0.45 * thumb_root + 0.55 * thumb_knuckle + 0.022 * inner
    build.add(place((0.10, 0.06, 0.03)), 0.098, ball, 0.104, PALM, inner, 0.45, wide)
    build.add(ball, 0.104, thumb_knuckle, _THUMB_RADII[1], PALM, inner, 0.4, wide)
    # Skin between thumb and index finger, and the pads under the fingers.
    web = 0.25 * thumb_root + 0.75 * thumb_knuckle
    build.add(web, 0.055, place((0.20, 0.40, 0.01)), 0.060, PALM, inner, 0.2, (0.10, 0.10))
    build.add(place((0.235, 0.535, 0.03)), 0.055, place((-0.095, 0.50, 0.035)), 0.052, PALM, inner, 0.5, wide)

    for finger in range(4):
        _add_finger(build, points, skeleton.palmar, 5 + 4 * finger, _FINGER_RADII[finger], FINGER)
    _add_finger(build, points, skeleton.palmar, 1, _THUMB_RADII, THUMB)
    return _to_pixels(np.array(build.rows), placement)


def _add_arm(build: _Builder, skeleton: Skeleton, inner: np.ndarray, sleeve: float) -> None:
    down = skeleton.forearm
    # The wrist is flat and broad: two sweeps side by side, across the arm as the palm is across the hand.
    across = skeleton.place((1.0, 0.0, 0.0))
    across = across - down * float(across @ down)
    across /= max(float(np.linalg.norm(across)), 1e-6)
    for side in (1.0, 0.0, -1.0):
        hand_end = skeleton.place((0.065 * side + 0.005, 0.08, 0.0))
        wrist = 0.075 * side * across + 0.12 * down
        elbow = 0.105 * side * across + 1.1 * down
        build.add(hand_end, 0.105, wrist, 0.102, PALM, inner, 0.15, (0.12, 0.12))
        build.add(wrist, 0.102, elbow, 0.13, FOREARM, inner, 0.0, (0.12, 0.12))
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


def _to_pixels(rows: np.ndarray, placement: Placement) -> Sweeps:
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
    for number in np.flatnonzero(seen):
        x0, y0 = lows[number]
        x1, y1 = highs[number]
        window = (slice(y0 - top, y1 - top), slice(x0 - left, x1 - left))
        _join(surface, window, sweeps, number, np.arange(x0, x1), np.arange(y0, y1))
    return surface


def _join(
    surface: Surface, window: tuple[slice, slice], sweeps: Sweeps, number: int, xs: np.ndarray, ys: np.ndarray
) -> None:
    """Add one sweep to the surface."""
    x, y, h, r, *end = (np.float32(v) for v in sweeps.ends[number])
    dx, dy, dh, dr = end[0] - x, end[1] - y, end[2] - h, end[3] - r
    qx = (xs - x).astype(np.float32)[None, :]
    qy = (ys - y).astype(np.float32)[:, None]
    square = dr * dr - dx * dx - dy * dy
    linear = (r * dr) + (qx * dx + qy * dy)
    constant = (r * r) - (qx * qx + qy * qy)
    if square > -0.05:
        # Seen end-on: the nearer sphere hides the rest.
        share = np.full(linear.shape, np.float32(1.0 if dh + dr > 0 else 0.0))
    else:
        # Height along the sweep is h + t dh + sqrt(square t² + 2 linear t + constant), concave in t.
        share = np.sqrt(np.maximum(linear * linear - square * constant, 0)) * (-dh / np.sqrt(dh * dh - square))
        share -= linear
        share *= 1 / square
        if sweeps.part[number] == SLEEVE:
            opening = share < 0
        np.clip(share, 0, 1, out=share)
    inside = (square * share + 2 * linear) * share + constant
    hit = inside > 0
    if sweeps.part[number] == SLEEVE and square <= -0.05:
        hit &= ~opening
    new = np.sqrt(np.maximum(inside, 0)) + (h + share * dh)
    new[~hit] = EMPTY
    inverse = 1 / (r + share * dr)
    normal_x, normal_y = (qx - share * dx) * inverse, (qy - share * dy) * inverse

    old = surface.height[window]
    soft = sweeps.softness[number]
    width = (soft[0] + share * (soft[1] - soft[0]) + 1e-3).astype(np.float32)
    part = np.clip(0.5 + 0.5 * (new - old) / width, 0, 1)
    part[~hit] = 0
    surface.height[window] = old + (new - old) * part + width * part * (1 - part)
    for plane, value in ((surface.normal_x, normal_x), (surface.normal_y, normal_y)):
        seen = plane[window]
        seen += (value - seen) * part
    surface.sweep[window][part > 0.5] = number
