"""The geometry of a J or a Z: which part of a fingertip's path is the stroke, and what it looks like.

A stroke is three legs in known directions (for the right hand, in the unmirrored picture): J goes
down, towards the thumb's side and up again; Z goes left, down to the right and left again.
:func:`fit_legs` finds the best three legs that end now; :func:`describe` turns them into numbers
that depend neither on the size of the hand in the picture nor on the frame rate.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

#: Paths are resampled to this rate, whatever the frame rate was.
GRID_HZ = 30.0
#: A stroke takes no longer than this, and what is older plays no part (seconds).
SPAN = 2.2
#: The directions of the legs, x right and y down.
LEGS: dict[str, np.ndarray] = {
    "J": np.array([[0.0, 1.0], [1.0, 0.0], [0.0, -1.0]]),
    "Z": np.array([[-1.0, 0.0], [0.7071, 0.7071], [-1.0, 0.0]]),
}
#: The landmark that draws: the tip of the little finger, the tip of the index finger.
TIP: dict[str, int] = {"J": 20, "Z": 8}
#: Many signers end their J with the hook, without going up.
LAST_LEG_OPTIONAL: dict[str, bool] = {"J": True, "Z": False}
#: People and cameras are tilted: the legs are tried turned by these angles (degrees).
TILTS = (-18.0, 0.0, 18.0)
#: Names of what :func:`describe` returns, in order.
FEATURES: tuple[str, ...] = (
    *(f"leg{k}_{axis}" for k in (1, 2, 3) for axis in "xy"),
    *(f"straight{k}" for k in (1, 2, 3)),
    "time1",
    "time2",
    "log_duration",
    "log_size",
    "turned_size",
    "turned_x",
    "turned_y",
    "extended",
    "start_x",
    "start_y",
    "end_x",
    "end_y",
    "palm_start",
    "palm_end",
)

#: What a path must at least be like, in units of its own size (the root of the squared legs' sum); the
#: smallest values of clear strokes by several signers are about half as large again.
LEAST_SIZE = 0.5  # palm sizes
LEAST_LEG = {"J": (0.0, 0.0, 0.0), "Z": (0.2, 0.3, 0.2)}
LEAST_DROP_OF_Z = 0.14  # from the upper bar to the lower one: waving from side to side is no Z
LEAST_DOWN_OF_J, LEAST_HOOK_OF_J, LEAST_TURN_OF_J = 0.35, 0.3, 0.3

_SIDEWAYS_COST = 0.6  # of moving across a leg's direction, per unit along it
_BACKWARDS_COST = 2.0
_WAITING_COST = 0.01  # palm sizes per grid step, so that idle time is not part of a stroke


@dataclass(frozen=True, slots=True)
class Legs:
    """Three consecutive legs on a grid path.

    Attributes:
        bounds: grid indices of the start, the two corners and the end (the last one may equal
            the second corner where the last leg is optional).
        gain: progress along the legs less the cost of straying from them, in palm sizes.
    """

    bounds: tuple[int, int, int, int]
    gain: float


def canonical_path(times: Sequence[float], points: np.ndarray, mirrored: bool = False) -> np.ndarray:
    """The last :data:`SPAN` seconds of a moving hand in the form that the other functions take.

    Args:
        times: (n,) strictly rising, seconds; n >= 2.
        points: (n, 21, 3) landmarks in pixels.
        mirrored: it is a left hand, to be turned into a right one.

    Returns:
        (m, 21, 3): linearly interpolated at :data:`GRID_HZ`, the last point at the last time, in
        units of the palm's size.
    """
    stamps = np.asarray(times, float)
    count = int(min(SPAN, stamps[-1] - stamps[0]) * GRID_HZ + 1e-6)
    grid = stamps[-1] - np.arange(count, -1, -1) / GRID_HZ
    right = np.clip(np.searchsorted(stamps, grid), 1, len(stamps) - 1)
    left = right - 1
    weight = np.clip((grid - stamps[left]) / (stamps[right] - stamps[left]), 0.0, 1.0)[:, None, None]
    path = points[left] * (1.0 - weight) + points[right] * weight
    # Foreshortening makes the palm look smaller for a while, so that the larger ones count.
    path /= max(float(np.percentile(palm_size(path), 70)), 1e-6)
    if mirrored:
        path[..., 0] *= -1
    return path


def palm_size(points: np.ndarray) -> np.ndarray:
    """(n,) size of the palm of each of (n, 21, 3) points, as `Hand.scale`."""
    plane = points[..., :2]
    return np.linalg.norm(plane[:, 9] - plane[:, 0], axis=-1) + np.linalg.norm(plane[:, 17] - plane[:, 5], axis=-1)


def fit_legs(letter: str, tip: np.ndarray) -> Legs | None:
    """The best three legs of `letter` that end at the last point of a path.

    Args:
        letter: "J" or "Z".
        tip: (n, 2) path of the drawing fingertip on the grid, in palm sizes, right-handed.

    Returns:
        None when the path makes no progress along one of the legs.
    """
    if len(tip) < 6:
        return None
    steps = np.diff(tip, axis=0)
    best: Legs | None = None
    for tilt in TILTS:
        legs = _fit(steps, LEGS[letter] @ _turn(tilt), LAST_LEG_OPTIONAL[letter])
        if legs is not None and (best is None or legs.gain > best.gain):
            best = legs
    return best


def _turn(degrees: float) -> np.ndarray:
    angle = np.radians(degrees)
    return np.array([[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]])


def _fit(steps: np.ndarray, directions: np.ndarray, optional: bool) -> Legs | None:
    along = steps @ directions.T
    across = np.abs(steps @ np.stack([-directions[:, 1], directions[:, 0]], axis=1).T)
    gain = np.where(along > 0, along, _BACKWARDS_COST * along) - _SIDEWAYS_COST * across - _WAITING_COST
    total = np.vstack([np.zeros(3), np.cumsum(gain, axis=0)])  # (n, 3): sum of a leg's gains up to each point
    end = len(total) - 1
    # Dynamic programming: the best leg 1 up to each point, then legs 1+2, then all three up to the end.
    first = total[:, 0] - np.minimum.accumulate(total[:, 0])
    second = total[:, 1] + np.maximum.accumulate(first - total[:, 1])
    corner2 = int(np.argmax(second[:end] - total[:end, 2]))
    third = second[corner2] + total[end, 2] - total[corner2, 2]
    if optional and second[end] >= third:
        corner2, third = end, second[end]
    corner1 = int(np.argmax((first - total[:, 1])[: corner2 + 1]))
    begin = int(np.argmin(total[: corner1 + 1, 0]))
    if not begin < corner1 < corner2 or third <= 0:
        return None
    return Legs((begin, corner1, corner2, end), float(third))


def plausible(letter: str, points: np.ndarray, legs: Legs) -> bool:
    """Whether a path has at all what makes the letter; most movements of an arm end here.

    Args:
        letter: "J" or "Z".
        points: as for :func:`describe`.
        legs: as for :func:`describe`.
    """
    begin, corner1, corner2, end = legs.bounds
    tip = points[:, TIP[letter], :2]
    chords = np.diff(tip[list(legs.bounds)], axis=0)
    size = float(np.sqrt((chords**2).sum()))
    if size < LEAST_SIZE or (np.linalg.norm(chords, axis=1) < np.multiply(LEAST_LEG[letter], size)).any():
        return False
    stroke = tip[begin : end + 1]
    if letter == "Z":
        drop = tip[corner2 : end + 1, 1].mean() - tip[begin : corner1 + 1, 1].mean()
        return bool(drop >= LEAST_DROP_OF_Z * size)
    turned = np.ptp(stroke - points[begin : end + 1, 0, :2], axis=0)
    return bool(
        stroke[:, 1].max() - stroke[0, 1] >= LEAST_DOWN_OF_J * size
        and stroke[-1, 0] - stroke[:, 0].min() >= LEAST_HOOK_OF_J * size
        and np.hypot(*turned) >= LEAST_TURN_OF_J * size
    )


def describe(letter: str, points: np.ndarray, legs: Legs) -> np.ndarray:
    """What the stroke looks like, for the classifier of strokes.

    Args:
        letter: "J" or "Z".
        points: (n, 21, 3) landmarks on the grid, in palm sizes, right-handed.
        legs: as found by :func:`fit_legs` on the path of the letter's fingertip.

    Returns:
        (len(FEATURES),) float.
    """
    begin, corner1, corner2, end = legs.bounds
    number = TIP[letter]
    tip = points[:, number, :2]
    chords = np.stack([tip[corner1] - tip[begin], tip[corner2] - tip[corner1], tip[end] - tip[corner2]])
    size = max(float(np.sqrt((chords**2).sum())), 1e-3)
    lengths = np.linalg.norm(np.diff(tip, axis=0), axis=1)
    straight = [
        float(np.linalg.norm(chord)) / max(float(lengths[a:b].sum()), 1e-3)
        for chord, a, b in zip(chords, legs.bounds[:-1], legs.bounds[1:], strict=True)
    ]
    steps = max(end - begin, 1)
    # What the finger does against the wrist: nothing when only the arm moves.
    turned = tip[begin : end + 1] - points[begin : end + 1, 0, :2]
    extent = np.ptp(turned, axis=0)
    edge = max(1, steps // 7)
    root = number - 3
    pointing = points[:, number, :2] - points[:, root, :2]
    stroke = points[begin : end + 1]
    side = _cross(stroke[:, 5, :2] - stroke[:, 0, :2], stroke[:, 17, :2] - stroke[:, 0, :2])
    return np.array(
        [
            *(chords / size).ravel(),
            *straight,
            (corner1 - begin) / steps,
            (corner2 - corner1) / steps,
            np.log(steps / GRID_HZ),
            np.log(size),
            float(np.hypot(*extent)) / size,
            *((turned[-1] - turned[0]) / size),
            _extension(stroke[:, root : number + 1]),
            *pointing[begin : begin + edge].mean(axis=0),
            *pointing[end + 1 - edge : end + 1].mean(axis=0),
            float(side[:edge].mean()) * 4,
            float(side[-edge:].mean()) * 4,
        ]
    )


def _cross(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    return a[:, 0] * b[:, 1] - a[:, 1] * b[:, 0]


def _extension(chain: np.ndarray) -> float:
    """How far a finger, (n, 4, 3) from its knuckle to its tip, is stretched most of the time: up to 1."""
    bones = np.linalg.norm(np.diff(chain, axis=1), axis=-1).sum(axis=1)
    reach = np.linalg.norm(chain[:, -1] - chain[:, 0], axis=-1)
    return float(np.median(reach / np.maximum(bones, 1e-6)))
