"""Figures on labelled pictures of people whom the model has not seen."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import dataclass, fields

import numpy as np
from tqdm import tqdm

from realtime_asl.alphabet import CLASSES, INDEX, LETTERS, STATIC
from realtime_asl.errors import UserError, of_item, printable
from realtime_asl.evaluation.metrics import f1_scores, wilson_interval
from realtime_asl.hand import canonical_landmarks
from realtime_asl.letters.scores import calibration_error, signer_means, worst_tenth
from realtime_asl.letters.stills import StillReader, StillReading
from realtime_asl.sources.labelled import Labelled
from realtime_asl.tracking.hand_finder import BORDERS


@dataclass(frozen=True, slots=True)
class Results:
    """All readings of a labelled folder, row by row.

    Attributes:
        rows: (N) what was read, with its label.
        truth: (N,) label index in CLASSES.
        posteriors: (N, 29) float32.
        embeddings: (N, EMBEDDING) float32 of `NetworkOutput`.
        found: (N,) bool, a hand was found.
        seconds: (N,) time for one picture, without reading the file.
        points: (N, 21, 3) float32 canonical landmarks, 0 where no hand was found.
        again: (N,) bool, the hand was looked at more often than the two times that are usual.
        alone: (N,) bool, no two looks agreed on the hand.
        by_hand: (N,) bool, the letter is what the hand that was found shows by itself.
        first: (N,) index of the class that the first look's hand alone would have given.
    """

    rows: tuple[Labelled, ...]
    truth: np.ndarray
    posteriors: np.ndarray
    embeddings: np.ndarray
    found: np.ndarray
    seconds: np.ndarray
    points: np.ndarray
    again: np.ndarray
    alone: np.ndarray
    by_hand: np.ndarray
    first: np.ndarray

    @property
    def read(self) -> np.ndarray:
        """(N,) index of the class that was read."""
        return self.posteriors.argmax(axis=1)

    @property
    def right(self) -> np.ndarray:
        """(N,) bool."""
        return self.read == self.truth

    @property
    def doubtful(self) -> np.ndarray:
        """(N,) bool, a person would dispute the label."""
        return np.array([row.doubt for row in self.rows], bool)

    def where(self, wanted: np.ndarray) -> Results:
        """Only the rows where `wanted` (N,) bool is true."""
        rows = tuple(row for row, kept in zip(self.rows, wanted, strict=True) if kept)
        return Results(rows, *(getattr(self, column.name)[wanted] for column in fields(self)[1:]))


def read_all(reader: StillReader, rows: Sequence[Labelled]) -> tuple[Results, int]:
    """Reads every picture, with a progress bar; also returns how many files could not be read."""
    kept: list[Labelled] = []
    readings: list[StillReading] = []
    first: list[int] = []
    failures = 0
    for row in tqdm(rows, desc="pictures", unit="", file=sys.stderr):
        try:
            image = row.picture()
            reading = reader.read(image)
            again = reading.first is not None and reading.first is not reading.hand
            first_read = reader.posterior(image, reading.first) if again else reading.posterior
        except Exception as error:  # noqa: BLE001 - whatever is wrong with one picture, the others are read
            tqdm.write(f"error: {of_item(row.path, error)}", file=sys.stderr)
            failures += 1
            continue
        kept.append(row)
        readings.append(reading)
        first.append(int(first_read.argmax()))
    if not kept:
        raise UserError("none of the labelled pictures could be read; check the paths in manifest.csv")
    return Results(
        tuple(kept),
        np.array([INDEX[row.letter] for row in kept]),
        np.stack([reading.posterior for reading in readings]),
        np.stack([reading.embedding for reading in readings]),
        np.array([reading.hand is not None for reading in readings]),
        np.array([reading.seconds for reading in readings]),
        np.stack(
            [
                np.zeros((21, 3), np.float32) if reading.hand is None else canonical_landmarks(reading.hand)
                for reading in readings
            ]
        ),
        np.array([reading.looks > len(BORDERS) for reading in readings]),
        np.array([reading.alone for reading in readings]),
        np.array([reading.by_hand for reading in readings]),
        np.array(first),
    ), failures


def _share(right: np.ndarray) -> float | None:
    return round(float(right.mean()), 4) if len(right) else None


def summarise(everything: Results) -> dict:
    """The JSON summary. Accuracies count every picture, also those in which no hand was found.

    Pictures whose label a person would dispute are in none of the figures but `doubtful`.
    """
    disputed = everything.doubtful
    if disputed.all():
        raise UserError("every picture's label is marked as doubtful (doubt = 1): nothing is left to measure")
    results = everything.where(~disputed)
    truth, right = results.truth, results.right
    static = np.isin(truth, [INDEX[letter] for letter in STATIC])
    letters = np.isin(truth, [INDEX[letter] for letter in LETTERS])
    signers = np.array([row.signer for row in results.rows])
    low, high = wilson_interval(int(right[static].sum()), int(static.sum()))
    f1 = f1_scores(truth, results.read, len(CLASSES))
    by_signer = signer_means(right[static], signers[static])
    return {
        "images": len(truth),
        "accuracy": _share(right),
        "static24_accuracy": _share(right[static]),
        "static24_interval": [round(low, 4), round(high, 4)],
        "signers_mean": _share(by_signer),
        "signers_worst_tenth": _share(worst_tenth(by_signer)),
        "letters26_accuracy": _share(right[letters]),
        "macro_f1": round(float(np.nanmean(f1)), 4),
        "missed_hands": int((~results.found & (truth != INDEX["nothing"])).sum()),
        "no_hand": int((~results.found).sum()),
        "looked_again": int(results.again.sum()),
        "looks_disagree": int(results.alone.sum()),
        "first_look_accuracy": _share(results.first == truth),
        "calibration_error": round(calibration_error(results.posteriors.max(axis=1), right), 4),
        "per_letter": {
            name: {
                "images": int((truth == index).sum()),
                "accuracy": _share(right[truth == index]),
                "f1": round(float(f1[index]), 4),
            }
            for name, index in INDEX.items()
            if (truth == index).any()
        },
        "per_signer": {
            signer: {
                "images": int((signers == signer).sum()),
                "static24_accuracy": _share(right[(signers == signer) & static]),
                "accuracy": _share(right[signers == signer]),
                "missed_hands": int((~results.found & (signers == signer) & (truth != INDEX["nothing"])).sum()),
            }
            for signer in sorted(set(signers))
        },
        "doubtful": {"images": int(disputed.sum()), "accuracy": _share(everything.right[disputed])},
        "latency_ms_p50": round(float(np.median(results.seconds)) * 1000, 2),
    }


def table(summary: dict) -> str:
    """The summary for people."""

    def percent(share: float | None) -> str:
        return "–" if share is None else f"{share:.1%}"

    low, high = summary["static24_interval"]
    lines = [
        f"24 static letters  {percent(summary['static24_accuracy'])}   (95 % interval {low:.1%} to {high:.1%})",
        f"mean over signers  {percent(summary['signers_mean'])}   (worst tenth of them "
        f"{percent(summary['signers_worst_tenth'])})",
        f"all 26 letters     {percent(summary['letters26_accuracy'])}",
        f"all 29 classes     {percent(summary['accuracy'])}   of {summary['images']} pictures",
        f"macro F1           {summary['macro_f1']:.3f}",
        f"missed hands       {summary['missed_hands']}   (counted as errors unless the letter is right all the same)",
        f"no hand found      {summary['no_hand']}   of all pictures, also of those that show none",
        f"looked again       {summary['looked_again']}   times at a hand; no two looks agree in "
        f"{summary['looks_disagree']}; the first look alone reads {percent(summary['first_look_accuracy'])}",
        *(
            [f"doubtful labels    {percent(doubtful['accuracy'])}   of {doubtful['images']} pictures, left out above"]
            if (doubtful := summary["doubtful"])["images"]
            else []
        ),
        f"calibration error  {summary['calibration_error']:.3f}",
        f"median time        {summary['latency_ms_p50']:.1f} ms a picture",
        "",
        "signer                 24 static   all   pictures",
    ]
    lines += [
        f"{printable(name)[:22]:<22} {percent(row['static24_accuracy']):>9} {percent(row['accuracy']):>6} "
        f"{row['images']:>8}"
        for name, row in summary["per_signer"].items()
    ]
    worst = sorted(summary["per_letter"].items(), key=lambda item: item[1]["accuracy"])[:8]
    lines += ["", "hardest: " + ", ".join(f"{name} {percent(row['accuracy'])}" for name, row in worst)]
    return "\n".join(lines)
