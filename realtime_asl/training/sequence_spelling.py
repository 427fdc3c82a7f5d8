"""Hands that spell, made of still poses: what the sequence network is trained on.

A sequence is a list of `Key`s: poses at places, each reached at one time and left at another. Between them every
finger moves at its own time. What is spelled is known to the moment, so that the network can be asked to write a
letter soon after it has been formed, and at no other time.
"""

from __future__ import annotations

import numpy as np

from realtime_asl.alphabet import INDEX, LETTERS
from realtime_asl.training.rotation import rotation
from realtime_asl.training.sequence_person import Person
from realtime_asl.training.sequence_poses import Pose
from realtime_asl.training.sequence_script import Key, Script
from realtime_asl.training.sequence_strokes import Strokes

#: A letter may be written from its forming on until so long after (seconds); I, D and their kin may wait for a stroke.
SOON, SOON_STROKE = 0.36, 0.55
#: Where it is held for longer, there may be so much more, and for the first one after a rest.
MORE_WHERE_HELD, MORE_FOR_FIRST = 0.15, 0.1
_MAYBE_STROKE = frozenset("IDYZGX")


class SpellingWriter:
    """Writes scripts of one person's spelling.

    Args:
        person: whose hand it is.
        strokes: draws J and Z.
        sudden: letters follow each other without a way between them, as in clips put together from pictures.
    """

    def __init__(self, person: Person, strokes: Strokes, *, sudden: bool = False) -> None:
        self.person, self.rng, self.strokes, self.sudden = person, person.rng, strokes, sudden
        self._reformed = False

    def word(self, script: Script, word: str, rate: float, came_from: str) -> None:
        """Appends a word at `rate` letters a second; the hand comes from "below", or is there ("start", "still")."""
        rng = self.rng
        share = rng.uniform(0.2, 0.75)
        spot = script.place * (came_from == "still") + rng.normal(0, 0.15, 2)
        time = script.end
        if came_from == "below":
            time = self._rise(script, word[0], spot)
        elif came_from == "still" and script.keys:
            time += rng.uniform(0.15, 0.5)
        drift = rng.normal(0, 0.25 * min(1.0, rate / 2), 2) * (rng.random() < 0.3)
        for number, letter in enumerate(word):
            length = 1 / rate * np.exp(rng.normal(0, 0.2))
            hold = max(0.035, length * share * np.exp(rng.normal(0, 0.25)))
            change = max(0.07, min(length - hold, rng.uniform(0.25, 0.7)))
            if self.sudden:
                change = min(rng.uniform(0.03, 0.15), 0.5 * length)
            hold = max(hold, length - change)
            again = number > 0 and word[number - 1] == letter and letter not in "JZ"
            spot = spot + drift + rng.normal(0, 0.06, 2)
            if number:
                time += change
            if letter in "JZ":
                time = self.strokes.draw(script, letter, time, spot, rate)
                spot = script.place if rng.random() < 0.5 else 0.5 * (script.place + spot)
                continue
            if again:
                spot = self._again(script, time - change, time)
            elif number and rate < 1.6 and rng.random() < 0.2:
                passing = self.person.pose(str(rng.choice(list(LETTERS))))
                middle = time - 0.5 * change + rng.uniform(0, 0.15)
                script.keys.append(Key(passing.points, passing.logits, spot, middle - rng.uniform(0, 0.07), middle))
                time = max(time, middle + 0.1)
            pose = self.person.pose(letter)
            if again and rng.random() < 0.7 and not self._reformed:
                pose = Pose(script.keys[-1].points, script.keys[-1].logits)
            self._hold(script, letter, pose, spot, time=time, hold=hold, first=number == 0)
            time = script.end
        if rate > 2.2:
            self._undershoot(script, rate)

    def _rise(self, script: Script, letter: str, spot: np.ndarray) -> float:
        """The hand comes up; returns when it is there."""
        rng, person = self.rng, self.person
        kind = rng.random()
        pose = person.pose(letter) if kind < 0.3 else person.idle() if kind < 0.6 else person.any_turned(35)
        low = spot + np.array([rng.normal(0, 0.8), rng.uniform(0.7, 5.0)])
        time = script.end
        if not script.keys:
            waits = rng.uniform(0, 0.1) if rng.random() < 0.6 else rng.uniform(0.1, 1.5)
            script.keys.append(Key(pose.points, pose.logits, low, time, time + waits))
        elif rng.random() < 0.4:
            time += rng.uniform(0.1, 0.4)
            script.keys.append(Key(pose.points, pose.logits, low, time, time + rng.uniform(0, 0.3)))
        return script.end + rng.uniform(0.15, 0.6)

    def _hold(
        self, script: Script, letter: str, pose: Pose, spot: np.ndarray, *, time: float, hold: float, first: bool
    ) -> None:
        rng, begun = self.rng, time
        if hold > 0.35 and rng.random() < 0.3:  # formed roughly, then put right
            way = rng.uniform(0.1, 0.35)
            rough = script.keys[-1] if script.keys else self.person.idle()
            points = pose.points + way * (rough.points - pose.points)
            logits = pose.logits + 0.7 * way * (rough.logits - pose.logits)
            points = points @ rotation(*rng.normal(0, 5, 3)).T
            script.keys.append(Key(points, logits, spot + rng.normal(0, 0.1, 2), time, time + rng.uniform(0, 0.08)))
            time = script.end + rng.uniform(0.1, min(0.3, 0.5 * hold))
            hold = max(0.1, begun + hold - time)
        soon = SOON_STROKE if letter in _MAYBE_STROKE else SOON
        soon += MORE_WHERE_HELD * np.clip((hold - 0.4) / 0.4, 0, 1) + MORE_FOR_FIRST * first
        latest = time + min(max(hold + 0.2, 0.24), soon)
        script.letters.append((INDEX[letter], begun - 0.03, latest, max(latest, time + hold + 0.1)))
        # A long hold wobbles: it is a chain of nearly the same poses.
        lively = np.exp(rng.normal(0, 0.4))
        while hold > 0.5:
            piece = rng.uniform(0.25, 0.5)
            script.keys.append(Key(pose.points, pose.logits, spot, time, time + piece * 0.6))
            time += piece
            hold -= piece
            turn = rotation(*rng.normal(0, 3.0 * lively, 3))
            other = self.person.pool.pick(self.person.signer, letter, rng)
            logits = 0.6 * pose.logits + 0.4 * other.logits
            pose = Pose(pose.points @ turn.T + rng.normal(0, 0.012, pose.points.shape), logits)
            spot = spot + rng.normal(0, 0.05 * lively, 2)
        script.keys.append(Key(pose.points, pose.logits, spot, time, time + hold))

    def _again(self, script: Script, leave: float, arrive: float) -> np.ndarray:
        """The same letter again: it slides, bounces or is formed anew; returns where, (2,)."""
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
        idle = self.person.idle()
        share = rng.uniform(0.35, 0.8)
        points = (1 - share) * before.points + share * idle.points
        logits = (1 - share) * before.logits + share * idle.logits
        script.keys.append(Key(points, logits, before.place + rng.normal(0, 0.08, 2), middle, middle))
        return before.place + rng.normal(0, 0.08, 2)

    def _undershoot(self, script: Script, rate: float) -> None:
        """Fast letters are reached only in part."""
        keys = script.keys
        reach = [self.rng.uniform(0, 0.09 * min(rate - 2, 4)) for _ in keys]
        points = [key.points for key in keys]
        for k in range(1, len(keys) - 1):
            if not keys[k].even and keys[k].leave - keys[k].arrive < 0.2:
                near = 0.5 * (points[k - 1] + points[k + 1])
                keys[k].points = (1 - reach[k]) * points[k] + reach[k] * near

    def leave(self, script: Script, *, stays: bool = False) -> None:
        """The hand goes down, or opens and stays, or the video stops; it `stays` in the picture."""
        rng, person = self.rng, self.person
        kind = rng.choice(["down", "cut", "idle", "away"], p=[0.58, 0.12, 0.15, 0.15])
        if stays:
            kind = "down" if rng.random() < 0.8 else "idle"
        if kind == "cut":
            return
        time = script.end + rng.uniform(0.2, 0.7)
        last = script.keys[-1]
        if kind == "away":
            script.away.append((script.end, script.end + rng.uniform(0.4, 3)))
            script.keys.append(Key(last.points, last.logits, last.place, time, script.away[-1][1]))
            return
        share = rng.random()
        if share < 0.25 and kind == "down":
            points = last.points @ rotation(*rng.normal(0, 20, 3)).T
            pose = Pose(points, person.seen(Pose(last.points, last.logits), points))
        else:
            pose = person.idle() if share < 0.6 else person.any_turned(40)
        way = (rng.normal(0, 0.8), rng.uniform(0.7, 5.0)) if kind == "down" else rng.normal(0, 0.4, 2)
        place = last.place + way
        stay = rng.uniform(0.3, 2) if kind == "idle" else rng.uniform(0, 0.15)
        script.keys.append(Key(pose.points, pose.logits, place, time, time + stay))
        if kind == "idle":
            return
        if stays or rng.random() < 0.4:  # lies there for a while
            for _ in range(rng.integers(1, 4)):
                time = script.end + rng.uniform(0.1, 0.5)
                points = pose.points @ rotation(*rng.normal(0, 10, 3)).T
                place = place + rng.normal(0, 0.15, 2)
                script.keys.append(Key(points, pose.logits, place, time, time + rng.uniform(0, 0.3)))
        if not stays:
            end = script.end
            script.away.append((end - rng.uniform(0, 0.1), end + rng.uniform(0.3, 3)))
