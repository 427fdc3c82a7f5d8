"""Files for training that are damaged, cut short or of something else: one line that names them, and no traceback."""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path

import cv2
import numpy as np
import pytest
from practice_tools import hand_of

pytest.importorskip("torch", reason="training needs the extra 'train'")

from realtime_asl.alphabet import CLASSES, LETTERS, NOTHING
from realtime_asl.errors import UserError
from realtime_asl.training import fit_hints, fit_motion, hand_features, pose_posteriors, train_spelling
from realtime_asl.training.data import load_samples
from realtime_asl.training.landmark_set import load_landmark_set
from realtime_asl.training.motion_recordings import load_poses, load_sequences
from realtime_asl.training.sequence_poses import PosePool

#: What becomes of a file.
DAMAGES: dict[str, Callable[[bytes], bytes]] = {
    "empty": lambda content: b"",
    "text": lambda content: b"path,letter\n",
    "cut short": lambda content: content[: len(content) * 2 // 3],
    "few bytes": lambda content: content[:100],
}


def damage(file: Path, kind: str) -> None:
    if kind == "missing":
        file.unlink()
    else:
        file.write_bytes(DAMAGES[kind](file.read_bytes()))


def write_manifest(folder: Path, rows: list[list[str]], encoding: str = "utf-8") -> None:
    with (folder / "manifest.csv").open("w", newline="", encoding=encoding) as file:
        csv.writer(file).writerows(rows)


@pytest.fixture
def hands(tmp_path) -> Path:
    """A folder with manifest.csv, written by a program that begins files with a byte order mark, and landmarks.npy."""
    folder = tmp_path / "hands"
    folder.mkdir()
    shown = [name for name in CLASSES if name != NOTHING]
    poses = [hand_of(name if name in LETTERS else "B").landmarks for name in shown]
    np.save(folder / "landmarks.npy", np.stack(poses).astype(np.float32))
    rows = [["letter", "signer", "handedness"], *([name, "ana", "Right"] for name in shown)]
    write_manifest(folder, rows, "utf-8-sig")
    return folder


@pytest.fixture
def ended(monkeypatch, capsys) -> Callable[..., str]:
    """Runs a module with arguments, and gives the one line with which it ends."""

    def end(main: Callable[[], None], *arguments: object) -> str:
        monkeypatch.setattr("sys.argv", ["module", *map(str, arguments)])
        with pytest.raises(SystemExit) as code:
            main()
        lines = capsys.readouterr().err.splitlines()
        assert code.value.code == 2
        assert len(lines) == 1, lines
        return lines[0]

    return end


def test_a_byte_order_mark_is_no_part_of_the_first_column(hands, tmp_path, monkeypatch):
    monkeypatch.setattr("sys.argv", ["fit_hints", str(hands), "--out", str(tmp_path / "ranges.json")])
    fit_hints.main()
    assert (tmp_path / "ranges.json").stat().st_size > 1000
    assert set(load_poses(hands)) == set(LETTERS)


@pytest.mark.parametrize("kind", ["missing", *DAMAGES])
def test_damaged_landmarks_are_named(hands, recorded, tmp_path, ended, kind):
    damage(hands / "landmarks.npy", kind)
    out = tmp_path / "out.json"
    assert "landmarks.npy" in ended(fit_hints.main, hands, "--out", out)
    assert "landmarks.npy" in ended(fit_motion.main, recorded, "--poses", hands, "--out", out)
    assert not out.exists()


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "no column letter"),
        (b"letter,signer\nA,ana\n", "no column handedness"),
        (b"letter,signer,handedness\nA,ana,Right\n", "do not belong together"),
        (bytes(range(128, 256)), "manifest.csv"),
        (None, "manifest.csv"),
    ],
    ids=["empty", "columns", "rows", "bytes", "missing"],
)
def test_damaged_manifests_are_named(hands, tmp_path, ended, content, words):
    (hands / "manifest.csv").unlink() if content is None else (hands / "manifest.csv").write_bytes(content)
    assert words in ended(fit_hints.main, hands, "--out", tmp_path / "out.json")


def test_hands_without_letters_have_no_ranges(hands, tmp_path, ended):
    np.save(hands / "landmarks.npy", np.full((len(CLASSES) - 1, 21, 3), np.nan, np.float32))
    assert "no hand that shows a letter" in ended(fit_hints.main, hands, "--out", tmp_path / "out.json")


@pytest.mark.parametrize("kind", ["missing", *DAMAGES])
def test_damaged_recordings_are_named(hands, recorded, tmp_path, ended, kind):
    file = tmp_path / "moved.npz"
    file.write_bytes(recorded.read_bytes())
    damage(file, kind)
    assert "moved.npz" in ended(fit_motion.main, file, "--poses", hands)


