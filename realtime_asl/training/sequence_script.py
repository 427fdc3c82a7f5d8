"""What a hand does in a training sequence: poses at places and times, and the hand between them."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from realtime_asl.training.sequence_poses import Mimic

#: The six parts of a hand that have a time of their own: palm, five fingers.
_PARTS = np.array([0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5])


@dataclass(slots=True)
class Key:
    """A pose at a place (palm sizes, y down), reached at `arrive` and left at `leave` (seconds)."""

    points: np.ndarray
    logits: np.ndarray
    place: np.ndarray
    arrive: float
    leave: float
    even: bool = False


@dataclass(slots=True)
class Script:
    """What happens in a sequence.

    Attributes:
        keys: the poses, in order.
        letters: class, earliest and latest moment (seconds) to write it, and until when it may be written late.
        away: spans without a hand (seconds).
    """

    keys: list[Key] = field(default_factory=list)
    letters: list[tuple[int, float, float, float]] = field(default_factory=list)
    away: list[tuple[float, float]] = field(default_factory=list)

    @property
    def end(self) -> float:
        """When the last pose is left."""
        return self.keys[-1].leave if self.keys else 0.0

    @property
    def place(self) -> np.ndarray:
        """Where the hand is at the end."""
        return self.keys[-1].place if self.keys else np.zeros(2)


def render(script: Script, moments: np.ndarray, rng: np.random.Generator, mimic: Mimic) -> tuple[np.ndarray, ...]:
    """The hand at `moments`: (n, 21, 3) points with their place, (n, 29) log-probabilities."""
    keys = script.keys
    if len(keys) == 1:
        keys = [*keys, keys[0]]
    points = np.stack([key.points for key in keys])
    logits = np.stack([key.logits for key in keys])
    places = np.stack([key.place for key in keys])
    leave = np.array([key.leave for key in keys[:-1]])
    arrive = np.maximum(np.array([key.arrive for key in keys[1:]]), leave + 0.02)
    even = np.array([key.even for key in keys[1:]], bool)
    # The little finger starts before the others; none is exact.
    shift = rng.normal(0, 0.1, (len(keys) - 1, 6)) + np.array([0, 0, 0, 0, -0.03, -0.12])
    shift *= (arrive - leave)[:, None] * ~even[:, None]
    part = (moments[:, None, None] - leave[:, None] - shift) / (arrive - leave)[:, None]
    part = np.clip(part, 0, 1)
    eased = np.where(even[:, None], part, part**3 * (10 - 15 * part + 6 * part**2))
    ways = np.diff(points, axis=0)
    moved = np.empty((len(moments), 21, 3))
    for number in range(6):
        joints = np.flatnonzero(np.equal(_PARTS, number))
        way = ways[:, joints].reshape(len(ways), -1)
        moved[:, joints] = (eased[:, :, number] @ way).reshape(len(moments), len(joints), 3) + points[0, joints]
    go = eased[:, :, 0]
    place = go @ np.diff(places, axis=0) + places[0]
    # What the classifier says: of the pose what it said, of the way between what `mimic` makes of it.
    said, guessed = (go @ np.diff(values, axis=0) + values[0] for values in (logits, mimic(points)))
    between = (4 * go * (1 - go)).max(axis=1, initial=0)[:, None]
    said = said + (mimic(moved) - guessed) * (0.4 + 0.6 * between)
    moved = moved.copy()
    moved[..., :2] += place[:, None]
    return moved, said
