"""How well letters were read: by signer, and how well confidences tell how often a letter is right."""

from __future__ import annotations

import numpy as np


def signer_means(right: np.ndarray, signers: np.ndarray) -> np.ndarray:
    """(signers,) share of each that was read right, the lowest first.

    Args:
        right: (N,) bool.
        signers: (N,) names.
    """
    return np.sort([right[signers == name].mean() for name in np.unique(signers)])


def worst_tenth(means: np.ndarray) -> np.ndarray:
    """The lowest tenth of `signer_means`, at least one where there is any."""
    return means[: -(-len(means) // 10)]


def calibration_error(confidence: np.ndarray, right: np.ndarray, bins: int = 15) -> float:
    """Expected calibration error (Guo et al. 2017): mean |accuracy - confidence| over equal bins of confidence.

    Args:
        confidence: (N,) probability of what was read, 0..1.
        right: (N,) bool.
        bins: how many.
    """
    which = np.minimum((confidence * bins).astype(int), bins - 1)
    gaps = np.bincount(which, weights=right.astype(float) - confidence, minlength=bins)
    return float(np.abs(gaps).sum() / max(len(confidence), 1))
