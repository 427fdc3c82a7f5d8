"""Measures the ranges behind the practice hints: ``python -m realtime_asl.training.fit_hints DIR``.

DIR holds `manifest.csv` (letter, signer, handedness) and, row by row, `landmarks.npy` (N, 21, 3) of square pictures.
Only quantiles are written; no picture and no single hand can be told from them.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import numpy as np

from realtime_asl.alphabet import CLASSES, LETTERS, NOTHING
from realtime_asl.errors import UserError, one_line_errors
from realtime_asl.input_files import refuse_existing, refuse_inputs
from realtime_asl.practice.features import FEATURES, measure
from realtime_asl.practice.ranges import QUANTILES
from realtime_asl.training.stored_arrays import read_hands

#: What is read of manifest.csv.
COLUMNS = ("letter", "signer", "handedness")
OUT = Path(__file__).resolve().parents[1] / "practice" / "data" / "ranges.json"


def weighted_quantiles(values: np.ndarray, weights: np.ndarray, quantiles: tuple[float, ...]) -> np.ndarray:
    """Quantiles of `values` (N, F) under `weights` (N,): (len(quantiles), F)."""
    order = np.argsort(values, axis=0)
    share = np.cumsum(weights[order], axis=0) - weights[order] / 2
    share /= weights.sum()
    ordered = np.take_along_axis(values, order, axis=0)
    return np.stack([np.interp(quantiles, share[:, f], ordered[:, f]) for f in range(values.shape[1])], axis=1)


def signer_weights(signers: np.ndarray) -> np.ndarray:
    """(N,) weights with which every signer counts the same, however many pictures there are."""
    _, which, count = np.unique(signers, return_inverse=True, return_counts=True)
    return 1.0 / count[which]


def fit(landmarks: np.ndarray, letters: np.ndarray, signers: np.ndarray, left: np.ndarray) -> dict:
    """The content of `ranges.json` for hands (N, 21, 3) with their letters, signers and handedness."""
    features = measure(landmarks, left).astype(np.float64)
    groups = {name: letters == name for name in CLASSES if name != NOTHING and (letters == name).any()}
    groups["any"] = np.isin(letters, list(groups))
    ranges = {}
    for name, chosen in groups.items():
        table = weighted_quantiles(features[chosen], signer_weights(signers[chosen]), QUANTILES)
        ranges[name] = [[round(float(value), 3) for value in column] for column in table.T]
    return {
        "about": "Quantiles of hand features over signers, each signer weighted the same; a row per feature.",
        "quantiles": list(QUANTILES),
        "signers": len(set(signers.tolist())),
        "hands": len(letters),
        "features": list(FEATURES),
        "ranges": ranges,
    }


@one_line_errors()
def main() -> None:
    """Read a folder of labelled landmarks and write the ranges."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("data", type=Path, metavar="DIR")
    parser.add_argument("--out", type=Path, default=OUT, metavar="JSON")
    parser.add_argument("--overwrite", action="store_true", help="replace ranges that exist")
    options = parser.parse_args()
    refuse_inputs(options.out, (options.data / "manifest.csv", options.data / "landmarks.npy"), "--out")
    refuse_existing(options.out, options.overwrite)
    rows, landmarks = read_hands(options.data, COLUMNS)
    found = np.isfinite(landmarks).all(axis=(1, 2))
    column = {name: np.array([row[name] for row in rows], str)[found] for name in COLUMNS}
    if not np.isin(column["letter"], LETTERS).any():
        raise UserError(f"'{options.data}' has no hand that shows a letter; ranges are measured on hands of A-Z")
    stored = fit(landmarks[found], column["letter"], column["signer"], column["handedness"] == "Left")
    lines = json.dumps(stored).replace('"ranges": {', '"ranges": {\n').replace("]], ", "]],\n")
    options.out.write_text(lines + "\n", encoding="utf-8")
    print(f"{options.out}: {stored['hands']} hands of {stored['signers']} signers")


if __name__ == "__main__":
    main()
