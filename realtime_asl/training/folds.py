"""Cross-validation: whole signers are left out in turn, and what is read of them is tabled."""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from torch.utils.data import DataLoader
from tqdm import tqdm

from realtime_asl.alphabet import CLASSES, INDEX, STATIC
from realtime_asl.errors import UserError
from realtime_asl.letters.scores import calibration_error, signer_means, worst_tenth
from realtime_asl.training.data import LetterDataset, Sample
from realtime_asl.training.weights import load_weights

#: The columns of a fold's readings: the label, and what the joint head, ResNet50 alone and the landmarks alone read.
COLUMNS = ("signer", "letter", "doubt", "read", "confidence", "image_read", "landmarks_read")


@dataclass(frozen=True, slots=True)
class Readings:
    """What was read of pictures of people who were left out, column by column as in `COLUMNS`; each (N,)."""

    signer: np.ndarray
    letter: np.ndarray
    doubt: np.ndarray
    read: np.ndarray
    confidence: np.ndarray
    image_read: np.ndarray
    landmarks_read: np.ndarray


def collection_of(signer: str) -> str:
    """What a signer was gathered with: names that differ only in a number at the end (`ana_s1`, `ana_s2`)."""
    return re.sub(r"_s\d+$", "", signer)


def assign_folds(signers: Iterable[str], folds: int) -> dict[str, int]:
    """Signer -> fold 0 .. folds - 1, nearly equal in pictures.

    Signers of one collection share rooms and cameras, and may be one person: they are in the same fold.

    Args:
        signers: of every picture.
        folds: how many.

    Raises:
        UserError: fewer than two folds, or more of them than collections.
    """
    signers = list(signers)
    sizes = Counter(map(collection_of, signers))
    if len(sizes) < 2:
        raise UserError("all pictures are of one signer, or of one collection of them; folds need two or more")
    if not 2 <= folds <= len(sizes):
        raise UserError(f"{folds} folds of {len(sizes)} collections of signers cannot be made; give 2 to {len(sizes)}")
    filled = [0] * folds
    fold: dict[str, int] = {}
    for name, size in sorted(sizes.items(), key=lambda item: (-item[1], item[0])):
        smallest = filled.index(min(filled))
        fold[name] = smallest
        filled[smallest] += size
    return {signer: fold[collection_of(signer)] for signer in set(signers)}


@torch.inference_mode()
def write_readings(weights: Path, samples: Sequence[Sample], file: Path) -> None:
    """Reads every sample with the weights, and writes a row for each."""
    network, info = load_weights(weights)
    rows = iter(samples)
    with file.open("w", newline="", encoding="utf-8") as out:
        writer = csv.writer(out)
        writer.writerow(COLUMNS)
        for images, points, present, *_ in tqdm(DataLoader(LetterDataset(samples, info.size), 64), desc="left out"):
            logits = network(images.float(), points, present)
            posterior = (logits.joint / info.temperature).softmax(1)
            confidence, read = posterior.max(1)
            columns = (read, confidence, logits.image.argmax(1), logits.landmarks.argmax(1))
            for of_row in zip(*(column.tolist() for column in columns), strict=True):
                joint, sure, image, landmarks = of_row
                sample = next(rows)
                names = (CLASSES[image], CLASSES[landmarks])
                writer.writerow(
                    [sample.signer, CLASSES[sample.label], int(sample.doubt), CLASSES[joint], f"{sure:.4f}", *names]
                )


def load_readings(files: Sequence[Path]) -> Readings:
    """The readings of several folds, one after the other.

    Raises:
        UserError: a file is damaged.
    """
    rows: list[dict[str, str]] = []
    for file in files:
        with file.open(newline="", encoding="utf-8") as stored:
            reader = csv.DictReader(stored)
            if tuple(reader.fieldnames or ()) != COLUMNS:
                raise UserError(f"'{file}' holds no readings of a fold; delete it, and the fold is done anew")
            rows += reader
    columns = {name: np.array([row[name] for row in rows]) for name in COLUMNS}
    return Readings(
        **columns | {"doubt": columns["doubt"].astype(int) > 0, "confidence": columns["confidence"].astype(np.float32)}
    )


def table(readings: Readings) -> str:
    """The figures for people, over the 24 static letters: by reader, and by letter. Doubtful labels are apart."""
    counted = np.isin(readings.letter, STATIC) & ~readings.doubt
    lines = ["", "reader           pictures   mean over signers   worst tenth of signers"]
    readers = {
        "both": readings.read,
        "ResNet50 alone": readings.image_read,
        "landmarks alone": readings.landmarks_read,
    }
    for name, read in readers.items():
        right = read == readings.letter
        signers = signer_means(right[counted], readings.signer[counted])
        lines.append(
            f"{name:<16} {right[counted].mean():>8.2%} {signers.mean():>19.2%} {worst_tenth(signers).mean():>24.2%}"
        )
    right = readings.read == readings.letter
    lines.append(f"calibration error {calibration_error(readings.confidence[counted], right[counted]):.4f}")
    if readings.doubt.any():
        lines.append(f"doubtful labels {right[readings.doubt].mean():.2%} of {int(readings.doubt.sum())} pictures")
    sure = {letter: (readings.letter == letter) & ~readings.doubt for letter in INDEX}
    letters = {letter: right[rows].mean() for letter, rows in sure.items() if rows.any()}
    lines.append("by letter: " + "  ".join(f"{letter} {share:.1%}" for letter, share in letters.items()))
    return "\n".join(lines)
