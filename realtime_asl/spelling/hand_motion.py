"""How the hand moves, independent of the frame rate: speed, sideways slides, changes of its shape."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass

import numpy as np

from realtime_asl.hand import Hand

#: Speeds are taken against the hand this long ago (seconds), so that jitter counts alike at any rate.
BASELINE = 0.09
#: Older hands are forgotten (seconds).
MEMORY = 1.0
#: A slide: at least this fast (palm sizes a second), this much more sideways than up or down, and this
#: little change of the hand's shape compared with its movement.
SLIDE_SPEED, SLIDE_FLATNESS, SLIDE_RIGIDITY = 0.3, 1.5, 0.5


@dataclass(frozen=True, slots=True)
class Movement:
    """The movement of the hand at one moment.

    Attributes:
        speed: of most of the hand, palm sizes a second.
        shape: (21, 2) the hand's shape: landmarks about their middle, in palm sizes.
        middle: (2,) middle of the hand in pixels.
        size: the palm's size in pixels, upper quartile over the last second.
        slid: palm sizes by which the hand has been sliding sideways, without pause, until now (signed).
    """

    speed: float
    shape: np.ndarray
    middle: np.ndarray
    size: float
    slid: float


def shape_distance(a: np.ndarray, b: np.ndarray) -> float:
    """Mean distance of the landmarks of two shapes, palm sizes. Other sizes of the same shape are the same."""
    # A hand that comes nearer grows: the best common scale is taken out.
    scale = float((a * b).sum() / max(float((b * b).sum()), 1e-9))
    return float(np.linalg.norm(a - b * min(max(scale, 0.7), 1.4), axis=1).mean())


class MovementTracker:
    """Hands in, movements out."""

    def __init__(self) -> None:
        self._past: deque[tuple[float, np.ndarray, float]] = deque()
        self._slid = 0.0

    def reset(self) -> None:
        """The hand was away; what it did before plays no part."""
        self._past.clear()
        self._slid = 0.0

    def update(self, time: float, hand: Hand) -> Movement:
        """The movement at `time` (seconds, rising)."""
        points = hand.landmarks[:, :2].astype(np.float64)
        previous = self._past[-1][0] if self._past else time
        self._past.append((time, points, hand.scale))
        while self._past[0][0] < time - MEMORY:
            self._past.popleft()
        # Foreshortened palms look smaller, so that the larger half counts.
        scales = sorted(scale for _, _, scale in self._past)
        size = max(scales[len(scales) * 3 // 4], 1e-3)
        middle = points.mean(axis=0)
        shape = (points - middle) / size
        before = next((p for p in reversed(self._past) if p[0] <= time - BASELINE), self._past[0])
        seconds = time - before[0]
        if seconds <= 0:
            return Movement(0.0, shape, middle, size, 0.0)
        moved = (points - before[1]) / size
        velocity = moved.mean(axis=0) / seconds
        changed = float(np.linalg.norm(moved - moved.mean(axis=0), axis=1).mean()) / seconds
        self._slide(velocity, changed, time - previous)
        speed = float(np.median(np.linalg.norm(moved, axis=1))) / seconds
        return Movement(speed, shape, middle, size, self._slid)

    def _slide(self, velocity: np.ndarray, changed: float, seconds: float) -> None:
        across, along = float(velocity[0]), float(velocity[1])
        sliding = (
            abs(across) >= SLIDE_SPEED
            and abs(across) >= SLIDE_FLATNESS * abs(along)
            and changed <= SLIDE_RIGIDITY * abs(across)
        )
        if not sliding or across * self._slid < 0:
            self._slid = 0.0
        if sliding:
            self._slid += across * min(seconds, 0.2)
