"""A hand over time, and where in it a letter is drawn; the same episode by other people, before other cameras."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from realtime_asl.training.rotation import rotation


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


def vary(episode: Episode, rng: np.random.Generator) -> Episode:
    """The same movement by another person, with another camera: turned, stretched, faster or slower."""
    pace = np.exp(rng.uniform(np.log(0.7), np.log(1.9)))
    points = episode.points - episode.points.mean(axis=(0, 1))
    points = points @ rotation(*rng.normal(0, (10, 14, 9))).T
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


def _at(times: np.ndarray, points: np.ndarray, moments: np.ndarray) -> np.ndarray:
    right = np.clip(np.searchsorted(times, moments), 1, len(times) - 1)
    left = right - 1
    weight = np.clip((moments - times[left]) / np.maximum(times[right] - times[left], 1e-9), 0, 1)[:, None, None]
    return points[left] * (1 - weight) + points[right] * weight
