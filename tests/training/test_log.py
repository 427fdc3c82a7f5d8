"""The log of a training run that goes on with other columns than it began with."""

from __future__ import annotations

import csv

import pytest

pytest.importorskip("matplotlib", reason="training needs the extra 'train'")

from realtime_asl.training.log import Log


@pytest.mark.parametrize("first", [{"static24": 0.5}, {}])
def test_a_run_goes_on_without_or_with_scores(tmp_path, first):
    file = tmp_path / "run.log.csv"
    Log(file, fresh=True).add(epoch=0, size=48, train_loss=2.0, **first)
    other = {} if first else {"static24": 0.5}
    Log(file, fresh=False).add(epoch=1, size=48, train_loss=1.0, **other)
    with file.open(newline="", encoding="utf-8") as rows:
        stored = list(csv.DictReader(rows))
    assert [row["train_loss"] for row in stored] == ["2", "1"]
    assert all(None not in row for row in stored)
    assert file.with_suffix(".png").stat().st_size > 1000
