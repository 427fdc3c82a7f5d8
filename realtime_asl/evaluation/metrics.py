"""Figures from labels and posteriors that scikit-learn and SciPy do not give as they are needed here."""

from __future__ import annotations

import numpy as np


def load_packages() -> None:
    """Imports what the figures are made with: one that is missing is told before minutes of reading, not after.

    Raises:
        ImportError: a package of the extra `train` is missing.
    """
    import scipy.stats  # noqa: F401
    import sklearn.metrics  # noqa: F401


def wilson_interval(right: int, count: int) -> tuple[float, float]:
    """The 95 % interval (Wilson 1927) of a share `right` / `count`; (0, 1) where nothing was counted."""
    from scipy.stats import binomtest

    if count == 0:
        return 0.0, 1.0
    interval = binomtest(right, count).proportion_ci(method="wilson")
    return float(interval.low), float(interval.high)


def f1_scores(truth: np.ndarray, read: np.ndarray, classes: int) -> np.ndarray:
    """(classes,) F1 of each class; NaN for classes that do not occur in the labels.

    Args:
        truth: (N,) label index.
        read: (N,) index of what was read.
        classes: how many there are.
    """
    from sklearn.metrics import f1_score

    scores = f1_score(truth, read, labels=range(classes), average=None, zero_division=0)
    return np.where(np.isin(np.arange(classes), truth), scores, np.nan)
