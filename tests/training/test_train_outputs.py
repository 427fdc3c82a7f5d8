"""`train` replaces no weights and no checkpoint unasked, and passes over no option in silence: said before any work."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import pytest
from train_command import train_arguments

pytest.importorskip("torch", reason="training needs the extra 'train'")

from realtime_asl.cli import main


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    """A folder per class with one picture, of no hand."""
    folder = tmp_path_factory.mktemp("letters")
    for letter in "AB":
        (folder / letter).mkdir()
        cv2.imwrite(str(folder / letter / "1.png"), np.full((48, 48, 3), 90, np.uint8))
    return folder


@pytest.fixture(scope="module")
def start(tmp_path_factory) -> Path:
    """A file that is there, as weights to begin with."""
    file = tmp_path_factory.mktemp("start") / "start.safetensors"
    file.touch()
    return file


def said(capsys, out: Path, *more: str) -> str:
    """The one line of a run that is refused; there are no pictures, so anything else would say so."""
    assert main(["train", str(out.parent / "no pictures"), "--out", str(out), *more]) == 2
    lines = capsys.readouterr().err.splitlines()
    assert len(lines) == 1, lines
    return lines[0]


@pytest.mark.parametrize("name", ["run.safetensors", "run.checkpoint.pt"])
def test_what_exists_is_replaced_only_when_asked(tmp_path, capsys, name):
    out, file = tmp_path / "run.safetensors", tmp_path / name
    file.write_text("hours of work", encoding="utf-8")
    line = said(capsys, out)
    assert name in line
    assert "--resume" in line
    assert "--overwrite" in line
    assert "no pictures" in said(capsys, out, "--overwrite")
    assert file.read_text(encoding="utf-8") == "hours of work"


def test_weights_without_a_checkpoint_cannot_be_gone_on_with(tmp_path, capsys):
    out = tmp_path / "run.safetensors"
    assert "no pictures" in said(capsys, out, "--resume")  # nothing there: it begins
    (tmp_path / "run.checkpoint.pt").touch()
    assert "no pictures" in said(capsys, out, "--resume")
    (tmp_path / "run.checkpoint.pt").rename(out)
    assert "run.checkpoint.pt" in said(capsys, out, "--resume")


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (("--fold", "2"), "--folds"),
        (("--fold", "3", "--folds", "2"), "no fold 3 of 2"),
        (("--folds", "2", "--val", "people"), "--val"),
        (("--resume", "--overwrite"), "not allowed with"),
        (("--size", "1"), "between 32 and 1024"),
        (("--size", "96", "99999"), "between 32 and 1024"),
    ],
)
def test_options_that_do_not_go_together_are_refused(tmp_path, capsys, options, words):
    assert words in said(capsys, tmp_path / "run.safetensors", *options)


@pytest.mark.parametrize("more", [(), ("--fold", "1")], ids=["all", "one"])
def test_folds_of_an_earlier_run_are_not_mixed_in(tmp_path, capsys, more):
    out, first = tmp_path / "cv.safetensors", tmp_path / "cv-fold1of2.readings.csv"
    first.touch()
    assert "cv-fold1of2.readings.csv" in said(capsys, out, "--folds", "2", *more)
    assert "other options" in said(capsys, out, "--folds", "2", "--resume", *more)
    assert "no pictures" in said(capsys, out, "--folds", "2", "--overwrite", *more)
    assert "no pictures" in said(capsys, out, "--folds", "3", *more)  # a table of its own
    (tmp_path / "cv-fold2of2.readings.csv").touch()
    line = said(capsys, out, "--folds", "2", "--overwrite", "--fold", "1")
    assert "cv-fold2of2.readings.csv" in line  # it would be tabled together with the new one


@pytest.mark.parametrize("option", ["", "--val", "--init", "--landmarks", "--features"])
def test_what_is_missing_is_told_before_any_hand_is_looked_for(folder, start, tmp_path, capsys, option):
    gone, out = str(tmp_path / "gone"), tmp_path / "run.safetensors"
    given = [str(folder), *([option, gone] if option else [gone]), "--out", str(out)]
    assert main(["train", *given, *([] if option == "--init" else ["--init", str(start)])]) == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert f"'{gone}'" in line
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("option", [("--accelerator", "tpu"), ("--accelerator", "abacus"), ("--devices", "many")])
def test_devices_that_this_machine_lacks_are_named(folder, start, tmp_path, capsys, option):
    arguments = ["train", str(folder), "--out", str(tmp_path / "run.safetensors"), "--init", str(start), *option]
    assert main(arguments) == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert " ".join(option) in line
    assert "cannot be used here" in line


def test_a_checkpoint_stays_where_the_run_that_is_to_replace_it_cannot_begin(folder, tmp_path, capsys):
    out, start = tmp_path / "run.safetensors", tmp_path / "start.pt"
    (tmp_path / "run.checkpoint.pt").write_text("hours of work", encoding="utf-8")
    start.write_text("no weights", encoding="utf-8")
    assert main(train_arguments(folder, start, out, "--overwrite")) == 2
    assert "start.pt" in capsys.readouterr().err.splitlines()[-1]
    assert (tmp_path / "run.checkpoint.pt").read_text(encoding="utf-8") == "hours of work"
