"""One bad item costs that item only, and what is left out of a folder is said."""

from __future__ import annotations

import csv
import json
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from demo_frames import held
from PIL import Image

from realtime_asl.cli import main
from realtime_asl.letters.stills import StillReader


def drawn_hand() -> Image.Image:
    image, _ = held("W", size=(320, 240))
    return Image.fromarray(np.ascontiguousarray(image[:, :, ::-1]))


@pytest.fixture
def classes(tmp_path) -> Path:
    """A folder for each of two classes, with pictures of a hand: one is found sooner than it is seen that none is."""
    picture = drawn_hand()
    for name in ("A/one.jfif", "A/two.avif", "A/three.png", "B/four.picture"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        kind = {".jfif": "JPEG", ".avif": "AVIF", ".png": "PNG", ".picture": "WEBP"}[Path(name).suffix]
        picture.save(tmp_path / name, kind)
    return tmp_path


def test_classify_and_evaluate_read_everything_in_a_folder(classes, capsys):
    (classes / "A" / "notes.txt").write_text("no picture")
    assert main(["classify", str(classes / "A"), "--json"]) == 0
    out, err = capsys.readouterr()
    assert [Path(json.loads(line)["path"]).name for line in out.splitlines()] == ["one.jfif", "three.png", "two.avif"]
    assert "left out 1" in err
    assert "notes.txt" in err
    (classes / "misc").mkdir()
    assert main(["evaluate", str(classes), "--json"]) == 0
    out, err = capsys.readouterr()
    assert json.loads(out.splitlines()[-1])["images"] == 4
    assert "notes.txt" in err
    assert "misc" in err


def test_a_folder_that_may_not_be_entered_is_left_out_and_said(classes, capsys):
    locked = classes / "A" / "locked"
    (locked / "in").mkdir(parents=True)
    locked.chmod(0)
    try:
        if os.access(locked / "in", os.F_OK):
            pytest.skip("needs a user whom the permissions of folders stop, which root and Windows are not")
        assert main(["classify", str(locked / "in"), str(classes / "A"), "--json"]) == 1
    finally:
        locked.chmod(0o700)
    out, err = capsys.readouterr()
    assert len(out.splitlines()) == 3
    error, note = err.splitlines()
    assert f"'{locked / 'in'}' cannot be used (Permission denied)" in error
    assert note.startswith("note: left out 1")
    assert str(locked) in note


def test_companions_of_macos_are_passed_over(classes, capsys):
    for name in ("A/._one.jpg", "__MACOSX/A/._one.jpg", "A/__MACOSX/x.jpg", "A/.DS_Store"):
        (classes / name).parent.mkdir(parents=True, exist_ok=True)
        (classes / name).write_bytes(b"\0\5\x16\7\0\2\0\0Mac OS X        ")
    assert main(["evaluate", str(classes), "--json"]) == 0
    out, err = capsys.readouterr()
    assert json.loads(out.splitlines()[-1])["images"] == 4
    assert "left out" not in err
    assert "error" not in err


class Stumbles(StillReader):
    """Stands for whatever nobody foresaw in one picture of many."""

    def read(self, image: np.ndarray):
        if image.shape[:2] == (13, 13):
            raise RuntimeError("nobody foresaw this")
        return super().read(image)


def test_any_exception_of_one_picture_costs_that_picture_only(classes, capsys, monkeypatch):
    for module in ("letters.classify", "evaluation.evaluate", "evaluation.hints"):
        monkeypatch.setattr(f"realtime_asl.{module}.StillReader", Stumbles)
    Image.new("RGB", (13, 13)).save(classes / "A" / "odd.png")
    for command in (["classify", str(classes / "A")], ["evaluate", str(classes)], ["evaluate-hints", str(classes)]):
        assert main([*command, "--json"]) == 1
        out, err = capsys.readouterr()
        assert "nobody foresaw this" in err
        assert "odd.png" in err
        assert len(out.splitlines()) == (3 if command[0] == "classify" else 1)


def test_a_damaged_picture_below_a_folder_is_named(classes, capsys):
    whole = (classes / "A" / "one.jfif").read_bytes()
    (classes / "A" / "half.jpg").write_bytes(whole[: len(whole) // 2])
    assert main(["classify", str(classes / "A"), "--json"]) == 1
    out, err = capsys.readouterr()
    assert len(out.splitlines()) == 3
    assert "half.jpg" in err


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such names")
def test_a_name_that_would_change_the_terminal_is_escaped_in_a_message(classes, capsys):
    odd = classes / "A" / "\x1b[31mred.jpg"
    odd.write_bytes(b"\xff\xd8\xffno picture")
    for command in (["classify", str(odd)], ["evaluate", str(classes)]):
        assert main(command) == 1
        err = capsys.readouterr().err
        assert "\x1b[31m" not in err
        assert "\\x1b[31mred.jpg" in err


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="other systems know no names outside Unicode")
@pytest.mark.parametrize("encoding", ["utf-8", "ascii", "cp1252"])
def test_names_that_the_terminal_lacks_are_escaped(classes, encoding, program_environment):
    picture = drawn_hand()
    names = [b"b\xe9ta.png", "日本.png".encode(), "šk.png".encode(), b"new\nline.png", b"zz.png"]
    for name in names:
        with open(os.fsencode(classes / "A") + b"/" + name, "wb") as file:
            picture.save(file, "PNG")
    for other in ("one.jfif", "two.avif"):
        (classes / "A" / other).unlink()
    a, both = str(classes / "A"), str(classes)
    # In one process, since each loads the libraries anew; the pictures are all alike, and so is what is read of them.
    program = (
        "from realtime_asl.cli import main; from realtime_asl.letters.stills import StillReader\n"
        "def once(self, image, read=StillReader.read, known={}):\n"
        "    known[0] = known.get(0) or read(self, image)\n"
        "    return known[0]\n"
        "StillReader.read = once\n"
        f"for command in (['classify', {a!r}], ['classify', {a!r}, '--json'], ['evaluate', {both!r}, '--json'],"
        f" ['evaluate', {both!r}]):\n"
        "    assert main(command) == 0, command\n"
        "    print('=====')"
    )
    environment = {**program_environment, "PYTHONIOENCODING": encoding, "PYTHONUTF8": "0"}
    command = [sys.executable, "-c", program]
    done = subprocess.run(command, env=environment, capture_output=True, timeout=300, check=False)
    assert done.returncode == 0, done.stderr
    table, objects, *evaluated = done.stdout.decode(encoding, "surrogateescape").split("=====\n")
    assert len(table.splitlines()) == len(objects.splitlines()) == 1 + len(names)
    given = {os.fsencode(Path(json.loads(line)["path"]).name) for line in objects.splitlines()}
    assert set(names) <= given
    assert [bool(text) for text in evaluated] == [True, True, False]


def test_a_report_of_names_outside_unicode(classes, capsys):
    pytest.importorskip("matplotlib", reason="reports are drawn with matplotlib (extra train)")
    with open(os.fsencode(classes / "A") + b"/b\xe9ta.png", "wb") as file:
        drawn_hand().save(file, "PNG")
    assert main(["evaluate", str(classes), "--report", str(classes / "report"), "--json"]) == 0
    with (classes / "report" / "misread.csv").open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert any("b\\udce9ta.png" in row["path"] for row in rows)


def test_training_goes_on_without_a_bad_picture(classes, capsys):
    data = pytest.importorskip("realtime_asl.training.data", reason="needs the extra train")
    (classes / "manifest.csv").write_text(
        "path,letter,signer\nA/one.jfif,a,me\nA/bad.jpg,A,me\n,A,me\nB/four.picture,B,me\n"
    )
    (classes / "A" / "bad.jpg").write_bytes(b"\xff\xd8\xff damaged")
    np.save(classes / "landmarks.npy", np.full((4, 21, 3), np.nan, np.float32))
    samples = data.load_samples(classes)
    assert [sample.label for sample in samples] == [0, 1]
    said = capsys.readouterr().err
    assert "bad.jpg" in said
    assert "line 4 of" in said
