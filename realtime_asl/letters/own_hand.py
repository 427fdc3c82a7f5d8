"""It learns your hand: examples of one person's letters change what is read in that person's frames.

    hand = OwnHand(examples)
    posterior = hand.adapt(posterior, embedding, points)

Kernel logistic regression on top of the network: to the logarithms of what the network says of a frame, a sum over the
examples is added, in which each weighs as much as it resembles the frame to the network. The weights are those with
which the examples themselves are read best, with a penalty on their size. So examples that contradict each other cancel
out, a frame like none of them is read as before, and a letter that the network reads rightly anyway changes little.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from realtime_asl.alphabet import CLASSES
from realtime_asl.hand import canonical_landmarks
from realtime_asl.letters.examples import Examples
from realtime_asl.letters.network_output import LAYER
from realtime_asl.letters.recognizer import Prediction

#: Probabilities below this are all the same: the network's far tail is noise.
_LEAST = 1e-4
#: Steps of the fit; each changes the weights less than half as much as the one before.
_STEPS = 60


@dataclass(frozen=True, slots=True)
class Pull:
    """How examples pull; chosen on signers whom the network has not seen.

    Attributes:
        picture_spread, joint_spread: how far frames of a letter of one person lie apart, in each half of an embedding.
        landmark_spread: the same for landmarks, root of the mean square of a coordinate in sides of the hand's box; for
            examples of other weights.
        penalty: on the squared size of the pull; small, since it is bounded otherwise.
        doubt: the network's certainty in an example is divided by this, as logarithms, where letters that were taught
            compete: also an example that it reads rightly then speaks for its letter.
        bound: no letter is pulled up against another by more than this, in log-probabilities.
    """

    picture_spread: float = 1.0
    joint_spread: float = 0.7
    landmark_spread: float = 0.04
    penalty: float = 0.05
    doubt: float = 4.0
    bound: float = 6.0


class OwnHand:
    """Adapts posteriors to one person.

    Args:
        examples: of that person.
        pull: how they pull.
        space: names the present weights; of examples that others have read, only the landmarks count.

    Attributes:
        outdated: the examples are of other weights.
    """

    def __init__(self, examples: Examples, pull: Pull | None = None, space: str | None = None) -> None:
        self.outdated = space is not None and len(examples) > 0 and space != examples.space
        self.examples = examples = examples.landmarks_alone() if self.outdated else examples
        self._pull = pull = pull or Pull()
        self._known = known = examples.known
        self._features, self._shapes = self._scaled(examples.embeddings, examples.points)
        self._taught = np.bincount(examples.letters, minlength=len(CLASSES)) > 0
        if not len(examples):
            return
        # Examples of these and of other weights are compared in different ways, and cannot be compared with each other.
        likeness = self._likeness(self._features, self._shapes) * (known[:, None] == known[None])
        said = np.where(known[:, None], _logs(examples.posteriors), 0.0)
        doubt = np.where(known, pull.doubt, 1.0)[:, None]
        #: (n, 29) each: pulls between letters that were taught; and what the network misread, corrected and no more.
        self._between = doubt * _fit(likeness, said / doubt, examples.letters, pull.penalty)
        self._mended = np.where(known[:, None], _fit(likeness, said, examples.letters, pull.penalty), 0.0)

    def adapt(self, posterior: np.ndarray, embedding: np.ndarray, points: np.ndarray) -> np.ndarray:
        """(29,) posterior, (EMBEDDING,) embedding and (21, 3) canonical landmarks -> (29,) float32 posterior, sum 1."""
        return self.adapt_all(posterior[None], embedding[None], points[None])[0]

    def adapt_all(self, posteriors: np.ndarray, embeddings: np.ndarray, points: np.ndarray) -> np.ndarray:
        """The same for (n, 29), (n, EMBEDDING) and (n, 21, 3)."""
        if not len(self.examples):
            return posteriors
        likeness = self._likeness(*self._scaled(embeddings, points))
        between, mended = likeness @ self._between, likeness @ self._mended
        # A letter without examples has nobody to speak for it where those that were taught compete: it competes with
        # the best of them by what was misread alone.
        best = between[:, self._taught].max(axis=1, keepdims=True) - mended[:, self._taught].max(axis=1, keepdims=True)
        pull = np.where(self._taught, between, mended + best)
        pull = np.maximum(pull - pull.max(axis=1, keepdims=True), -self._pull.bound)
        return _softmax(_logs(posteriors) + pull).astype(np.float32)

    def _scaled(self, embeddings: np.ndarray, points: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Embeddings and landmarks in units in which likeness falls with half the squared distance."""
        pull, flat = self._pull, points[:, :, :2].reshape(len(points), 42)
        spread = np.repeat([pull.picture_spread, pull.joint_spread], LAYER).astype(np.float32)
        return embeddings / spread, flat / (np.sqrt(flat.shape[1]) * pull.landmark_spread)

    def _likeness(self, features: np.ndarray, shapes: np.ndarray) -> np.ndarray:
        """(n, examples): 1 for the same, falling to 0."""
        if self._known.all():
            return np.exp(-0.5 * _square_distances(features, self._features))
        by_shape = np.exp(-0.5 * _square_distances(shapes, self._shapes))
        if not self._known.any():
            return by_shape
        return np.where(self._known, np.exp(-0.5 * _square_distances(features, self._features)), by_shape)


class Personalizer:
    """Prediction -> the prediction of one person's hand; put between letters and spelling."""

    def __init__(self, hand: OwnHand) -> None:
        self.hand = hand

    def personal(self, prediction: Prediction) -> Prediction:
        """The same frame, read with the person's examples; without a hand, the prediction as it is."""
        if prediction.hand is None or not len(self.hand.examples):
            return prediction
        points = canonical_landmarks(prediction.hand)
        return replace(prediction, posterior=self.hand.adapt(prediction.posterior, prediction.embedding, points))


def _fit(likeness: np.ndarray, said: np.ndarray, letters: np.ndarray, penalty: float) -> np.ndarray:
    """(n, 29) weights W, so that softmax(said + likeness @ W) says `letters`; penalised by trace(W' likeness W).

    Frames of one hold are nearly the same and count as one example. Minimised with the bound of Böhning (1992) on the
    curvature of the logarithm of a softmax: no step is too far.
    """
    weights = np.zeros_like(said)
    wanted = np.eye(len(CLASSES))[letters]
    counts = 1 / (likeness * (letters[:, None] == letters[None])).sum(axis=1, keepdims=True)
    inverse = np.linalg.inv(0.5 * counts * likeness + penalty * np.eye(len(letters)))
    for _ in range(_STEPS):
        weights = weights + inverse @ (counts * (wanted - _softmax(said + likeness @ weights)) - penalty * weights)
    return weights.astype(np.float32)


def _logs(posteriors: np.ndarray) -> np.ndarray:
    return np.log(np.maximum(posteriors, _LEAST))


def _softmax(logits: np.ndarray) -> np.ndarray:
    raised = np.exp(logits - logits.max(axis=1, keepdims=True))
    return raised / raised.sum(axis=1, keepdims=True)


def _square_distances(one: np.ndarray, other: np.ndarray) -> np.ndarray:
    squares = (one**2).sum(axis=1)[:, None] + (other**2).sum(axis=1)[None] - 2 * one @ other.T
    return np.maximum(squares, 0.0)