@pytest.mark.parametrize("name", ["sequences", "label", "source"])
@pytest.mark.parametrize("change", ["absent", "fewer", "other shape"])
def test_recordings_of_another_form_are_named(recorded, tmp_path, name, change):
    with np.load(recorded) as stored:
        arrays = dict(stored)
    if change == "absent":
        del arrays[name]
    elif change == "fewer":
        arrays[name] = arrays[name][:-1]
    else:
        arrays[name] = arrays[name][:, None]
    np.savez(tmp_path / "moved.npz", **arrays)
    with pytest.raises(UserError, match=r"moved\.npz"):
        load_sequences(tmp_path / "moved.npz")


@pytest.mark.parametrize("kind", ["missing", *DAMAGES])
@pytest.mark.parametrize("read", [load_landmark_set, lambda file: PosePool([file])], ids=["landmarks", "poses"])
def test_damaged_collections_are_named(tmp_path, read, kind):
    file, count = tmp_path / "static.npz", 50
    names = dict.fromkeys(("label", "source", "letter", "signer", "handedness"), np.array(["A"] * count))
    rng = np.random.default_rng(0)
    np.savez(file, points=rng.random((count, 21, 2)), landmarks=rng.random((count, 21, 3)), **names)
    damage(file, kind)
    with pytest.raises(UserError, match=r"static\.npz"):
        read(file)


@pytest.mark.parametrize(
    ("letters", "points", "words"),
    [(["A", "?"], (2, 21, 2), r"\?"), (["A"], (1, 21, 3), "points"), ([], (0, 21, 2), "at least one")],
    ids=["class", "shape", "nothing"],
)
def test_collections_of_something_else_are_named(tmp_path, letters, points, words):
    file = tmp_path / "static.npz"
    np.savez(file, points=np.ones(points), label=np.array(letters, "U1"), source=np.array(letters, "U1"))
    with pytest.raises(UserError, match=words):
        load_landmark_set(file)


def test_poses_without_a_letter_are_named(tmp_path, recorded, ended):
    names = [name for name in CLASSES if name != "Q"]
    rows = len(names)
    file = tmp_path / "poses.npz"
    np.savez(
        file,
        landmarks=np.random.default_rng(0).random((rows, 21, 3)),
        posterior=np.full((rows, len(CLASSES)), 1 / len(CLASSES), np.float32),
        letter=np.array(names),
        signer=np.array(["ana"] * rows),
        handedness=np.array(["Right"] * rows),
    )
    arguments = ("--poses", file, "--motion", recorded, "--out", tmp_path / "spelling.npz")
    assert "no hand of Q" in ended(train_spelling.main, *arguments)


def test_an_empty_file_of_landmarks_beside_pictures_is_named(tmp_path, hands):

    for letter in "AB":
        cv2.imwrite(str(tmp_path / f"{letter}.png"), np.full((40, 40, 3), 90, np.uint8))
    write_manifest(tmp_path, [["path", "letter", "signer"], ["A.png", "A", "ana"], ["B.png", "B", "ana"]], "utf-8-sig")
    (tmp_path / "landmarks.npy").touch()
    with pytest.raises(UserError, match=r"landmarks\.npy"):
        load_samples(tmp_path)


def test_outputs_are_not_replaced_unasked(hands, recorded, tmp_path, ended):
    out = tmp_path / "out.npz"
    out.write_text("kept", encoding="utf-8")
    for module, arguments in (
        (fit_hints, (hands, "--out", out)),
        (fit_motion, (recorded, "--poses", hands, "--out", out)),
        (pose_posteriors, (hands, out)),
        (hand_features, (hands, out.rename(tmp_path / "out.npy"))),
    ):
        out.write_text("kept", encoding="utf-8")
        assert "--overwrite" in ended(module.main, *arguments)
    assert [file.read_text(encoding="utf-8") for file in sorted(tmp_path.glob("out.*"))] == ["kept", "kept"]


@pytest.mark.parametrize("module", [pose_posteriors, hand_features])
def test_where_nothing_can_be_written_is_told_before_any_picture_is_read(module, hands, tmp_path, ended):
    suffix = ".npz" if module is pose_posteriors else ".npy"
    assert "there is no folder" in ended(module.main, hands, tmp_path / "gone" / f"out{suffix}")
    assert f"end its name with {suffix}" in ended(module.main, hands, tmp_path / "out")  # numpy would add it


@pytest.mark.parametrize(("prefix", "words"), [("nobody", "is no source"), ("", None), ("a_", None)])
def test_who_is_held_out_must_be_there(recorded, hands, ended, prefix, words):
    if words:
        said = ended(fit_motion.main, recorded, "--poses", hands, "--hold-out", prefix)
        assert "a_J, a_Z, a_none, b_J" in said
        assert words in said
    else:
        held, learnt = fit_motion.hold_out(load_sequences(recorded), prefix)
        assert (len(held), len(learnt)) == ((24, 24) if prefix else (0, 48))


def test_poses_that_movements_are_made_of_must_be_there(recorded, hands, ended):
    rows = (hands / "manifest.csv").read_text(encoding="utf-8-sig").replace("L,ana", "A,ana")
    (hands / "manifest.csv").write_text(rows, encoding="utf-8")
    assert "no hand of L" in ended(fit_motion.main, recorded, "--poses", hands)
