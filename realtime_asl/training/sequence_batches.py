"""Batches of training sequences: scripts written, filmed by cameras of every kind, as the network's input."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np

from realtime_asl.alphabet import CLASSES, INDEX, LETTERS, NOTHING
from realtime_asl.spelling.sequence_input import RATE, inputs
from realtime_asl.training.motion_data import Episode, load_sequences
from realtime_asl.training.sequence_motion import Writer
from realtime_asl.training.sequence_poses import Mimic, PosePool
from realtime_asl.training.sequence_script import Script, render

#: States in a sequence (8.5 s), and how many of them come after the last frame, without a hand.
STEPS, AFTER = 256, 8
#: Share of sequences in which nobody spells.
NOBODY = 0.3


@dataclass(frozen=True, slots=True)
class Sequence:
    """(STEPS, SIZE) input; class numbers that are spelled; (STEPS, 29) bool, when each of them may be written."""

    inputs: np.ndarray
    letters: list[int]
    when: np.ndarray


@dataclass(frozen=True, slots=True)
class Material:
    """What sequences are made of."""

    pool: PosePool
    mimic: Mimic
    strokes: list[Episode]
    words: list[str]

    def sequence(self, rng: np.random.Generator) -> Sequence:
        """A new one."""
        writer = Writer(self.pool, self.strokes, rng, self.mimic)
        script = Script()
        limit = STEPS / RATE - 0.7
        if rng.random() < NOBODY:
            writer.nobody(script, limit * rng.uniform(0.4, 1))
        else:
            if rng.random() < 0.22:
                writer.nobody(script, rng.uniform(0.3, 2.5))
            self._spell(writer, script, limit, rng)
        return self._film(script, rng)

    def _spell(self, writer: Writer, script: Script, limit: float, rng: np.random.Generator) -> None:
        rate = np.exp(rng.uniform(np.log(0.4), np.log(6.5)))
        came = rng.choice(["below", "start", "still"], p=[0.6, 0.2, 0.2])
        while script.end < limit - 1.3 / rate:
            room = max(1, int((limit - script.end) * rate))
            word = self._word(min(room, 10), rng)
            writer.word(script, word, rate, str(came))
            if rng.random() < 0.25:
                writer.nobody(script, rng.uniform(0.3, 2.0))
            else:
                writer.leave(script)
            if script.away and rng.random() < 0.6:
                came = "below"
            elif rng.random() < 0.5:
                break
            else:
                came = "still"
            if rng.random() < 0.3:
                rate = np.exp(rng.uniform(np.log(0.5), np.log(5)))

    def _word(self, longest: int, rng: np.random.Generator) -> str:
        if rng.random() < 0.3 or longest == 1:  # a letter raised, shown, lowered
            return str(rng.choice(list(LETTERS)))
        if rng.random() < 0.45:
            letters = rng.choice(list(LETTERS), rng.integers(2, longest + 1))
            return "".join(a if rng.random() < 0.93 or k == 0 else letters[k - 1] for k, a in enumerate(letters))
        return self.words[rng.integers(len(self.words))][:longest]

    def _film(self, script: Script, rng: np.random.Generator) -> Sequence:
        grid = np.arange(STEPS) / RATE
        begin = rng.choice([0.0, -rng.uniform(0.03, 1.0)])  # the camera is on before the hand comes
        points, logits = render(script, grid + begin, rng, self.mimic)
        seen = np.ones(STEPS, bool)
        for start, end in script.away:
            seen &= ~((grid + begin >= start) & (grid + begin < end))
        seen &= grid + begin >= 0
        last = min(STEPS - AFTER, int((script.end - begin) * RATE) + 1)
        seen[last:] = False
        points, logits, seen = self._track(points, logits, seen, rng)
        probability = np.exp(logits - logits.max(axis=1, keepdims=True))
        probability /= probability.sum(axis=1, keepdims=True)
        nothing = np.eye(len(CLASSES))[INDEX[NOTHING]]
        points, probability, seen = _at_rate(points, probability, seen, rng)
        points[~seen] = np.nan
        probability[~seen] = nothing
        when = np.zeros((STEPS, len(CLASSES)), bool)
        letters = []
        for number, early, late in script.letters:
            first = max(0, int(np.floor((early - begin) * RATE)))
            final = int(np.ceil((late - begin) * RATE))
            if first >= last or not seen[max(0, first) : final].any():
                continue
            when[first : max(final, first + 4), number] = True
            letters.append(number)
        return Sequence(inputs(points, probability), letters, when)

    def _track(
        self, points: np.ndarray, logits: np.ndarray, seen: np.ndarray, rng: np.random.Generator
    ) -> tuple[np.ndarray, ...]:
        """What a camera and a tracker make of it: size, place, jitter, lag, drop-outs, a mirrored or knotted hand."""
        size = np.exp(rng.uniform(np.log(0.06), np.log(0.55)))
        stretch = np.exp(rng.normal(0, 0.05, 3) * (1, 1, 2))
        tilt = np.radians(rng.normal(0, 4))
        turn = np.array([[np.cos(tilt), -np.sin(tilt), 0], [np.sin(tilt), np.cos(tilt), 0], [0, 0, 1]])
        points = points @ (turn.T * stretch)
        steps = len(points)
        slow = np.cumsum(rng.normal(0, 1, (steps, 1, 2)), axis=0)
        slow -= np.linspace(0, 1, steps)[:, None, None] * slow[-1]
        sway = rng.uniform(0, 0.012) * slow
        jitter = rng.normal(0, rng.uniform(0.003, 0.022), points.shape) * (1, 1, 2.0)
        jitter = 0.6 * jitter + 0.4 * np.roll(jitter, 1, axis=0)
        points = points + jitter
        points[..., :2] += sway
        if rng.random() < 0.5:  # the tracker lags behind
            keep = rng.uniform(0, 0.45)
            for k in range(1, steps):
                points[k] = (1 - keep) * points[k] + keep * points[k - 1]
        place = np.array([rng.uniform(0.3, 1.2), rng.uniform(0.4, 0.85), 0])
        points = points * size + place
        noise = rng.normal(0, rng.uniform(0.2, 1.0), logits.shape)
        noise = 0.5 * noise + 0.5 * np.roll(noise, 1, axis=0)
        speed = np.zeros(steps)
        speed[1:] = np.linalg.norm(np.diff(points.reshape(steps, -1), axis=0), axis=1) / size
        blur = np.clip(speed * rng.uniform(0, 1.2), 0, 1)[:, None]
        logits = logits + noise + blur * rng.normal(0, 2.0, logits.shape)
        for first, following in pairwise(sorted(rng.integers(0, steps, 2 * rng.integers(0, 3)))):
            kind, second = rng.integers(4), min(following, first + rng.integers(1, 6))
            if kind == 0:  # lost
                seen = seen.copy()
                seen[first:second] = False
            elif kind == 1:  # taken for the other hand
                middle = points[first:second, :1, 0:1]
                points[first:second, :, :1] = 2 * middle - points[first:second, :, :1]
            elif kind == 2:  # misread
                logits[first:second] += rng.normal(0, 2.5, len(CLASSES))
            else:  # a jump of the landmarks
                points[first:second] += rng.normal(0, 0.08, (1, 21, 3)) * size
        if rng.random() < 0.15:
            seen = seen & (rng.random(steps) > rng.uniform(0, 0.25))
        return points, logits, seen


def _at_rate(
    points: np.ndarray, probability: np.ndarray, seen: np.ndarray, rng: np.random.Generator
) -> tuple[np.ndarray, ...]:
    """Taken at another frame rate with uneven times, and brought back to `RATE` as `Resampler` does."""
    rate = rng.choice([30.0, 30.0, 25.0, 20.0, 15.0, 12.0, 10.0])
    steps = len(points)
    if rate == 30.0 and rng.random() < 0.7:
        return points.copy(), probability, seen
    times = np.arange(0, steps, RATE / rate)
    times = times + rng.uniform(-0.2, 0.2, len(times)) * RATE / rate
    times = np.unique(np.clip(times[rng.random(len(times)) > 0.04].round(), 0, steps - 1).astype(int))
    right = np.clip(np.searchsorted(times, np.arange(steps)), 1, len(times) - 1)
    a, b = times[right - 1], times[right]
    share = np.clip((np.arange(steps) - a) / (b - a), 0, 1)
    joined = seen[a] & seen[b] & (b - a <= 9)
    near = np.where(share >= 0.5, b, a)
    weight = np.where(joined, share, 0.0)
    first = np.where(joined, a, near)
    mixed = points[first] + weight[:, None, None] * (points[b] - points[first])
    said = probability[first] + weight[:, None] * (probability[b] - probability[first])
    return mixed, said, seen[first] & (joined | seen[near])


def load_material(motion: list[Path], words: list[str], mimic: Mimic, pool: PosePool) -> Material:
    """Everything that sequences are made of."""
    strokes = [episode for file in motion for episode in load_sequences(file) if episode.letter]
    return Material(pool, mimic, strokes, words)
