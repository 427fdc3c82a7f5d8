"""Movements made from still hands of many people: J and Z, and above all movements that are no letter.

An arm that moves while it holds a D, a hand that changes from one letter to the next. The recorded J and Z come from
few people.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from realtime_asl.spelling.jz_stroke import LEGS, fit_legs
from realtime_asl.training.motion_episode import Episode
from realtime_asl.training.motion_recordings import LEAST_GAIN, find_stroke
from realtime_asl.training.rotation import rotation

#: What hands that draw a Z are made of; those that draw a J are made of I.
_POSES_OF_Z = "DZ"
#: Handshapes that draw, or look as if they did; the moving arm holds one of these most of the time.
DRAWING = "DIGLXZJY"


def arm_movements(poses: dict[str, np.ndarray], rng: np.random.Generator) -> Iterator[Episode]:
    """Hands that hold a letter while the arm goes somewhere: never a J or a Z. Endless."""
    while True:
        letter = str(rng.choice(list(DRAWING if rng.random() < 0.75 else poses)))
        hand = _pick(poses, letter, rng)
        kind = rng.choice(["ways", "wave", "circle", "bounce"])
        still = rng.uniform(0.1, 0.6)
        if kind == "ways":
            path, times = _ways([_step(rng) for _ in range(rng.integers(1, 4))], rng, still)
            if _looks_like_z(path):
                continue
        else:
            times = np.arange(0, rng.uniform(1.0, 2.5), 1 / 60)
            phase = 2 * np.pi * rng.uniform(0.6, 2.5) * times + rng.uniform(0, 6)
            size = rng.uniform(0.2, 1.5)
            across = {"wave": (1, 0.15), "circle": (1, 1), "bounce": (0.1, 1)}[str(kind)]
            path = np.stack([across[0] * np.cos(phase), across[1] * np.sin(phase)], axis=1) * size
        swing = np.interp(times, (times[0], times[-1]), rng.normal(0, 8, 2))
        points = np.stack([hand @ rotation(0, 0, angle).T for angle in swing])
        points[..., :2] += path[:, None]
        yield Episode(times, points, None, None, "made_arm")


def transitions(poses: dict[str, np.ndarray], rng: np.random.Generator) -> Iterator[Episode]:
    """Hands that change from one still letter to another, or come up, or go down. Endless."""
    letters = sorted(poses)
    while True:
        count = rng.integers(2, 5)
        hands = [
            _pick(poses, str(rng.choice(list(DRAWING)) if rng.random() < 0.6 else rng.choice(letters)), rng)
            for _ in range(count)
        ]
        places = np.cumsum([np.zeros(2), *(_step(rng, 0.05, 1.5) for _ in range(count - 1))], axis=0)
        if rng.random() < 0.3:  # comes up, or goes down
            places[0 if rng.random() < 0.5 else -1] += (rng.normal(0, 0.6), rng.uniform(1.5, 4))
        time, times, points = 0.0, [], []
        for k in range(count):
            hold = rng.uniform(0.05, 0.8)
            change = rng.uniform(0.12, 0.5)
            drift = rng.normal(0, 0.05, 2)
            for moment in np.arange(0, hold, 1 / 60):
                place = places[k] + drift * moment / hold
                times.append(time + moment)
                points.append(hands[k] + (*place, 0))
            time += hold
            if k + 1 < count:
                for moment in np.arange(0, change, 1 / 60):
                    part = _ease(moment / change)
                    place = places[k] * (1 - part) + places[k + 1] * part + drift * (1 - part)
                    times.append(time + moment)
                    points.append(hands[k] * (1 - part) + hands[k + 1] * part + (*place, 0))
                time += change
        yield Episode(np.array(times), np.array(points), None, None, "made_change")


def drawn_letters(poses: dict[str, np.ndarray], rng: np.random.Generator) -> Iterator[Episode]:
    """J and Z drawn by still hands of many people: Z by the arm, J by turning the wrist. Endless."""
    while True:
        letter = "JZ"[rng.integers(2)]
        hand = _pick(poses, str(rng.choice(list(_POSES_OF_Z))) if letter == "Z" else "I", rng)
        still = rng.uniform(0.0, 0.6)
        if letter == "Z":
            steps = [leg * rng.uniform(0.7, 1.3) for leg in LEGS["Z"]]
            steps[1] = steps[1] * rng.uniform(0.8, 1.6) * (1, rng.uniform(0.5, 1.3))
            size, turn = np.exp(rng.uniform(np.log(0.35), np.log(2.8))), rng.normal(0, 9)
            path, times = _ways([step @ rotation(0, 0, turn)[:2, :2].T * size for step in steps], rng, still)
            swing = np.interp(times, np.linspace(0, times[-1], 5), rng.normal(0, 7, 5))
            points = np.stack([hand @ rotation(0, 0, angle).T for angle in swing])
        else:
            size = rng.uniform(0.0, 1.6)
            steps = [np.array([rng.normal(0, 0.15), 1.0]) * size, np.array([rng.uniform(0.1, 0.7), rng.normal(0, 0.2)])]
            path, times = _ways(steps, rng, still)
            length = times[-1] - still
            part = np.clip((times - still - 0.15 * length) / (0.8 * length), 0, 1)
            part = part * part * (3 - 2 * part)
            yaw, roll, pitch = rng.uniform(60, 170), rng.uniform(60, 130), rng.uniform(-30, 40)
            points = np.stack([hand @ rotation(pitch * p, yaw * p, roll * p).T for p in part])
        points[..., :2] += path[:, None]
        found = find_stroke(letter, times, points)
        if found is None or found[0] < LEAST_GAIN:
            continue
        yield Episode(times, points, letter, found[1], "made_letter")


def _pick(poses: dict[str, np.ndarray], letter: str, rng: np.random.Generator) -> np.ndarray:
    hands = poses[letter]
    return hands[rng.integers(len(hands))] @ rotation(*rng.normal(0, (8, 12, 10))).T


def _step(rng: np.random.Generator, low: float = 0.2, high: float = 4.0) -> np.ndarray:
    angle, length = rng.uniform(0, 2 * np.pi), np.exp(rng.uniform(np.log(low), np.log(high)))
    return length * np.array([np.cos(angle), np.sin(angle)])


def _ease(part: float | np.ndarray) -> float | np.ndarray:
    return part**3 * (10 - 15 * part + 6 * part**2)  # minimum jerk, as arms move


def _ways(steps: list[np.ndarray], rng: np.random.Generator, still: float) -> tuple[np.ndarray, np.ndarray]:
    """A path through the steps, each eased in and out, overlapping a little so that corners are round."""
    speed = rng.uniform(0.8, 1.5)
    lengths = [rng.uniform(0.14, 0.5) * speed for _ in steps]
    overlap = rng.uniform(0.0, 0.35)
    begins, begin = [], still
    for length in lengths:
        begins.append(begin)
        begin += length * (1 - overlap)
    times = np.arange(0, begins[-1] + lengths[-1] + rng.uniform(0.1, 0.5), 1 / 60)
    path = sum(
        _ease(np.clip((times - start) / length, 0, 1))[:, None] * step
        for step, start, length in zip(steps, begins, lengths, strict=True)
    )
    return path, times


def _looks_like_z(path: np.ndarray) -> bool:
    legs = fit_legs("Z", path[::2])
    if legs is None:
        return False
    corners = path[::2][list(legs.bounds)]
    lengths = np.linalg.norm(np.diff(corners, axis=0), axis=1)
    return bool(lengths.min() > 0.25 * lengths.max())
