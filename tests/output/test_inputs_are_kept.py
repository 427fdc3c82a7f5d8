"""No output takes the place of what is read, whatever name it goes by."""

from __future__ import annotations

import os
from importlib import import_module
from pathlib import Path

import pytest
from media import numbered_picture, write_video

from realtime_asl.cli import main, webcam
from realtime_asl.errors import WRONG_USAGE
from realtime_asl.input_files import same_file


@pytest.fixture
def film(tmp_path: Path) -> Path:
    return write_video(tmp_path / "film.mp4", [numbered_picture(n) for n in range(5)])


def _other_name(film: Path, way: str) -> Path:
    folder = film.parent
    if way == "same":
        return film
    if way == "dots":
        (folder / "sub").mkdir()
        return folder / "sub" / ".." / film.name
    other = folder / "other.mp4"
    if way == "symbolic link":
        other.symlink_to(film)
    elif way == "hard link":
        os.link(film, other)
    elif way == "linked folder":
        (folder / "away").symlink_to(folder)
        return folder / "away" / film.name
    return other


@pytest.mark.parametrize("way", ["same", "dots", "symbolic link", "hard link", "linked folder"])
@pytest.mark.parametrize("camera", ["{}", "file://{}"], ids=["path", "address"])
def test_a_recording_never_replaces_its_source(film, way, camera, capsys):
    before, other = film.read_bytes(), _other_name(film, way)
    code = webcam(["--camera", camera.format(film), "--record", str(other), "--overwrite", "--headless"])
    assert code == 2
    assert film.read_bytes() == before
    assert "which is read" in capsys.readouterr().err


def test_a_relative_path_is_the_same_file(film, monkeypatch, capsys):
    monkeypatch.chdir(film.parent)
    before = film.read_bytes()
    assert webcam(["--camera", str(film), "--record", "film.mp4", "--overwrite", "--headless"]) == 2
    assert film.read_bytes() == before


@pytest.mark.parametrize("names", [("a.mp4", "a.mp4"), ("a.mp4", "a.txt")], ids=["name", "link"])
def test_one_file_cannot_be_both_outputs(names, tmp_path, capsys):
    record, transcript = (tmp_path / name for name in names)
    if record != transcript:
        transcript.symlink_to(record)
    arguments = ["--camera", "demo", "--headless", "--record", str(record), "--transcript", str(transcript)]
    assert webcam([*arguments, "--overwrite"]) == 2
    assert f"--record and --transcript name the same file '{transcript}'" in capsys.readouterr().err


@pytest.mark.parametrize("option", ["--practice", "--model", "--hand-model"])
def test_a_transcript_never_replaces_what_is_read(option, tmp_path, capsys):
    file = tmp_path / "words.txt"
    file.write_text("CAT\nDOG\n")
    arguments = [option, str(file), "--transcript", str(file), "--overwrite", "--no-save"]
    assert webcam(["--camera", "demo", "--headless", *arguments]) == 2
    assert file.read_text() == "CAT\nDOG\n"
    assert "which is read" in capsys.readouterr().err


def test_nor_a_film_through_a_link_with_another_ending(film, tmp_path, capsys):
    (tmp_path / "text.txt").symlink_to(film)
    before = film.read_bytes()
    arguments = ["--transcript", str(tmp_path / "text.txt"), "--overwrite", "--headless"]
    assert webcam(["--camera", str(film), *arguments]) == 2
    assert film.read_bytes() == before


@pytest.mark.parametrize("link", [os.symlink, os.link], ids=["symbolic link", "hard link"])
@pytest.mark.parametrize("kept", ["settings.toml", "practice.json", "hands/anna.hand.npz"])
@pytest.mark.parametrize(
    "arguments",
    [
        ["--camera", "demo", "--headless", "--record", "{}.mp4"],
        ["--camera", "demo", "--headless", "--transcript", "{}.txt"],
        ["--camera", "demo", "--headless", "--transcript", "{}.srt"],
        ["progress", "--picture", "{}.png"],
        ["profiles", "--export", "anna", "{}"],
    ],
    ids=["record", "transcript", "subtitles", "progress", "profiles"],
)
def test_nor_what_is_kept_for_the_person(arguments, kept, link, user_folder, capsys):
    file = user_folder / "realtime-asl" / kept
    file.parent.mkdir(parents=True)
    file.write_bytes(b"as it was")
    output = user_folder / arguments[-1].format("out")
    link(file, output)
    command = [*arguments[:-1], str(output), "--overwrite"]
    assert (main if arguments[0] in ("progress", "profiles") else webcam)(command) == 2
    told = capsys.readouterr().err.strip().splitlines()
    assert "which this program needs; choose another name" in told[-1]
    assert file.read_bytes() == b"as it was"


