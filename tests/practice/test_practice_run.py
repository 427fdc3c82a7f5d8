"""Practice through the real program: demo signer, tracker, classifier, decoder, session and history."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import cv2
import pytest

from realtime_asl.alphabet import confusable_with
from realtime_asl.cli import main, webcam
from realtime_asl.demo import handshape
from realtime_asl.demo.arm import at_home
from realtime_asl.demo.poses import load_pose
from realtime_asl.demo.studio import Studio
from realtime_asl.practice.progress import HistoryStore

PROGRAM = Path(__file__).resolve().parents[2] / "run_webcam.py"


@pytest.fixture
def words(tmp_path: Path) -> str:
    file = tmp_path / "words.txt"
    file.write_text("cat\n")
    return str(file)


def last_json(capsys: pytest.CaptureFixture[str]) -> dict:
    return json.loads(capsys.readouterr().out.splitlines()[-1])


def test_known_mistakes_are_hinted_at_and_the_history_is_kept(user_folder, words, capsys) -> None:
    arguments = ["--camera", "demo", "--headless", "--practice", words, "--spell", "CSAT", "--fps", "15"]
    assert webcam(arguments) == 0
    summary = last_json(capsys)
    assert (summary["words"], summary["done"], summary["letters"], summary["skipped"]) == (1, 1, 3, 0)
    assert summary["hints"] >= 1
    assert ["A", "S", 1] in summary["confused"]
    history = HistoryStore().load()
    assert HistoryStore().path.is_relative_to(user_folder)
    assert history.rounds == 1
    assert {letter: entry.signed for letter, entry in history.letters.items()} == {"A": 1, "C": 1, "T": 1}
    assert history.letters["A"].unaided == 0
    assert main(["progress", "--json"]) == 0
    assert last_json(capsys)["confused"][0] == {"asked": "A", "read": "S", "times": 1}


def test_another_text_ends_with_the_source_and_saves_nothing_if_so_asked(user_folder, words, capsys) -> None:
    arguments = ["--camera", "demo", "--headless", "--practice", words, "--spell", "CO", "--no-save", "--fps", "15"]
    assert webcam(arguments) == 0
    summary = last_json(capsys)
    assert (summary["words"], summary["done"], summary["letters"]) == (1, 0, 1)
    assert summary["confused"] == [["A", "O", 1]]
    assert not HistoryStore().path.exists()
    assert not user_folder.exists()


@pytest.mark.skipif(sys.platform == "win32", reason="limits the size of files as POSIX shells do")
@pytest.mark.parametrize(
    "arguments",
    [("--practice", "read"), ("--camera", "demo", "--practice", "{words}"), ("--camera", "demo", "--teach", "L")],
    ids=["reading", "signing", "teaching"],
)
def test_what_cannot_be_kept_is_part_of_the_run_that_failed(arguments, words, user_folder, program_environment) -> None:
    filled = [argument.format(words=words) for argument in arguments]
    done = subprocess.run(
        # As on a full disk: no file may grow.
        ["sh", "-c", 'ulimit -f 0; exec "$0" "$@"', sys.executable, str(PROGRAM), "--headless", "--fps", "15", *filled],
        env=program_environment,
        input="HELLO\n",
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert "cannot be saved" in done.stderr
    assert done.returncode == 1


def test_hints_are_measured_on_pictures(tmp_path: Path, capsys) -> None:
    studio, letters = Studio((400, 400), hand="Right"), "SVLF"
    for letter in letters:
        (tmp_path / letter).mkdir()
        picture = studio.picture(at_home(load_pose(letter)), 0.0, 0)
        cv2.imwrite(str(tmp_path / letter / "1.png"), picture)
    (tmp_path / "nothing").mkdir()
    cv2.imwrite(str(tmp_path / "nothing" / "1.png"), studio.picture(None, 0.0, 0))
    assert main(["evaluate-hints", str(tmp_path), "--json"]) == 0
    summary = last_json(capsys)
    assert summary["letters"] == len(letters)
    assert summary["pairs"] == sum(len(confusable_with(letter)) for letter in letters)
    assert summary["missed_hands"] == 0
    assert summary["false_corrections"] == 0
    assert summary["no_hint"] <= 0.2
    assert summary["hint_accuracy"] >= 0.8
    assert main(["evaluate-hints", str(tmp_path)]) == 0
    assert "of the hints given right" in capsys.readouterr().out


def test_folders_without_letters_and_damaged_pictures(tmp_path: Path, capsys) -> None:
    assert main(["evaluate-hints", str(tmp_path / "none"), "--json"]) == 2
    (tmp_path / "nothing").mkdir()
    (tmp_path / "nothing" / "1.png").write_bytes(b"")
    assert main(["evaluate-hints", str(tmp_path), "--json"]) == 2
    (tmp_path / "A").mkdir()
    (tmp_path / "A" / "1.png").write_bytes(b"no picture")
    assert main(["evaluate-hints", str(tmp_path), "--json"]) == 2
    cv2.imwrite(str(tmp_path / "A" / "2.png"), handshape("A", size=200, view="viewer")[..., :3])
    assert main(["evaluate-hints", str(tmp_path), "--json"]) == 1
    printed = capsys.readouterr()
    assert json.loads(printed.out.splitlines()[-1])["letters"] == 1
    assert "1.png" in printed.err
    assert "Traceback" not in printed.err
