"""What to change in the hand, in plain words: the target is known, so a hint can be exact.

:class:`Advisor` first asks the classifier, and the landmarks with it, whether the target is what is being
signed. Only when it clearly is not does it say what to change: the part of the hand that most explains why
this looks like the letter that was read and not like the target, by the ranges of both over many signers.

    advisor = Advisor()
    hint = advisor.advise("T", prediction.posterior, [prediction.hand])
    hint.text  # 'I read this as S: put your thumb between index and middle finger; over them is S'
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from realtime_asl.alphabet import CLASSES, INDEX, NOTHING
from realtime_asl.hand import Hand
from realtime_asl.practice import hint_text
from realtime_asl.practice.features import COLUMN, FEATURES, KNUCKLES, measure
from realtime_asl.practice.ranges import load_ranges

#: A still picture of J or Z is a picture of the hand shape in which it starts.
STARTS_AS: dict[str, str] = {"J": "I", "Z": "D"}

#: The hand may well be the target from this logarithm of the target's share of the posterior on …
LEAST_LOG_SHARE = -4.7
#: … less so much times the mean of what the features of the hand say for the letter that was read instead.
GEOMETRY_WEIGHT = 2.0
#: Below this probability the letter that was read is not named.
SURE = 0.5
#: Total bend of a finger in radians (knuckle and two joints): below, it looks straight; above, folded.
STRAIGHT_BELOW, FOLDED_ABOVE = 1.0, 2.4
#: A difference that a person can see: radians of bend, cosine of the hand's direction.
VISIBLE_BEND, VISIBLE_TURN = 0.5, 0.3
#: Fingers that need the same and stand out nearly as much are named together.
TOGETHER = 0.7
#: Where the hand points is told first when it is nearly as telling as a finger: fingers of a turned hand
#: are hard to judge.
ORIENTATION_FIRST = 1.3
#: Reach (knuckle to tip over length) from which a finger counts as standing.
_STANDING = 0.9

_THUMB_LANDMARKS = (1, 2, 3, 4)


@dataclass(frozen=True, slots=True)
class Hint:
    """One thing to change.

    Attributes:
        advice: what to do, in plain words.
        aspects: what it is about, of `handshapes.ASPECTS`; several fingers may be named at once.
        verb: for fingers "straighten", "open", "bend" or "fold"; else "".
        landmarks: indices (0..20) to mark on the skeleton.
        target: the letter being practised.
        read: the class that was read instead; None when it is unsure.
    """

    advice: str
    aspects: tuple[str, ...]
    verb: str
    landmarks: tuple[int, ...]
    target: str
    read: str | None

    @property
    def heading(self) -> str:
        """What was read, or what the advice is for."""
        if self.read is None or self.read == NOTHING or self.aspects == ("movement",):
            return f"For {self.target}"
        return f"I read this as {self.read}"

    @property
    def text(self) -> str:
        """The whole hint in one line."""
        return f"{self.heading}: {self.advice}"

    def beside(self, letter: str | None) -> Hint | None:
        """What is left of it where the screen says that `letter` is read now (None: no letter for sure).

        It never names another one than the screen, and goes when the hand has become right.
        """
        if letter is None or letter == self.read or not self.heading.endswith(f"as {self.read}"):
            return self
        return None if letter == self.target else replace(self, read=None)


def target_share(target: str, posterior: np.ndarray) -> float:
    """Probability of the target; for J, Z and the letters they start as, of either (a still hand cannot tell)."""
    share = posterior[INDEX[target]]
    for moving, still in STARTS_AS.items():
        if target in (moving, still):
            share = posterior[INDEX[moving]] + posterior[INDEX[still]]
    return float(share)


class Advisor:
    """Gives hints; holds nothing but the ranges, so one serves every session."""

    def __init__(self) -> None:
        self._ranges = load_ranges()

    def advise(
        self, target: str, posterior: np.ndarray, hands: Sequence[Hand], share: float | None = None
    ) -> Hint | None:
        """The hint for a hand that is meant to be `target`.

        Args:
            target: A-Z.
            posterior: (29,) what the classifier read, a mean over the last frames if there are several.
            hands: the hand in those frames, at least one; their median is judged.
            share: give a hint also where the target is likely, up to this share of the posterior.

        Returns:
            None when the hand may well be the target.
        """
        read, probability = _read_instead(target, posterior)
        features = np.median(
            measure(np.stack([hand.landmarks for hand in hands]), np.array([hand.is_left for hand in hands])), axis=0
        )
        evidence = self._evidence(features, read, target)
        if share is not None:
            if target_share(target, posterior) >= share:
                return None
        elif _may_be(target, posterior, evidence):
            return None
        scores = self._scores(features, evidence, target)
        aspect = max(scores, key=scores.__getitem__)
        named = read if probability >= SURE else None
        if aspect in KNUCKLES:
            return self._finger_hint(aspect, scores, features, target, named)
        advice, landmarks = {
            "thumb": (hint_text.thumb_advice(target, named), _THUMB_LANDMARKS),
            "spread": (hint_text.spread_advice(target), _finger_landmarks("index", "middle")),
            "orientation": (hint_text.orientation_advice(target), (0, *KNUCKLES.values())),
        }[aspect]
        return Hint(advice, (aspect,), "", landmarks, target, named)

    def _evidence(self, features: np.ndarray, read: str, target: str) -> np.ndarray:
        """What each feature says for the letter read and against the target (log odds)."""
        ranges = self._ranges
        return ranges.get(read, ranges["any"]).log_density(features) - ranges[target].log_density(features)

    def _scores(self, features: np.ndarray, evidence: np.ndarray, target: str) -> dict[str, float]:
        """aspect -> how much it speaks for the letter read and against the target; only what one can see."""
        wanted = self._ranges[target].middle
        # One far-off landmark must not outshout everything else.
        evidence = np.clip(evidence, -6.0, 6.0)
        scores = {}
        for finger in KNUCKLES:
            column = COLUMN[f"{finger}.bend"]
            now, then = features[column], wanted[column]
            if abs(now - then) >= VISIBLE_BEND and _state(now) != _state(then):
                scores[finger] = _strongest(evidence, _columns(finger))
        if _both_stand(features) and _both_stand(wanted):
            scores["spread"] = _strongest(evidence, _columns("spread"))
        turns = [COLUMN["orientation.palm_up"]]
        if _stands(features, "index") and _stands(wanted, "index"):
            turns.append(COLUMN["orientation.point_up"])
        if np.abs(features[turns] - wanted[turns]).max() >= VISIBLE_TURN:
            scores["orientation"] = _strongest(evidence, turns) * ORIENTATION_FIRST
        # Last: among equals the larger movement is told, and that of the thumb is the smallest.
        scores["thumb"] = _strongest(evidence, _columns("thumb"))
        return scores

    def _finger_hint(
        self, finger: str, scores: dict[str, float], features: np.ndarray, target: str, read: str | None
    ) -> Hint:
        wanted = self._ranges[target].middle
        verbs = {
            name: _verb(features[COLUMN[f"{name}.bend"]], wanted[COLUMN[f"{name}.bend"]])
            for name in KNUCKLES
            if name in scores and scores[name] >= TOGETHER * scores[finger]
        }
        fingers = tuple(name for name, verb in verbs.items() if verb == verbs[finger])
        advice = hint_text.finger_advice(target, fingers, verbs[finger])
        return Hint(advice, fingers, verbs[finger], _finger_landmarks(*fingers), target, read)


def movement_hint(target: str, read: str | None = None, moving: bool = False) -> Hint:
    """The hint that the hand is right and the movement is what is missing, or what is too much."""
    return Hint(hint_text.movement_advice(target, moving), ("movement",), "", (), target, read)


def _may_be(target: str, posterior: np.ndarray, evidence: np.ndarray) -> bool:
    """Whether classifier and geometry together leave it open that the target is being signed."""
    doubt = GEOMETRY_WEIGHT * float(np.clip(evidence, -3.0, 3.0).mean())
    return math.log(max(target_share(target, posterior), 1e-9)) - doubt >= LEAST_LOG_SHARE


def _read_instead(target: str, posterior: np.ndarray) -> tuple[str, float]:
    others = posterior.copy()
    others[INDEX[target]] = -1.0
    if target in STARTS_AS:
        others[INDEX[STARTS_AS[target]]] = -1.0
    best = int(others.argmax())
    return CLASSES[best], float(posterior[best])


def _columns(aspect: str) -> list[int]:
    return [COLUMN[name] for name, about in FEATURES.items() if about == aspect]


def _strongest(evidence: np.ndarray, columns: list[int]) -> float:
    """Mean of the three most telling features: one alone is noise, all together bury it."""
    return float(np.sort(evidence[columns])[-3:].mean())


def _state(bend: float) -> str:
    return "straight" if bend < STRAIGHT_BELOW else "folded" if bend > FOLDED_ABOVE else "bent"


def _verb(now: float, wanted: float) -> str:
    state = _state(wanted)
    if now > wanted:
        return "straighten" if state == "straight" else "open"
    return "fold" if state == "folded" else "bend"


def _stands(features: np.ndarray, finger: str) -> bool:
    return bool(features[COLUMN[f"{finger}.reach"]] >= _STANDING)


def _both_stand(features: np.ndarray) -> bool:
    return _stands(features, "index") and _stands(features, "middle")


def _finger_landmarks(*fingers: str) -> tuple[int, ...]:
    return tuple(KNUCKLES[finger] + step for finger in fingers for step in range(4))
