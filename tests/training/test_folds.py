"""Cross-validation: who is left out together, what is written and tabled."""

from __future__ import annotations

import csv
from itertools import islice

import cv2
import numpy as np
import pytest

torch = pytest.importorskip("torch", reason="training needs the extra 'train'")

from train_command import train_arguments, train_here  # noqa: E402

from realtime_asl.cli import main  # noqa: E402
from realtime_asl.demo import synthetic_pictures  # noqa: E402
from realtime_asl.errors import UserError  # noqa: E402
from realtime_asl.training.cross_validation import split  # noqa: E402
from realtime_asl.training.data import Sample  # noqa: E402
from realtime_asl.training.folds import COLUMNS, assign_folds, load_readings, table  # noqa: E402
from realtime_asl.training.model import LetterNet  # noqa: E402
from realtime_asl.training.weights import WeightsInfo, save_weights  # noqa: E402


def test_a_collection_of_signers_stays_together_and_folds_are_nearly_equal():
    pictures = ["ana_s1"] * 30 + ["ana_s2"] * 30 + ["bo"] * 40 + ["cy"] * 50 + ["di_s1"] * 20
    folds = assign_folds(pictures, 3)
    assert folds["ana_s1"] == folds["ana_s2"]
    assert set(folds.values()) == {0, 1, 2}
    filled = [sum(folds[name] == number for name in pictures) for number in range(3)]
    assert max(filled) == 60
    assert assign_folds(reversed(pictures), 3) == folds


@pytest.mark.parametrize("count", [1, 3])
def test_folds_that_cannot_be_made_are_refused(count):
    with pytest.raises(UserError, match="2 to 2"):
        assign_folds(["ana_s1", "ana_s2", "bo"], count)


def test_one_signer_makes_no_folds():
    with pytest.raises(UserError, match="need two or more"):
        assign_folds(["ana_s1", "ana_s2"], 2)


def test_the_table_leaves_doubt_aside_and_weighs_signers_alike(tmp_path):
    rows = [("ana", "A", 0, "A", 0.9, "A", "B")] * 8 + [("bo", "B", 0, "A", 0.6, "B", "B")] * 2
    rows += [("bo", "B", 1, "A", 0.6, "A", "A")] * 5 + [("bo", "J", 0, "I", 0.6, "A", "A")]
    file = tmp_path / "cv-fold1of2.readings.csv"
    with file.open("w", newline="", encoding="utf-8") as out:
        csv.writer(out).writerows([COLUMNS, *rows])
    both, image = (
        next(line for line in table(load_readings([file])).splitlines() if line.startswith(name)).split()
        for name in ("both", "ResNet50")
    )
    assert both[1:] == ["80.00%", "50.00%", "0.00%"]
    assert image[2:] == ["100.00%", "100.00%", "100.00%"]
    assert "doubtful labels 0.00% of 5" in table(load_readings([file]))


def test_readings_of_something_else_are_named(tmp_path):
    (tmp_path / "x.csv").write_text("a,b\n1,2\n", encoding="utf-8")
    with pytest.raises(UserError, match=r"x\.csv"):
        load_readings([tmp_path / "x.csv"])


def test_each_fold_is_read_by_weights_that_have_not_seen_it(tmp_path, capsys):
    data = tmp_path / "data"
    (data / "p").mkdir(parents=True)
    rows = []
    drawn = islice((drawn for drawn in synthetic_pictures(200, 1) if drawn[1] in ("L", "B", "Y")), 8)
    for number, (image, letter, _) in enumerate(drawn):
        cv2.imwrite(str(data / "p" / f"{number}.png"), image)
        rows.append([f"p/{number}.png", letter, f"person{number % 2}"])
    with (data / "manifest.csv").open("w", newline="", encoding="utf-8") as out:
        csv.writer(out).writerows([["path", "letter", "signer"], *rows])
    torch.manual_seed(0)
    save_weights(LetterNet(), WeightsInfo(48), tmp_path / "start.safetensors")
    out = tmp_path / "cv.safetensors"
    more = ("--epochs", "1", "--samples", "8", "--folds", "2", "--synthetic", "4", "--resume")
    arguments = train_arguments(data, tmp_path / "start.safetensors", out, *more)

    def run() -> str:
        train_here(arguments)
        return capsys.readouterr().out

    first = run()
    assert "2 of 2 folds" in first
    readings = load_readings(sorted(tmp_path.glob("cv-fold*of2.readings.csv")))
    assert sorted(readings.signer) == sorted(row[2] for row in rows)
    assert [len(set(load_readings([file]).signer)) for file in tmp_path.glob("*.readings.csv")] == [1, 1]
    written = {file: file.stat().st_mtime_ns for file in tmp_path.glob("*.readings.csv")}
    assert run().splitlines()[-1] == "2 of 2 folds"
    assert {file: file.stat().st_mtime_ns for file in tmp_path.glob("*.readings.csv")} == written
    assert np.isfinite(readings.confidence).all()
    assert main([*arguments, "--epochs", "2"]) == 2
    assert "other options" in capsys.readouterr().err


def test_drawn_hands_are_trained_on_in_every_fold_and_read_in_none():
    image = np.zeros((2, 2, 3), np.uint8)
    people = [Sample(image, 0, signer, ()) for signer in ("ana", "bo", "ana", "cy")]
    drawn = [Sample(image, 1, f"demo signer {number}", ()) for number in range(3)]
    folds = assign_folds((sample.signer for sample in people), 2)
    left_out = []
    for number in range(2):
        kept, out = split(people, drawn, folds, number)
        assert kept[-3:] == drawn
        assert not {sample.signer for sample in kept} & {sample.signer for sample in out}
        left_out += out
    assert sorted(sample.signer for sample in left_out) == ["ana", "ana", "bo", "cy"]


def test_by_letter_counts_no_disputed_label(tmp_path):
    file = tmp_path / "cv-fold1of2.readings.csv"
    rows = [("ana", "A", 0, "A", 0.9, "A", "A"), ("ana", "A", 1, "B", 0.9, "B", "B")]
    with file.open("w", newline="", encoding="utf-8") as out:
        csv.writer(out).writerows([COLUMNS, *rows])
    assert "by letter: A 100.0%" in table(load_readings([file]))
