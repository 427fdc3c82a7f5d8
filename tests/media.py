"""Small videos with known content, made for the tests."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction
from pathlib import Path

import av
import numpy as np

#: Grey value of frame n: far enough apart to survive compression, and different for 20 frames in a row.
GREY_STEP = 12


def numbered_picture(number: int, size: tuple[int, int] = (96, 64)) -> np.ndarray:
    """A picture that says which one it is; read it with `number_of`."""
    picture = np.full((size[1], size[0], 3), 8 + GREY_STEP * (number % 20), np.uint8)
    picture[: size[1] // 4, : size[0] // 4] = (0, 0, 255)  # a red corner: upright is where it is top left
    return picture


def number_of(picture: np.ndarray) -> int:
    """The number (modulo 20) of a picture of `numbered_picture`."""
    height, width = picture.shape[:2]
    return round((float(picture[height // 2 :, width // 2 :].mean()) - 8) / GREY_STEP)


def noise(size: tuple[int, int] = (96, 64), seed: int = 0) -> Iterable[np.ndarray]:
    """Pictures as a sensor delivers them: no two alike."""
    generator = np.random.default_rng(seed)
    while True:
        yield generator.integers(60, 200, (size[1], size[0], 3), np.uint8)


def write_video(
    path: Path,
    pictures: Sequence[np.ndarray],
    stamps_ms: Sequence[int] | None = None,
    *,
    fps: int = 25,
    matrix: Sequence[int] | None = None,
    codec: str = "libx264",
    options: dict[str, str] | None = None,
    container: dict[str, str] | None = None,
    tone: bool = False,
    format: str | None = None,
) -> Path:
    """Encode `pictures` with these time stamps (default: evenly), optionally with a click every second."""
    with av.open(str(path), "w", format=format, options=container or {}) as out:
        stream = out.add_stream(codec, rate=fps, options=options or {})
        stream.width, stream.height = pictures[0].shape[1], pictures[0].shape[0]
        stream.pix_fmt = "yuv420p" if codec != "mjpeg" else "yuvj420p"
        if stamps_ms is not None:
            stream.time_base = stream.codec_context.time_base = Fraction(1, 1000)
        if matrix is not None:
            stream.set_display_matrix(list(matrix))
        sound = out.add_stream("aac", rate=48_000, layout="mono") if tone else None
        for number, picture in enumerate(pictures):
            frame = av.VideoFrame.from_ndarray(picture, format="bgr24")
            if stamps_ms is not None:
                frame.pts, frame.time_base = stamps_ms[number], Fraction(1, 1000)
            out.mux(stream.encode(frame))
        out.mux(stream.encode(None))
        if sound is not None:
            for start in range(0, 48_000 * len(pictures) // fps, 1024):
                out.mux(sound.encode(_click_frame(start)))
            out.mux(sound.encode(None))
    return path


def _click_frame(start: int) -> av.AudioFrame:
    """1024 samples of silence, but a beep of 50 ms at the beginning of every second."""
    at = (start + np.arange(1024)) % 48_000
    samples = np.where(at < 2400, 0.5 * np.sin(at * 0.3), 0).astype(np.float32)
    frame = av.AudioFrame.from_ndarray(samples[None], format="fltp", layout="mono")
    frame.sample_rate, frame.pts, frame.time_base = 48_000, start, Fraction(1, 48_000)
    return frame


def clicks(path: Path) -> list[float]:
    """When the beeps of a file begin, seconds on the clock of its pictures."""
    with av.open(str(path)) as source:
        origin = float((source.streams.video[0].start_time or 0) * source.streams.video[0].time_base)
        samples, times = [], []
        for frame in source.decode(audio=0):
            values = frame.to_ndarray()[0]
            samples.append(np.abs(values))
            times.append(frame.time - origin + np.arange(len(values)) / frame.sample_rate)
    loud = np.concatenate(samples) > 0.1
    time = np.concatenate(times)[loud]
    return [float(t) for t, before in zip(time, [-9, *time[:-1]], strict=True) if t - before > 0.2]
