"""Recordings: true speed, whole to the last second whatever happens, and never in the program's way."""

from __future__ import annotations

import errno
import io
import itertools
import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from pathlib import Path

import av
import numpy as np
import pytest
from media import clicks, number_of, numbered_picture, write_video
from PIL import Image

from realtime_asl.errors import UserError
from realtime_asl.frame import Frame
from realtime_asl.output import recorder as recorder_module
from realtime_asl.output.recorder import Recorder, next_take, numbered
from realtime_asl.output.recording.unfailing_file import UnfailingFile
from realtime_asl.sources.film import FilmReader
from realtime_asl.sources.open_source import open_source
from realtime_asl.sources.source import FileSound, Source


def record(path: Path, pictures, times, **options) -> Recorder:
    recorder = Recorder(path, wait=True, **options)
    for picture, moment in zip(pictures, times, strict=True):
        recorder.write(picture, moment)
    recorder.close()
    return recorder


def read(path: Path) -> tuple[list[int], list[float]]:
    """Numbers and times of all pictures of a recording."""
    source = open_source(str(path))
    frames = list(source)
    assert source.error is None
    return [number_of(frame.image) for frame in frames], [frame.time for frame in frames]


def duration(path: Path) -> float:
    with av.open(str(path)) as container:
        stream = container.streams.video[0]
        return float(stream.duration * stream.time_base)


def test_it_plays_at_true_speed_whatever_the_frame_rate_did(tmp_path):
    times = [0.0, 0.02, 0.05, 0.4, 0.41, 2.9, 3.0, 3.03, 3.5]
    recorder = record(tmp_path / "a.mp4", map(numbered_picture, range(9)), [5 + t for t in times], fps_hint=20)
    numbers, found = read(tmp_path / "a.mp4")
    assert recorder.error is None
    assert numbers == list(range(9))
    assert found == pytest.approx(times, abs=1e-4)
    assert duration(tmp_path / "a.mp4") == pytest.approx(3.55, abs=0.002)
    assert recorder.seconds == pytest.approx(3.55, abs=0.002)


def test_browsers_can_play_it(tmp_path):
    record(tmp_path / "a.mp4", map(numbered_picture, range(75)), [i / 25 for i in range(75)])
    with av.open(str(tmp_path / "a.mp4")) as container:
        video = container.streams.video[0]
        assert video.codec_context.name == "h264"
        assert video.codec_context.pix_fmt == "yuv420p"
        keys = [float(p.pts * p.time_base) for p in container.demux(video) if p.size and p.is_keyframe]
    assert keys == pytest.approx([0, 1, 2], abs=0.05)
    if shutil.which("ffmpeg"):
        command = ["ffmpeg", "-v", "warning", "-i", str(tmp_path / "a.mp4"), "-map", "0:v", "-f", "framemd5", "-"]
        assert subprocess.run(command, capture_output=True, text=True, check=True).stderr == ""


@pytest.mark.parametrize("size", [(97, 65), (96, 65), (1, 1), (3, 700), (64, 48), (1281, 721)], ids=str)
def test_every_size_can_be_recorded(tmp_path, size):
    recorder = record(tmp_path / "a.mp4", [numbered_picture(5, size)] * 3, [0, 0.1, 0.2])
    assert recorder.error is None
    frame = next(iter(open_source(str(tmp_path / "a.mp4"))))
    assert all(0 <= got - wanted <= 16 for got, wanted in zip(frame.size, size, strict=True))
    assert all(side % 2 == 0 for side in frame.size)


@pytest.mark.parametrize("name", ["a.mp4", "a.gif"])
def test_the_size_of_the_pictures_may_change(tmp_path, name):
    sizes = [(96, 64)] * 3 + [(64, 96)] * 3 + [(300, 200)] * 3 + [(10, 4)]
    pictures = [np.full((h, w, 3), 200, np.uint8) for w, h in sizes]
    recorder = record(tmp_path / name, pictures, [i / 10 for i in range(len(sizes))])
    assert recorder.error is None
    images = [frame.image for frame in open_source(str(tmp_path / name))]
    assert {image.shape for image in images} == {(64, 96, 3)}
    assert images[4][:, 48].mean() == pytest.approx(200, abs=4)  # fitted: whole, in proportion, on black
    assert images[4][:, 10].mean() < 20
    assert images[7].mean() == pytest.approx(200, abs=4)


