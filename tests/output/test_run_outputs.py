"""Recordings that begin, end and fail while the program goes on."""

from __future__ import annotations

import os
import re
import sys
import time
from dataclasses import replace

import av
import numpy as np
import pytest
from media import numbered_picture

from realtime_asl.errors import UserError
from realtime_asl.frame import Frame
from realtime_asl.output import recorder as recorder_module
from realtime_asl.output.run_outputs import OutputOptions, Outputs
from realtime_asl.sources.source import SourceInfo
from realtime_asl.spelling.speller import TextEvent

INFO = SourceInfo("test", 96, 64, 30.0, live=True)


def frame(number: int) -> Frame:
    return Frame(numbered_picture(number), number / 30, number)


def outputs_for(options: OutputOptions) -> Outputs:
    options.check()
    return Outputs(options, INFO, wait=True)


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


@pytest.mark.parametrize(
    ("name", "size", "most"),
    [("a.mp4", (16385, 64), 16384), ("a.mp4", (64, 17000), 16384), ("a.webp", (960, 40000), 16382)],
)
def test_pictures_that_no_recording_holds_are_named_before_anything_begins(tmp_path, monkeypatch, name, size, most):
    info = replace(INFO, width=size[0], height=size[1])
    with pytest.raises(UserError, match=rf"pictures of {size[0]} x {size[1]} are too large for .*{most} pixels a side"):
        Outputs(OutputOptions(record=tmp_path / name), info, wait=True)
    monkeypatch.setattr("realtime_asl.output.run_outputs.TAKE", tmp_path / name)
    outputs = Outputs(OutputOptions(), info, wait=True)
    assert "make them smaller first" in outputs.toggle()
    assert outputs.recording is None
    outputs.close(1.0)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("name", "size"), [("a.mp4", (16384, 16)), ("a.mp4", (3, 16383)), ("a.webp", (16, 16382)), ("a.gif", (20000, 64))]
)
def test_the_largest_pictures_are_recorded(tmp_path, name, size):
    outputs = Outputs(OutputOptions(record=tmp_path / name), replace(INFO, width=size[0], height=size[1]), wait=True)
    for number in range(3):
        outputs.picture(Frame(numbered_picture(number, size), number / 10, number), None)
    outputs.close(1.0)
    assert (outputs.warning, outputs.takes) == (None, [tmp_path / name])


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


def test_an_old_recording_that_stays_is_not_said_to_be_the_new_one(tmp_path):
    (tmp_path / "out.mp4").write_bytes(b"old")
    outputs = outputs_for(OutputOptions(record=tmp_path / "out.mp4", overwrite=True))
    outputs.picture(Frame(np.zeros((64, 16600, 3), np.uint8), 0.0, 0), None)  # too wide for H.264
    outputs.close(1.0)
    assert "nothing of it could be kept" in outputs.failures[0]
    assert outputs.takes == []
    assert (tmp_path / "out.mp4").read_bytes() == b"old"


@pytest.mark.skipif(sys.platform == "win32", reason="pipes with a name are for POSIX systems")
@pytest.mark.parametrize("name", ["out.mp4", "out.jsonl"])
def test_a_pipe_is_refused_before_anything_begins(tmp_path, name):
    os.mkfifo(tmp_path / name)
    asked = {"record" if name.endswith(".mp4") else "transcript": tmp_path / name}
    with pytest.raises(UserError, match="no plain file"):
        OutputOptions(**asked, overwrite=True).check()
    assert (tmp_path / name).is_fifo()


@pytest.mark.skipif(sys.platform == "win32", reason="links need rights on Windows")
@pytest.mark.parametrize("old", [None, b"old"], ids=["not there yet", "to be replaced"])
def test_a_link_stays_one_and_what_it_leads_to_is_written(tmp_path, old):
    for name in ("out.mp4", "out.jsonl"):
        (tmp_path / name).symlink_to(tmp_path / f"real-{name}")
        if old is not None:
            (tmp_path / f"real-{name}").write_bytes(old)
    asked = OutputOptions(record=tmp_path / "out.mp4", transcript=tmp_path / "out.jsonl", overwrite=old is not None)
    outputs = outputs_for(asked)
    for number in range(3):
        outputs.picture(frame(number), None)
    outputs.event(TextEvent(0.1, "space"), " ")
    outputs.close(1.0)
    assert outputs.failures == ()
    assert (tmp_path / "real-out.jsonl").read_text() == '{"time": 0.1, "kind": "space"}\n'
    assert (tmp_path / "real-out.mp4").stat().st_size > 100
    assert outputs.takes == [tmp_path / "out.mp4"]
    assert sorted(file.name for file in tmp_path.iterdir() if file.is_symlink()) == ["out.jsonl", "out.mp4"]
    assert len(list(tmp_path.iterdir())) == 4


