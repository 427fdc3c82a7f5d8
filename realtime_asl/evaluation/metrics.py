"""Figures computed from labels and posteriors; plain NumPy, no state."""

from __future__ import annotations

import math

import numpy as np


def wilson_interval(right: int, count: int, z: float = 1.96) -> tuple[float, float]:
    """The 95 % interval (Wilson 1927) of a share `right` / `count`; (0, 1) where nothing was counted."""
    if count == 0:
        return 0.0, 1.0
    share = right / count
    middle = share + z * z / (2 * count)
    reach = z * math.sqrt(share * (1 - share) / count + z * z / (4 * count * count))
    scale = 1 + z * z / count
    return max(0.0, (middle - reach) / scale), min(1.0, (middle + reach) / scale)


def confusion_matrix(truth: np.ndarray, read: np.ndarray, classes: int) -> np.ndarray:
    """(classes, classes) int: row = true label, column = what was read."""
    matrix = np.zeros((classes, classes), int)
    np.add.at(matrix, (truth, read), 1)
    return matrix


def f1_scores(matrix: np.ndarray) -> np.ndarray:
    """F1 per class from a confusion matrix; NaN for classes that do not occur in the labels."""
    hit = np.diag(matrix).astype(float)
    total = matrix.sum(axis=0) + matrix.sum(axis=1)
    return np.where(matrix.sum(axis=1) > 0, 2 * hit / np.maximum(total, 1), np.nan)


def calibration_error(confidence: np.ndarray, right: np.ndarray, bins: int = 15) -> float:
    """Expected calibration error: mean |accuracy - confidence| over equal bins of confidence."""
    which = np.minimum((confidence * bins).astype(int), bins - 1)
    error = 0.0
    for number in range(bins):
        inside = which == number
        if inside.any():
            error += inside.mean() * abs(float(right[inside].mean()) - float(confidence[inside].mean()))
    return float(error)


def roc_curve(scores: np.ndarray, positive: np.ndarray) -> tuple[np.ndarray, np.ndarray, float]:
    """One-against-rest ROC: false-positive rates, true-positive rates, area (NaN if a side is empty)."""
    order = np.argsort(-scores, kind="stable")
    hits = positive[order].astype(float)
    if hits.sum() in (0, len(hits)):
        return np.array([0.0, 1.0]), np.array([0.0, 1.0]), float("nan")
    last_of_equal = np.append(np.diff(scores[order]) != 0, True)
    true = np.concatenate([[0], np.cumsum(hits)[last_of_equal] / hits.sum()])
    false = np.concatenate([[0], np.cumsum(1 - hits)[last_of_equal] / (1 - hits).sum()])
    return false, true, float(np.trapezoid(true, false))