def test_pictures_that_are_not_later_are_passed_over(tmp_path):
    record(tmp_path / "a.mp4", map(numbered_picture, range(5)), [0, 0.1, 0.1, 0.05, 0.2])
    numbers, times = read(tmp_path / "a.mp4")
    assert numbers == [0, 1, 4]
    assert times == pytest.approx([0, 0.1, 0.2], abs=1e-4)


# -- sound and captions ---------------------------------------------------------------------------


def recorded_with_sound(folder: Path, source: Source, frames: Sequence[Frame]) -> Recorder:
    """Frames of a file of 25 a second in `out.mp4`, with its sound."""
    pictures, times = [frame.image for frame in frames], [frame.time for frame in frames]
    return record(folder / "out.mp4", pictures, times, sound=source.info.sound, fps_hint=25)


@pytest.mark.parametrize("start", [0.0, 0.6, 2.5])
def test_the_sound_of_a_file_goes_along_in_step(tmp_path, start):
    pictures = [numbered_picture(i) for i in range(25 * 5)]
    path = write_video(tmp_path / "in.mp4", pictures, tone=True)
    source = open_source(str(path))
    frames = [frame for frame in source if start <= frame.time < 4.4]
    recorder = recorded_with_sound(tmp_path, source, frames)
    assert recorder.error is None
    expected = [t - frames[0].time for t in clicks(path) if frames[0].time - 0.01 <= t < 4.4]
    assert clicks(tmp_path / "out.mp4") == pytest.approx(expected, abs=0.03)
    assert len(expected) == 5 - int(np.ceil(start))
    with av.open(str(tmp_path / "out.mp4")) as container:
        sound = container.streams.audio[0]
        last = max(float((p.pts + p.duration) * p.time_base) for p in container.demux(sound) if p.size)
    assert last == pytest.approx(duration(tmp_path / "out.mp4"), abs=0.05)


