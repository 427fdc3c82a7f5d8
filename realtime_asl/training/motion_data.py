"""Moving hands to fit the motion model on: recorded sequences, varied, and movements made from still hands.

Everything here is an :class:`Episode`: a hand over time, and where in it a letter is drawn. The
recorded J and Z come from few people; the made ones, above all those that are *no* letter (an arm
that moves while it holds a D, a hand that changes from one letter to the next), come from many.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from realtime_asl.spelling.jz_stroke import GRID_HZ, LEGS, TIP, Legs, canonical_path, fit_legs, palm_size, plausible

#: Recorded strokes that follow the legs less well than this are left out of the fit (palm sizes).
LEAST_GAIN, LEAST_MARGIN = 0.8, 0.3
#: And those of Z that break off before the lower bar is this share of the stroke's size.
LEAST_LAST_LEG = {"J": 0.0, "Z": 0.3}
_POSES_OF = {"J": "IJ", "Z": "DZ"}
#: Handshapes that draw, or look as if they did; the moving arm holds one of these most of the time.
_DRAWING = "DIGLXZJY"


@dataclass(frozen=True, slots=True)
class Episode:
    """A right hand over time.

    Attributes:
        times: (n,) seconds.
        points: (n, 21, 3), x right, y down, one unit of length for all three.
        letter: "J", "Z" or None.
        stroke: when the letter's stroke begins, when its last leg begins, and when it ends.
        source: where it comes from.
    """

    times: np.ndarray
    points: np.ndarray
    letter: str | None
    stroke: tuple[float, float, float] | None
    source: str


def load_sequences(path: Path) -> list[Episode]:
    """The recorded sequences, with their strokes found.

    Args:
        path: an .npz with `sequences` (N, 30, 21, 3), picture-normalised, about a second each,
            NaN where no hand was seen; `label` J, Z or none; `source`.

    Returns:
        Those in which a hand is seen; J and Z only where the stroke is clear.
    """
    data = np.load(path, allow_pickle=False)
    episodes = []
    for sequence, label, source in zip(data["sequences"], data["label"], data["source"], strict=True):
        seen = ~np.isnan(sequence[:, 0, 0])
        if seen.sum() < 8:
            continue
        points = sequence[seen].astype(np.float64) * (4 / 3, 1.0, 4 / 3)
        points /= np.median(palm_size(points))
        times = np.flatnonzero(seen) / GRID_HZ
        if label not in LEGS:
            episodes.append(Episode(times, points, None, None, str(source)))
            continue
        straight, mirrored = (_find_stroke(str(label), times, points * (side, 1, 1)) for side in (1, -1))
        gains = [found[0] if found else 0.0 for found in (straight, mirrored)]
        if max(gains) < LEAST_GAIN or abs(gains[0] - gains[1]) < LEAST_MARGIN:
            continue
        best, side = (straight, 1) if gains[0] > gains[1] else (mirrored, -1)
        episodes.append(Episode(times, points * (side, 1, 1), str(label), best[1], str(source)))
    return episodes


def _find_stroke(letter: str, times: np.ndarray, points: np.ndarray) -> tuple[float, tuple[float, float, float]] | None:
    """The gain of the best stroke in a sequence, and when it begins, when its last leg does, when it ends."""
    best: tuple[Legs, float] | None = None
    for until in range(len(times), 5, -max(1, len(times) // 30)):
        path = canonical_path(times[:until], points[:until])
        legs = fit_legs(letter, path[:, TIP[letter], :2])
        better = legs is not None and (best is None or legs.gain > best[0].gain - 0.02)
        if better and plausible(letter, path, legs) and _last_leg(letter, path, legs) >= LEAST_LAST_LEG[letter]:
            best = legs, times[until - 1]
    if best is None:
        return None
    legs, end = best
    begin, _, corner, last = legs.bounds
    return legs.gain, (end - (last - begin) / GRID_HZ, end - (last - corner) / GRID_HZ, end)


def _last_leg(letter: str, path: np.ndarray, legs: Legs) -> float:
    lengths = np.linalg.norm(np.diff(path[list(legs.bounds), TIP[letter], :2], axis=0), axis=1)
    return float(lengths[2] / max(np.linalg.norm(lengths), 1e-6))


def load_poses(folder: Path) -> dict[str, np.ndarray]:
    """Still hands from a folder with manifest.csv and landmarks.npy.

    Returns:
        letter -> (n, 21, 3) right hands, wrist at the origin, in palm sizes.
    """
    with (folder / "manifest.csv").open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    landmarks = np.load(folder / "landmarks.npy").astype(np.float64)
    poses: dict[str, list[np.ndarray]] = {}
    for row, points in zip(rows, landmarks, strict=True):
        if np.isnan(points).any() or len(row["letter"]) > 1:
            continue
        hand = points - points[0]
        hand /= max(float(palm_size(hand[None])[0]), 1e-6)
        if row["handedness"] == "Left":
            hand[:, 0] *= -1
        poses.setdefault(row["letter"], []).append(hand)
    return {letter: np.stack(hands) for letter, hands in poses.items()}


def vary(episode: Episode, rng: np.random.Generator) -> Episode:
    """The same movement by another person, with another camera: turned, stretched, faster or slower."""
    pace = np.exp(rng.uniform(np.log(0.7), np.log(1.9)))
    points = episode.points - episode.points.mean(axis=(0, 1))
    points = points @ _rotation(*rng.normal(0, (10, 14, 9))).T
    points = points * (rng.uniform(0.85, 1.2), rng.uniform(0.9, 1.1), rng.uniform(0.7, 1.2))
    stroke = episode.stroke and tuple(pace * time for time in episode.stroke)
    return Episode(episode.times * pace, points, episode.letter, stroke, episode.source)


def film(episode: Episode, rng: np.random.Generator) -> Episode:
    """The episode as a camera and a hand tracker deliver it: frame rate, jitter, gaps, noise."""
    rate = rng.choice([10.0, 15.0, 24.0, 30.0, 60.0])
    times = np.arange(episode.times[0], episode.times[-1], 1 / rate)
    times = times + rng.uniform(-0.25, 0.25, len(times)) / rate
    times = times[rng.random(len(times)) > 0.06]
    if len(times) < 4:
        return episode
    points = _at(episode.times, episode.points, times)
    points = points + rng.normal(0, rng.uniform(0.003, 0.02), points.shape) * (1, 1, 2)
    return Episode(times, points, episode.letter, episode.stroke, episode.source)


def arm_movements(poses: dict[str, np.ndarray], rng: np.random.Generator) -> Iterator[Episode]:
    """Hands that hold a letter while the arm goes somewhere: never a J or a Z. Endless."""
    while True:
        letter = str(rng.choice(list(_DRAWING if rng.random() < 0.75 else poses)))
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
        points = np.stack([hand @ _rotation(0, 0, angle).T for angle in swing])
        points[..., :2] += path[:, None]
        yield Episode(times, points, None, None, "made_arm")


def transitions(poses: dict[str, np.ndarray], rng: np.random.Generator) -> Iterator[Episode]:
    """Hands that change from one still letter to another, or come up, or go down. Endless."""
    letters = sorted(poses)
    while True:
        count = rng.integers(2, 5)
        hands = [
            _pick(poses, str(rng.choice(list(_DRAWING)) if rng.random() < 0.6 else rng.choice(letters)), rng)
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
        hand = _pick(poses, str(rng.choice(list(_POSES_OF[letter]))) if letter == "Z" else "I", rng)
        still = rng.uniform(0.0, 0.6)
        if letter == "Z":
            steps = [leg * rng.uniform(0.7, 1.3) for leg in LEGS["Z"]]
            steps[1] = steps[1] * rng.uniform(0.8, 1.6) * (1, rng.uniform(0.5, 1.3))
            size, turn = np.exp(rng.uniform(np.log(0.35), np.log(2.8))), rng.normal(0, 9)
            path, times = _ways([step @ _rotation(0, 0, turn)[:2, :2].T * size for step in steps], rng, still)
            swing = np.interp(times, np.linspace(0, times[-1], 5), rng.normal(0, 7, 5))
            points = np.stack([hand @ _rotation(0, 0, angle).T for angle in swing])
        else:
            size = rng.uniform(0.0, 1.6)
            steps = [np.array([rng.normal(0, 0.15), 1.0]) * size, np.array([rng.uniform(0.1, 0.7), rng.normal(0, 0.2)])]
            path, times = _ways(steps, rng, still)
            length = times[-1] - still
            part = np.clip((times - still - 0.15 * length) / (0.8 * length), 0, 1)
            part = part * part * (3 - 2 * part)
            yaw, roll, pitch = rng.uniform(60, 170), rng.uniform(60, 130), rng.uniform(-30, 40)
            points = np.stack([hand @ _rotation(pitch * p, yaw * p, roll * p).T for p in part])
        points[..., :2] += path[:, None]
        found = _find_stroke(letter, times, points)
        if found is None or found[0] < LEAST_GAIN:
            continue
        yield Episode(times, points, letter, found[1], "made_letter")


def _pick(poses: dict[str, np.ndarray], letter: str, rng: np.random.Generator) -> np.ndarray:
    hands = poses[letter]
    return hands[rng.integers(len(hands))] @ _rotation(*rng.normal(0, (8, 12, 10))).T


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


def _rotation(pitch: float, yaw: float, roll: float) -> np.ndarray:
    """Turn about x, y and z by degrees."""
    a, b, c = np.radians([pitch, yaw, roll])
    about_x = np.array([[1, 0, 0], [0, np.cos(a), -np.sin(a)], [0, np.sin(a), np.cos(a)]])
    about_y = np.array([[np.cos(b), 0, np.sin(b)], [0, 1, 0], [-np.sin(b), 0, np.cos(b)]])
    about_z = np.array([[np.cos(c), -np.sin(c), 0], [np.sin(c), np.cos(c), 0], [0, 0, 1]])
    return about_z @ about_y @ about_x


def _at(times: np.ndarray, points: np.ndarray, moments: np.ndarray) -> np.ndarray:
    right = np.clip(np.searchsorted(times, moments), 1, len(times) - 1)
    left = right - 1
    weight = np.clip((moments - times[left]) / np.maximum(times[right] - times[left], 1e-9), 0, 1)[:, None, None]
    return points[left] * (1 - weight) + points[right] * weight
