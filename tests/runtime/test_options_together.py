"""Options that do nothing in a run are refused, or said in a line: nobody waits for what never comes."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest
from media import numbered_picture, write_video

from realtime_asl.arguments.parser import build_parser
from realtime_asl.arguments.together import without_effect
from realtime_asl.cli import webcam
from realtime_asl.run_options import resolved
from realtime_asl.settings import Settings


def lines(*arguments: str) -> list[str]:
    return without_effect(resolved(build_parser().parse_args(["run", *arguments]), Settings()))


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--teach", "AB"), "leave out one of them"),
        (("--record-clean",), "--record-clean is for what is signed"),
        (("--record", "out.mp4"), "--record is for what is signed"),
        (("--transcript", "out.txt"), "--transcript is for what is signed"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else "",
)
def test_reading_practice_refuses_what_it_would_pass_over(arguments, said, capsys, user_folder):
    assert webcam(["--practice", "read", "--headless", "--no-save", *arguments]) == 2
    printed = capsys.readouterr()
    assert printed.out == ""
    assert printed.err.startswith("error: ")
    assert said in printed.err
    assert printed.err.count("\n") == 1


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--camera", "0"), ": --camera\n"),
        (("--camera", "clip.mp4", "--mirror"), ": --camera, --mirror\n"),
        (("--autocorrect", "--hold", "0.5"), ": --autocorrect, --hold\n"),
        (("--profile", "ann", "--speak"), ": --profile, --speak\n"),
        (("--model", "mine.onnx", "--hand-model", "mine.task"), ": --model, --hand-model\n"),
        (("--fps", "15", "--realtime"), ": --fps, --realtime\n"),
        (("--backend", "torch"), ": --backend\n"),
        (("--camera", "demo"), None),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else "",
)
def test_reading_practice_says_what_does_nothing(arguments, said, capsys, user_folder, monkeypatch):
    monkeypatch.setattr("sys.stdin", io.StringIO(""))
    assert webcam(["--practice", "read", "--headless", "--no-save", *arguments]) == 0
    printed = capsys.readouterr()
    notes = [line for line in printed.err.splitlines(keepends=True) if line.startswith("note: nothing is signed")]
    assert [note.endswith(said) for note in notes] == ([] if said is None else [True])
    assert json.loads(printed.out.splitlines()[-1])


def test_two_texts_for_reading_practice_are_refused(capsys, tmp_path, user_folder):
    words = tmp_path / "words.txt"
    words.write_text("CAT\n")
    assert webcam(["--practice", f"read:{words}", "--spell", "DOG", "--headless", "--no-save"]) == 2
    assert capsys.readouterr().err.endswith("both say what is spelled; leave out one of them\n")


@pytest.mark.parametrize("option", ["--camera", "--record", "--transcript", "--profile", "--model", "--hand-model"])
def test_an_empty_name_is_refused(option, capsys, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert webcam(["--camera", "demo", "--headless", "--spell", "A", option, ""]) == 2
    printed = capsys.readouterr()
    assert f"argument {option}: the name is empty" in printed.err
    assert printed.err.count("\n") == 1


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--camera", "clip.mp4", "--width", "320"), "--width is for cameras"),
        (("--camera", "http://10.0.0.2/live", "--fps", "10"), "--fps is for cameras"),
        (("--camera", "demo", "--teach", "A", "--no-save"), "--no-save keeps no practice history"),
        (("--camera", "demo", "--headless", "--mirror"), "--mirror is for the window"),
        (("--camera", "demo", "--headless", "--text-scale", "2"), "--text-scale is for"),
        (("--camera", "demo", "--headless", "--text-scale", "2", "--record", "a.gif", "--record-clean"), "is drawn"),
        (("--camera", "demo", "--headless", "--practice", "--speak"), "practice is silent"),
        (("--camera", "demo", "--headless", "--teach", "A", "--speak"), "teaching is silent"),
        (("--camera", "demo", "--headless", "--practice", "--autocorrect"), "--autocorrect mends"),
        (("--camera", "demo", "--headless", "--practice", "--transcript", "a.srt"), ".jsonl transcripts only"),
        (("--camera", "demo", "--headless", "--teach", "A", "--transcript", "a.jsonl"), "it stays empty"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else "",
)
def test_options_without_effect_are_said(arguments, said):
    (line,) = lines(*arguments)
    assert said in line


@pytest.mark.parametrize(
    "arguments",
    [
        ("--camera", "0", "--width", "320", "--fps", "10", "--mirror"),
        ("--camera", "demo", "--headless", "--height", "240", "--speak", "--autocorrect", "--transcript", "a.srt"),
        ("--camera", "demo", "--headless", "--text-scale", "2", "--record", "a.mp4"),
        ("--camera", "demo", "--text-scale", "2", "--record", "a.mp4", "--record-clean"),
        ("--camera", "demo", "--practice", "--speak", "--autocorrect", "--transcript", "a.txt", "--no-save"),
        ("--camera", "demo", "--headless", "--practice", "--transcript", "a.jsonl", "--no-save", "--no-mirror"),
        ("--camera", "clip.mp4", "--headless", "--realtime", "--record", "a.mp4", "--record-clean", "--overwrite"),
    ],
    ids=" ".join,
)
def test_nothing_is_said_of_options_that_count(arguments):
    assert lines(*arguments) == []


def test_the_line_stands_before_the_text_of_a_run(tmp_path: Path, capsys):
    film = write_video(tmp_path / "film.mp4", [numbered_picture(n) for n in range(5)])
    assert webcam(["--camera", str(film), "--headless", "--width", "320"]) == 0
    printed = capsys.readouterr()
    assert printed.err.splitlines() == [
        "note: --width is for cameras and the demo signer; a film or stream keeps its own size and rate"
    ]
    assert printed.out == "\n"
