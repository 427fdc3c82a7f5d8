"""What the letter network says of one hand."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

#: Features of each of the two layers that make up an embedding, and of both.
LAYER = 256
EMBEDDING = 2 * LAYER


@dataclass(frozen=True, slots=True)
class NetworkOutput:
    """What the network says of one crop.

    Attributes:
        posterior: (29,) float32, probabilities in the order of CLASSES.
        embedding: (EMBEDDING,) float32, from what it says so: the last layer that sees the picture alone, then the last
            one before the letters, which sees the landmarks, too. Each half has length 1 (or is all 0), so that
            distances do not depend on the light. Hands that look alike to the network lie close to each other.
    """

    posterior: np.ndarray
    embedding: np.ndarray

    @classmethod
    def of(cls, posterior: np.ndarray, layers: np.ndarray) -> NetworkOutput:
        """Of the (29,) posterior and the (EMBEDDING,) values of both layers as the network computes them."""
        halves = layers.astype(np.float32, copy=False).reshape(2, LAYER)
        lengths = np.sqrt((halves**2).sum(axis=1, keepdims=True))
        return cls(posterior, (halves / np.maximum(lengths, 1e-6)).ravel())
