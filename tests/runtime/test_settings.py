"""What the window remembers: the file, what comes before it, and the real window opened twice."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from x11 import Program

from realtime_asl.arguments.parser import build_parser
from realtime_asl.cli import main
from realtime_asl.run_options import is_mirrored, resolved
from realtime_asl.settings import Settings, SettingsFile
from realtime_asl.sources import cameras
from realtime_asl.sources.cameras import CameraDevice

CHOSEN = Settings(
    camera=2,
    camera_name="USB camera",
    hand="left",
    mirror=False,
    hold=0.7,
    text_size=1.3,
    practice="words",
    reading_words="names",
    reading_speed=2.4,
    window=(900, 700),
)


@pytest.fixture
def file(tmp_path: Path) -> SettingsFile:
    return SettingsFile(tmp_path / "config" / "settings.toml")


def kept(file: SettingsFile, settings: Settings) -> None:
    file.keep(**{name: getattr(settings, name) for name in Settings.__dataclass_fields__})


def options(*arguments: str):
    return build_parser().parse_args(["run", *arguments])


def test_everything_comes_back_as_it_was_chosen(file: SettingsFile) -> None:
    assert file.load() == Settings()
    kept(file, CHOSEN)
    assert SettingsFile(file.path).load() == CHOSEN
    assert file.notice is None


def test_what_the_next_start_would_refuse_is_not_written(file: SettingsFile) -> None:
    file.keep(text_size=1.3, window=(300, 50))
    assert file.load() == Settings(text_size=1.3)
    assert file.notice is None


def test_only_what_changes_is_written_and_what_people_wrote_beside_it_stays(file: SettingsFile) -> None:
    file.keep(hold=0.7)
    assert tomllib.loads(file.path.read_text()) == {"hold": 0.7}
    assert file.path.read_text().startswith("# ")
    file.path.write_text("# for my mother\nhold = 0.9  # slow\ncolour = 'of a later version'\n")
    file.keep(text_size=1.3, hold=1.0)
    text = file.path.read_text()
    assert "# for my mother" in text
    assert "# slow" in text
    assert tomllib.loads(text) == {"hold": 1.0, "colour": "of a later version", "text_size": 1.3}
    file.keep(hold=None)
    assert file.load() == Settings(text_size=1.3)


@pytest.mark.parametrize("content", [b"hold = ", b"\xff\xfe", b"[" * 5000, b"a = 1\na = 2", b"#" * 100_001])
def test_a_damaged_file_is_set_aside_and_said(file: SettingsFile, content: bytes) -> None:
    file.path.parent.mkdir()
    for number in (1, 2):
        file.path.write_bytes(content)
        assert file.load() == Settings()
        aside = file.path.with_name(f"settings.damaged-{number}.toml")
        assert aside.read_bytes() == content
        assert str(aside) in file.notice
        assert "\n" not in file.notice
    file.path.write_bytes(content)
    file.keep(hold=0.7)
    assert file.load() == Settings(hold=0.7)


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("hold = 'long'", "hold"),
        ("hold = nan", "hold"),
        ("hold = true", "hold"),
        ("hold = -1", "hold"),
        ("hand = 'both'", "hand"),
        ("camera = -3", "camera"),
        ("camera = true", "camera"),
        ("mirror = 'yes'", "mirror"),
        ("window = [1, 2, 3]", "window"),
        ("window = [1e9, 2]", "window"),
        ("practice = ''", "practice"),
        ("text_size = 1000", "text_size"),
        ("[reading_speed]", "reading_speed"),
    ],
)
def test_a_value_without_sense_is_passed_over_and_named(file: SettingsFile, line: str, name: str) -> None:
    file.path.parent.mkdir()
    file.path.write_text(f"camera_name = 'good'\n{line}\n")
    assert file.load() == Settings(camera_name="good")
    assert f"'{name}'" in file.notice
    assert str(file.path) in file.notice


@hypothesis_settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_any_damage_is_survived(tmp_path: Path, data: st.DataObject) -> None:
    file = SettingsFile(tmp_path / "settings.toml")
    kept(file, CHOSEN)
    whole = bytearray(file.path.read_bytes())
    for _ in range(data.draw(st.integers(1, 4))):
        whole[data.draw(st.integers(0, len(whole) - 1))] = data.draw(st.integers(0, 255))
    file.path.write_bytes(bytes(whole[: data.draw(st.integers(0, len(whole)))]))
    file.load()
    file.keep(hold=1.1)
    assert file.load().hold == 1.1
    for left in tmp_path.iterdir():
        left.unlink()


@pytest.mark.skipif(sys.platform == "win32", reason="links need rights on Windows")
def test_a_link_stays_one(file: SettingsFile, tmp_path: Path) -> None:
    """People keep such files in a folder that is synchronised or versioned, and link to them."""
    kept = tmp_path / "kept" / "settings.toml"
    kept.parent.mkdir()
    kept.write_text("# mine\n")
    file.path.parent.mkdir(parents=True, exist_ok=True)
    file.path.symlink_to(kept)
    file.keep(text_size=1.5)
    assert file.path.is_symlink()
    assert kept.read_text() == "# mine\ntext_size = 1.5\n"


def test_what_cannot_be_written_is_said_and_nothing_stops(tmp_path: Path) -> None:
    (tmp_path / "in the way").write_text("")
    file = SettingsFile(tmp_path / "in the way" / "settings.toml")
    file.keep(hold=0.7)
    assert "cannot be" in file.notice
    assert file.load() == Settings()


NO_HOME = """
import os, sys
for name in ("HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME"):
    os.environ.pop(name, None)
