"""The sound of a media file, carried along into a recording of it."""

from __future__ import annotations

import math
from collections.abc import Iterator
from fractions import Fraction

import av

from realtime_asl.errors import UserError
from realtime_asl.sources.container import open_container, read_packets
from realtime_asl.sources.source import FileSound
from realtime_asl.sources.timeline import LONGEST_STEP_BACK
from realtime_asl.sources.tracks import sound_track

RATE = 48_000
#: Samples by which the AAC encoder is early; its first packet holds only silence.
PRIMING = 1024
#: Stamps that go back by more samples than this begin anew.
JUMP = round(LONGEST_STEP_BACK * RATE)


class SoundTrack:
    """Reads the sound of a file as far as the pictures are, as AAC.

    Sound is converted rather than copied, so that every codec works and the cut is where the
    recording begins and ends. A fault in it never stops the pictures.

    Attributes:
        problem: one line when the sound could not be kept to the end.
    """

    def __init__(self, container: av.container.OutputContainer, sound: FileSound, start: float) -> None:
        """`start`: seconds from the first picture of the file to the first picture of the recording."""
        self.problem: str | None = None
        self._path, self._out, self._written = sound.path, container, 0
        self._next: av.AudioFrame | None = None
        self._source: av.container.InputContainer | None = None
        try:
            self._begin(sound.first_picture + start)
        except Exception as error:  # noqa: BLE001 - whatever is wrong with the sound, the pictures go on
            self._give_up(error)

    def _begin(self, origin: float) -> None:
        index = sound_track(self._path)
        source = self._source = open_container(self._path)
        if index is None:
            if source.streams.audio:
                raise UserError("none of its sound tracks can be decoded")
            self._finish_reading()
            return
        track = source.streams[index]
        if origin > 1.0:
            source.seek(int((origin - 0.5) * av.time_base))
        layout = "mono" if track.codec_context.channels == 1 else "stereo"
        self._stream = self._out.add_stream("aac", rate=RATE, layout=layout, bit_rate=128_000)
        resampler = av.AudioResampler(format="fltp", layout=layout, rate=RATE, frame_size=PRIMING)
        self._frames = self._resampled(track, resampler, origin)

    def advance(self, until: float) -> None:
        """Write the sound of the recording's seconds up to `until`."""
        try:
            while self._source is not None:
                if self._next is None:
                    self._next = next(self._frames, None)
                    if self._next is None:
                        self._finish_reading()
                        return
                if self._next.pts >= until * RATE:
                    return
                frame, self._next = self._next, None
                self._encode(frame)
        except Exception as error:  # noqa: BLE001 - as above
            self._give_up(error)

    def finish(self, end: float) -> None:
        """Write the rest up to `end` and close the file that was read."""
        self.advance(end)
        if self._source is not None:
            self._finish_reading()
        try:
            if self._written:
                self._encode(None)
        except Exception as error:  # noqa: BLE001 - as above
            self._give_up(error)

    def _resampled(self, track: av.AudioStream, resampler: av.AudioResampler, origin: float) -> Iterator[av.AudioFrame]:
        """Frames of 1024 samples whose pts counts samples from the first picture of the recording.

        Where two recordings were joined, stamps begin anew: as of the pictures (`timeline.Timeline`), what comes then
        follows what was there.
        """
        moved, last = 0, -math.inf
        for frame in self._decoded(track):
            for part in resampler.resample(frame):
                if part.pts is None:
                    continue
                position = round((float(part.pts * part.time_base) - origin) * RATE) + moved
                if position < last - JUMP:
                    moved += last + part.samples - position
                    position = last + part.samples
                last = position
                if position >= self._written:
                    part.pts, part.time_base = position, Fraction(1, RATE)
                    yield part

    def _decoded(self, track: av.AudioStream) -> Iterator[av.AudioFrame]:
        for packet in read_packets(self._source, track):
            try:
                yield from packet.decode()
            except av.FFmpegError:  # one damaged piece is a click, not the end of the sound
                continue

    def _encode(self, frame: av.AudioFrame | None) -> None:
        if frame is not None:
            self._written = frame.pts + frame.samples
        for packet in self._stream.encode(frame):
            if packet.pts is not None and packet.pts >= 0:  # the priming before zero would shift the pictures
                self._out.mux(packet)

    def _finish_reading(self) -> None:
        if self._source is not None:
            self._source.close()
            self._source = None

    def _give_up(self, error: Exception) -> None:
        self.problem = f"the sound of {self._path.name} could not be kept ({getattr(error, 'strerror', error)})"
        self._finish_reading()