def test_a_report_is_not_written_among_the_pictures(tmp_path, capsys):
    from PIL import Image

    (tmp_path / "manifest.csv").write_text("path,letter,signer\naccuracy.png,A,me\n")
    Image.new("RGB", (40, 40)).save(tmp_path / "accuracy.png")
    before = (tmp_path / "accuracy.png").read_bytes()
    assert main(["evaluate", str(tmp_path), "--report", str(tmp_path), "--overwrite"]) == 2
    assert "which is read" in capsys.readouterr().err
    assert (tmp_path / "accuracy.png").read_bytes() == before
    report = tmp_path / "report"
    report.mkdir()
    (report / "accuracy.png").symlink_to(tmp_path / "accuracy.png")
    assert main(["evaluate", str(tmp_path), "--report", str(report), "--overwrite"]) == 2
    assert (tmp_path / "accuracy.png").read_bytes() == before


def test_training_and_export_keep_the_weights_that_they_start_from(tmp_path, capsys):
    pytest.importorskip("torch", reason="needs the extra train")
    weights = tmp_path / "letters.safetensors"
    weights.write_bytes(b"weights")
    assert main(["train", str(tmp_path), "--out", str(weights), "--init", str(weights)]) == 2
    assert "which is read" in capsys.readouterr().err
    (tmp_path / "letters_int8.onnx").symlink_to(weights)
    arguments = ["--data", str(tmp_path), "--out", str(tmp_path), "--overwrite"]
    assert main(["export", str(weights), *arguments]) == 2
    assert "which is read" in capsys.readouterr().err
    assert weights.read_bytes() == b"weights"


@pytest.mark.parametrize(
    ("module", "arguments"),
    [
        ("fit_hints", ["{folder}", "--out", "{folder}/landmarks.npy"]),
        ("fit_hints", ["{folder}", "--out", "{folder}/link.json"]),
        ("fit_motion", ["{folder}/a.npz", "--poses", "{folder}", "--out", "{folder}/landmarks.npy"]),
        ("fit_motion", ["{folder}/a.npz", "--poses", "{folder}", "--out", "{folder}/a.npz"]),
        ("train_spelling", ["--poses", "{folder}/a.npz", "--motion", "{folder}/b.npz", "--out", "{folder}/a.npz"]),
        ("train_spelling", ["--poses", "{folder}/a.npz", "--motion", "{folder}/b.npz", "--out", "{folder}/b.npz"]),
    ],
)
def test_what_fits_and_trains_keeps_what_it_reads(module, arguments, tmp_path, monkeypatch, capsys):
    pytest.importorskip("torch", reason="needs the extra train")
    for name in ("manifest.csv", "landmarks.npy", "a.npz", "b.npz"):
        (tmp_path / name).write_bytes(b"as it was")
    (tmp_path / "link.json").symlink_to(tmp_path / "manifest.csv")
    monkeypatch.setattr("sys.argv", [module, *(argument.format(folder=tmp_path) for argument in arguments)])
    with pytest.raises(SystemExit) as ended:
        import_module(f"realtime_asl.training.{module}").main()
    assert ended.value.code == WRONG_USAGE
    assert "which is read" in capsys.readouterr().err
    assert {file.read_bytes() for file in tmp_path.iterdir()} == {b"as it was"}


def test_files_that_differ_are_no_inputs(tmp_path):
    for name in "ab":
        (tmp_path / name).write_text(name)
    assert not same_file(tmp_path / "a", tmp_path / "b")
    assert not same_file(tmp_path / "a", tmp_path / "none")
    assert not same_file(tmp_path / "bad\0name", tmp_path / "a")
    assert same_file(tmp_path / "none", tmp_path / "." / "none")
