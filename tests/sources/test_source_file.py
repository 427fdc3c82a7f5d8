"""Files: every frame, upright, with times that rise; and what is no video is refused in one line."""

from __future__ import annotations

import gc
import itertools
import os
import shutil
import socket
import subprocess
import sys
import wave
from pathlib import Path

import av
import cv2
import numpy as np
import psutil
import pytest
from media import number_of, numbered_picture, write_video

from realtime_asl.errors import UserError
from realtime_asl.output.recorder import Recorder
from realtime_asl.sources.file import FileSource
from realtime_asl.sources.open_source import is_live, open_source
from realtime_asl.sources.timeline import Timeline

ONE = 1 << 16
#: The eight upright orientations as FFmpeg's display matrix (a, b, c, d), by name.
ORIENTATIONS = {
    "as it is": (ONE, 0, 0, ONE),
    "quarter turn": (0, ONE, -ONE, 0),
    "half turn": (-ONE, 0, 0, -ONE),
    "three quarters": (0, -ONE, ONE, 0),
    "mirrored": (-ONE, 0, 0, ONE),
    "upside down": (ONE, 0, 0, -ONE),
    "transposed": (0, ONE, ONE, 0),
    "transposed the other way": (0, -ONE, -ONE, 0),
}


def matrix_of(orientation: str) -> list[int]:
    a, b, c, d = ORIENTATIONS[orientation]
    return [a, b, 0, c, d, 0, 0, 0, 1 << 30]


def test_every_frame_in_order_with_the_times_of_the_file(tmp_path):
    stamps = [0, 33, 34, 180, 200, 1500, 1533, 1540, 1560, 1600]
    path = write_video(tmp_path / "vfr.mp4", [numbered_picture(i) for i in range(10)], stamps)
    source = open_source(str(path))
    frames = list(source)
    assert [number_of(frame.image) for frame in frames] == list(range(10))
    assert [frame.index for frame in frames] == list(range(10))
    assert [frame.time for frame in frames] == pytest.approx([s / 1000 for s in stamps], abs=1e-6)
    assert source.error is None
    assert (source.info.width, source.info.height, source.info.live) == (96, 64, False)


@pytest.mark.parametrize(("suffix", "codec"), [("h264", "libx264"), ("m2v", "mpeg2video"), ("m4v", "mpeg4")])
def test_pictures_without_a_container_are_as_fast_as_they_say(tmp_path, suffix, codec):
    path, pictures = tmp_path / f"bare.{suffix}", [numbered_picture(i) for i in range(20)]
    kind = "m4v" if suffix == "m4v" else None  # the name alone would mean MP4
    write_video(path, pictures, fps=50, codec=codec, format=kind)
    source = open_source(str(path))
    assert [frame.time for frame in source] == pytest.approx(np.arange(20) / 50, abs=1e-3)
    assert source.info.fps == 50


def test_a_last_picture_that_stands_for_long_is_no_missing_end(tmp_path):
    recorder = Recorder(tmp_path / "slow.mp4", fps_hint=1.0, wait=True)
    for number in range(4):  # far faster than said: the last picture is shown for a second all the same
        recorder.write(numbered_picture(number), number / 12)
    recorder.close()
    source = open_source(str(tmp_path / "slow.mp4"))
    assert [number_of(frame.image) for frame in source] == list(range(4))
    assert source.error is None


def test_b_frames_come_in_the_order_of_showing(tmp_path):
    pictures = [numbered_picture(i) for i in range(20)]
    path = write_video(tmp_path / "b.mp4", pictures, options={"bf": "3", "x264-params": "b-adapt=0"})
    frames = list(open_source(str(path)))
    assert [number_of(frame.image) for frame in frames] == list(range(20))
    assert np.diff([frame.time for frame in frames]) == pytest.approx(1 / 25, abs=1e-3)


@pytest.mark.parametrize("orientation", ORIENTATIONS)
def test_every_frame_is_upright(tmp_path, orientation):
    path = write_video(tmp_path / "turned.mp4", [numbered_picture(i) for i in range(4)], matrix=matrix_of(orientation))
    a, b, c, d = ORIENTATIONS[orientation]
    for frame in open_source(str(path)):
        assert frame.size == ((64, 96) if a == 0 else (96, 64))
        red = (frame.image[:, :, 2].astype(int) - frame.image[:, :, 0]) > 100
        y, x = np.argwhere(red).mean(axis=0) / frame.image.shape[:2]
        assert (x < 0.5) == (a + c > 0)
        assert (y < 0.5) == (b + d > 0)


