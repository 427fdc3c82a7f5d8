"""Files with several tracks: the film that a player shows, and sound that never stops it."""

from __future__ import annotations

from pathlib import Path

import av
import numpy as np
import pytest
from media import number_of, numbered_picture

from realtime_asl.cli import webcam
from realtime_asl.output.recorder import Recorder
from realtime_asl.sources.open_source import open_source
from realtime_asl.sources.source import FileSound

FRAMES = 20


def _encode(out: av.container.OutputContainer, stream: av.VideoStream, pictures) -> None:
    for picture in pictures:
        out.mux(stream.encode(av.VideoFrame.from_ndarray(picture, format="bgr24")))
    out.mux(stream.encode(None))


def _video(out, codec: str, size: tuple[int, int], fps: int = 25) -> av.VideoStream:
    stream = out.add_stream(codec, rate=fps)
    stream.width, stream.height = size
    stream.pix_fmt = "yuvj420p" if codec == "mjpeg" else "yuv420p"
    return stream


def _film(path: Path, beside: str, sounds: int = 0) -> Path:
    """A film of 96 x 64, with other tracks before it."""
    with av.open(str(path), "w") as out:
        first = {
            "still": lambda: _video(out, "mjpeg", (160, 120)),
            "large still": lambda: _video(out, "mjpeg", (640, 480)),
            "thumbnails": lambda: _video(out, "libx264", (48, 32)),
            "nothing": lambda: None,
        }[beside]()
        film = _video(out, "libx264", (96, 64))
        tracks = [out.add_stream("aac", rate=48_000, layout="mono") for _ in range(sounds)]
        if first is not None:
            count = 2 if beside == "thumbnails" else 1
            _encode(out, first, [np.full((first.height, first.width, 3), 255, np.uint8)] * count)
        _encode(out, film, [numbered_picture(n) for n in range(FRAMES)])
        for track in tracks:
            for start in range(0, 48_000 * FRAMES // 25, 1024):
                tone = np.sin(np.arange(start, start + 1024) * 0.1).astype(np.float32)
                frame = av.AudioFrame.from_ndarray(tone[None], format="fltp", layout="mono")
                frame.sample_rate, frame.pts = 48_000, start
                out.mux(track.encode(frame))
            out.mux(track.encode(None))
    return path


def _without_decoder(path: Path, tracks: int) -> Path:
    """The first sound tracks of an MP4 get the name of a codec that FFmpeg cannot decode, as phones write it."""
    data = path.read_bytes()
    path.write_bytes(data.replace(b"mp4a", b"apac", tracks).replace(b"esds", b"free", tracks))
    return path


@pytest.mark.parametrize("suffix", [".mkv", ".mp4", ".mov"])
@pytest.mark.parametrize("beside", ["still", "large still", "thumbnails", "nothing"])
def test_the_film_is_shown(tmp_path, suffix, beside):
    source = open_source(str(_film(tmp_path / f"film{suffix}", beside)))
    frames = list(source)
    assert source.error is None
    assert (source.info.width, source.info.height) == (96, 64)
    assert [number_of(frame.image) for frame in frames] == list(range(FRAMES))


def test_thumbnails_that_last_longer_do_not_make_the_film_cut_off(tmp_path):
    with av.open(str(tmp_path / "film.mkv"), "w") as out:
        thumbnails, film = _video(out, "mjpeg", (48, 32), fps=1), _video(out, "libx264", (96, 64))
        _encode(out, thumbnails, [np.full((32, 48, 3), 255, np.uint8)] * 3)  # the last one stands until 3 s
        _encode(out, film, [numbered_picture(n) for n in range(FRAMES)])
    source = open_source(str(tmp_path / "film.mkv"))
    assert len(list(source)) == FRAMES
    assert source.error is None


@pytest.mark.parametrize(("sounds", "broken", "kept"), [(2, 1, True), (1, 1, False), (3, 3, False), (1, 0, True)])
def test_sound_that_cannot_be_decoded_never_stops_the_pictures(tmp_path, capfd, sounds, broken, kept):
    film = _without_decoder(_film(tmp_path / "phone.mp4", "nothing", sounds), broken)
    out = tmp_path / "out.mp4"
    code = webcam(["--camera", str(film), "--headless", "--record", str(out)])
    said = capfd.readouterr().err
    assert code == (0 if kept else 1)
    assert "NoneType" not in said
    assert ("could not be kept" in said) is not kept
    with av.open(str(out)) as container:
        assert sum(1 for _ in container.decode(video=0)) == FRAMES
        assert bool(container.streams.audio) is kept
    if kept:
        with av.open(str(out)) as container:
            assert max(float(np.abs(frame.to_ndarray()).max()) for frame in container.decode(audio=0)) > 0.5


def test_whatever_goes_wrong_with_the_sound(tmp_path, monkeypatch):
    def odd(path):
        raise RuntimeError("nobody foresaw this")

    monkeypatch.setattr("realtime_asl.output.recording.sound.sound_track", odd)
    film = _film(tmp_path / "phone.mp4", "nothing", 1)
    recorder = Recorder(tmp_path / "out.mp4", wait=True, sound=FileSound(film, 0.0))
    for number in range(FRAMES):
        recorder.write(numbered_picture(number), number / 25)
    recorder.close()
    assert "nobody foresaw this" in recorder.error
    with av.open(str(tmp_path / "out.mp4")) as container:
        assert sum(1 for _ in container.decode(video=0)) == FRAMES


def test_real_files(shared, tmp_path):
    """A phone's spatial sound, and a film behind a still."""
    for name in ("sound_no_decoder.mp4", "still_first.mkv"):
        source = open_source(str(shared / "cases" / name))
        assert sum(1 for _ in source) > 200
        assert source.info.width == 1280
