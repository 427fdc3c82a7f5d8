from __future__ import annotations

import subprocess
import sys
import time
from functools import cache

import cv2
import numpy as np
import pytest
from demo_frames import signed

from realtime_asl.errors import INTERRUPTED, PARTLY_FAILED, WRONG_USAGE, UserError
from realtime_asl.evaluation.clips import evaluate_clips, read_transcripts
from realtime_asl.evaluation.shots import Shot
from realtime_asl.evaluation.splice import (
    AFTER,
    BEFORE,
    FPS,
    HOLD,
    choose_words,
    letter_times,
    main,
    spell,
    splice,
)
from realtime_asl.letters.recognizer import Recognizer


@pytest.fixture(scope="module")
def pictures(tmp_path_factory):
    """A folder for each letter, with two pictures of the demo signer."""
    folder = tmp_path_factory.mktemp("signer")
    clip = signed("ABEL")
    for frame in clip.frames:
        for hold in clip.holds:
            middle = (hold.start + hold.end) / 2
            if abs(frame.time - middle) < 1.01 / 15:
                (folder / hold.letter).mkdir(exist_ok=True)
                cv2.imwrite(str(folder / hold.letter / f"{frame.index}.png"), frame.image)
    return folder


@pytest.fixture(scope="module")
def spliced(pictures, tmp_path_factory):
    """A folder of clips for each size of the palm and light that is asked for, and the letters in them."""

    @cache
    def clips(palm, light):
        out = tmp_path_factory.mktemp("spliced") / "out"
        return out, splice(pictures, out, 2, palm=palm, light=light, seed=0)[0]

    return clips


@pytest.mark.parametrize(("palm", "light"), [(110, 1.0), (45, 1.0), (110, 0.3)])
def test_spliced_clips_are_read_as_what_they_spell(spliced, palm, light):
    folder, letters = spliced(palm, light)
    clips = read_transcripts(folder)
    assert sum(len(signed) for signed in clips.values()) == letters
    for clip, shown in clips.items():
        assert clip.endswith("".join(item.letter for item in shown) + ".mp4")
        video = cv2.VideoCapture(str(folder / clip))
        assert shown[-1].end < video.get(cv2.CAP_PROP_FRAME_COUNT) / FPS
        for item in shown:
            assert HOLD[0] - 0.05 <= item.end - item.start <= HOLD[1] + 0.05
    summary = evaluate_clips(folder, Recognizer)
    assert summary["letter_error_rate"] == 0, summary["per_clip"]


def test_the_same_seed_chooses_the_same_pictures(spliced, pictures, tmp_path):
    first, _ = spliced(110, 1.0)
    splice(pictures, tmp_path / "again", 2, palm=110, light=1.0, seed=0)
    assert (tmp_path / "again" / "transcripts.csv").read_text() == (first / "transcripts.csv").read_text()


def test_what_cannot_be_used_is_said_once_and_the_others_are_used(monkeypatch, pictures, tmp_path, capsys):
    (tmp_path / "broken.png").write_text("no picture", encoding="utf-8")
    rows = [f"{path},{path.parent.name.lower()},ana" for path in sorted(pictures.glob("*/*.png"))]
    rows = ["path,letter,signer", ",a,ana", f"{rows[0].split(',')[0]},5,ana", "broken.png,l,ana", *rows]
    (tmp_path / "manifest.csv").write_text("\n".join(rows), encoding="utf-8")
    assert _run(monkeypatch, tmp_path, tmp_path / "out", "--words", "6", "--rate", "8") == PARTLY_FAILED
    said = [line for line in capsys.readouterr().err.splitlines() if line.startswith("error: ")]
    assert len(said) == 3
    assert all(word in line for word, line in zip(("line 2 of", "line 3 of", "broken.png"), said, strict=True))
    assert read_transcripts(tmp_path / "out")


@pytest.mark.skipif(sys.platform == "win32", reason="ends a program as POSIX systems do")
def test_clips_that_are_whole_can_be_measured_whatever_ended_the_program(pictures, tmp_path, program_environment):
    command = [sys.executable, "-m", "realtime_asl.evaluation.splice", str(pictures), str(tmp_path / "out")]
    with subprocess.Popen([*command, "--rate", "8"], env=program_environment, stderr=subprocess.DEVNULL) as program:
        while len(list((tmp_path / "out").glob("*.mp4"))) < 2 and program.poll() is None:
            time.sleep(0.02)
        program.kill()
    assert set(read_transcripts(tmp_path / "out")) <= {path.name for path in (tmp_path / "out").iterdir()}


def test_words_are_made_of_the_letters_there_are():
    words = choose_words(set("ABEL"), 4, np.random.default_rng(0))
    assert words
    assert set("".join(words)) <= set("ABEL")


