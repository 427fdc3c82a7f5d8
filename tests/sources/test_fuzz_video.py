"""Videos from anywhere: some frames and a line, or one line; never a traceback, a hang or all the memory."""

from __future__ import annotations

import itertools
import math

import numpy as np
import pytest
from fuzzing import limits, mutations
from hypothesis import given, settings
from hypothesis import strategies as st
from media import noise, numbered_picture, write_video

from realtime_asl.cli import webcam
from realtime_asl.errors import UserError
from realtime_asl.output.recorder import Recorder
from realtime_asl.sources.demo_signer import DemoSource
from realtime_asl.sources.file import FileSource
from realtime_asl.sources.timeline import Timeline

KINDS = {
    ".mp4": {"codec": "libx264", "tone": True, "container": {"movflags": "faststart"}},
    ".mkv": {"codec": "libx264", "tone": True},
    ".avi": {"codec": "mjpeg"},
    ".ts": {"codec": "libx264", "tone": True},
    ".mov": {"codec": "mpeg4"},
    ".webm": {"codec": "libvpx", "options": {"deadline": "realtime", "cpu-used": "8"}},
}
FRAMES = 24


def read(path) -> tuple[int, str | None]:
    """Number of frames and what was said; fails on frames that are none."""
    try:
        source = FileSource(path)
    except UserError as error:
        return 0, str(error)
    last, count = -1.0, 0
    for frame in source:
        assert frame.image.dtype == np.uint8
        assert frame.image.ndim == 3
        assert frame.image.shape[2] == 3
        assert frame.image.size
        assert math.isfinite(frame.time)
        assert frame.time > last
        last, count = frame.time, count + 1
        assert count < 50 * FRAMES, "frames without end"
    return count, source.error


@pytest.mark.parametrize("suffix", KINDS)
def test_mutated_videos(tmp_path, suffix):
    pictures = [numbered_picture(i) for i in range(FRAMES)]
    whole = write_video(tmp_path / f"whole{suffix}", pictures, **KINDS[suffix])
    assert read(whole) == (FRAMES, None)
    data = whole.read_bytes()
    outcomes = []
    with limits():
        for number, (what, content) in enumerate(mutations(data, 60, seed=len(suffix))):
            path = tmp_path / f"{number}{suffix}"
            path.write_bytes(content)
            count, said = read(path)
            assert count or str(path) in said, f"{what}: neither a frame nor a word"
            outcomes.append(count)
    assert any(outcomes), "the mutations left nothing to read, and so prove nothing"
    assert outcomes[0] == 0  # cut at 0/10


@pytest.mark.parametrize("suffix", [".mp4", ".avi", ".jpg", ".txt", ".h264", ".gif", ".m3u8", ""])
def test_a_wrong_suffix_changes_nothing(tmp_path, suffix):
    whole = write_video(tmp_path / "a.mkv", [numbered_picture(i) for i in range(FRAMES)])
    path = tmp_path / f"b{suffix}"
    path.write_bytes(whole.read_bytes())
    assert read(path) == (FRAMES, None)


@settings(max_examples=300, deadline=None)
@given(st.lists(st.none() | st.floats() | st.floats(-5, 100), max_size=40), st.floats(1e-3, 1.0))
def test_any_stamps_become_times_that_rise(stamps, duration):
    timeline = Timeline(duration)
    times = [timeline.mend(stamp) for stamp in stamps]
    assert times[:1] in ([], [0.0])
    assert all(math.isfinite(time) for time in times)
    assert all(0.0009 < later - earlier < 61 for earlier, later in itertools.pairwise(times))


@settings(max_examples=25, deadline=None)
@given(
    st.lists(st.tuples(st.integers(1, 90), st.integers(1, 90), st.floats(-0.5, 3.0)), min_size=1, max_size=12),
    st.floats(allow_nan=False, allow_infinity=False) | st.just(30.0),
)
def test_pictures_of_any_size_at_any_time_can_be_recorded(tmp_path_factory, steps, fps):
    path = tmp_path_factory.mktemp("r") / "a.mp4"
    recorder, time, last, written = Recorder(path, fps_hint=fps, wait=True), 0.0, -1.0, 0
    for width, height, step in steps:
        time += step
        written += time > last and time >= 0
        last = max(last, time)
        recorder.write(np.full((height, width, 3), 99, np.uint8), time)
    recorder.close()
    assert recorder.error is None
    if path.exists():
        count, said = read(path)
        assert said is None
        assert count >= written


def test_the_whole_program_on_clips_cut_at_every_tenth(tmp_path, capsys, monkeypatch):
    monkeypatch.chdir(tmp_path)
    images = [frame.image for frame, _ in zip(DemoSource("A", size=(160, 120), fps=10), range(12), strict=False)]
    data = write_video(
        tmp_path / "whole.mp4", images, fps=10, container={"movflags": "faststart"}, options={"g": "3"}
    ).read_bytes()
    codes = set()
    with limits(memory_mb=1500):  # the models are loaded ten times
        for tenth in range(1, 11):
            (tmp_path / "cut.mp4").write_bytes(data[: len(data) * tenth // 10])
            code = webcam(["--camera", "cut.mp4", "--headless", "--record", "out.mp4", "--overwrite"])
            printed = capsys.readouterr()
            assert "Traceback" not in printed.err
            assert code in {0, 1, 2}
            assert (code == 0) == (tenth == 10)
            if code == 2:
                assert printed.err.startswith("error: cut.mp4")
                assert printed.err.count("\n") == 1
            if code == 1:  # what could be read is kept
                assert "cut.mp4" in printed.err
                assert read(tmp_path / "out.mp4")[0] > 0
            codes.add(code)
    assert codes == {0, 1, 2}


def test_noise_is_no_trouble_for_the_whole_program(tmp_path, capsys):
    frames = [picture for picture, _ in zip(noise((64, 64)), range(5), strict=False)]
    for size in ((1, 1), (2, 900), (64, 64)):
        path = tmp_path / f"{size[0]}.avi"
        write_video(path, [np.resize(frame, (size[1], size[0], 3)) for frame in frames], codec="mjpeg")
        assert webcam(["--camera", str(path), "--headless"]) == 0
        assert capsys.readouterr().out == "\n"
