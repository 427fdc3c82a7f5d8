"""Batches of training sequences: scripts written, filmed by cameras of every kind, as the network's input."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np

from realtime_asl.alphabet import CLASSES, INDEX, LETTERS, MOTION, NOTHING
from realtime_asl.spelling.sequence_input import RATE, inputs
from realtime_asl.training.motion_episode import Episode
from realtime_asl.training.motion_recordings import load_sequences
from realtime_asl.training.sequence_negatives import NegativeWriter
from realtime_asl.training.sequence_person import Person
from realtime_asl.training.sequence_poses import Mimic, PosePool
from realtime_asl.training.sequence_script import Script, render
from realtime_asl.training.sequence_spelling import SpellingWriter
from realtime_asl.training.sequence_strokes import Strokes

#: States in a sequence (8.5 s), and how many of them come after the last frame, without a hand.
STEPS, AFTER = 256, 8
#: Share of sequences in which nobody spells.
NOBODY = 0.5
#: Recorded sequences that are no letters.
SIGNS = frozenset(
    f"t_{name}" for name in ("finish", "hello", "help", "more", "no", "please", "sorry", "stop", "thanks", "yes")
)
#: Random letters: J and Z, which need the most practice, come so many times as often as the others.
_SHARES = np.array([3.0 if letter in MOTION else 1.0 for letter in LETTERS])
_SHARES /= _SHARES.sum()


@dataclass(frozen=True, slots=True)
class Sequence:
    """(STEPS, SIZE) input; class numbers that are spelled; (STEPS, 29) when each may be written: 0 never, 1, 2 late."""

    inputs: np.ndarray
    letters: list[int]
    when: np.ndarray


@dataclass(frozen=True, slots=True)
class Material:
    """What sequences are made of."""

    pool: PosePool
    mimic: Mimic
    recorded: list[Episode]
    signs: list[Episode]
    words: list[str]

    def sequence(self, rng: np.random.Generator) -> Sequence:
        """A new one."""
        person = Person(self.pool, self.mimic, rng)
        writer = SpellingWriter(person, Strokes(person, self.recorded), sudden=rng.random() < 0.07)
        negatives = NegativeWriter(person, self.signs)
        script = Script()
        limit = STEPS / RATE - 0.7
        if rng.random() < NOBODY:
            negatives.act(script, limit if rng.random() < 0.85 else limit * rng.uniform(0.3, 1))
        else:
            if rng.random() < 0.25:
                negatives.act(script, rng.uniform(0.3, 3.0))
            self._spell(writer, negatives, script, limit, rng)
        return self._film(script, rng)

    def _spell(
        self, writer: SpellingWriter, negatives: NegativeWriter, script: Script, limit: float, rng: np.random.Generator
    ) -> None:
        slow = rng.random()
        rate = np.exp(rng.uniform(np.log(0.4), np.log(6.5)) if slow > 0.12 else rng.uniform(np.log(0.15), np.log(0.6)))
        one_by_one = rng.random() < 0.3
        if one_by_one:  # each letter is raised, shown and lowered
            rate = min(rate, np.exp(rng.uniform(np.log(0.4), np.log(3.5))))
        came = str(rng.choice(["below", "start", "still"], p=[0.6, 0.2, 0.2]))
        while script.end < limit - min(1.3 / rate, 0.6 * limit):
            room = max(1, int((limit - script.end) * rate))
            writer.word(script, self._word(1 if one_by_one else min(room, 10), rng), rate, came)
            if rng.random() < 0.2:
                negatives.act(script, rng.uniform(0.3, 2.5))
            else:
                writer.leave(script, stays=one_by_one and rng.random() < 0.7)
            if one_by_one or (script.away and rng.random() < 0.6):
                came = "below"
            else:
                came = "still"
                if rng.random() < 0.4:
                    negatives.act(script, rng.uniform(0.5, 3))
                elif rng.random() < 0.15:
                    break
            if rng.random() < 0.3 and not one_by_one:
                rate = np.exp(rng.uniform(np.log(0.5), np.log(5)))

    def _word(self, longest: int, rng: np.random.Generator) -> str:
        if longest == 1 or rng.random() < 0.2:  # a letter raised, shown, lowered
            return str(rng.choice(list(LETTERS), p=_SHARES))
        if rng.random() < 0.45:
            letters = rng.choice(list(LETTERS), rng.integers(2, longest + 1), p=_SHARES)
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
        when = np.zeros((STEPS, len(CLASSES)), np.uint8)
        letters = []
        for number, early, late, latest in script.letters:
            first = max(0, int(np.floor((early - begin) * RATE)))
            final = int(np.ceil((late - begin) * RATE))
            if first >= last or not seen[max(0, first) : final].any():
                continue
            final = max(final, first + 4)
            span = when[final : int(np.ceil((latest - begin) * RATE)), number]
            span[span == 0] = 2
            when[first:final, number] = 1
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
        logits = self._reread(logits, rng)
        speed = np.zeros(steps)
        speed[1:] = np.linalg.norm(np.diff(points.reshape(steps, -1), axis=0), axis=1) / size
        blur = np.clip(speed * rng.uniform(0, 1.2), 0, 1)[:, None]
        logits = logits + blur * rng.normal(0, 2.0, logits.shape)
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
        if rng.random() < 0.04:  # the classifier says nothing of use
            first, second = sorted(rng.integers(0, steps, 2))
            logits[first:second] *= rng.uniform(0, 0.3)
        if rng.random() < 0.15:
            seen = seen & (rng.random(steps) > rng.uniform(0, 0.25))
        return points, logits, seen

    def _reread(self, logits: np.ndarray, rng: np.random.Generator) -> np.ndarray:
        """As other weights in other light would say it: surer or less sure, with errors that come and go slowly."""
        logits = logits * np.exp(rng.normal(0, 0.25))
        noise = rng.normal(0, rng.uniform(0.2, 1.0), logits.shape)
        noise = 0.5 * noise + 0.5 * np.roll(noise, 1, axis=0)
        coarse = rng.normal(0, rng.uniform(0, 1.0), (2 + len(logits) // 12, logits.shape[1]))
        share = (np.arange(len(logits)) % 12)[:, None] / 12
        part = np.arange(len(logits)) // 12
        return logits + noise + (1 - share) * coarse[part] + share * coarse[part + 1]


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
    episodes = [episode for file in motion for episode in load_sequences(file)]
    signs = [episode for episode in episodes if episode.source in SIGNS]
    return Material(pool, mimic, [episode for episode in episodes if episode.letter], signs, words)