def test_says_what_is_wrong(pictures, tmp_path):
    with pytest.raises(UserError, match="new one"):
        splice(pictures, pictures, 1, palm=90, light=1.0, seed=0)
    (tmp_path / "few" / "B").mkdir(parents=True)
    (tmp_path / "few" / "B" / "1.png").write_bytes(next((pictures / "B").iterdir()).read_bytes())
    with pytest.raises(UserError, match="too few"):
        splice(tmp_path / "few", tmp_path / "out", 1, palm=90, light=1.0, seed=0)


@pytest.mark.parametrize("rate", [0.5, 2.0, 5.0, 10.0])
def test_letters_follow_each_other_at_the_rate(rate):
    rng = np.random.default_rng(1)
    times = [letter_times(rng, rate) for _ in range(2000)]
    assert np.mean([both for _, both in times]) / FPS == pytest.approx(1 / rate, rel=0.08)
    assert all(1 <= change < both for change, both in times)


def test_a_word_lasts_as_long_as_its_letters():
    rng, grey = np.random.default_rng(2), np.full((60, 60, 3), 90, np.uint8)
    shots = [[Shot(grey, (30.0, 30.0), 20.0)]] * 6
    shown = [index for _, index in spell("ABCDEF", shots, 60, 1.0, rng, rate=4.0)]
    assert [index for index in dict.fromkeys(shown) if index is not None] == list(range(6))
    spelled = len(shown) / FPS - BEFORE - AFTER
    assert spelled == pytest.approx(6 / 4, rel=0.3)


@pytest.mark.parametrize(
    ("option", "value", "said"),
    [
        ("--rate", "40", "between 0.1 and 10"),
        ("--palm", "-5", "between 10 and 480"),
        ("--palm", "nan", "between 10 and 480"),
        ("--light", "7", "between 0 and 1"),
        ("--seed", "-1", "between 0 and 4294967295"),
    ],
)
def test_what_nobody_can_show_is_refused(monkeypatch, capsys, option, value, said):
    monkeypatch.setattr("sys.argv", ["splice", "pictures", "out", option, value])
    with pytest.raises(SystemExit) as ended:
        main()
    assert ended.value.code == WRONG_USAGE
    assert said in capsys.readouterr().err


def test_no_empty_name_means_the_folder_one_is_in(monkeypatch, capsys, tmp_path):
    assert _run(monkeypatch, "", tmp_path / "out") == WRONG_USAGE
    assert "the name is empty" in capsys.readouterr().err


def test_too_few_letters_leave_no_folder_behind(monkeypatch, capsys, tmp_path):
    (tmp_path / "A").mkdir()
    cv2.imwrite(str(tmp_path / "A" / "a.png"), np.zeros((50, 50, 3), np.uint8))
    monkeypatch.setattr("sys.argv", ["splice", str(tmp_path), str(tmp_path / "out")])
    for _ in range(2):
        with pytest.raises(SystemExit):
            main()
        assert "too few letters" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


def _run(monkeypatch, *arguments) -> object:
    monkeypatch.setattr("sys.argv", ["splice", *map(str, arguments)])
    with pytest.raises(SystemExit) as ended:
        main()
    return ended.value.code


def test_after_ctrl_c_the_clips_that_are_whole_can_be_measured(monkeypatch, capsys, pictures, tmp_path):
    words = []

    def spell_once(word, *given, **options):
        words.append(word)
        for number, frame in enumerate(spell(word, *given, **options)):
            if len(words) == 2 and number == 20:
                raise KeyboardInterrupt
            yield frame

    monkeypatch.setattr("realtime_asl.evaluation.splice.choose_words", lambda *_: ["BALL", "ABLE"])
    monkeypatch.setattr("realtime_asl.evaluation.splice.spell", spell_once)
    out = tmp_path / "out"
    assert _run(monkeypatch, pictures, out, "--words", "2") == INTERRUPTED
    assert "Traceback" not in capsys.readouterr().err
    clip = f"{pictures.name}_{words[0]}.mp4"
    assert sorted(path.name for path in out.iterdir()) == [clip, "transcripts.csv"]
    assert "".join(item.letter for item in read_transcripts(out)[clip]) == words[0]


@pytest.mark.skipif(sys.platform == "win32", reason="files are limited in size as POSIX systems do")
def test_a_clip_that_the_disk_has_no_room_for_is_an_error(monkeypatch, capsys, pictures, tmp_path):
    import resource

    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (50_000, limits[1]))
    try:
        assert _run(monkeypatch, pictures, tmp_path / "out", "--words", "1") == WRONG_USAGE
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    assert "could not be written to its end; make room" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


def test_a_folder_that_is_missing_is_one_line(monkeypatch, capsys, tmp_path):
    monkeypatch.setattr("sys.argv", ["splice", str(tmp_path / "none"), str(tmp_path / "out")])
    with pytest.raises(SystemExit) as ended:
        main()
    assert ended.value.code == WRONG_USAGE
    assert capsys.readouterr().err.startswith("error: ")
