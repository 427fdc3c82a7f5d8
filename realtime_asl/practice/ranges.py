"""The range of every feature of the hand in every letter, measured on many signers.

The numbers are statistics only (`data/ranges.json`, written by ``python -m realtime_asl.training.fit_hints``):
for each letter and feature the values between which the middle two thirds of the signers lie, every
signer counting the same.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from importlib import resources

import numpy as np

from realtime_asl.practice.features import FEATURES

#: The stored quantiles: lower end, middle and upper end of a range (one standard deviation of a normal one).
QUANTILES = (0.16, 0.5, 0.84)
#: Degrees of freedom of the tails: signers differ more than a normal distribution allows.
_TAILS = 4.0


@dataclass(frozen=True)
class Range:
    """The features of one letter: `middle` and half-width `spread`, both (len(FEATURES),) float64."""

    middle: np.ndarray
    spread: np.ndarray

    def log_density(self, features: np.ndarray) -> np.ndarray:
        """(len(FEATURES),) log density of each feature on its own (Student's t, up to a constant)."""
        distance = (features - self.middle) / self.spread
        return -np.log(self.spread) - (_TAILS + 1) / 2 * np.log1p(distance**2 / _TAILS)


@cache
def load_ranges() -> dict[str, Range]:
    """class name -> its range, for A-Z, `space` and `del`, and "any" for all of them together."""
    text = resources.files("realtime_asl.practice").joinpath("data/ranges.json").read_text(encoding="utf-8")
    stored = json.loads(text)
    if stored["features"] != list(FEATURES):
        raise RuntimeError(
            "data/ranges.json was made for other features; run python -m realtime_asl.training.fit_hints"
        )
    ranges = {}
    for letter, rows in stored["ranges"].items():
        low, middle, high = np.array(rows, np.float64).T
        # No signer is more exact than the landmarks, which are good to about 3 % of the palm.
        ranges[letter] = Range(middle, np.maximum((high - low) / 2, 0.03))
    return ranges