import pwd
def nobody(number):
    raise KeyError(number)
pwd.getpwuid = nobody
from realtime_asl.cli import main
sys.exit(main(sys.argv[1:]))
"""


@pytest.mark.skipif(sys.platform == "win32", reason="Windows always has user folders")
def test_without_a_home_folder_it_goes_on_without_and_says_so(tmp_path: Path, program_environment) -> None:
    def run(*arguments: str, answers: str = "") -> subprocess.CompletedProcess:
        command = [sys.executable, "-c", NO_HOME, *arguments]
        return subprocess.run(
            command,
            env=program_environment,
            cwd=tmp_path,
            input=answers,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )

    shown = run("settings")
    assert shown.returncode == 0
    assert "no home folder" in shown.stderr
    assert shown.stderr.count("\n") == 1
    read = run("run", "--practice", "read", "--headless", answers="CAT\n")
    assert read.returncode == 0
    assert "no home folder" in read.stderr
    assert json.loads(read.stdout)["words"] == 1
    signed = run("run", "--practice", "letters", "--camera", "demo", "--spell", "A", "--headless", "--fps", "15")
    assert signed.returncode == 0, signed.stderr
    assert "no home folder" in signed.stderr
    assert json.loads(signed.stdout)["title"] == "Letters"
    assert run("progress").returncode == 2
    assert list(tmp_path.iterdir()) == []


def test_options_come_before_what_is_remembered_and_both_before_the_usual(monkeypatch) -> None:
    monkeypatch.setattr(cameras, "list_cameras", lambda: [CameraDevice(0, "Built-in"), CameraDevice(3, "USB camera")])
    usual = resolved(options(), Settings())
    assert (usual.camera, usual.hand, usual.hold, usual.text_scale, usual.practice) == ("0", "auto", "auto", 1.0, None)
    chosen = resolved(options("--practice"), CHOSEN)
    assert (chosen.camera, chosen.hand, chosen.hold, chosen.text_scale) == ("3", "left", 0.7, 1.3)
    assert chosen.practice == "words"
    said = ["--camera", "demo", "--hand", "auto", "--hold", "0.5", "--text-scale", "1", "--practice", "letters"]
    asked = resolved(options(*said), CHOSEN)
    assert (asked.camera, asked.hand, asked.hold, asked.text_scale) == ("demo", "auto", 0.5, 1.0)
    assert asked.practice == "letters"


def test_a_word_list_that_is_gone_is_letters_again(tmp_path: Path) -> None:
    words = tmp_path / "mine.txt"
    words.write_text("cab\n")
    remembered = Settings(practice=str(words))
    assert resolved(options("--practice"), remembered).practice == str(words)
    words.unlink()
    assert resolved(options("--practice"), remembered).practice == "letters"
    refused = Settings(practice="a" * 300)  # as on a drive that is gone: not even whether it is there can be asked
    assert resolved(options("--practice"), refused).practice == "letters"


@pytest.mark.parametrize(
    ("arguments", "remembered", "live", "mirrored"),
    [
        (["--camera", "0"], None, True, True),
        (["--camera", "0"], False, True, False),
        (["--camera", "0", "--mirror"], False, True, True),
        (["--camera", "0", "--no-mirror"], True, True, False),
        (["--camera", "clip.mp4"], True, False, False),
        (["--camera", "rtsp://host/a"], True, True, False),
    ],
)
def test_what_is_remembered_of_the_mirror_is_about_cameras(arguments, remembered, live, mirrored) -> None:
    assert is_mirrored(options(*arguments), Settings(mirror=remembered), live=live) is mirrored


def test_without_a_window_only_the_options_count(user_folder, capsys) -> None:
    SettingsFile().keep(hold=9.0, hand="left", practice="words")
    assert main(["run", "--headless", "--camera", "demo", "--spell", "LB", "--fps", "15", "--width", "320"]) == 0
    assert capsys.readouterr().out.splitlines()[-1] == "LB"  # the demo signer holds no letter for nine seconds


def test_the_command_shows_and_forgets(user_folder, capsys) -> None:
    assert main(["settings", "--reset"]) == 0
    assert "Nothing was remembered" in capsys.readouterr().out
    file = SettingsFile()
    assert file.path.is_relative_to(user_folder)
    kept(file, CHOSEN)
    assert main(["settings"]) == 0
    shown = capsys.readouterr().out
    assert str(file.path) in shown
    assert re.search(r"^window +900 x 700$", shown, re.MULTILINE)
    assert main(["settings", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["settings"]["reading_words"] == "names"
    file.path.write_text("hold =")
    assert main(["settings", "--reset"]) == 0
    assert not file.path.exists()
    assert main(["settings"]) == 0
    assert re.search(r"^hold +-$", capsys.readouterr().out, re.MULTILINE)


def test_the_window_comes_back_as_it_was_left(xvfb, user_folder, program_environment) -> None:
    environment = {**program_environment, "DISPLAY": xvfb}
    with Program(environment, "--practice", "read", "--no-save", title="reading practice") as first:
        first.press("Tab", seen=lambda: SettingsFile().load().reading_words == "words")
        first.press("Tab", seen=lambda: SettingsFile().load().reading_words == "names")
        first.press("period", seen=lambda: SettingsFile().load().text_size == 1.15)
        first.press("plus", seen=lambda: (SettingsFile().load().reading_speed or 0) > 1.2)
        first.resize(700, 640)
        first.press("Escape")
        assert first.finish() == 0, first.errors
    assert SettingsFile().load().window == (700, 640)
    with Program(environment, "--practice", "read", "--no-save", title="reading practice") as second:
        assert second.size() == (700, 640)
        second.press("period", seen=lambda: SettingsFile().load().text_size == round(1.15**2, 3))
        second.press("Escape")
        assert second.finish() == 0, second.errors
    assert SettingsFile().load().window == (700, 640)


def test_from_the_live_window_into_reading_practice_and_back(xvfb, user_folder, program_environment) -> None:
    arguments = ("--camera", "demo", "--spell", "AB", "--no-save", "--fps", "10", "--width", "320")
    environment = {**program_environment, "DISPLAY": xvfb}
    with Program(environment, *arguments, title="realtime_asl") as program:
        program.press("w", seen=lambda: SettingsFile().load().practice == "words")
        program.press("w")
        program.find("reading practice")
        program.press("Tab", seen=lambda: SettingsFile().load().reading_words == "words")  # typed in reading practice
        program.press("Escape", seen=lambda: SettingsFile().load().practice == "letters")  # and on, to signing letters
        program.find("demo signer")
        program.press("bracketright", seen=lambda: SettingsFile().load().hold == 0.5)  # from reading as signed
        program.press("q")
        assert program.finish() == 0, program.errors
    assert "Traceback" not in program.errors


def test_keys_of_the_live_window_are_remembered(xvfb, user_folder, program_environment) -> None:
    arguments = ("--camera", "demo", "--spell", "AB", "--no-save", "--fps", "10", "--width", "320")
    environment = {**program_environment, "DISPLAY": xvfb}
    for hold, hand in ((0.5, "left"), (0.6, "right")):
        with Program(environment, *arguments, title="realtime_asl") as program:
            program.press("bracketright", seen=lambda hold=hold: SettingsFile().load().hold == hold)
            program.press("l", seen=lambda hand=hand: SettingsFile().load().hand == hand)
            program.press("m")
            program.press("q")
            assert program.finish() == 0, program.errors
    assert SettingsFile().load().mirror is None  # no camera
    assert "Traceback" not in program.errors
    assert os.listdir(user_folder) == ["realtime-asl"]


def test_a_window_left_on_a_larger_screen_fits_this_one_and_is_remembered(
    xvfb, user_folder, program_environment
) -> None:
    SettingsFile().keep(window=(8000, 6000))
    environment = {**program_environment, "DISPLAY": xvfb}
    with Program(environment, "--practice", "read", "--no-save", title="reading practice") as program:
        width, height = program.size()
        program.press("Escape")
        assert program.finish() == 0, program.errors
    assert width < 8000
    assert width / height == pytest.approx(4 / 3, rel=0.02)
    assert SettingsFile().load().window == (8000, 6000)