@pytest.mark.parametrize("kind", ["cut", "joined"])
def test_the_sound_of_pieces_of_a_film_is_in_step_too(tmp_path, monkeypatch, kind):
    """Where a transport stream was cut, pictures before the first whole one are lost; joined ones begin anew."""
    pictures = [numbered_picture(i) for i in range(25 * 5)]
    film = write_video(tmp_path / "whole.ts", pictures, tone=True, options={"g": "40"}).read_bytes()
    path = tmp_path / "piece.ts"
    path.write_bytes(film[len(film) // 188 // 3 * 188 :] if kind == "cut" else film + film)
    source = open_source(str(path))
    assert source.info.sound.first_picture > 0
    frames = list(source)
    monkeypatch.setattr(FilmReader, "__init__", None)  # its source knows when the first picture is shown
    recorder = recorded_with_sound(tmp_path, source, frames)
    monkeypatch.undo()
    assert recorder.error is None
    first = len(pictures) - len(frames) if kind == "cut" else 0
    assert first % 25 or kind == "joined"
    expected = [(click - first) / 25 for click in range(0, first + len(frames), 25) if click >= first]
    heard = [click for click in clicks(tmp_path / "out.mp4") if click < len(frames) / 25 - 0.1]  # one begins at its end
    assert heard == pytest.approx(expected, abs=0.05)


def test_sound_that_cannot_be_read_costs_only_the_sound(tmp_path):
    (tmp_path / "in.mp4").write_bytes(b"no media file")
    recorder = record(
        tmp_path / "out.mp4",
        map(numbered_picture, range(9)),
        [i / 10 for i in range(9)],
        sound=FileSound(tmp_path / "in.mp4", 0.0),
    )
    assert "sound" in recorder.error
    assert not recorder.failed
    assert read(tmp_path / "out.mp4")[0] == list(range(9))


def captions_of(path: Path) -> list[tuple[float, str]]:
    """(start, text) of the subtitle track; repeated ones joined."""
    with av.open(str(path)) as container:
        track = container.streams.subtitles[0]
        cues = [(float(p.pts * p.time_base), bytes(p)[2:].decode()) for p in container.demux(track) if p.size]
    shown = [cue for cue, after in itertools.pairwise([*cues, (1e9, "")]) if after[0] - cue[0] > 1e-3]
    return [cue for cue, before in zip(shown, [(0.0, ""), *shown], strict=False) if cue[1] != before[1]]


def test_the_transcript_is_a_subtitle_track(tmp_path):
    recorder = Recorder(tmp_path / "a.mp4", wait=True)
    for number in range(40):
        moment = 7 + number / 10
        if number in (5, 13, 14, 30):
            recorder.caption({5: "H", 13: "HE", 14: "HEL", 30: ""}[number], moment)
        recorder.write(numbered_picture(number), moment)
    recorder.close()
    with av.open(str(tmp_path / "a.mp4")) as container:
        assert container.streams.subtitles[0].disposition == 0  # offered, not shown unasked
        assert container.streams.video[0].disposition == av.stream.Disposition.default
    found = captions_of(tmp_path / "a.mp4")
    assert [text for _, text in found] == ["H", "HE", "HEL", ""]
    assert [start for start, _ in found] == pytest.approx([0.5, 1.3, 1.4, 3.0], abs=0.01)


# -- bad ends -------------------------------------------------------------------------------------

KILLED = """
import sys, time
from realtime_asl.output.recorder import Recorder
from media import numbered_picture
recorder = Recorder(sys.argv[1], overwrite=True)
start, number = time.monotonic(), 0
while True:
    now = time.monotonic() - start
    if now < 2.4:
        recorder.caption("X" * int(now), now)
    recorder.write(numbered_picture(number, (320, 240)), now)
    print(now, flush=True)
    number += 1
    time.sleep(1 / 30)
"""


@pytest.mark.parametrize("exists", [False, True], ids=["new file", "instead of an old file"])
def test_a_killed_recording_plays_to_its_last_second(tmp_path, exists):
    path = tmp_path / "a.mp4"
    if exists:
        path.write_bytes(b"old")
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    child = subprocess.Popen(
        [sys.executable, "-c", KILLED, str(path)], stdout=subprocess.PIPE, text=True, env=environment
    )
    last = 0.0
    for line in child.stdout:
        last = float(line)
        if last > 3.4:
            break
    child.kill()
    last = max([last, *(float(line) for line in child.stdout.read().splitlines())])
    child.wait()
    _, times = read(path)
    assert times[-1] > last - 2.0
    assert np.diff(times).max() < 1.0
    if shutil.which("ffmpeg"):
        command = ["ffmpeg", "-v", "warning", "-i", str(path), "-map", "0:v", "-f", "framemd5", "-"]
        assert subprocess.run(command, capture_output=True, text=True, check=True).stderr == ""


FULL = """
import resource, sys
limit = int(sys.argv[2])
resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))   # the disk takes no more than this
from realtime_asl.output.recorder import Recorder
from media import noise
recorder = Recorder(sys.argv[1], overwrite=True, wait=True)
pictures = noise((160, 120))
for number in range(150):
    if number % 20 == 0:
        recorder.caption("AB" * (number // 20), number / 30)
    recorder.write(next(pictures), number / 30)
recorder.close()
print(recorder.error, recorder.failed, sep="|")
"""


@pytest.mark.skipif(sys.platform == "win32", reason="limits the size of a file as POSIX systems can")
@pytest.mark.parametrize(
    ("limit", "old"), [(500_000, None), (1_000_000, None), (1_000_000, b"old"), (20_000, None), (20_000, b"old")]
)
def test_a_full_disk_ends_the_recording_not_the_program(tmp_path, limit, old):
    path = tmp_path / "a.mp4"
    if old is not None:
        path.write_bytes(old)
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    done = subprocess.run(
        [sys.executable, "-c", FULL, str(path), str(limit)],
        capture_output=True,
        text=True,
        env=environment,
        timeout=60,
        check=True,
    )
    message, failed = done.stdout.strip().split("|")
    assert message.startswith("recording stopped")
    assert failed == "True"
    assert done.stderr == ""
    if limit < 100_000:  # not even a second of noise: nothing is left, and what was there stays
        assert [p.read_bytes() for p in tmp_path.iterdir()] == ([] if old is None else [old])
        assert message.endswith("; nothing of it could be kept")
        return
    assert message.endswith("; what was written is kept")
    source = open_source(str(path))
    assert len(list(source)) >= 30  # the whole seconds that were on the disk
    assert source.error is None
    assert [p.name for p in tmp_path.iterdir()] == ["a.mp4"]


@pytest.mark.skipif(sys.platform == "win32", reason="limits the size of a file as POSIX systems can")
@pytest.mark.parametrize(("name", "limit"), [("a.gif", 900_000), ("a.webp", 200_000), ("a.gif", 90), ("a.webp", 90)])
def test_a_full_disk_keeps_the_whole_pictures_of_an_animation(tmp_path, name, limit):
    path = tmp_path / name
    path.write_bytes(b"old")
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    command = [sys.executable, "-c", FULL, str(path), str(limit)]
    done = subprocess.run(command, capture_output=True, text=True, env=environment, timeout=60, check=True)
    message, failed = done.stdout.strip().split("|")
    assert message.startswith("recording stopped")
    assert failed == "True"
    assert [file.name for file in tmp_path.iterdir()] == [name]
    if limit < 1000:  # not even one picture
        assert path.read_bytes() == b"old"
        assert message.endswith("; nothing of it could be kept")
        return
    assert message.endswith("; what was written is kept")
    assert path.stat().st_size <= limit
    source = open_source(str(path))
    pictures = [frame.image for frame in source]
    assert len(pictures) >= 10
    assert source.error is None
    assert all(
        np.abs(a.astype(int) - b).mean() > 5 for a, b in itertools.pairwise(pictures)
    )  # noise: none is half of the last
    with Image.open(path) as picture:
        assert picture.n_frames == len(pictures)


GAP = """
import sys
from realtime_asl.output.recorder import Recorder
from media import numbered_picture
recorder = Recorder(sys.argv[1], wait=True)
for number in range(60):
    if number % 20 == 10:
        recorder.caption("AB" * number, number / 20 + (number > 40) * 30_000)
    recorder.write(numbered_picture(number), number / 20 + (number > 40) * 30_000)
recorder.close()
print(recorder.error)
"""


def test_a_camera_that_was_gone_overnight_ends_neither_recording_nor_program(tmp_path):
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    command = [sys.executable, "-c", GAP, str(tmp_path / "a.mp4")]
    done = subprocess.run(command, capture_output=True, text=True, env=environment, timeout=60, check=False)
    assert (done.returncode, done.stdout) == (0, "None\n"), done.stderr
    assert duration(tmp_path / "a.mp4") == pytest.approx(30_000 + 60 / 20, abs=0.1)


def test_what_the_disk_has_refused_is_told_to_who_asks_and_not_to_ffmpeg(tmp_path):
    class Full(io.FileIO):
        """Takes 5 bytes."""

        def write(self, data: bytes) -> int:
            if self.tell() >= 5:
                raise OSError(errno.ENOSPC, "full")
            return super().write(bytes(data[: 5 - self.tell()]))

    with Full(tmp_path / "a", "w+") as disk:
        file = UnfailingFile(disk)
        assert file.write(b"1234") == 4
        file.check()
        assert (file.seek(-2, os.SEEK_CUR), file.write(b"abcdef"), file.tell()) == (2, 6, 8)
        for _ in range(2):
            with pytest.raises(OSError, match="full"):
                file.check()
        assert (file.seek(0), file.write(b"x"), file.seek(0, os.SEEK_END)) == (0, 1, 8)
    assert (tmp_path / "a").read_bytes() == b"12abc"


def test_recording_ends_before_the_disk_is_full(tmp_path, monkeypatch):
    recorder = Recorder(tmp_path / "a.mp4", wait=True)
    recorder.write(numbered_picture(0), 0.0)
    monkeypatch.setattr(recorder_module, "free_bytes", lambda path: 1 << 20)
    moment = 0.0
    while not recorder.failed and moment < 3000:  # the space is looked at once a second
        moment += 0.1
        recorder.write(numbered_picture(1), moment)
        time.sleep(0.01)
    recorder.close()
    assert "1 MB are free" in recorder.error
    assert recorder.error.endswith("; what was written is kept")
    assert duration(tmp_path / "a.mp4") > 0


def test_a_missing_encoder_ends_the_recording_not_the_program(tmp_path, monkeypatch):
    def no_encoder(*arguments: object) -> None:
        raise av.codec.codec.UnknownCodecError("libx264")

    monkeypatch.setattr(recorder_module, "Mp4Writer", no_encoder)
    recorder = Recorder(tmp_path / "a.mp4", wait=True)
    for number in range(200):  # more than can wait
        recorder.write(numbered_picture(number), number / 30)
    recorder.close()
    assert recorder.failed
    assert "libx264" in recorder.error
    assert list(tmp_path.iterdir()) == []


def test_recording_does_not_begin_on_a_full_disk(tmp_path, monkeypatch):
    monkeypatch.setattr(recorder_module, "free_bytes", lambda path: 5 << 20)
    with pytest.raises(UserError, match="only 5 MB"):
        Recorder(tmp_path / "a.mp4")
    assert list(tmp_path.iterdir()) == []


def test_a_writer_never_waits_for_a_slow_disk(tmp_path, monkeypatch):
    """Live: pictures are dropped and counted; what was taken is in the file."""
    gate = threading.Event()
    monkeypatch.setattr(recorder_module.OutputFile, "sync", lambda self: gate.wait(30) and None)
    recorder = Recorder(tmp_path / "a.mp4")
    picture, number = numbered_picture(1, (1280, 720)), 0
    deadline = time.monotonic() + 30
    while recorder.dropped < 50:
        recorder.write(picture, number / 30)
        number += 1
        time.sleep(0.002)
        assert time.monotonic() < deadline
    gate.set()
    recorder.close()
    assert recorder.error is None
    assert len(read(tmp_path / "a.mp4")[0]) == number - recorder.dropped


def test_waiting_loses_nothing(tmp_path):
    pictures = [numbered_picture(i, (1280, 720)) for i in range(20)]
    recorder = record(tmp_path / "a.mp4", pictures * 4, [i / 30 for i in range(80)])
    assert recorder.dropped == 0
    assert read(tmp_path / "a.mp4")[0] == [i % 20 for i in range(80)]


def test_a_recording_without_a_picture_leaves_no_file(tmp_path):
    Recorder(tmp_path / "a.mp4").close()
    assert list(tmp_path.iterdir()) == []


def test_closing_twice_and_writing_afterwards_do_no_harm(tmp_path):
    recorder = record(tmp_path / "a.mp4", [numbered_picture(0)] * 2, [0, 0.1])
    recorder.close()
    recorder.write(numbered_picture(0), 0.2)
    assert len(read(tmp_path / "a.mp4")[0]) == 2


def test_what_is_no_picture_is_refused(tmp_path):
    recorder = Recorder(tmp_path / "a.mp4")
    with pytest.raises(ValueError, match="uint8"):
        recorder.write(np.zeros((4, 4), np.float32), 0.0)
    recorder.close()


# -- where to -------------------------------------------------------------------------------------


def test_an_existing_file_is_replaced_only_on_request(tmp_path):
    path = tmp_path / "a.mp4"
    path.write_bytes(b"old")
    with pytest.raises(UserError, match="--overwrite"):
        Recorder(path)
    assert path.read_bytes() == b"old"
    recorder = Recorder(path, overwrite=True)
    assert path.read_bytes() == b"old"  # until the new one is known to work
    recorder.close()
    assert path.read_bytes() == b"old"  # it had no picture
    record(path, [numbered_picture(0)] * 2, [0, 0.1], overwrite=True)
    assert len(read(path)[0]) == 2
    assert [p.name for p in tmp_path.iterdir()] == ["a.mp4"]


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("a.avi", "unknown kind"),
        ("a", "unknown kind"),
        ("nowhere/a.mp4", "no folder"),
        ("folder.mp4", "is a folder"),
        ("x" * 300 + ".mp4", "cannot be written"),
        ("a\0b.mp4", "cannot be written"),
    ],
)
def test_a_place_that_cannot_be_written_to_is_refused_in_one_line(tmp_path, name, words):
    (tmp_path / "folder.mp4").mkdir()
    with pytest.raises(UserError, match=words) as raised:
        Recorder(f"{tmp_path}/{name}")
    assert raised.value.exit_code == 2


