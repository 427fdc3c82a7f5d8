"""One person's examples of letters: what the network said of some frames, and the landmarks in them. No pictures."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

import numpy as np

from realtime_asl.alphabet import CLASSES, INDEX
from realtime_asl.hand import canonical_landmarks
from realtime_asl.letters.network_output import EMBEDDING
from realtime_asl.letters.recognizer import Prediction


@dataclass(frozen=True, slots=True)
class Examples:
    """One person's examples.

    Attributes:
        letters: (n,) index in CLASSES.
        posteriors: (n, 29) float32, what the network said, before any adaptation.
        embeddings: (n, EMBEDDING) float32, see `NetworkOutput`.
        points: (n, 21, 3) float32, `hand.canonical_landmarks`.
        space: names the weights that said it; under other weights only the landmarks are of use.
    """

    letters: np.ndarray
    posteriors: np.ndarray
    embeddings: np.ndarray
    points: np.ndarray
    space: str = ""

    @classmethod
    def none(cls, space: str = "") -> Examples:
        """Of nobody."""
        empty = (np.zeros((0, *shape), np.float32) for shape in ((len(CLASSES),), (EMBEDDING,), (21, 3)))
        return cls(np.zeros(0, np.int64), *empty, space)

    @classmethod
    def of(cls, letter: str, predictions: Iterable[Prediction], space: str) -> Examples:
        """Frames with a hand in which a person shows `letter`."""
        shown = [p for p in predictions if p.hand is not None]
        if not shown:
            return cls.none(space)
        return cls(
            np.full(len(shown), INDEX[letter], np.int64),
            np.stack([p.posterior for p in shown]).astype(np.float32),
            np.stack([p.embedding for p in shown]).astype(np.float32),
            np.stack([canonical_landmarks(p.hand) for p in shown]),
            space,
        )

    def __len__(self) -> int:
        return len(self.letters)

    @property
    def taught(self) -> tuple[str, ...]:
        """The letters that have examples, in the order of CLASSES."""
        return tuple(CLASSES[i] for i in sorted(set(self.letters.tolist())))

    @property
    def known(self) -> np.ndarray:
        """(n,) bool: what the present network says of it is known; of the others, the landmarks alone."""
        return self.embeddings.any(axis=1)

    def where(self, wanted: np.ndarray) -> Examples:
        """The examples with these indices, or where a mask is true."""
        columns = (self.letters, self.posteriors, self.embeddings, self.points)
        return Examples(*(column[wanted] for column in columns), self.space)

    def landmarks_alone(self) -> Examples:
        """Rows of zeros in place of what other weights said."""
        return replace(
            self, posteriors=np.zeros_like(self.posteriors), embeddings=np.zeros_like(self.embeddings), space=""
        )

    def with_letter(self, letter: str, more: Examples) -> Examples:
        """`more` in place of the examples of `letter` so far."""
        kept = self.where(self.letters != INDEX[letter])
        return Examples(
            np.concatenate([kept.letters, more.letters]),
            np.concatenate([kept.posteriors, more.posteriors]),
            np.concatenate([kept.embeddings, more.embeddings]),
            np.concatenate([kept.points, more.points]),
            more.space,
        )
