"""Poses for the sequence network: what the shipped classifier says of a folder's hands."""

from __future__ import annotations

import csv
from pathlib import Path

import cv2
import numpy as np
import pytest

from realtime_asl.errors import UserError
from realtime_asl.letters.classifier import LetterClassifier
from realtime_asl.training.pose_posteriors import read_poses


def folder_with(folder: Path, rows: list[tuple[str, str]], landmarks: np.ndarray) -> Path:
    with (folder / "manifest.csv").open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["path", "letter", "signer", "handedness", "doubt"])
        for number, (letter, doubt) in enumerate(rows):
            cv2.imwrite(str(folder / f"{number}.png"), np.full((100, 80, 3), 40 * number, np.uint8))
            writer.writerow([f"{number}.png", letter, "anna", "Right", doubt])
    np.save(folder / "landmarks.npy", landmarks)
    return folder


def test_hands_are_kept_in_pixels_and_what_is_doubtful_is_left_out(tmp_path: Path) -> None:
    points = np.random.default_rng(0).uniform(0.2, 0.8, (3, 21, 3)).astype(np.float32)
    points[1] = np.nan
    poses = read_poses(folder_with(tmp_path, [("A", "0"), ("B", "0"), ("C", "1")], points), LetterClassifier())
    assert list(poses["letter"]) == ["A"]
    assert np.allclose(poses["landmarks"][0], points[0] * (80, 100, 80))
    assert poses["posterior"].shape == (1, 29)
    assert poses["posterior"].sum() == pytest.approx(1, abs=1e-3)


def test_landmarks_of_other_pictures_are_refused(tmp_path: Path) -> None:
    folder = folder_with(tmp_path, [("A", "0")], np.zeros((2, 21, 3), np.float32))
    with pytest.raises(UserError, match="belong together"):
        read_poses(folder, LetterClassifier())
