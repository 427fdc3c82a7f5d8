"""``python -m realtime_asl.training.pose_posteriors DIR OUT.npz``: still poses, and what the classifier says of them.

For `train_spelling`. DIR has manifest.csv and landmarks.npy beside its pictures, of people whom the classifier's
weights have never seen: the sequence network has to learn to live with its mistakes on strangers.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

import numpy as np
from tqdm import tqdm

from realtime_asl.errors import UserError, of_item, one_line_errors
from realtime_asl.hand import Hand
from realtime_asl.letters.classifier import LetterClassifier
from realtime_asl.output.recording.output import check_output
from realtime_asl.sources.pictures import read_picture
from realtime_asl.training.stored_arrays import read_hands


def read_poses(folder: Path, classifier: LetterClassifier) -> dict[str, np.ndarray]:
    """Landmarks (n, 21, 3) in pixels, posterior (n, 29), letter, signer and handedness of every hand in `folder`.

    Rows whose label a person would dispute, and pictures without a hand, are left out.

    Raises:
        UserError: manifest.csv or landmarks.npy is missing or damaged, or no picture has a hand.
    """
    rows, landmarks = read_hands(folder, ("path", "letter", "signer", "handedness"))
    found = [
        (row, points)
        for row, points in zip(rows, landmarks, strict=True)
        if np.isfinite(points).all() and row.get("doubt") != "1"
    ]
    poses: dict[str, list] = {name: [] for name in ("landmarks", "posterior", "letter", "signer", "handedness")}
    for row, points in tqdm(found, desc="poses", unit=""):
        try:
            image = read_picture(folder / row["path"])
        except Exception as error:  # noqa: BLE001 - whatever is wrong with one picture, the others are read
            tqdm.write(f"error: {of_item(row['path'], error)}", file=sys.stderr)
            continue
        height, width = image.shape[:2]
        hand = Hand((points * (width, height, width)).astype(np.float32), row["handedness"], 1.0)
        poses["landmarks"].append(hand.landmarks)
        poses["posterior"].append(classifier.posterior(image, hand))
        for name in ("letter", "signer", "handedness"):
            poses[name].append(row[name])
    if not poses["letter"]:
        raise UserError(f"'{folder}' has no picture with a hand")
    return {name: np.array(values) for name, values in poses.items()}


@one_line_errors()
def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("pictures", type=Path, metavar="DIR")
    parser.add_argument("out", type=Path, metavar="OUT.npz")
    parser.add_argument("--overwrite", action="store_true", help="replace a file that exists")
    parser.add_argument("--model", metavar="PATH", help="classifier weights (default: the shipped ones)")
    options = parser.parse_args()
    check_output(options.out, (".npz",), overwrite=options.overwrite, what="poses")
    np.savez(options.out, **read_poses(options.pictures, LetterClassifier(options.model)))


if __name__ == "__main__":
    main()
