"""`evaluate --report`, and what is refused before pictures are read."""

from __future__ import annotations

import json
import subprocess
import sys
from itertools import pairwise
from pathlib import Path

import pytest
from demo_frames import write_hands

from realtime_asl.cli import main
from realtime_asl.evaluation.report import _draw_bars

pytest.importorskip("matplotlib", reason="reports are drawn with matplotlib (extra train)")


@pytest.fixture(scope="module")
def hands(tmp_path_factory) -> Path:
    return write_hands(tmp_path_factory.mktemp("hands"))


@pytest.fixture
def one_letter(hands, tmp_path) -> Path:
    """Two pictures of an L, and no other letter."""
    folder = tmp_path / "signer"
    (folder / "L").mkdir(parents=True)
    for side in ("Right", "Left"):
        (folder / "L" / f"{side}.png").write_bytes((hands / f"L_{side}.png").read_bytes())
    return folder


def test_pictures_of_one_letter_have_no_roc_and_say_so(one_letter, tmp_path, recwarn):
    report = tmp_path / "report"
    assert main(["evaluate", str(one_letter), "--report", str(report)]) == 0
    page = (report / "report.md").read_text(encoding="utf-8")
    assert "nan" not in page
    assert "ROC curves: –" in page
    assert "roc.png" not in page
    assert not (report / "roc.png").exists()
    assert (report / "confusion.csv").read_text(encoding="utf-8").splitlines()[1] == "L,2"
    assert not [warning for warning in recwarn if "label" in str(warning.message)]


@pytest.mark.parametrize(
    "names",
    [
        ("one",),
        ("A", "B", "nothing", "space"),
        tuple(f"A long name_{i}" for i in range(12)),
        tuple(map(str, range(90))),
        ("of $1", r"and $\no formula$"),
    ],
    ids=["one", "few", "twelve", "ninety", "signs"],
)
def test_every_bar_is_seen_and_no_name_lies_on_another(names):
    from matplotlib import pyplot

    rows = {name: {"accuracy": 0.9 if i else 0.5} for i, name in enumerate(names)}
    figure, axes = pyplot.subplots(2, 1, figsize=(9, 7), layout="constrained")
    for axis in axes:
        _draw_bars(axis, "accuracy", rows)
    figure.canvas.draw()
    assert all(bar.get_height() > axes[0].get_ylim()[0] + 0.02 for bar in axes[0].patches)
    places = [label.get_window_extent() for label in axes[0].get_xticklabels()]
    assert all(left.x1 <= right.x0 for left, right in pairwise(places))
    pyplot.close(figure)


def test_what_an_earlier_report_left_is_gone_and_nothing_else(one_letter, tmp_path):
    report = tmp_path / "report"
    report.mkdir()
    for name in ("misread.png", "roc.png", "per_clip.csv", "notes.txt"):
        (report / name).write_text("of an earlier run", encoding="utf-8")
    assert main(["evaluate", str(one_letter), "--report", str(report), "--overwrite"]) == 0
    assert len((report / "misread.csv").read_text(encoding="utf-8").splitlines()) == 1
    assert {file.name for file in report.iterdir()} == {
        *("confusion.csv", "per_letter.csv", "per_signer.csv", "misread.csv", "report.md"),
        *("accuracy.png", "confusion.png", "notes.txt"),
    }


def test_the_figures_are_not_lost_with_a_report_that_cannot_be_written(one_letter, tmp_path, capsys):
    report = tmp_path / "report"
    (report / "confusion.png").mkdir(parents=True)  # as on a full disk: what the report writes there is refused
    assert main(["evaluate", str(one_letter), "--report", str(report), "--overwrite", "--json"]) == 1
    out, err = capsys.readouterr()
    assert json.loads(out)["images"] == 2
    assert "could not be written to its end" in err.splitlines()[-1]


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no device that is always full")
def test_the_report_is_not_lost_with_figures_that_cannot_be_printed(one_letter, tmp_path, capsys):
    report = tmp_path / "report"
    with pytest.MonkeyPatch.context() as patch, open("/dev/full", "w", 1, encoding="utf-8") as full:
        patch.setattr(sys, "stdout", full)
        assert main(["evaluate", str(one_letter), "--report", str(report)]) == 1
    assert "No space left on device" in capsys.readouterr().err.splitlines()[-1]
    assert (report / "report.md").stat().st_size > 20


@pytest.mark.parametrize("option", [("--every", "2"), ("--hold", "0.5")], ids=lambda option: option[0])
def test_options_for_clips_are_refused_on_pictures(one_letter, capsys, option):
    assert main(["evaluate", str(one_letter), *option]) == 2
    lines = capsys.readouterr().err.splitlines()
    assert len(lines) == 1
    assert option[0] in lines[0]
    assert "transcripts.csv" in lines[0]


@pytest.mark.parametrize("package", ["scipy", "sklearn"])
def test_a_missing_package_is_told_before_pictures_are_read(hands, tmp_path, program_environment, package):
    (tmp_path / package).mkdir()
    (tmp_path / package / "__init__.py").write_text(
        f"raise ModuleNotFoundError('No module named {package}', name={package!r})", encoding="utf-8"
    )
    environment = program_environment | {"PYTHONPATH": f"{tmp_path}:{program_environment['PYTHONPATH']}"}
    command = [sys.executable, "-m", "realtime_asl", "evaluate", str(hands)]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 2
    assert package in done.stderr
    assert "pip install" in done.stderr
    assert len(done.stderr.splitlines()) == 1  # no progress bar: nothing was read
