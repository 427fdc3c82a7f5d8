"""`classify` and `evaluate` on pictures that the demo signer draws, with the shipped weights."""

from __future__ import annotations

import json
from pathlib import Path

import cv2
import numpy as np
import pytest
from demo_frames import write_hands
from PIL import Image

from realtime_asl.alphabet import CLASSES
from realtime_asl.cli import main
from realtime_asl.sources.pictures import read_picture


@pytest.fixture(scope="module")
def hands(tmp_path_factory) -> Path:
    return write_hands(tmp_path_factory.mktemp("hands"))


def lines(capsys) -> list[dict]:
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def test_classify_prints_a_line_for_each_picture_in_order(hands, capsys):
    paths = [str(hands / "W_Right.png"), str(hands / "L_Left.png")]
    assert main(["classify", *paths, "--json"]) == 0
    first, second = lines(capsys)
    assert [first["path"], second["path"]] == paths
    assert (first["letter"], second["letter"]) == ("W", "L")
    assert first["hand"]["handedness"] == "Right"
    assert second["hand"]["handedness"] == "Left"
    assert first["top"][0] == [first["letter"], first["confidence"]]
    shares = [share for _, share in first["top"]]
    assert len(shares) == 3
    assert 1 >= shares[0] >= shares[1] >= shares[2] >= 0
    assert set(first) == {"path", "letter", "confidence", "top", "hand"}
    assert set(first["hand"]) == {"handedness", "score", "box"}
    assert 0.5 < first["hand"]["score"] <= 1
    x0, y0, x1, y1 = first["hand"]["box"]
    height, width = cv2.imread(paths[0]).shape[:2]
    assert -20 < x0 < x1 < width + 20
    assert -20 < y0 < y1 < height + 20


def test_classify_a_folder_passes_over_what_is_no_picture(hands, capsys):
    (hands / "broken.jpg").write_bytes(b"no picture")
    assert main(["classify", str(hands), "--json"]) == 0
    assert len(lines(capsys)) == 8
    (hands / "broken.jpg").unlink()


def test_classify_names_what_cannot_be_read_and_goes_on(hands, tmp_path, capsys):
    (tmp_path / "text.png").write_text("no picture", encoding="utf-8")
    unnamable = "a" * 300  # of which the system does not even say whether there is one
    given = [str(tmp_path / name) for name in ("text.png", "absent.jpg", unnamable)]
    assert main(["classify", *given, str(hands / "L_Right.png"), "--json"]) == 1
    out, err = capsys.readouterr()
    assert json.loads(out)["letter"] == "L"
    named = zip(("text.png", "absent.jpg", unnamable), err.splitlines(), strict=True)
    assert all(name in line for name, line in named)
    assert "Errno" not in err
    assert "Traceback" not in err


@pytest.mark.parametrize("kind", ["grey", "rgba", "16 bit", "rotated phone", "huge", "tiny", "no hand"])
def test_classify_takes_pictures_of_any_kind(hands, tmp_path, capsys, kind):
    picture = Image.open(hands / "L_Right.png").convert("RGB")
    file, options, found = tmp_path / "a.png", {}, True
    if kind == "grey":
        picture = picture.convert("L")
    elif kind == "rgba":
        picture.putalpha(255)
    elif kind == "16 bit":
        picture = Image.fromarray(np.asarray(picture.convert("L")).astype(np.uint16) * 257)
    elif kind == "rotated phone":
        exif = Image.Exif()
        exif[0x0112] = 6
        picture, file, options = picture.rotate(90, expand=True), tmp_path / "a.jpg", {"exif": exif}
    elif kind == "huge":
        picture, file = picture.resize((6400, 4800)), tmp_path / "a.jpg"
    elif kind == "tiny":
        picture, found = picture.resize((1, 1)), False
    elif kind == "no hand":
        picture, found = Image.new("RGB", (640, 480), (90, 120, 100)), False
    picture.save(file, **options)
    assert main(["classify", str(file), "--json"]) == 0
    (read,) = lines(capsys)
    assert (read["hand"] is not None) == found
    assert read["letter"] in CLASSES
    if found:
        assert read["letter"] == "L"
        x0, y0, x1, y1 = read["hand"]["box"]
        height, width = read_picture(file).shape[:2]
        # In pixels of the picture as it is shown upright; very large ones are shrunk only inside the program.
        zoom = 6400 / width if kind == "huge" else 1.0
        assert 0.15 * height < (y1 - y0) / zoom < height
        assert 0 < x0 / zoom < x1 / zoom < width


