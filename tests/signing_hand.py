"""A hand made of numbers that signs a script: predictions for tests, at any frame rate.

script = Script().letter("H").letter("I").away(1.0)
predictions = script.film(fps=15, jitter=0.3, drops=0.1)
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from realtime_asl.alphabet import CLASSES, INDEX, LETTERS, confusable_with
from realtime_asl.hand import Hand
from realtime_asl.letters.recognizer import Prediction, nothing_posterior

SIZE = (640, 480)
PALM = 90.0  # pixels, |wrist to middle knuckle| + |index knuckle to little knuckle|
HOME = (300.0, 300.0)
#: Seconds of the parts of a script.
HOLD, MOVE = 0.8, 0.2

_KNUCKLES = np.array([[0.30, -0.50, 0], [0.10, -0.56, 0], [-0.08, -0.53, 0], [-0.24, -0.45, 0]])
_UP = (0.0, -0.22, 0.0)


def shape(letter: str) -> np.ndarray:
    """(21, 3) a right hand, wrist at the origin, in palm sizes: each class folds other fingers."""
    folded = {"I": 0b0111, "D": 0b1110, "J": 0b0111, "Z": 0b1110}.get(letter, CLASSES.index(letter) % 16)
    lean = 0.12 * (CLASSES.index(letter) // 16) * (letter not in "IDJZ") + 0.02 * (CLASSES.index(letter) % 5)
    points = [np.zeros(3), *(np.array([0.2 + 0.05 * k, -0.1 - 0.1 * k, 0]) for k in range(1, 5))]
    for finger, knuckle in enumerate(_KNUCKLES):
        down = folded >> finger & 1
        for joint, curl in enumerate((0.0, 1.0, 1.2, 0.7) if down else (0.0, 1.0, 2.0, 3.0)):
            points.append(knuckle + curl * np.add(_UP, (lean, 0, 0)) - (0, 0, 0.1 * joint * down))
    hand = np.array(points)
    return hand / (np.linalg.norm(hand[9] - hand[0]) + np.linalg.norm(hand[17] - hand[5]))


def reading(letter: str, sure: float = 0.9, other: str | None = None) -> np.ndarray:
    """(29,) a posterior: `letter`, the rest on a class that is easily confused with it."""
    posterior = np.full(len(CLASSES), 0.02 / len(CLASSES), np.float32)
    other = other or next(iter(sorted(confusable_with(letter))), "A") if letter in LETTERS else other or "B"
    posterior[INDEX[letter]] += sure
    posterior[INDEX[other]] += 0.98 - sure
    return posterior / posterior.sum()


def turned(points: np.ndarray, yaw: float, roll: float) -> np.ndarray:
    """The hand turned about its length, then in the picture (degrees)."""
    a, b = np.radians([yaw, roll])
    about_y = np.array([[np.cos(a), 0, np.sin(a)], [0, 1, 0], [-np.sin(a), 0, np.cos(a)]])
    about_z = np.array([[np.cos(b), -np.sin(b), 0], [np.sin(b), np.cos(b), 0], [0, 0, 1]])
    return points @ (about_z @ about_y).T


def eased(share: float) -> float:
    return float(share * share * (3 - 2 * share))


#: What is seen at a share (0..1) of a part: hand in palm sizes with its place in pixels, and the posterior.
View = tuple[np.ndarray | None, np.ndarray]


@dataclass(frozen=True)
class _Part:
    start: float
    end: float
    view: Callable[[float], View]


class Script:
    """What is signed, part by part. The hand moves from one part to the next by itself."""

    def __init__(self) -> None:
        self.parts: list[_Part] = []
        self.time = 0.0
        self.place = np.array([*HOME, 0.0])
        self._last: np.ndarray | None = None
        self._last_letter = ""

    # What a test is made of

    def letter(self, letter: str, hold: float = HOLD, move: float = MOVE, **read: object) -> Script:
        """Move to a letter (or `space`, `del`) and hold it."""
        hand = shape(letter)
        if self._last is not None and move > 0:
            before, passed = self._last, "QXWBG"[len(self.parts) % 5]
            self._add(
                move,
                lambda s: (
                    before + (hand - before) * eased(s),
                    # On the way other letters are read, even for sure.
                    reading(passed, 0.95) if 0.25 < s < 0.75 else reading(letter, 0.5, passed),
                ),
            )
        posterior = reading(letter, **read)
        return self.still(hold, hand, lambda s: posterior, letter)

    def still(self, seconds: float, hand: np.ndarray, read: Callable[[float], np.ndarray], letter: str = "") -> Script:
        """Hold a hand, with any readings."""
        self._add(seconds, lambda s: (hand, read(s)))
        self._last, self._last_letter = hand, letter
        return self

    def flicker(self, letter: str, other: str, share: float, seconds: float) -> Script:
        """Hold a letter that is read as another one for the given share of the time, in turns of 0.2 s."""
        turns = seconds / 0.2
        return self.still(
            seconds,
            shape(letter),
            lambda s: reading(other, 0.8, letter) if (s * turns) % 1 >= 1 - share else reading(letter, 0.8, other),
            letter,
        )

    def slide(self, palms: float = 0.35, seconds: float = 0.4) -> Script:
        """Move sideways with the hand in shape."""
        return self.carry((palms, 0.0), seconds)

    def carry(self, palms: tuple[float, float], seconds: float) -> Script:
        """Move the arm with the hand in shape."""
        hand, letter = self._last, self._last_letter
        way = np.array([*palms, 0.0])
        posterior = reading(letter)
        self._add(seconds, lambda s: (hand + way * eased(s), posterior))
        self.place = self.place + way * PALM
        return self

    def release(self, seconds: float = 0.2) -> Script:
        """Open the hand and close it again."""
        hand, letter = self._last, self._last_letter
        opened = hand * (1.0, 1.25, 1.0)
        opened[8::4] += (0.15, -0.5, 0)
        self._add(
            seconds,
            lambda s: (
                hand + (opened - hand) * min(1.0, 3 * s, 3 - 3 * s),
                reading("B", 0.7, letter) if 0.1 < s < 0.9 else reading(letter),
            ),
        )
        return self

    def away(self, seconds: float) -> Script:
        """No hand is seen."""
        self._add(seconds, lambda s: (None, nothing_posterior()))
        if seconds > 0.5:
            self._last = None
        return self

    def down(self, seconds: float) -> Script:
        """The hand rests far below, still seen, and its shape looks like some letter."""
        hand = self._last
        low = np.array([0.0, 3.2, 0.0])
        self._add(0.25, lambda s: (hand + low * eased(s), reading("C", 0.6, "O")))
        self._add(seconds, lambda s: (shape("A") + low, reading("A")))
        self._add(0.25, lambda s: (hand + low * (1 - eased(s)), reading("C", 0.6, "O")))
        return self

    def idle(self, seconds: float) -> Script:
        """A hand that spells nothing."""
        self._add(seconds, lambda s: (shape("B"), reading("nothing", 0.9)))
        return self

    def draw_z(self, seconds: float = 0.8, palms: float = 1.0, *, backwards: bool = False) -> Script:
        hand = shape("Z")
        corners = np.array([[0, 0], [-1.0, 0.05], [0.05, 0.75], [-1.0, 0.8]]) * palms
        if backwards:
            corners[:, 0] *= -1

        def view(s: float) -> View:
            leg, share = min(int(3 * s), 2), eased(3 * s - min(int(3 * s), 2))
            place = corners[leg] + (corners[leg + 1] - corners[leg]) * share
            return hand + np.array([*place, 0]), reading("Z", 0.7, "D")

        self._add(seconds, view)
        end = np.array([*corners[-1], 0])
        self._add(0.2, lambda s: (hand + end, reading("Z", 0.7, "D")))
        self._last, self._last_letter = hand, "Z"
        self.place = self.place + end * PALM
        return self

    def draw_j(self, seconds: float = 0.8) -> Script:
        hand = shape("I")

        def view(s: float) -> View:
            # Down, then the forearm turns and swings the little finger round.
            drop, turn = eased(min(1.0, 1.8 * s)), eased(max(0.0, (s - 0.3) / 0.7))
            return np.add(turned(hand, 120 * turn, 95 * turn), (-0.05, 0.45 * drop, 0)), reading(
                "I" if s < 0.25 else "J", 0.8, "Y"
            )

        self._add(seconds, view)
        rest = view(1.0)[0]
        self._add(0.2, lambda s: (rest, reading("J", 0.9, "I")))
        self._last, self._last_letter = rest, "J"
        return self

    # From script to predictions

    def film(
        self,
        fps: float = 30.0,
        *,
        jitter: float = 0.0,
        drops: float = 0.0,
        blind: tuple[tuple[float, int], ...] = (),
        noise: float = 0.006,
        left: bool = False,
        seed: int = 0,
    ) -> list[Prediction]:
        """The predictions for the script.

        Args:
            fps: frame rate.
            jitter: of the time stamps, in units of a frame.
            drops: share of the frames that are missing.
            blind: (time, number of frames) in which the tracker does not find the hand.
            noise: of the landmarks, palm sizes.
            left: signed by the left hand.
            seed: of all that is random.
        """
        rng = np.random.default_rng(seed)
        times = np.arange(0.0, self.time, 1 / fps)
        times = np.sort(np.maximum(times + rng.uniform(-jitter, jitter, len(times)) / fps, 0))
        kept = rng.random(len(times)) >= drops
        unseen = np.zeros(len(times), bool)
        for moment, count in blind:
            first = int(np.searchsorted(times, moment))
            unseen[first : first + count] = True
        predictions = [self._predict(float(time), number, left) for number, time in enumerate(times)]
        for number, prediction in enumerate(predictions):
            if unseen[number]:
                predictions[number] = Prediction(prediction.time, number, SIZE, nothing_posterior(), None)
            elif prediction.hand is not None:
                prediction.hand.landmarks[:] += rng.normal(0, noise * PALM, (21, 3))
        return [prediction for number, prediction in enumerate(predictions) if kept[number]]

    def _predict(self, time: float, number: int, left: bool) -> Prediction:
        part = next((p for p in self.parts if time < p.end), self.parts[-1])
        points, posterior = part.view(min(1.0, (time - part.start) / (part.end - part.start)))
        if points is None:
            return Prediction(time, number, SIZE, nothing_posterior(), None)
        points = points * PALM + self._places[self.parts.index(part)]
        if left:
            points[:, 0] = SIZE[0] - points[:, 0]
        return Prediction(
            time, number, SIZE, posterior, Hand(points.astype(np.float32), "Left" if left else "Right", 0.95)
        )

    def _add(self, seconds: float, view: Callable[[float], View]) -> None:
        if not hasattr(self, "_places"):
            self._places: list[np.ndarray] = []
        self._places.append(self.place.copy())
        self.parts.append(_Part(self.time, self.time + seconds, view))
        self.time += seconds
