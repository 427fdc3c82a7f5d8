"""Profiles: kept as they were, named, moved between machines, and robust against damage."""

from __future__ import annotations

import json
import os
import sys

import numpy as np
import pytest
from practice_tools import prediction

from realtime_asl.cli import main
from realtime_asl.errors import UserError
from realtime_asl.letters.examples import Examples
from realtime_asl.letters.own_hand import OwnHand
from realtime_asl.letters.profiles import Profiles, read_profile, write_profile


@pytest.fixture
def examples() -> Examples:
    frames = [prediction("A", 0.0), prediction("A", 0.1)]
    return Examples.of("A", frames, "w1").with_letter("B", Examples.of("B", [prediction("B", 0.2)], "w1"))


@pytest.fixture
def folder(user_folder):
    """The user's data folder, for the command."""
    folder = Profiles().folder
    assert folder.is_relative_to(user_folder)
    return folder


def test_a_profile_comes_back_as_it_was(tmp_path, examples):
    profiles = Profiles(tmp_path)
    file = profiles.save("anna", examples)
    back = profiles.load("anna")
    assert back.space == "w1"
    for name in ("letters", "posteriors", "points"):
        np.testing.assert_array_equal(getattr(back, name), getattr(examples, name))
    np.testing.assert_allclose(back.embeddings, examples.embeddings, atol=1e-3)
    assert profiles.names() == ["anna"]
    assert file.stat().st_size < 100_000
    assert list(tmp_path.iterdir()) == [file], "nothing is left beside it"


def test_a_profile_of_before_embeddings_keeps_its_landmarks(tmp_path, examples):
    profiles = Profiles(tmp_path)
    file = profiles.save("anna", examples)
    with np.load(file) as data:
        older = {name: data[name] for name in data.files if name != "embeddings"} | {"format": 1}
    np.savez_compressed(file, **older)
    back = profiles.load("anna")
    assert profiles.notice is None
    assert back.taught == ("A", "B")
    np.testing.assert_array_equal(back.points, examples.points)
    assert not back.known.any()
    assert OwnHand(back, space="w1").outdated


@pytest.mark.skipif(sys.platform == "win32", reason="links need rights on Windows")
def test_a_link_stays_one(tmp_path, examples):
    kept = tmp_path / "synchronised.npz"
    write_profile(kept, Examples.none())
    profiles = Profiles(tmp_path / "hands")
    profiles.folder.mkdir()
    profiles.path("anna").symlink_to(kept)
    assert profiles.save("anna", examples).is_symlink()
    assert read_profile(kept).taught == ("A", "B")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="Windows has no such pipes")
def test_a_pipe_is_not_replaced_by_an_exported_profile(folder, tmp_path, examples, capsys):
    Profiles(folder).save("anna", examples)
    os.mkfifo(tmp_path / "pipe")
    assert main(["profiles", "--export", "anna", str(tmp_path / "pipe"), "--overwrite"]) == 2
    assert "no plain file" in capsys.readouterr().err
    assert (tmp_path / "pipe").is_fifo()


def test_no_profile_is_no_examples(tmp_path):
    profiles = Profiles(tmp_path / "none")
    assert len(profiles.load("anna")) == 0
    assert profiles.notice is None
    assert profiles.names() == []


