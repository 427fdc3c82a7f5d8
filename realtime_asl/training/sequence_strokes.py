"""J and Z in training sequences: recorded ones, and ones drawn by still hands, of every size and speed."""

from __future__ import annotations

import numpy as np

from realtime_asl.alphabet import INDEX
from realtime_asl.training.motion_episode import Episode
from realtime_asl.training.rotation import rotation
from realtime_asl.training.sequence_person import Person
from realtime_asl.training.sequence_script import Key, Script

#: The legs of a Z, x right and y down.
_Z = np.array([[-1.0, 0.0], [0.75, 0.8], [-1.0, 0.0]])
_Z_POSES, _Z_SHARES = ("Z", "D", "X", "L", "G"), (0.45, 0.35, 0.08, 0.06, 0.06)


class Strokes:
    """Draws J and Z.

    Args:
        person: whose hand it is.
        recorded: real ones.
    """

    def __init__(self, person: Person, recorded: list[Episode]) -> None:
        self.person, self.recorded = person, recorded

    def draw(self, script: Script, letter: str, time: float, spot: np.ndarray, rate: float) -> float:
        """Appends a J or a Z from `time` on, at `rate` letters a second; returns when it is over."""
        rng = self.person.rng
        still = rng.uniform(0, 0.35) if rng.random() < 0.6 else 0.0
        if rate < 1 and rng.random() < 0.3:
            still = rng.uniform(0.3, 1.2)
        longest = 0.55 if rate > 2.5 else 1.1 if rate > 1.2 else 1.8
        length = np.exp(rng.uniform(np.log(0.28), np.log(longest)))
        real = [episode for episode in self.recorded if episode.letter == letter]
        if real and rng.random() < 0.45:
            start, finish = self._recorded(script, real[rng.integers(len(real))], time + still, length, spot)
        else:
            start, finish = time + still, time + still + length
            (self._z if letter == "Z" else self._j)(script, time, start, length, spot)
        span = finish - start
        script.letters.append((INDEX[letter], finish - 0.3 * span, finish + 0.3, finish + 0.3))
        script.keys[-1].leave = finish + rng.uniform(0, 0.4 if rate < 2.5 else 0.08)
        if rate < 1 and rng.random() < 0.3:
            script.keys[-1].leave += rng.uniform(0, 1.5)
        return script.end

    def _recorded(
        self, script: Script, episode: Episode, time: float, length: float, spot: np.ndarray
    ) -> tuple[float, float]:
        rng, person = self.person.rng, self.person
        begin, _, end = episode.stroke
        chosen = np.flatnonzero((episode.times >= begin - 0.1) & (episode.times <= end + 0.05))
        points = episode.points[chosen] @ person.turn.T
        times = (episode.times[chosen] - episode.times[chosen[0]]) * length / max(end - begin, 0.1)
        middle = points[:, 0, :2]
        wrists, points = middle - middle[0], points - points[:, :1]
        size = np.median(np.linalg.norm(points[:, 9], axis=1) + np.linalg.norm(points[:, 17] - points[:, 5], axis=1))
        wrists = wrists * np.exp(rng.uniform(np.log(0.6), np.log(2.2)))
        logits = person.mimic(points / size)
        for k, moment in enumerate(times):
            place = spot + wrists[k] / size
            arrive = min(time, script.end + 0.2) if k == 0 else time + moment  # the first pose may stay for a while
            script.keys.append(Key(points[k] / size, logits[k], place, arrive, time + moment, even=k > 0))
        return time, time + times[-1]

    def _z(self, script: Script, time: float, start: float, length: float, spot: np.ndarray) -> None:
        rng, person = self.person.rng, self.person
        pose = person.pose(str(rng.choice(_Z_POSES, p=_Z_SHARES)), 6.0)
        # The faster, the smaller.
        size = np.exp(rng.uniform(np.log(0.3), np.log(1.5 + 2.5 * min(1.0, length))))
        turn = rotation(0, 0, rng.normal(0, 9))[:2, :2]
        swing = rng.normal(0, 9, 4) * min(1.0, 1 / size)
        script.keys.append(Key(pose.points, pose.logits, spot, time, start))
        shares = rng.dirichlet((12, 14, 12))
        round_corners = rng.uniform(0.0, 0.3)
        for leg, share, angle in zip(_Z, shares, swing, strict=False):
            spot = spot + turn @ (leg * rng.uniform(0.7, 1.3)) * size * 0.8
            # Small ones come from the wrist: the hand turns with them.
            points = pose.points @ rotation(rng.normal(0, 5), -leg[0] * rng.uniform(0, 16), angle).T
            start += share * length
            before = start - round_corners * share * length
            script.keys.append(Key(points, person.seen(pose, points), spot, before, start))

    def _j(self, script: Script, time: float, start: float, length: float, spot: np.ndarray) -> None:
        rng, person = self.person.rng, self.person
        pose = person.pose(str(rng.choice(("I", "J", "Y"), p=(0.65, 0.25, 0.1))), 6.0)
        script.keys.append(Key(pose.points, pose.logits, spot, time, start))
        size = rng.uniform(0.0, 1.5) if rng.random() < 0.75 else rng.uniform(1.0, 1.5 + 2.5 * min(1.0, length))
        down = np.array([rng.normal(0, 0.15), 1.0]) * size
        hook = np.array([rng.uniform(0.1, 0.8), rng.normal(-0.2, 0.3)])
        yaw, roll, pitch = rng.uniform(30, 160), rng.uniform(30, 120), rng.uniform(-30, 40)
        for part in (0.25, 0.5, 0.75, 1.0):
            turned = part**1.5
            points = pose.points @ rotation(pitch * turned, yaw * turned, roll * turned).T
            place = spot + down * min(1.0, 1.5 * part) + hook * max(0.0, 2 * part - 1) * min(2.5, size + 0.2)
            moment = start + part * length
            script.keys.append(Key(points, person.seen(pose, points), place, moment, moment, even=True))