@pytest.mark.skipif(sys.platform != "linux", reason="uses a file system of Linux that cannot be written to")
def test_a_folder_that_cannot_be_written_to_is_refused():
    with pytest.raises(UserError, match="cannot be written"):
        Recorder("/proc/self/a.mp4")


def test_takes_are_numbered(tmp_path):
    path = tmp_path / "out.mp4"
    assert [numbered(path, take).name for take in (1, 2, 3)] == ["out.mp4", "out-2.mp4", "out-3.mp4"]
    assert next_take(path) == 1
    for take in (1, 2, 4):
        numbered(path, take).touch()
    assert next_take(path) == 3


# -- animations -----------------------------------------------------------------------------------


@pytest.mark.parametrize("suffix", [".gif", ".webp"])
def test_short_clips_for_a_page(tmp_path, suffix):
    path = tmp_path / f"a{suffix}"
    pictures = (numbered_picture(i // 8, (640, 360)) for i in range(160))
    recorder = record(path, pictures, [i / 30 for i in range(160)])
    assert recorder.error is None
    with Image.open(path) as picture:
        assert picture.size == (480, 270)
        assert picture.info["loop"] == 0
        total, shades = 0, []
        for number in range(picture.n_frames):
            picture.seek(number)
            picture.load()
            total += picture.info["duration"]
            shades.append(np.asarray(picture.convert("RGB"))[135:, 240:].mean())
    assert total / 1000 == pytest.approx(160 / 30, abs=0.15)
    expected = [8 + 12 * i for i in range(20)]
    assert sorted({min(expected, key=lambda e: abs(e - shade)) for shade in shades}) == expected
    assert max(min(abs(e - shade) for e in expected) for shade in shades) < 5


def test_an_endless_clip_is_ended(tmp_path):
    recorder = record(tmp_path / "a.webp", [numbered_picture(0)] * 80, [float(i) for i in range(80)])
    assert "60 s" in recorder.error
    with Image.open(tmp_path / "a.webp") as picture:
        assert picture.n_frames <= 61


def test_ctrl_c_in_the_middle_leaves_a_whole_file(tmp_path):
    """`close` in a finally clause is all that a program needs."""
    code = KILLED.replace("while True:", "try:\n  while True:").replace("\n    ", "\n      ")
    code += "\nfinally:\n  recorder.close()\n"
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    child = subprocess.Popen(
        [sys.executable, "-c", code, str(tmp_path / "a.mp4")],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=environment,
    )
    for line in child.stdout:
        if float(line) > 1.5:
            break
    child.send_signal(signal.SIGINT)
    rest = child.communicate(timeout=30)[0].splitlines()
    last = max(float(line) for line in [line, *rest])
    _, times = read(tmp_path / "a.mp4")
    assert times[-1] > last - 0.2


def test_the_last_letter_is_in_the_subtitle_track_though_no_picture_follows(tmp_path):
    recorder = Recorder(tmp_path / "a.mp4", wait=True)
    for number in range(15):
        recorder.write(numbered_picture(number), number / 10)
    recorder.caption("A", 1.4)  # the end of the film: a letter that was being held counts
    recorder.close()
    assert captions_of(tmp_path / "a.mp4") == [(pytest.approx(1.4, abs=0.01), "A"), (pytest.approx(2.4, abs=0.01), "")]


#: Recordings with captions for pictures that have been written already, as keys give them.
LATE_CAPTIONS = """
import random, tempfile
import numpy as np
from realtime_asl.output.recording.mp4 import Mp4Writer

picture = np.zeros((48, 64, 3), np.uint8)
for seed in range(30):
    rng, time = random.Random(seed), 0.0
    with tempfile.TemporaryFile(buffering=0) as file:
        writer = Mp4Writer(file, (64, 48), 30.0)
        for _ in range(rng.randint(1, 150)):
            for _ in range(rng.choice((0, 0, 0, 1, 3))):
                writer.caption(rng.choice(("", "A", "BC")), max(0.0, time - rng.choice((0.0, 0.1, 0.3, 1.2))))
            writer.write(picture, time)
            time += rng.choice((0.001, 0.03, 0.03, 0.2, 1.5, 3.0))
        writer.close()
"""


def test_a_caption_for_an_older_picture_does_not_end_the_program():
    command = [sys.executable, "-c", LATE_CAPTIONS]
    run = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    assert run.returncode == 0, run.stderr
