"""H.264 in fragmented MP4: playable up to the last second, whenever and however writing ends.

Three things work together: a key frame every second starts a fragment, a fragment is written as
soon as it is complete, and FFmpeg's own buffer is flushed behind every packet. Times are those of
the pictures (in 1/90000 s), so that a recording plays at true speed whatever the frame rate did.
"""

from __future__ import annotations

from fractions import Fraction
from typing import BinaryIO

import av
import numpy as np
from av.video.frame import PictureType
from av.video.reformatter import ColorRange, Colorspace, VideoReformatter

from realtime_asl.output.recording.fit import MIN_SIDE, fit
from realtime_asl.output.recording.sound import SoundTrack
from realtime_asl.output.recording.unfailing_file import UnfailingFile
from realtime_asl.sources.source import FileSound

TICKS = 90_000
TIME_BASE = Fraction(1, TICKS)
KEY_EVERY = TICKS  # one second
#: Longest side that the encoder takes.
MAX_SIDE = 16384
#: How long one picture is shown at most. FFmpeg refuses more than 2^31 ticks, 6.6 hours, and aborts at the end.
LONGEST_SHOWN = 3600 * TICKS
#: How long a caption may be ahead of its end, when the next event has not come yet.
CAPTION_AHEAD = TICKS * 3 // 2
#: How long a caption is shown that came with the last picture.
LAST_CAPTION = TICKS

_CAPTION_STYLE = (
    "[Script Info]\r\nScriptType: v4.00+\r\n\r\n[V4+ Styles]\r\n"
    "Format: Name, Fontname, Fontsize, PrimaryColour, SecondaryColour, OutlineColour, BackColour, Bold, Italic, "
    "Underline, StrikeOut, ScaleX, ScaleY, Spacing, Angle, BorderStyle, Outline, Shadow, Alignment, "
    "MarginL, MarginR, MarginV, Encoding\r\n"
    "Style: Default,Arial,16,&Hffffff,&Hffffff,&H0,&H0,0,0,0,0,100,100,0,0,1,1,0,2,10,10,10,1\r\n\r\n"
    "[Events]\r\nFormat: Layer, Start, End, Style, Name, MarginL, MarginR, MarginV, Effect, Text\r\n"
)


