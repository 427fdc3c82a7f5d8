"""How MediaPipe is given its model, wherever that lies."""

from __future__ import annotations

import os
import shutil
from contextlib import closing
from pathlib import Path

import pytest
from demo_frames import held

from realtime_asl.errors import UserError
from realtime_asl.model_files import find_hand_model
from realtime_asl.tracking.hand_finder import HandFinder
from realtime_asl.tracking.landmarker import Landmarker, model_asset


@pytest.mark.parametrize("folder", ["Jürg", "Иван", "手話"])
def test_a_model_under_any_name_is_given_as_bytes_and_found(folder, tmp_path, monkeypatch):
    (tmp_path / folder).mkdir()
    model = Path(shutil.copy(find_hand_model(), tmp_path / folder / "hand.task"))
    assert model_asset(model) == {"model_asset_buffer": model.read_bytes()}
    monkeypatch.chdir(model.parent)  # MediaPipe makes paths absolute
    assert "model_asset_buffer" in model_asset(Path("hand.task"))
    if folder == "Jürg":
        with closing(HandFinder("hand.task")) as finder:
            assert finder.detect(held("W")[0]) is not None


def test_a_plain_name_is_given_as_a_path_since_that_shares_memory():
    model = find_hand_model()
    assert str(model).isascii()
    assert model_asset(model) == {"model_asset_path": str(model)}


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="this user may read everything")
def test_one_that_may_not_be_read_is_told(tmp_path):
    model = Path(shutil.copy(find_hand_model(), tmp_path / "ü.task"))
    model.chmod(0)
    with pytest.raises(UserError, match="cannot be loaded"):
        Landmarker(model, video=False, hands=1)
