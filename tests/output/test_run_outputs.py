"""Recordings that begin, end and fail while the program goes on."""

from __future__ import annotations

import pytest
from media import numbered_picture

from realtime_asl.errors import UserError
from realtime_asl.frame import Frame
from realtime_asl.output import recorder as recorder_module
from realtime_asl.output.run_outputs import OutputOptions, Outputs
from realtime_asl.sources.source import SourceInfo

INFO = SourceInfo("test", 96, 64, 30.0, live=True)


def frame(number: int) -> Frame:
    return Frame(numbered_picture(number), number / 30, number)


def outputs_for(options: OutputOptions) -> Outputs:
    options.check()
    return Outputs(options, INFO, None, wait=True)


def test_the_key_before_the_first_picture_begins_the_recording_that_was_asked_for(tmp_path):
    path = tmp_path / "out.mp4"
    outputs = outputs_for(OutputOptions(record=path))
    assert outputs.toggle() == "Recording out.mp4"
    for number in range(10):
        outputs.picture(frame(number), None)
    assert outputs.toggle() == "Saved out.mp4"
    assert outputs.toggle() == "Recording out-2.mp4"
    outputs.picture(frame(10), None)
    outputs.close(1.0)
    assert outputs.takes == [path, tmp_path / "out-2.mp4"]
    assert outputs.warning is None
    assert sorted(file.name for file in tmp_path.iterdir()) == ["out-2.mp4", "out.mp4"]


def test_a_disk_that_is_full_is_named_before_anything_begins(tmp_path, monkeypatch):
    monkeypatch.setattr(recorder_module, "free_bytes", lambda path: 5 << 20)
    with pytest.raises(UserError, match="only 5 MB"):
        OutputOptions(record=tmp_path / "out.mp4").check()


def test_a_disk_that_has_become_full_costs_only_the_recording(tmp_path, monkeypatch):
    outputs = outputs_for(OutputOptions(record=tmp_path / "out.mp4", transcript=tmp_path / "out.txt"))
    monkeypatch.setattr(recorder_module, "free_bytes", lambda path: 5 << 20)
    for number in range(3):
        outputs.picture(frame(number), None)
    assert "only 5 MB" in outputs.warning
    assert outputs.recording is None
    outputs.close(1.0)
    assert outputs.takes == []
    assert [file.name for file in tmp_path.iterdir()] == ["out.txt"]
