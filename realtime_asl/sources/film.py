"""A video file, decoded once from beginning to end.

Through PyAV, because it gives the exact stamp of every frame (OpenCV rounds those of variable
rates); what OpenCV does besides, turning phone videos upright, is done here.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import av
import numpy as np

from realtime_asl.errors import UserError
from realtime_asl.sources.container import open_container, read_packets, too_large
from realtime_asl.sources.source import FileSound
from realtime_asl.sources.tracks import film_track
from realtime_asl.sources.upright import Upright

#: Decoder threads: each holds pictures of its own, so many of them would cost memory with 8K video.
MAX_THREADS = 4
#: A file that ends this much (seconds) before its header says is reported as cut off.
MISSING_TAIL = 0.5
#: Pictures without a container: what FFmpeg calls their average rate is a guess of its own, always 25.
BARE = ("h264", "hevc", "mpegvideo", "m4v")


class FilmReader:
    """One pass over a video: iterates over (upright BGR picture, stamp in seconds or None).

    Args:
        path: a file that can be opened.

    Attributes:
        first: the first picture.
        fps: frames a second, on average.
        sound: that of the file, None where it has no sound track.

    Raises:
        UserError: no picture can be read from it.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._container = open_container(path)
        try:
            self._stream = self._video_stream()
            self.fps = _frame_rate(self._stream, bare=self._container.format.name in BARE)
            self._damaged_packets = 0
            self._end: str | None = None
            self._read_until = 0.0
            self._frames = self._decode()
            pair = next(self._frames, None)
            if pair is None:
                raise self._unreadable()
        except BaseException:
            self._container.close()
            raise
        self.first, stamp = pair
        self.sound = FileSound(path, stamp or 0.0) if self._container.streams.audio else None
        self._pending = [pair]

    def __iter__(self) -> Iterator[tuple[np.ndarray, float | None]]:
        while self._pending:
            yield self._pending.pop()
        yield from self._frames

    @property
    def problem(self) -> str | None:
        """After the last frame: one line when the file is cut off or damaged, else None."""
        until = f"read until {self._read_until:.1f} s"
        if self._end is not None:
            return f"{self._path}: the file is damaged ({self._end}); {until}"
        expected = self._expected_duration()
        if expected - self._read_until > max(MISSING_TAIL, 2 / self.fps):
            return f"{self._path}: the file is cut off, {self._read_until:.1f} of {expected:.1f} s could be read"
        if self._damaged_packets:
            return f"{self._path}: {self._damaged_packets} damaged pieces were left out; {until}"
        return None

    def close(self) -> None:
        """Close the file."""
        self._frames.close()
        self._container.close()

    def _video_stream(self) -> av.VideoStream:
        stream = film_track(self._container, self._path)
        if stream is None:
            raise UserError(f"{self._path} holds no video; give a video file, a camera number or 'demo'")
        if stream.codec_context is None:
            raise UserError(f"{self._path}: its kind of video cannot be decoded; convert it to H.264 in MP4")
        if problem := too_large(stream.codec_context):
            raise UserError(f"{self._path}: {problem}; make it smaller first")
        stream.thread_type = "AUTO"
        stream.codec_context.thread_count = min(MAX_THREADS, os.cpu_count() or 1)
        return stream

    def _decode(self) -> Iterator[tuple[np.ndarray, float | None]]:
        packets = read_packets(self._container, self._stream)
        convert = Upright(self._stream.sample_aspect_ratio)
        while True:
            try:
                packet = next(packets, None)
                if packet is None:
                    return
            except av.FFmpegError as error:
                self._end = error.strerror
                return
            try:
                frames = packet.decode()
            except av.FFmpegError:
                self._damaged_packets += 1
                self._end = too_large(self._stream.codec_context)
                if self._end is not None:
                    return
                continue
            for frame in frames:
                if frame.time is not None:
                    elapsed = frame.time - float((self._stream.start_time or 0) * (self._stream.time_base or 0))
                    self._read_until = max(self._read_until, elapsed + self._shown_for(frame))
                try:
                    yield convert(frame), frame.time
                except av.FFmpegError:  # a pixel format or size that cannot be converted
                    self._damaged_packets += 1

    def _shown_for(self, frame: av.VideoFrame) -> float:
        """Seconds; where the frame rate varies, the last picture may stand far longer than the mean one."""
        own = float(frame.duration * frame.time_base) if frame.duration and frame.time_base else 0.0
        return max(own, 1 / self.fps)

    def _expected_duration(self) -> float:
        """Seconds the header promises; 0 where it says nothing."""
        stream = self._stream
        if stream.duration and stream.time_base:
            return float(stream.duration * stream.time_base)
        # Without a header, FFmpeg guesses from the size of the file, which cannot tell what is missing.
        if self._container.format.name.startswith("matroska") and self._container.duration:
            # Another track may last longer than this one: sound, subtitles, thumbnails.
            others = [track for track in self._container.streams if track.type in ("audio", "subtitle", "video")]
            return 0.0 if len(others) > 1 else self._container.duration / av.time_base
        return 0.0

    def _unreadable(self) -> UserError:
        reason = self._end or "no picture in it can be decoded"
        return UserError(f"{self._path} cannot be read as a video ({reason}); it may be empty, cut off or damaged")


def _frame_rate(stream: av.VideoStream, *, bare: bool) -> float:
    """Frames a second; of a `bare` stream, as the pictures themselves say."""
    rates = (stream.average_rate, stream.guessed_rate, stream.base_rate)
    for rate in rates[1:] if bare else rates:
        if rate and 1 <= rate <= 1000:
            return float(rate)
    return 30.0