def test_table_for_people_says_when_no_hand_was_found(tmp_path, capsys):
    Image.new("RGB", (64, 64)).save(tmp_path / "a.png")
    assert main(["classify", str(tmp_path / "a.png")]) == 0
    assert "no hand found" in capsys.readouterr().out


def test_evaluate_summary_and_report(hands, tmp_path, capsys):
    report = tmp_path / "report"
    assert main(["evaluate", str(hands), "--report", str(report), "--json"]) == 0
    summary = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert summary["images"] == 8
    assert summary["missed_hands"] == summary["no_hand"] == 0
    assert 0 <= summary["looks_disagree"] <= summary["looked_again"] <= 8
    assert summary["first_look_accuracy"] >= 0.75
    assert summary["static24_accuracy"] == summary["accuracy"] >= 0.75
    assert set(summary["per_signer"]) == {"left", "right"}
    assert set(summary["per_letter"]) == set("LBYW")
    assert 0 < summary["macro_f1"] <= 1
    assert 0 <= summary["calibration_error"] < 1
    assert summary["latency_ms_p50"] > 0
    assert summary["static24_interval"][0] < summary["static24_accuracy"] <= summary["static24_interval"][1]
    for name in ("report.md", "confusion.png", "roc.png", "accuracy.png", "confusion.csv", "per_letter.csv"):
        assert (report / name).stat().st_size > 20, name
    assert main(["evaluate", str(hands), "--report", str(report)]) == 2
    assert "--overwrite" in capsys.readouterr().err


def test_disputed_labels_are_counted_apart(hands, tmp_path, capsys):
    for name in ("L_Right.png", "B_Right.png", "Y_Right.png"):
        (tmp_path / name).write_bytes((hands / name).read_bytes())
    rows = ["L_Right.png,L,ana,0", "B_Right.png,B,bo,0", "Y_Right.png,A,bo,1"]  # the last one shows a Y
    (tmp_path / "manifest.csv").write_text("path,letter,signer,doubt\n" + "\n".join(rows) + "\n", encoding="utf-8")
    assert main(["evaluate", str(tmp_path), "--json"]) == 0
    summary = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert (summary["images"], summary["accuracy"]) == (2, 1.0)
    assert summary["doubtful"] == {"images": 1, "accuracy": 0.0}
    assert (summary["signers_mean"], summary["signers_worst_tenth"]) == (1.0, 1.0)
    (tmp_path / "manifest.csv").write_text("path,letter,signer,doubt\n" + rows[2] + "\n", encoding="utf-8")
    assert main(["evaluate", str(tmp_path), "--json"]) == 2
    assert "doubt" in capsys.readouterr().err


def test_evaluate_takes_a_folder_per_class(hands, tmp_path, capsys):
    for letter in "LB":
        (tmp_path / letter).mkdir()
        (tmp_path / letter / "one.png").write_bytes((hands / f"{letter}_Right.png").read_bytes())
    assert main(["evaluate", str(tmp_path), "--json"]) == 0
    summary = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert summary["images"] == 2


@pytest.mark.parametrize("kind", ["absent", "empty"])
def test_evaluate_names_a_folder_without_pictures(tmp_path, capsys, kind):
    folder = tmp_path / "nothing-here"
    if kind == "empty":
        folder.mkdir()
    assert main(["evaluate", str(folder), "--json"]) == 2
    assert "nothing-here" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("manifest", "said"),
    [
        (b"path;letter;signer\na.png;A;x\n", "no column 'path'; it needs"),
        (b"path,letter,signer\na.png,A,Jos\xe9\n", "save it as UTF-8"),
    ],
    ids=["semicolons", "encoding"],
)
def test_what_is_wrong_with_a_manifest_is_told(tmp_path, capsys, manifest, said):
    (tmp_path / "manifest.csv").write_bytes(manifest)
    assert main(["evaluate", str(tmp_path)]) == 2
    error = capsys.readouterr().err
    assert error.startswith("error: ")
    assert len(error.splitlines()) == 1
    assert said in error


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        # The last two are what spreadsheets leave behind, and a row that is too short.
        (
            "letter,path,signer\nL,,ana\nL,L.png,ana\n,,\nB\n",
            {2: "names no picture", 4: "names no picture", 5: "names no picture"},
        ),
        ("path,letter,signer\nL.png,5,ana\nL.png,L,ana\nL.png\n", {2: "'5'", 4: "''"}),
    ],
    ids=["no picture", "unknown class"],
)
def test_a_row_that_cannot_be_used_costs_itself_only(hands, tmp_path, capsys, rows, said):
    (tmp_path / "L.png").write_bytes((hands / "L_Right.png").read_bytes())
    (tmp_path / "manifest.csv").write_text(rows, encoding="utf-8")
    for command in ("evaluate", "evaluate-hints"):
        assert main([command, str(tmp_path), "--json"]) == 1
        out, err = capsys.readouterr()
        summary = json.loads(out.splitlines()[-1])
        assert (summary["images"] if command == "evaluate" else summary["letters"]) == 1
        lines = [line for line in err.splitlines() if line.startswith("error: ")]
        for line, (number, words) in zip(lines, said.items(), strict=True):
            assert f"line {number} of" in line
            assert "manifest.csv'" in line
            assert words in line


