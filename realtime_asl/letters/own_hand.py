"""It learns your hand: examples of one person's letters change what is read in that person's frames.

    hand = OwnHand(examples)
    posterior = hand.adapt(posterior, points)

A frame that looks like an example of a letter, in what the network says of it and in its landmarks, is pulled towards
that letter. The pull is bounded, and it fades with the distance: a frame like none of the examples is read as before.
How strongly a person's examples may pull is tried out on themselves, each against all others: where they disagree,
they hardly count.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

import numpy as np

from realtime_asl.alphabet import CLASSES, INDEX
from realtime_asl.hand import canonical_landmarks
from realtime_asl.letters.recognizer import Prediction

#: Probabilities below this are all the same: the network's far tail is noise.
_LEAST = 1e-5


@dataclass(frozen=True, slots=True)
class Pull:
    """How examples pull; chosen on signers whom the network has not seen.

    Attributes:
        posterior_spread: how far two frames of one letter of one person lie apart, as roots of probabilities.
        landmark_spread: the same for the landmarks, root of the mean square of a coordinate in sides of the hand's box.
        floor: likeness below which an example says nothing.
        bound: no letter is pulled up against another by more than this, in log-probabilities.
        strength: weight of the examples where they agree; `single` where there is too little to tell.
        untaught: share of the best pull that a letter without examples gets, so that it is not simply crowded out.
        shrink: so many examples of a letter halve its likeness.
    """

    posterior_spread: float = 0.4
    landmark_spread: float = 0.03
    floor: float = 0.003
    bound: float = 6.0
    strength: float = 5.0
    single: float = 5.0
    untaught: float = 0.5
    shrink: float = 1.0


@dataclass(frozen=True, slots=True)
class Examples:
    """One person's examples.

    Attributes:
        letters: (n,) index in CLASSES.
        posteriors: (n, 29) float32, what the network said, before any adaptation.
        points: (n, 21, 3) float32, `hand.canonical_landmarks`.
        space: names the weights that said it; under other weights only the landmarks are of use.
    """

    letters: np.ndarray
    posteriors: np.ndarray
    points: np.ndarray
    space: str = ""

    @classmethod
    def none(cls, space: str = "") -> Examples:
        """Of nobody."""
        return cls(
            np.zeros(0, np.int64), np.zeros((0, len(CLASSES)), np.float32), np.zeros((0, 21, 3), np.float32), space
        )

    @classmethod
    def of(cls, letter: str, predictions: Iterable[Prediction], space: str) -> Examples:
        """Frames with a hand in which a person shows `letter`."""
        shown = [p for p in predictions if p.hand is not None]
        if not shown:
            return cls.none(space)
        return cls(
            np.full(len(shown), INDEX[letter], np.int64),
            np.stack([p.posterior for p in shown]).astype(np.float32),
            np.stack([canonical_landmarks(p.hand) for p in shown]),
            space,
        )

    def __len__(self) -> int:
        return len(self.letters)

    @property
    def taught(self) -> tuple[str, ...]:
        """The letters that have examples, in the order of CLASSES."""
        return tuple(CLASSES[i] for i in sorted(set(self.letters.tolist())))

    def without_posteriors(self) -> Examples:
        """The landmarks alone; rows of zeros stand for what unknown weights said."""
        return replace(self, posteriors=np.zeros_like(self.posteriors))

    def with_letter(self, letter: str, more: Examples) -> Examples:
        """`more` in place of the examples of `letter` so far."""
        kept = self.letters != INDEX[letter]
        return replace(
            self,
            letters=np.concatenate([self.letters[kept], more.letters]),
            posteriors=np.concatenate([self.posteriors[kept], more.posteriors]),
            points=np.concatenate([self.points[kept], more.points]),
            space=more.space,
        )


class OwnHand:
    """Adapts posteriors to one person.

    Args:
        examples: of that person.
        pull: how they pull.
        space: names the present weights; posteriors of others are left out of the comparison.

    Attributes:
        strength: how strongly they pull, 0 where they disagree.
        outdated: the examples are of other weights, and only their landmarks are used.
    """

    def __init__(self, examples: Examples, pull: Pull | None = None, space: str | None = None) -> None:
        self.outdated = space is not None and len(examples) > 0 and space != examples.space
        self.examples = examples = examples.without_posteriors() if self.outdated else examples
        self._pull = pull or Pull()
        self._known = examples.posteriors.sum(axis=1) > 0.5
        self._roots = np.sqrt(examples.posteriors)
        self._flat = examples.points[:, :, :2].reshape(len(examples), 42)
        self._member = np.zeros((len(examples), len(CLASSES)), np.float32)
        self._member[np.arange(len(examples)), examples.letters] = 1.0
        self.strength = self._agreed_strength() if len(examples) else 0.0

    def adapt(self, posterior: np.ndarray, points: np.ndarray) -> np.ndarray:
        """(29,) posterior and (21, 3) canonical landmarks -> (29,) float32 posterior, sum 1."""
        return self.adapt_all(posterior[None], points[None])[0]

    def adapt_all(self, posteriors: np.ndarray, points: np.ndarray) -> np.ndarray:
        """The same for (n, 29) and (n, 21, 3)."""
        if self.strength == 0.0:
            return posteriors
        scores = self._scores(self._likeness(posteriors, points), self._member)
        return _moved(posteriors, self.strength * scores, self._pull.bound).astype(np.float32)

    def _likeness(self, posteriors: np.ndarray, points: np.ndarray) -> np.ndarray:
        """(n, examples): 1 for the same, falling to 0."""
        pull, flat = self._pull, points[:, :, :2].reshape(len(points), 42)
        far = _square_distances(flat, self._flat) / (flat.shape[1] * pull.landmark_spread**2)
        apart = _square_distances(np.sqrt(posteriors), self._roots) / pull.posterior_spread**2
        far += np.where(self._known, apart, 0.0)
        return np.exp(-0.5 * far)

    def _scores(self, likeness: np.ndarray, member: np.ndarray) -> np.ndarray:
        """(n, 29): what the examples say for each class, between log(floor) and about 0."""
        pull = self._pull
        counts = member.sum(axis=-2)
        alike = likeness @ member if member.ndim == 2 else np.einsum("ne,nec->nc", likeness, member)
        scores = np.log(pull.floor + alike / (counts + pull.shrink))
        taught = np.broadcast_to(counts > 0, scores.shape)
        best = scores.max(axis=1, keepdims=True)
        floor = np.log(pull.floor)
        return np.where(taught, scores, floor + pull.untaught * (best - floor))

    def _agreed_strength(self) -> float:
        """The strength with which the examples read each other best, each left out in turn."""
        pull, letters, count = self._pull, self.examples.letters, len(self.examples)
        # The others have nothing to be read by, or nothing that was read.
        again = np.flatnonzero((self._member.sum(axis=0)[letters] > 1) & self._known)
        if not len(again):
            return pull.single
        without = np.repeat(self._member[None], len(again), axis=0)
        without[np.arange(len(again)), again] = 0.0
        likeness = self._likeness(self.examples.posteriors[again], self.examples.points[again])
        scores = self._scores(likeness, without)
        losses = []
        for share in (steps := np.linspace(0.0, 1.0, 9)):
            read = _moved(self.examples.posteriors[again], share * pull.strength * scores, pull.bound)
            # A single example hardly speaks: as if two more had spoken for the usual strength.
            prior = 2.0 * (share - pull.single / pull.strength) ** 2
            losses.append(-np.log(read[np.arange(len(again)), letters[again]] + 1e-3).sum() + prior * min(1.0, count))
        return float(steps[int(np.argmin(losses))] * pull.strength)


class Personalizer:
    """Prediction -> the prediction of one person's hand; put between letters and spelling."""

    def __init__(self, hand: OwnHand) -> None:
        self.hand = hand

    def personal(self, prediction: Prediction) -> Prediction:
        """The same frame, read with the person's examples; without a hand, the prediction as it is."""
        if prediction.hand is None or self.hand.strength == 0.0:
            return prediction
        points = canonical_landmarks(prediction.hand)
        return replace(prediction, posterior=self.hand.adapt(prediction.posterior, points))


def _square_distances(one: np.ndarray, other: np.ndarray) -> np.ndarray:
    squares = (one**2).sum(axis=1)[:, None] + (other**2).sum(axis=1)[None] - 2 * one @ other.T
    return np.maximum(squares, 0.0)


def _moved(posteriors: np.ndarray, scores: np.ndarray, bound: float) -> np.ndarray:
    scores = np.maximum(scores - scores.max(axis=1, keepdims=True), -bound)
    logs = np.log(np.maximum(posteriors, _LEAST)) + scores
    raised = np.exp(logs - logs.max(axis=1, keepdims=True))
    return raised / raised.sum(axis=1, keepdims=True)
