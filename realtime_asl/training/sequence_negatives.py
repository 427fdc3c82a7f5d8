"""Hands that do not spell: they wave, reach, talk, sign other signs, rest in shapes like letters."""

from __future__ import annotations

import numpy as np

from realtime_asl.training.motion_episode import Episode
from realtime_asl.training.rotation import rotation
from realtime_asl.training.sequence_person import Person
from realtime_asl.training.sequence_poses import Pose
from realtime_asl.training.sequence_script import Key, Script

_KINDS = ("reach", "wave", "arc", "rest", "other", "sign", "twist", "recorded", "lie")
_SHARES = (0.2, 0.1, 0.12, 0.1, 0.08, 0.16, 0.08, 0.1, 0.06)


class NegativeWriter:
    """Adds to scripts what is not spelling.

    Args:
        person: whose hand it is.
        signs: real signs that are no letters.
    """

    def __init__(self, person: Person, signs: list[Episode]) -> None:
        self.person, self.signs = person, signs

    def act(self, script: Script, seconds: float) -> None:
        """Does something else for about so long."""
        rng = self.person.rng
        until = script.end + seconds
        self._open = rng.random() < 0.3
        self._lively = np.exp(rng.uniform(np.log(0.3), np.log(3.0)))
        self._home = script.place if script.keys else rng.normal(0, 1.5, 2)
        shares = np.array(_SHARES) * rng.uniform(0.2, 2, len(_SHARES))
        while script.end < until:
            kind = str(rng.choice(_KINDS, p=shares / shares.sum()))
            time = script.end + (rng.uniform(0.12, 0.6) if script.keys else 0)
            self._do(kind, script, time)
            if rng.random() < 0.1:
                gone = script.end + rng.uniform(0.1, 0.8)
                script.away.append((script.end, gone))
                script.keys[-1].leave = gone

    def _do(self, kind: str, script: Script, time: float) -> None:
        rng = self.person.rng
        if kind == "rest" and script.keys:
            last = script.keys[-1]
            points = last.points @ rotation(*rng.normal(0, 5, 3)).T
            place = last.place + rng.normal(0, 0.1, 2)
            # Not long: an upright letter that is held for longer is a letter.
            script.keys.append(Key(points, last.logits, place, time, time + rng.uniform(0.05, 0.3)))
        elif kind == "recorded" and self.signs:
            self._recorded(script, time)
        elif kind == "lie":  # on the lap, at the face, on a table: long, and hardly moving
            pose = self.person.idle() if rng.random() < 0.4 else self.person.any_turned(45)
            place = self._home + np.array([rng.normal(0, 1), rng.uniform(-1, 3)])
            for _ in range(rng.integers(1, 7)):
                points = pose.points @ rotation(*rng.normal(0, 4, 3)).T
                place = place + rng.normal(0, 0.08, 2)
                script.keys.append(Key(points, pose.logits, place, time, time + rng.uniform(0, 0.6)))
                time = script.end + rng.uniform(0.1, 0.6)
        else:
            pose = self._shape()
            if kind == "other":  # the tracker takes up the other hand
                self._home = rng.normal(0, 2, 2)
                until = script.end + rng.uniform(0.05, 0.5)
                script.keys.append(Key(pose.points, pose.logits, self._home, script.end + 0.02, until))
                return
            place = self._home + rng.normal(0, self._lively, 2)
            stay = rng.uniform(0, 0.25) * (rng.random() < 0.6)
            script.keys.append(Key(pose.points, pose.logits, place, time, time + stay))
            if kind in ("wave", "arc"):
                self._swing(script, pose, place, "wave" if kind == "wave" else "arc")
            elif kind == "sign":
                self._sign(script, pose)
            elif kind == "twist":
                self._twist(script, pose)

    def _shape(self) -> Pose:
        rng, person = self.person.rng, self.person
        if self._open or rng.random() < 0.35:
            pose = person.idle()
            points = pose.points @ rotation(*rng.normal(0, (30, 35, 35))).T
            return Pose(points, person.seen(pose, points))
        return person.any_turned(float(rng.choice([12, 25, 45])))

    def _swing(self, script: Script, pose: Pose, place: np.ndarray, kind: str) -> None:
        rng = self.person.rng
        way = rng.normal(0, self._lively, 2)
        across = way[::-1] * (1, -1) * (0.1 if kind == "wave" else rng.uniform(0.5, 1.1))
        period = rng.uniform(0.25, 0.9)
        wobble = rng.normal(0, 10, 3)
        for step in range(1, int(6 * rng.integers(1, 5)) + 1):
            angle = 2 * np.pi * step / 6
            moment = script.end + period / 6
            spot = place + way * (1 - np.cos(angle)) / 2 + across * np.sin(angle) / 2
            points = pose.points @ rotation(*(wobble * np.sin(angle))).T
            script.keys.append(Key(points, pose.logits, spot, moment, moment, even=True))

    def _sign(self, script: Script, pose: Pose) -> None:
        """One shape that moves from place to place, pauses briefly, perhaps changes once into another."""
        rng, person = self.person.rng, self.person
        changes = person.any_turned(25) if rng.random() < 0.4 else pose
        moves = rng.integers(1, 4)
        there = self._home + rng.normal(0, self._lively, 2)
        here = script.place
        for number in range(moves):
            target = pose if number % 2 else changes
            points = target.points @ rotation(*rng.normal(0, 12, 3)).T
            place = (here if number % 2 else there) + rng.normal(0, 0.15, 2)
            arrive = script.end + rng.uniform(0.1, 0.5)
            rest = rng.uniform(0, 0.12) if rng.random() < 0.6 else rng.uniform(0.1, 0.35)
            script.keys.append(Key(points, target.logits, place, arrive, arrive + rest))

    def _twist(self, script: Script, pose: Pose) -> None:
        """The hand stays, and the wrist turns or the fingers play."""
        rng, person = self.person.rng, self.person
        axis = rng.normal(0, (12, 25, 25))
        other = person.any_turned(10) if rng.random() < 0.4 else None
        place, period = script.place, rng.uniform(0.12, 0.45)
        for number in range(int(rng.integers(2, 9))):
            points = pose.points @ rotation(*(axis * (1 if number % 2 else -1))).T
            logits = person.seen(pose, points)
            if other is not None and number % 2:
                points, logits = 0.5 * (points + other.points), 0.5 * (logits + other.logits)
            moment = script.end + period
            script.keys.append(Key(points, logits, place + rng.normal(0, 0.08, 2), moment, moment))

    def _recorded(self, script: Script, time: float) -> None:
        rng, person = self.person.rng, self.person
        episode = self.signs[rng.integers(len(self.signs))]
        pace = np.exp(rng.uniform(np.log(0.6), np.log(2.2)))
        points = episode.points @ rotation(*rng.normal(0, (8, 12, 10))).T
        middle = points[:, 0, :2]
        size = np.median(
            np.linalg.norm(points[:, 9] - points[:, 0], axis=1) + np.linalg.norm(points[:, 17] - points[:, 5], axis=1)
        )
        wrists, points = (middle - middle[0]) / size, (points - points[:, :1]) / size
        logits = person.mimic(points)
        wrong = person.pool.any_of(rng).logits
        logits = logits + rng.uniform(0, 0.6) * (wrong - logits)
        begin = self._home + rng.normal(0, 0.5, 2)
        for k in range(0, len(points), 2):
            moment = time + pace * (episode.times[k] - episode.times[0])
            script.keys.append(Key(points[k], logits[k], begin + wrists[k], moment, moment, even=k > 0))
