"""Hands that spell, and hands that do not, made of still poses: what the sequence network is trained on.

A sequence is a list of `Key`s: poses at places, each reached at one time and left at another. Between them every
finger moves at its own time. What is spelled is known to the moment, so that the network can be asked to write a
letter soon after it has been formed, and at no other time.
"""

from __future__ import annotations

import numpy as np

from realtime_asl.alphabet import INDEX, LETTERS
from realtime_asl.training.motion_data import Episode
from realtime_asl.training.sequence_poses import Mimic, Pose, PosePool
from realtime_asl.training.sequence_script import Key, Script, rotation

#: A letter may be written from its forming on until so long after (seconds); I, D and their kin may wait for a stroke.
SOON, SOON_STROKE = 0.36, 0.55
_MAYBE_STROKE = frozenset("IDYZGX")
#: The legs of a Z, x right and y down.
_Z = np.array([[-1.0, 0.0], [0.75, 0.8], [-1.0, 0.0]])


class Writer:
    """Writes scripts of one person's hand."""

    def __init__(self, pool: PosePool, strokes: list[Episode], rng: np.random.Generator, mimic: Mimic) -> None:
        self.pool, self.rng, self.mimic = pool, rng, mimic
        self.signer = str(rng.choice(pool.names))
        self.strokes = strokes
        self.turn = rotation(*rng.normal(0, (7, 10, 6)))

    def pose(self, letter: str, spread: float = 4.0) -> Pose:
        """A pose of the class, seen as this camera sees it."""
        pose = self.pool.pick(self.signer, letter, self.rng)
        turn = self.turn @ rotation(*self.rng.normal(0, spread, 3))
        return Pose(pose.points @ turn.T, pose.logits)

    def word(self, script: Script, word: str, rate: float, came_from: str) -> None:
        """Appends a word at `rate` letters a second; the hand comes from "below", or is there ("start", "still")."""
        rng = self.rng
        share = rng.uniform(0.2, 0.75)
        spot = script.place * (came_from == "still") + rng.normal(0, 0.15, 2)
        time = script.end
        if came_from == "below":
            first = self.pose(word[0]) if rng.random() < 0.5 else self._idle()
            low = spot + np.array([rng.normal(0, 0.7), rng.uniform(1.0, 4.5)])
            if not script.keys:
                script.keys.append(Key(first.points, first.logits, low, time, time + rng.uniform(0, 0.1)))
            time = script.end + rng.uniform(0.15, 0.5)
        elif came_from == "still" and script.keys:
            time += rng.uniform(0.15, 0.5)
        drift = rng.normal(0, 0.25 * min(1.0, rate / 2), 2) * (rng.random() < 0.3)
        for number, letter in enumerate(word):
            length = 1 / rate * np.exp(rng.normal(0, 0.2))
            hold = max(0.035, length * share * np.exp(rng.normal(0, 0.25)))
            change = max(0.07, min(length - hold, rng.uniform(0.25, 0.7)))
            hold = max(hold, length - change)
            again = number > 0 and word[number - 1] == letter and letter not in "JZ"
            spot = spot + drift + rng.normal(0, 0.06, 2)
            if number:
                time += change
            if letter in "JZ":
                time = self._stroke(script, letter, time, spot, rate)
                spot = script.place if rng.random() < 0.5 else 0.5 * (script.place + spot)
                continue
            if again:
                spot = self._again(script, time - change, time, spot)
            elif number and rate < 1.6 and rng.random() < 0.2:
                passing = self.pose(str(rng.choice(list(LETTERS))))
                middle = time - 0.5 * change + rng.uniform(0, 0.15)
                script.keys.append(Key(passing.points, passing.logits, spot, middle - rng.uniform(0, 0.07), middle))
                time = max(time, middle + 0.1)
            pose = self.pose(letter)
            if again and rng.random() < 0.7:
                pose = Pose(script.keys[-1].points, script.keys[-1].logits) if not self._reformed else pose
            self._hold(script, letter, pose, spot, time=time, hold=hold)
            time = script.end
        if rate > 2.2:
            self._undershoot(script, rate)

    def _hold(self, script: Script, letter: str, pose: Pose, spot: np.ndarray, *, time: float, hold: float) -> None:
        rng = self.rng
        first = time
        soon = SOON_STROKE if letter in _MAYBE_STROKE else SOON
        script.letters.append((INDEX[letter], first - 0.03, first + min(max(hold + 0.2, 0.24), soon)))
        # A long hold wobbles: it is a chain of nearly the same poses.
        while hold > 0.5:
            piece = rng.uniform(0.25, 0.5)
            script.keys.append(Key(pose.points, pose.logits, spot, time, time + piece * 0.6))
            time += piece
            hold -= piece
            turn = rotation(*rng.normal(0, 3.0, 3))
            other = self.pool.pick(self.signer, letter, rng)
            logits = 0.6 * pose.logits + 0.4 * other.logits
            pose = Pose(pose.points @ turn.T + rng.normal(0, 0.012, pose.points.shape), logits)
            spot = spot + rng.normal(0, 0.05, 2)
        script.keys.append(Key(pose.points, pose.logits, spot, time, time + hold))

    def _again(self, script: Script, leave: float, arrive: float, spot: np.ndarray) -> np.ndarray:
        """The same letter again: it slides, bounces or is formed anew."""
        rng = self.rng
        kind = rng.choice(["slide", "bounce", "form"], p=[0.5, 0.2, 0.3])
        self._reformed = kind == "form"
        before, middle = script.keys[-1], 0.5 * (leave + arrive)
        if kind == "slide":
            return before.place + np.array([rng.choice([-1, 1, 1]) * rng.uniform(0.2, 0.7), rng.normal(0, 0.06)])
        if kind == "bounce":
            way = np.array([rng.normal(0, 0.08), rng.choice([-1, 1]) * rng.uniform(0.15, 0.45)])
            script.keys.append(Key(before.points, before.logits, before.place + way, middle, middle))
            return before.place + rng.normal(0, 0.04, 2)
        idle = self._idle()
        share = rng.uniform(0.35, 0.8)
        points = (1 - share) * before.points + share * idle.points
        logits = (1 - share) * before.logits + share * idle.logits
        script.keys.append(Key(points, logits, before.place + rng.normal(0, 0.08, 2), middle, middle))
        return before.place + rng.normal(0, 0.08, 2)

    _reformed = False

    def _stroke(self, script: Script, letter: str, time: float, spot: np.ndarray, rate: float) -> float:
        """A J or a Z from `time` on; returns when it has ended."""
        rng = self.rng
        still = rng.uniform(0, 0.35) if rng.random() < 0.6 else 0.0
        length = np.exp(rng.uniform(np.log(0.28), np.log(1.1 if rate < 2.5 else 0.55)))
        real = [episode for episode in self.strokes if episode.letter == letter]
        if real and rng.random() < 0.5:
            episode = real[rng.integers(len(real))]
            begin, _, end = episode.stroke
            chosen = np.flatnonzero((episode.times >= begin - 0.1) & (episode.times <= end + 0.05))
            points = episode.points[chosen] @ self.turn.T
            times = (episode.times[chosen] - episode.times[chosen[0]]) * length / max(end - begin, 0.1)
            middle = points[:, 0, :2]
            wrists, points = middle - middle[0], points - points[:, :1]
            size = np.median(
                np.linalg.norm(points[:, 9], axis=1) + np.linalg.norm(points[:, 17] - points[:, 5], axis=1)
            )
            logits = self.mimic(points / size)
            for k, moment in enumerate(times):
                leave = time + moment + (still if k == 0 else 0.0)
                script.keys.append(
                    Key(points[k] / size, logits[k], spot + wrists[k] / size, time + moment, leave, even=k > 0)
                )
                if k == 0:
                    time += still
            finish, start = time + times[-1], time
        else:
            start = time + still
            finish = start + length
            if letter == "Z":
                self._draw_z(script, time, start, length, spot)
            else:
                self._draw_j(script, time, start, length, spot)
        span = finish - start
        script.letters.append((INDEX[letter], finish - 0.35 * span, finish + 0.27))
        script.keys[-1].leave = finish + rng.uniform(0, 0.4 if rate < 2.5 else 0.08)
        return script.end

    def _draw_z(self, script: Script, time: float, start: float, length: float, spot: np.ndarray) -> None:
        rng = self.rng
        pose = self.pose(
            str(rng.choice(["Z", "Z", "D", "D", "X", "L", "G"], p=[0.3, 0.2, 0.15, 0.2, 0.05, 0.05, 0.05]))
        )
        size, turn = np.exp(rng.uniform(np.log(0.3), np.log(2.6))), rotation(0, 0, rng.normal(0, 9))[:2, :2]
        swing = rng.normal(0, 9, 4) * min(1.0, 1 / size)
        script.keys.append(Key(pose.points, pose.logits, spot, time, start))
        shares = rng.dirichlet((12, 14, 12))
        for leg, share, angle in zip(_Z, shares, swing, strict=False):
            spot = spot + turn @ (leg * rng.uniform(0.7, 1.3)) * size * 0.8
            # Small ones come from the wrist: the hand turns with them.
            points = pose.points @ rotation(rng.normal(0, 5), -leg[0] * rng.uniform(0, 12), angle).T
            start += share * length
            script.keys.append(Key(points, self._seen(pose, points), spot, start - 0.1 * share * length, start))

    def _draw_j(self, script: Script, time: float, start: float, length: float, spot: np.ndarray) -> None:
        rng = self.rng
        pose = self.pose("I" if rng.random() < 0.75 else "J")
        script.keys.append(Key(pose.points, pose.logits, spot, time, start))
        size = rng.uniform(0.0, 1.5)
        down, hook = (
            np.array([rng.normal(0, 0.15), 1.0]) * size,
            np.array([rng.uniform(0.1, 0.7), rng.normal(-0.2, 0.3)]),
        )
        yaw, roll, pitch = rng.uniform(40, 160), rng.uniform(40, 120), rng.uniform(-30, 40)
        for part in (0.25, 0.5, 0.75, 1.0):
            turned = part**1.5
            points = pose.points @ rotation(pitch * turned, yaw * turned, roll * turned).T
            place = spot + down * min(1.0, 1.5 * part) + hook * max(0.0, 2 * part - 1) * min(1.0, size + 0.2)
            moment = start + part * length
            script.keys.append(Key(points, self._seen(pose, points), place, moment, moment, even=True))

    def _seen(self, pose: Pose, points: np.ndarray) -> np.ndarray:
        """What the classifier says of the pose seen otherwise."""
        there, here = self.mimic(np.stack([pose.points, points]))
        return pose.logits + here - there

    def _undershoot(self, script: Script, rate: float) -> None:
        """Fast letters are reached only in part."""
        keys = script.keys
        reach = [self.rng.uniform(0, 0.09 * min(rate - 2, 4)) for _ in keys]
        points = [key.points for key in keys]
        for k in range(1, len(keys) - 1):
            if not keys[k].even and keys[k].leave - keys[k].arrive < 0.2:
                near = 0.5 * (points[k - 1] + points[k + 1])
                keys[k].points = (1 - reach[k]) * points[k] + reach[k] * near

    def _idle(self) -> Pose:
        """A hand that shows no letter."""
        pose = self.pose("nothing", 12.0)
        if self.rng.random() < 0.4:
            other = self.pool.any_of(self.rng)
            points = 0.5 * (pose.points + other.points @ self.turn.T)
            return Pose(points, self.mimic(points[None])[0])
        return pose

    def leave(self, script: Script) -> None:
        """The hand goes down, or opens and stays, or the video stops."""
        rng = self.rng
        kind = rng.choice(["down", "cut", "idle", "away"], p=[0.5, 0.15, 0.15, 0.2])
        if kind == "cut":
            return
        time = script.end + rng.uniform(0.2, 0.6)
        last = script.keys[-1]
        if kind == "away":
            script.away.append((script.end, script.end + rng.uniform(0.4, 3)))
            script.keys.append(Key(last.points, last.logits, last.place, time, script.away[-1][1]))
            return
        pose = self._idle() if rng.random() < 0.6 or kind == "idle" else Pose(last.points, last.logits)
        way = (rng.normal(0, 0.8), rng.uniform(1.0, 4.5)) if kind == "down" else rng.normal(0, 0.4, 2)
        script.keys.append(
            Key(
                pose.points,
                pose.logits,
                last.place + way,
                time,
                time + (0.1 if kind == "down" else rng.uniform(0.3, 2)),
            )
        )
        if kind == "down":
            script.away.append((time - rng.uniform(0, 0.1), time + rng.uniform(0.3, 3)))

    def nobody(self, script: Script, seconds: float) -> None:
        """Hands that do something else for about so long: they wave, reach, talk, rest in shapes like letters."""
        rng = self.rng
        until = script.end + seconds
        open_hand = rng.random() < 0.4
        lively = np.exp(rng.uniform(np.log(0.3), np.log(2.5)))
        home = script.place if script.keys else rng.normal(0, 1, 2)
        while script.end < until:
            kind = rng.choice(["reach", "wave", "arc", "rest", "other"], p=[0.38, 0.15, 0.2, 0.17, 0.1])
            pose = self._idle() if open_hand or rng.random() < 0.45 else self.pool.any_of(rng)
            turn = rotation(*rng.normal(0, (30, 35, 35)))
            points = pose.points @ turn.T
            logits = self._seen(pose, points)
            time = script.end + (rng.uniform(0.12, 0.6) if script.keys else 0)
            if kind == "other":  # the tracker takes up the other hand
                home = rng.normal(0, 2, 2)
                script.keys.append(Key(points, logits, home, script.end + 0.02, script.end + rng.uniform(0.05, 0.5)))
                continue
            if kind == "rest" and script.keys:
                last = script.keys[-1]
                points = last.points @ rotation(*rng.normal(0, 5, 3)).T
                place = last.place + rng.normal(0, 0.1, 2)
                script.keys.append(Key(points, last.logits, place, time, time + rng.uniform(0.1, 1.5)))
                continue
            place = home + rng.normal(0, lively, 2)
            script.keys.append(Key(points, logits, place, time, time + rng.uniform(0, 0.25) * (rng.random() < 0.6)))
            if kind in ("wave", "arc"):
                way = rng.normal(0, lively, 2)
                across = way[::-1] * (1, -1) * (0.1 if kind == "wave" else rng.uniform(0.5, 1.1))
                period = rng.uniform(0.25, 0.9)
                turns = rng.integers(1, 5)
                wobble = rng.normal(0, 10, 3)
                for step in range(1, int(6 * turns) + 1):
                    angle = 2 * np.pi * step / 6
                    moment = script.end + period / 6
                    spot = place + way * (1 - np.cos(angle)) / 2 + across * np.sin(angle) / 2
                    turned = points @ rotation(*(wobble * np.sin(angle))).T
                    script.keys.append(Key(turned, logits, spot, moment, moment, even=True))
            if rng.random() < 0.12:
                gone = script.end + rng.uniform(0.1, 0.8)
                script.away.append((script.end, gone))
                script.keys[-1].leave = gone