@pytest.mark.skipif(sys.platform == "win32", reason="links need rights on Windows")
@pytest.mark.parametrize("name", ["out.mp4", "out.jsonl"])
def test_a_link_into_a_folder_that_is_not_there_is_refused_before_anything_begins(tmp_path, name):
    (tmp_path / name).symlink_to(tmp_path / "nowhere" / name)
    asked = {"record" if name.endswith(".mp4") else "transcript": tmp_path / name}
    with pytest.raises(UserError, match="there is no folder"):
        OutputOptions(**asked).check()


@pytest.mark.parametrize(("recorded", "cue"), [(True, "00:00:00,300 --> 00:00:01,300"), (False, "00:00:02,300 -->")])
def test_subtitles_beside_a_recording_are_in_step_with_it(tmp_path, recorded, cue):
    """A camera is recorded from the first picture that is read, here two seconds after its first one."""
    asked = {"record": tmp_path / "out.mp4"} if recorded else {}
    outputs = outputs_for(OutputOptions(**asked, transcript=tmp_path / "out.srt"))
    for number in range(60, 75):
        outputs.picture(frame(number), None)
        if number == 69:
            outputs.event(TextEvent(69 / 30, "letter", "A", 0.9), "A")
    outputs.close(74 / 30)
    assert cue in (tmp_path / "out.srt").read_text()
    if recorded:
        with av.open(str(tmp_path / "out.mp4")) as film:
            shown = [p.pts * p.time_base for p in film.demux(film.streams.subtitles[0]) if b"A" in bytes(p)]
        assert float(shown[0]) == pytest.approx(0.3, abs=0.001)


def test_a_transcript_that_cannot_begin_costs_only_itself(tmp_path):
    folder = tmp_path / "notes"
    folder.mkdir()
    outputs = outputs_for(OutputOptions(record=tmp_path / "out.mp4", transcript=folder / "out.txt"))
    folder.rmdir()
    for number in range(3):
        outputs.picture(frame(number), None)
    assert "out.txt" in outputs.warning
    outputs.close(1.0)
    assert outputs.takes == [tmp_path / "out.mp4"]
    assert len(outputs.failures) == 1


def test_after_a_failed_take_the_key_begins_another_one_and_the_failure_is_told_at_the_end(tmp_path, monkeypatch):
    outputs = outputs_for(OutputOptions(record=tmp_path / "out.mp4"))
    outputs.picture(frame(0), None)
    with monkeypatch.context() as full:
        full.setattr(recorder_module, "free_bytes", lambda path: 1 << 20)
        number = 1
        while outputs.recording is not None and number < 3000:  # the space is looked at once a second
            outputs.picture(frame(number), None)
            number += 1
            time.sleep(0.005)
    assert "1 MB" in outputs.warning
    assert outputs.toggle().startswith("Recording")
    outputs.picture(frame(number), None)
    assert outputs.warning is None
    outputs.close(number / 30)
    assert len(outputs.failures) == 1
    assert "1 MB" in outputs.failures[0]
    assert len(set(outputs.takes)) == len(outputs.takes)


def test_pictures_that_a_live_recording_had_to_leave_out_are_told_at_its_end(tmp_path):
    outputs = Outputs(OutputOptions(record=tmp_path / "out.mp4"), INFO, wait=False)
    picture = np.random.default_rng(1).integers(0, 255, (720, 1280, 3), np.uint8)
    for number in range(200):  # much faster than they can be encoded
        outputs.picture(Frame(picture, number / 30, number), None)
    assert re.fullmatch(r"Saved out.mp4, [0-9]+ pictures left out", outputs.toggle())
    outputs.close(7.0)
    (line,) = outputs.losses
    assert re.search(r"out.mp4' lacks [0-9]+ pictures: ", line)
    assert outputs.failures == ()


def test_of_a_whole_recording_no_loss_is_told(tmp_path):
    outputs = outputs_for(OutputOptions(record=tmp_path / "out.mp4"))
    for number in range(10):
        outputs.picture(frame(number), None)
    outputs.close(1.0)
    assert outputs.losses == []


def test_a_name_that_is_too_long_is_one_line(tmp_path, monkeypatch):
    monkeypatch.setattr("realtime_asl.output.run_outputs.TAKE", tmp_path / ("x" * 300 + ".mp4"))
    line = outputs_for(OutputOptions()).toggle()
    assert "cannot be" in line


@pytest.mark.skipif(sys.platform == "win32", reason="limits the size of a file as POSIX systems can")
def test_an_old_transcript_stays_when_the_new_one_cannot_begin(tmp_path):
    import resource

    (tmp_path / "out.vtt").write_text("old")
    outputs = outputs_for(OutputOptions(transcript=tmp_path / "out.vtt", overwrite=True))
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, limits[1]))
    try:
        outputs.picture(frame(0), None)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    outputs.close(1.0)
    assert len(outputs.failures) == 1
    assert (tmp_path / "out.vtt").read_text() == "old"
