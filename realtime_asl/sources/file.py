"""A video file: every frame, in order, upright, with the file's own time stamps.

Decoded with PyAV, because it gives the exact stamp of every frame (OpenCV rounds those of
variable rates); what OpenCV does besides, turning phone videos upright, is done here.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from pathlib import Path

import av
import numpy as np

from realtime_asl.errors import UserError
from realtime_asl.frame import Frame
from realtime_asl.sources.container import check_input_file, open_container, read_packets, too_large
from realtime_asl.sources.source import SourceInfo
from realtime_asl.sources.timeline import Timeline
from realtime_asl.sources.tracks import film_track
from realtime_asl.sources.upright import Upright

#: Decoder threads: each holds pictures of its own, so many of them would cost memory with 8K video.
MAX_THREADS = 4
#: A file that ends this much (seconds) before its header says is reported as cut off.
MISSING_TAIL = 0.5


class FileSource:
    """The frames of a video file.

    Args:
        path: the file.
        loop: begin again at its end, with times that go on rising.
        realtime: hand out each frame when its time has come, instead of as fast as it is read.

    Raises:
        UserError: no such file, not readable, or no picture can be read from it.
    """

    status: str | None = None

    def __init__(self, path: str | Path, *, loop: bool = False, realtime: bool = False) -> None:
        self._path = check_input_file(path)
        self._loop, self._realtime = loop, realtime
        self._closed = self._iterating = False
        self.error: str | None = None
        self._reader = _Reader(self._path)
        first = self._reader.first
        self.info = SourceInfo(
            name=self._path.name,
            width=first.shape[1],
            height=first.shape[0],
            fps=self._reader.fps,
            live=False,
            has_audio=self._reader.has_audio,
        )

    def __iter__(self) -> Iterator[Frame]:
        if self._iterating:
            raise RuntimeError("a FileSource is iterated once; open the file again")
        self._iterating = True
        timeline = Timeline(1 / self.info.fps)
        index, reader, started = 0, self._reader, time.monotonic()
        try:
            while True:
                for image, stamp in reader:
                    if self._closed:
                        return
                    frame = Frame(image, timeline.mend(stamp), index)
                    if self._realtime:
                        self._wait_until(started + frame.time)
                    yield frame
                    index += 1
                self.error = self.error or reader.problem
                if not self._loop or self._closed:
                    return
                reader.close()
                timeline.restart()
                reader = _Reader(self._path)
        finally:
            reader.close()

    def close(self) -> None:
        """Stop the iteration at its next frame and release the file."""
        self._closed = True
        if not self._iterating:  # else the iterator closes the file: FFmpeg must not lose it while decoding
            self._reader.close()

    def _wait_until(self, due: float) -> None:
        while not self._closed and (left := due - time.monotonic()) > 0:
            time.sleep(min(left, 0.1))


class _Reader:
    """One pass over the file: iterates over (upright BGR picture, stamp in seconds or None)."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._container = open_container(path)
        try:
            self._stream = self._video_stream()
            self.fps = _frame_rate(self._stream)
            self.has_audio = bool(self._container.streams.audio)
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
        self.first = pair[0]
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
            longer = self._container.streams.audio or self._container.streams.subtitles
            return 0.0 if longer else self._container.duration / av.time_base
        return 0.0

    def _unreadable(self) -> UserError:
        reason = self._end or "no picture in it can be decoded"
        return UserError(f"{self._path} cannot be read as a video ({reason}); it may be empty, cut off or damaged")


def _frame_rate(stream: av.VideoStream) -> float:
    for rate in (stream.average_rate, stream.guessed_rate, stream.base_rate):
        if rate and 1 <= rate <= 1000:
            return float(rate)
    return 30.0