@pytest.mark.parametrize("options", [(), ("--adapt", "1")], ids=["read", "taught"])
def test_no_name_of_a_signer_changes_the_terminal(hands, tmp_path, capsys, options):
    (tmp_path / "L.png").write_bytes((hands / "L_Right.png").read_bytes())
    rows = "path,letter,signer\n" + 'L.png,L,"\033[2J\nx"\n' * 2
    (tmp_path / "manifest.csv").write_text(rows, encoding="utf-8")
    assert main(["evaluate", str(tmp_path), *options]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert all(line.isprintable() for line in lines)
    assert any(line.startswith("\\x1b[2J\\nx") for line in lines)


def test_letters_of_a_manifest_may_be_small(hands, tmp_path, capsys):
    for name in ("L_Right.png", "B_Right.png"):
        (tmp_path / name).write_bytes((hands / name).read_bytes())
    rows = "path,letter,signer\nL_Right.png,l,ana\nB_Right.png,b,ana\n"
    (tmp_path / "manifest.csv").write_text(rows, encoding="utf-8")
    assert main(["evaluate", str(tmp_path), "--json"]) == 0
    summary = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert (set(summary["per_letter"]), summary["accuracy"]) == ({"B", "L"}, 1.0)
    (tmp_path / "manifest.csv").write_text("path,letter,signer\nL_Right.png,ll,ana\n", encoding="utf-8")
    assert main(["evaluate", str(tmp_path), "--json"]) == 2
    assert "unknown classes ['ll']" in capsys.readouterr().err


def test_both_backends_agree(hands, capsys):
    pytest.importorskip("torch", reason="the torch back-end needs the extra 'train'")
    read = []
    for backend in ("onnxruntime", "torch"):
        assert main(["classify", str(hands), "--backend", backend, "--json"]) == 0
        read.append(lines(capsys))
    for ours, theirs in zip(*read, strict=True):
        assert ours["letter"] == theirs["letter"]
        assert ours["confidence"] == pytest.approx(theirs["confidence"], abs=0.15)


@pytest.mark.parametrize("content", [None, b"", b"no model at all", "other"], ids=["absent", "empty", "text", "other"])
def test_bad_weights_are_named_in_one_line(hands, tmp_path, capsys, content):
    file = tmp_path / "mine.onnx"
    if content == "other":
        onnx = pytest.importorskip("onnx", reason="makes another program's model with onnx")
        value = onnx.helper.make_tensor_value_info("x", onnx.TensorProto.FLOAT, [1])
        result = onnx.helper.make_tensor_value_info("y", onnx.TensorProto.FLOAT, [1])
        graph = onnx.helper.make_graph([onnx.helper.make_node("Relu", ["x"], ["y"])], "other", [value], [result])
        onnx.save(onnx.helper.make_model(graph, opset_imports=[onnx.helper.make_opsetid("", 18)], ir_version=9), file)
    elif content is not None:
        file.write_bytes(content)
    assert main(["classify", str(hands / "L_Right.png"), "--model", str(file)]) == 2
    err = capsys.readouterr().err.strip().splitlines()
    assert len(err) == 1
    assert "mine.onnx" in err[0]


def test_real_pictures_of_unseen_people(shared, capsys):
    """Every twentieth picture of the folder that the model was chosen on: far from chance, hands found."""
    from realtime_asl.evaluation.picture_results import read_all, summarise
    from realtime_asl.letters.stills import StillReader
    from realtime_asl.sources.labelled import list_pictures

    reader = StillReader()
    results, failures = read_all(reader, list_pictures(shared / "data" / "val")[::20])
    reader.close()
    summary = summarise(results)
    assert failures == 0
    assert summary["static24_accuracy"] > 0.93
    assert summary["missed_hands"] <= 2