class Mp4Writer:
    """Encodes pictures into an open file.

    Args:
        file: readable and writable, unbuffered; is not closed here.
        size: (width, height) of the recording; odd sides grow by one pixel.
        fps: about the frame rate; only the length of the last frame depends on it.
        sound: that of a media file, which goes along.
        start: time of the first picture in that file, seconds.

    Raises:
        av.FFmpegError: no encoder.
        OSError: the disk refuses it; so do `write` and `close`.
    """

    def __init__(
        self, file: BinaryIO, size: tuple[int, int], fps: float, sound: FileSound | None = None, start: float = 0.0
    ) -> None:
        self.size = tuple(max(MIN_SIDE, side + side % 2) for side in size)
        self._file = UnfailingFile(file)
        self._reformatter = VideoReformatter()
        self._frame_ticks = max(1, round(TICKS / fps))
        self._container = av.open(
            self._file,
            "w",
            format="mp4",
            options={
                "movflags": "frag_keyframe+empty_moov+default_base_moof+frag_discont",
                "flush_packets": "1",
                # Packets come in order here. Waiting for each other would keep up to 10 s in memory.
                "max_interleave_delta": "1",
            },
        )
        self._video = self._add_video(fps)
        self._captions = self._add_captions()
        self._sound = SoundTrack(self._container, sound, start) if sound is not None else None
        self._container.start_encoding()  # writes the header, and fails early where there is no encoder
        self._file.check()
        _switch_off_captions(file)
        self._written = self._file.tell()
        self._pending: av.Packet | None = None
        self._key = self._last = -KEY_EVERY
        self._image: np.ndarray | None = None
        self._caption, self._caption_from = "", -1
        self._new_caption: tuple[str, int] | None = ("", 0)

    @property
    def problem(self) -> str | None:
        """One line when the sound could not be kept."""
        return self._sound.problem if self._sound is not None else None

    def write(self, image: np.ndarray, time: float) -> bool:
        """Append a picture (height, width, 3) BGR shown from `time` (seconds, rising) on.

        Returns whether a fragment was completed: what came before `time`, but for a second, is in the file.
        """
        ticks = max(round(time * TICKS), self._last + 1)
        while self._image is not None and ticks - self._last > LONGEST_SHOWN:  # a camera that was gone overnight
            self.write(self._image, (self._last + LONGEST_SHOWN) / TICKS)
        self._image = image
        frame = self._reformatter.reformat(
            av.VideoFrame.from_ndarray(fit(image, self.size), format="bgr24"),
            format="yuv420p",
            dst_colorspace=Colorspace.ITU709,
            dst_color_range=ColorRange.MPEG,
            threads=1,
        )
        frame.pts, frame.time_base = ticks, TIME_BASE
        is_key = ticks - self._key >= KEY_EVERY
        if is_key:
            frame.pict_type = PictureType.I
        packets = self._video.encode(frame)
        self._flush_pending(ticks)
        self._flush_caption(ticks if is_key else ticks + CAPTION_AHEAD)
        if is_key:
            self._extend_caption(ticks)
            self._key = ticks
            self._new_caption = (self._caption, ticks)  # every fragment says again what is shown
        if self._sound is not None:
            self._sound.advance(ticks / TICKS)
        self._last = ticks
        self._hold(packets)
        self._file.check()
        # FFmpeg collects a fragment in memory and writes it in one go.
        written, self._written = self._written, self._file.tell()
        return self._written > written

    def caption(self, text: str, time: float) -> None:
        """Show `text` (one line, may be empty) from `time` on, instead of what was shown before."""
        self._new_caption = (text, round(time * TICKS))

    def close(self) -> float:
        """Write the rest; returns the length of the recording in seconds."""
        end = self._last + self._frame_ticks
        try:
            self._hold(self._video.encode(None))
            self._flush_pending(end)
            until = max(end, self._last_caption_end())
            self._flush_caption(until)
            self._extend_caption(until)
            if self._sound is not None:
                self._sound.finish(end / TICKS)
        finally:
            self._container.close()
        self._file.check()
        return end / TICKS

    def _add_video(self, fps: float) -> av.VideoStream:
        options = {
            "preset": "veryfast",
            "crf": "21",
            "tune": "zerolatency",  # no look-ahead: a picture that went in must come out before a kill
            "forced-idr": "1",
            "x264-params": "scenecut=0:colorprim=bt709:transfer=bt709:colormatrix=bt709",
        }
        video = self._container.add_stream("libx264", rate=Fraction(fps).limit_denominator(1001), options=options)
        video.width, video.height = self.size
        video.pix_fmt = "yuv420p"
        video.time_base = video.codec_context.time_base = TIME_BASE
        video.codec_context.gop_size = 10_000  # key frames are asked for by time, below
        video.codec_context.thread_count = 2  # the recognizer needs the other cores more
        return video

    def _add_captions(self) -> av.subtitles.stream.SubtitleStream:
        captions = self._container.add_stream("mov_text")
        captions.codec_context.subtitle_header = _CAPTION_STYLE.encode()
        # The muxer compares the times of its tracks without converting them, so they share one clock.
        captions.time_base = TIME_BASE
        return captions

    def _hold(self, packets: list[av.Packet]) -> None:
        """A packet waits until the next picture tells how long its own is shown."""
        for packet in packets:
            self._flush_pending(packet.pts)
            self._pending = packet

    def _flush_pending(self, until: int) -> None:
        if self._pending is not None:
            packet, self._pending = self._pending, None
            packet.duration = max(1, until - packet.pts)
            self._container.mux(packet)

    def _flush_caption(self, until: int) -> None:
        if self._new_caption is None:
            return
        (text, start), self._new_caption = self._new_caption, None
        self._caption = text
        # A key may be about an older picture than the last one; its fragment has begun, and all of them begin at 0.
        start = 0 if self._caption_from < 0 else max(start, self._caption_from + 1, self._key)
        self._put_caption(start, max(until, start + 1))

    def _last_caption_end(self) -> int:
        """Until when the caption that came with the last picture is to be read; 0 where none did."""
        if self._new_caption is None:
            new, start = bool(self._caption), self._caption_from
        else:
            text, start = self._new_caption
            new = bool(text) and text != self._caption
        return start + LAST_CAPTION if new and start >= self._last else 0

    def _extend_caption(self, until: int) -> None:
        """Before a fragment ends: show the same caption exactly up to there, or the muxer guesses."""
        start = max(self._last, self._caption_from + 1)
        if start < until:
            self._put_caption(start, until)

    def _put_caption(self, start: int, end: int) -> None:
        """Without a gap behind the one before, empty ones too.

        FFmpeg fills gaps itself, and where it finds no place for that it ends the whole process, without a word.
        """
        text = self._caption.encode()
        packet = av.Packet(len(text).to_bytes(2, "big") + text)
        packet.stream, packet.time_base = self._captions, TIME_BASE
        packet.pts = packet.dts = start
        packet.duration = end - start
        self._caption_from = start
        self._container.mux(packet)


def _switch_off_captions(file: BinaryIO) -> None:
    """Have players offer the captions, not show them unasked: the pictures usually carry the text already.

    FFmpeg marks the first track of each kind as enabled, without a way to say no. The mark is the
    lowest bit of the flags in the track's header (ISO/IEC 14496-12, "tkhd"); ours is the second track.
    """
    end = file.tell()
    file.seek(0)
    header = file.read(end)
    second = header.find(b"tkhd", header.find(b"tkhd") + 4)
    if second > 0:
        file.seek(second + 7)
        file.write(bytes([header[second + 7] & ~1]))
    file.seek(end)