@pytest.mark.parametrize("damage", ["cut", "empty", "text", "pickle", "nan", "letters", "flipped"])
def test_a_damaged_profile_is_set_aside_with_one_line(tmp_path, examples, damage):
    profiles = Profiles(tmp_path)
    file = profiles.save("anna", examples)
    content = bytearray(file.read_bytes())
    if damage == "cut":
        file.write_bytes(content[: len(content) // 2])
    elif damage == "empty":
        file.write_bytes(b"")
    elif damage == "text":
        file.write_text("no profile")
    elif damage == "flipped":
        for place in range(len(content) // 3, len(content) // 3 + 60):
            content[place] ^= 0xFF
        file.write_bytes(bytes(content))
    else:
        with np.load(file) as data:
            parts = dict(data)
        if damage == "pickle":
            parts["letters"] = np.array(["A", None, {}], object)
        elif damage == "nan":
            parts["points"][0, 0, 0] = np.nan
        else:
            parts["letters"] = np.array(["A", "A", "Ä"])
        with file.open("wb") as stored:
            np.savez_compressed(stored, **parts)
    assert len(profiles.load("anna")) == 0
    assert "damaged" in profiles.notice
    assert "\n" not in profiles.notice
    assert not file.exists()
    assert (tmp_path / "anna.hand.damaged-1.npz").exists()
    profiles.save("anna", examples)
    assert len(profiles.load("anna")) == 3
    assert profiles.names() == ["anna"]


@pytest.mark.parametrize("name", ["", "../anna", "a b", "a/b", "con", ".anna", "x" * 41])
def test_names_that_are_no_file_names_are_refused(tmp_path, name):
    with pytest.raises(UserError, match="no name for a profile"):
        Profiles(tmp_path).path(name)


def test_the_command_lists_exports_imports_and_deletes(folder, tmp_path, examples, capsys):
    Profiles().save("anna", examples)
    assert main(["profiles", "--json"]) == 0
    listed = json.loads(capsys.readouterr().out)
    assert listed == {"folder": str(folder), "profiles": [{"name": "anna", "letters": "AB", "examples": 3}]}
    file = str(tmp_path / "anna.npz")
    assert main(["profiles", "--export", "anna", file]) == 0
    assert main(["profiles", "--export", "anna", file]) == 2
    assert "exists" in capsys.readouterr().err
    assert main(["profiles", "--import", "ben", file]) == 0
    assert main(["profiles", "--import", "ben", file]) == 2
    assert main(["profiles", "--import", "ben", file, "--overwrite"]) == 0
    assert main(["profiles", "--delete", "anna"]) == 0
    assert Profiles().names() == ["ben"]
    capsys.readouterr()
    assert main(["profiles", "--delete", "anna"]) == 2
    assert "ben" in capsys.readouterr().err
    (tmp_path / "text.npz").write_text("no profile")
    assert main(["profiles", "--import", "carl", str(tmp_path / "text.npz")]) == 2
    assert len(capsys.readouterr().err.splitlines()) == 1


@pytest.mark.parametrize(
    ("command", "said"),
    [
        (("--delete", ""), "empty"),
        (("--delete", "a/b"), "no name"),
        (("--export", "anna", "."), "folder"),
        (("--export", "anna", ".", "--overwrite"), "folder"),
    ],
    ids=["empty", "path", "export", "overwrite"],
)
def test_what_is_no_name_is_told(folder, examples, capsys, command, said):
    Profiles(folder).save("anna", examples)
    assert main(["profiles", *command]) == 2
    printed = capsys.readouterr()
    assert printed.out == ""
    assert said in printed.err
    assert Profiles().names() == ["anna"]


@pytest.mark.parametrize(
    "command", [(), ("--delete", "anna"), ("--import", "ben", "{}")], ids=["list", "delete", "import"]
)
def test_a_folder_that_cannot_be_entered_is_one_line(folder, tmp_path, examples, capsys, command):
    Profiles(folder).save("anna", examples)
    write_profile(tmp_path / "exported.npz", examples)
    folder.parent.chmod(0)
    try:
        if os.access(folder, os.F_OK):
            pytest.skip("needs a user whom the permissions of folders stop, which root and Windows are not")
        assert main(["profiles", *(word.format(tmp_path / "exported.npz") for word in command)]) == 2
    finally:
        folder.parent.chmod(0o700)
    error = capsys.readouterr().err
    assert "mend the folder" in error
    assert "PermissionError" not in error


def test_a_profile_that_cannot_be_read_does_not_hide_the_others(folder, examples, capsys):
    Profiles(folder).save("anna", examples)
    (folder / "ben.hand.npz").mkdir()
    assert main(["profiles", "--json"]) == 0
    printed = capsys.readouterr()
    assert [row["name"] for row in json.loads(printed.out)["profiles"]] == ["anna"]
    assert "ben" in printed.err