@pytest.mark.parametrize("orientation", list(ORIENTATIONS)[:4])
def test_upright_as_opencv_has_it(tmp_path, orientation):
    path = write_video(tmp_path / "turned.mp4", [numbered_picture(3)], matrix=matrix_of(orientation))
    expected = cv2.VideoCapture(str(path)).read()[1]
    image = next(iter(open_source(str(path)))).image
    assert image.shape == expected.shape
    assert np.abs(image.astype(int) - expected).mean() < 4


@pytest.mark.skipif(shutil.which("ffmpeg") is None, reason="needs the ffmpeg command as a second opinion")
@pytest.mark.parametrize("orientation", ORIENTATIONS)
def test_upright_as_ffmpeg_has_it(tmp_path, orientation):
    path = write_video(tmp_path / "turned.mp4", [numbered_picture(3)], matrix=matrix_of(orientation))
    command = ["ffmpeg", "-v", "error", "-i", str(path), "-frames:v", "1", "-f", "image2", "-c:v", "png", "-"]
    png = subprocess.run(command, check=True, capture_output=True).stdout
    expected = cv2.imdecode(np.frombuffer(png, np.uint8), cv2.IMREAD_COLOR)
    image = next(iter(open_source(str(path)))).image
    assert image.shape == expected.shape
    assert np.abs(image.astype(int) - expected).mean() < 4


def test_pixels_that_are_not_square_are_made_square(tmp_path):
    wide = write_video(tmp_path / "wide.mp4", [numbered_picture(1)] * 3, options={"x264-params": "sar=4/3"})
    source = open_source(str(wide))
    assert {frame.size for frame in source} == {(128, 64)}
    assert (source.info.width, source.info.height) == (128, 64)


def test_the_size_may_change_in_the_middle(tmp_path):
    path = tmp_path / "sizes.mjpeg"
    sizes = [(96, 64), (96, 64), (64, 96), (200, 40), (96, 64)]
    path.write_bytes(
        b"".join(cv2.imencode(".jpg", numbered_picture(i, size))[1].tobytes() for i, size in enumerate(sizes))
    )
    frames = list(open_source(str(path)))
    assert [frame.size for frame in frames] == sizes
    assert all(later.time > earlier.time for earlier, later in itertools.pairwise(frames))


@pytest.mark.parametrize("share", [0.3, 0.5, 0.7, 0.9])
def test_a_truncated_file_gives_what_can_be_read_and_says_so(tmp_path, share):
    whole = write_video(
        tmp_path / "whole.mp4",
        [numbered_picture(i, (320, 240)) for i in range(100)],
        container={"movflags": "faststart"},
        options={"crf": "1", "g": "10"},
    )
    cut = tmp_path / "cut.mp4"
    cut.write_bytes(whole.read_bytes()[: int(whole.stat().st_size * share)])
    source = open_source(str(cut))
    frames = list(source)
    assert 100 * share - 30 < len(frames) < 100
    assert [number_of(frame.image) for frame in frames[:-2]] == [i % 20 for i in range(len(frames) - 2)]
    assert str(cut) in source.error
    assert "cut off" in source.error or "damaged" in source.error


def test_damage_in_the_middle_costs_only_what_is_damaged(tmp_path):
    path = write_video(
        tmp_path / "hurt.mp4", [numbered_picture(i, (320, 240)) for i in range(100)], options={"crf": "1", "g": "5"}
    )
    data = bytearray(path.read_bytes())
    data[len(data) // 2 : len(data) // 2 + 3000] = b"\xff" * 3000
    path.write_bytes(data)
    source = open_source(str(path))
    assert len(list(source)) > 60


def test_looping_goes_on_in_time(tmp_path):
    path = write_video(tmp_path / "loop.mp4", [numbered_picture(i) for i in range(5)])
    source = open_source(str(path), loop=True)
    frames = [frame for frame, _ in zip(source, range(12), strict=False)]
    source.close()
    assert [number_of(frame.image) for frame in frames] == [0, 1, 2, 3, 4, 0, 1, 2, 3, 4, 0, 1]
    assert [frame.index for frame in frames] == list(range(12))
    assert np.diff([frame.time for frame in frames]) == pytest.approx(1 / 25, abs=1e-3)


def test_looping_for_long_leaves_nothing_behind(tmp_path):
    """Without the garbage collector: nothing may hold on to what is done with."""
    path = write_video(tmp_path / "loop.mp4", [numbered_picture(i, (640, 480)) for i in range(10)])
    process, threads, memory = psutil.Process(), [], []
    gc.collect()
    gc.disable()
    try:
        for frame in open_source(str(path), loop=True):
            if frame.index % 50 == 0:
                threads.append(process.num_threads())
                memory.append(process.memory_info().rss / 1e6)
            if frame.index == 500:
                break
    finally:
        gc.enable()
    assert max(threads[5:]) <= max(threads[:5]) + 2
    assert memory[-1] - memory[4] < 30


def test_closing_ends_the_iteration(tmp_path):
    source = open_source(str(write_video(tmp_path / "a.mp4", [numbered_picture(i) for i in range(5)])), loop=True)
    frames = iter(source)
    next(frames)
    source.close()
    assert list(frames) == []
    source.close()


def test_files_hold_sound_or_none(tmp_path):
    pictures = [numbered_picture(i) for i in range(30)]
    assert open_source(str(write_video(tmp_path / "a.mp4", pictures, tone=True))).info.sound is not None
    assert open_source(str(write_video(tmp_path / "b.mp4", pictures))).info.sound is None


@pytest.mark.parametrize(
    ("stamps", "times"),
    [
        pytest.param([0, 0.04, 0.08], [0, 0.04, 0.08], id="good ones stay"),
        pytest.param([-3.0, -2.96, -2.92], [0, 0.04, 0.08], id="negative"),
        pytest.param([5.0, 5.04], [0, 0.04], id="not from zero"),
        pytest.param([0, 0.04, 0.04, 0.04, 0.12], [0, 0.04, 0.041, 0.042, 0.12], id="repeated"),
        pytest.param([0, 0.04, 0.02, 0.12], [0, 0.04, 0.041, 0.12], id="a step back"),
        pytest.param([0, 0.04, 9000.0, 0.12, 0.16], [0, 0.04, 0.08, 0.12, 0.16], id="one damaged stamp"),
        pytest.param([50.0, 50.04, 0.0, 0.04], [0, 0.04, 0.08, 0.12], id="two recordings joined"),
        pytest.param([None, None, None], [0, 0.04, 0.08], id="none at all"),
        pytest.param([0, float("nan"), float("inf"), 0.12], [0, 0.04, 0.08, 0.12], id="not numbers"),
        pytest.param([0, 0.04, 10.0, 10.04], [0, 0.04, 10.0, 10.04], id="a long pause stays"),
    ],
)
def test_stamps_are_mended(stamps, times):
    timeline = Timeline(0.04)
    assert [timeline.mend(stamp) for stamp in stamps] == pytest.approx(times)


def _text(path: Path) -> None:
    path.write_text("not a video\n" * 500)


def _playlist(path: Path, port: int = 9) -> None:
    path.write_text(f"#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXTINF:1,\nhttp://127.0.0.1:{port}/a.ts\n#EXT-X-ENDLIST\n")


def _sdp(path: Path) -> None:
    path.write_text("v=0\no=- 0 0 IN IP4 127.0.0.1\nc=IN IP4 127.0.0.1\nt=0 0\nm=video 5004 RTP/AVP 96\n")


def _concat(path: Path) -> None:
    path.write_text("ffconcat version 1.0\nfile '/etc/hostname'\n")


def _sound_only(path: Path) -> None:
    with av.open(str(path), "w", format="mp4") as out:
        stream = out.add_stream("aac", rate=48_000, layout="mono")
        for start in range(0, 48_000, 1024):
            frame = av.AudioFrame.from_ndarray(np.zeros((1, 1024), np.float32), format="fltp", layout="mono")
            frame.sample_rate, frame.pts = 48_000, start
            out.mux(stream.encode(frame))
        out.mux(stream.encode(None))


def _headless_mp4(path: Path) -> None:
    whole = write_video(path.with_name("whole.mp4"), [numbered_picture(i) for i in range(30)])
    path.write_bytes(whole.read_bytes()[:1500])


BAD_FILES = {
    "empty": lambda path: path.write_bytes(b""),
    "text": _text,
    "zeros": lambda path: path.write_bytes(bytes(100_000)),
    "noise": lambda path: path.write_bytes(np.random.default_rng(1).bytes(100_000)),
    "play list": _playlist,
    "network description": _sdp,
    "list of files": _concat,
    "sound only": _sound_only,
    "header only": _headless_mp4,
    "folder": lambda path: path.mkdir(),
    "missing": lambda path: None,
    "pipe": os.mkfifo,
}


@pytest.mark.parametrize("suffix", [".mp4", ".txt", ".m3u8", ".sdp", ".mkv", ""])
@pytest.mark.parametrize("kind", BAD_FILES)
def test_what_is_no_video_is_refused_in_one_line(tmp_path, kind, suffix):
    if kind == "pipe" and not hasattr(os, "mkfifo"):
        pytest.skip("no named pipes on this system")
    path = tmp_path / f"input{suffix}"
    BAD_FILES[kind](path)
    with pytest.raises(UserError) as raised:
        open_source(str(path))
    message = str(raised.value)
    assert raised.value.exit_code == 2
    assert str(path) in message
    assert "\n" not in message


@pytest.mark.parametrize("suffix", [".mp4", ".m3u8"])
def test_a_file_cannot_make_the_program_connect_anywhere(tmp_path, suffix):
    with socket.create_server(("127.0.0.1", 0)) as server:
        _playlist(tmp_path / f"list{suffix}", server.getsockname()[1])
        with pytest.raises(UserError):
            open_source(str(tmp_path / f"list{suffix}"))
        server.setblocking(False)
        with pytest.raises(BlockingIOError):  # nobody came
            server.accept()


def test_a_file_without_permission_is_refused(tmp_path):
    path = write_video(tmp_path / "a.mp4", [numbered_picture(0)] * 5)
    path.chmod(0)
    if os.access(path, os.R_OK):
        pytest.skip("this user may read everything")
    with pytest.raises(UserError, match="permission"):
        open_source(str(path))


def test_huge_pictures_are_refused_before_memory_is_taken(tmp_path):
    """A header that claims 16384 x 16384: the process stays small and says what is wrong."""
    path = tmp_path / "huge.avi"
    small = write_video(tmp_path / "small.avi", [numbered_picture(i) for i in range(3)], codec="mjpeg")
    jpeg_size = (64).to_bytes(2, "big") + (96).to_bytes(2, "big")
    data = small.read_bytes()
    assert data.count(jpeg_size) >= 3
    data = data.replace(jpeg_size, (16384).to_bytes(2, "big") * 2)
    data = data.replace((96).to_bytes(4, "little") + (64).to_bytes(4, "little"), (16384).to_bytes(4, "little") * 2)
    path.write_bytes(data)
    code = (
        "import resource, sys\n"
        "from realtime_asl.sources.open_source import open_source\n"
        "from realtime_asl.errors import UserError\n"
        "before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss\n"
        "try: list(open_source(sys.argv[1]))\n"
        "except UserError as error: print(error)\n"
        "print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before)\n"
    )
    if sys.platform != "linux":
        pytest.skip("measures memory as Linux reports it")
    command = [sys.executable, "-c", code, str(path)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=True)
    message, grown_kb = done.stdout.splitlines()
    assert str(path) in message
    assert int(grown_kb) < 200_000, done.stdout


def test_a_name_like_a_protocol_is_a_file_name(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    write_video(tmp_path / "a.mp4", [numbered_picture(i) for i in range(3)])
    shutil.copy("a.mp4", "concat:a.mp4")
    assert len(list(open_source("concat:a.mp4"))) == 3
    assert len(list(open_source((tmp_path / "a.mp4").as_uri()))) == 3


def test_names_in_any_script(tmp_path):
    path = write_video(tmp_path / "a.mp4", [numbered_picture(i) for i in range(3)])
    for name in ("手話.mp4", "a b%20c#d?.mp4", "ünï.mp4"):
        assert len(list(FileSource(shutil.copy(path, tmp_path / name)))) == 3


@pytest.mark.parametrize(
    ("camera", "live"),
    [("0", True), ("12", True), ("rtsp://host/a", True), ("a.mp4", False), ("demo", False), ("file:///a.mp4", False)],
)
def test_what_is_live(camera, live):
    assert is_live(camera) == live


def test_spelling_is_for_the_demo_signer():
    with pytest.raises(UserError, match="--camera demo"):
        open_source("0", spell="HELLO")


def test_a_kind_that_is_not_read_is_told_as_such(tmp_path):
    with wave.open(str(tmp_path / "a.wav"), "wb") as sound:
        sound.setparams((1, 2, 8000, 0, "NONE", ""))
        sound.writeframes(bytes(16000))
    with pytest.raises(UserError, match=r"a\.wav cannot be read as a video \(its kind is none"):
        open_source(str(tmp_path / "a.wav"))


def test_unknown_kinds_of_stream_are_refused():
    with pytest.raises(UserError, match="gopher://"):
        open_source("gopher://example.org/a")


def test_real_clips_are_read_whole(shared):
    expected = {"alphabet_a.mp4": 1480, "letter_J_2.mp4": 53, "word_ARE.mp4": 213}
    for name, count in expected.items():
        source = open_source(str(shared / "video" / name))
        times = [frame.time for frame in source]
        assert len(times) == count
        assert source.error is None
        assert all(later > earlier for earlier, later in itertools.pairwise(times))
