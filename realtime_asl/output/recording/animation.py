"""Animated GIF and WebP: short clips for a README, looping for ever."""

from __future__ import annotations

from fractions import Fraction
from typing import BinaryIO

import av
import cv2
import numpy as np
from av.video.reformatter import VideoReformatter

from realtime_asl.output.recording.cut_webp import cut_to_whole_pictures
from realtime_asl.output.recording.fit import fit
from realtime_asl.output.recording.unfailing_file import UnfailingFile

#: Bounds of a clip. WebP keeps what it has encoded in memory, and a page that shows the clip must load it.
MAX_WIDTH, MAX_FPS, MAX_SECONDS = 480, 10.0, 60.0
#: Longest side that the formats can write down; even, as the sides of a clip are.
MAX_SIDE = {"gif": 65534, "webp": 16382}
#: Pictures that share a palette of 256 colours: enough to save work, few enough to hold in memory.
GIF_CHUNK = 20
_MS = Fraction(1, 1000)


class AnimationWriter:
    """Encodes pictures as an animation; implements the same methods as Mp4Writer.

    Args:
        file: writable, unbuffered; is not closed here.
        size: (width, height) of the pictures; they are shrunk to at most :data:`MAX_WIDTH`. Those of another size are
            fitted into it.
        kind: "gif" or "webp".

    `write` and `close` raise OSError where the disk refuses something; see `rescue`.
    """

    def __init__(self, file: BinaryIO, size: tuple[int, int], kind: str) -> None:
        self._given = size
        self.size = clip_size(size)
        self.problem: str | None = None
        self._next, self._last = 0.0, 0.0
        self._reformatter = VideoReformatter()
        self._chunk: list[av.VideoFrame] = []
        self._output, self._file = file, UnfailingFile(file)
        self._container = av.open(self._file, "w", format=kind, options={"loop": "0", "flush_packets": "1"})
        options = {"quality": "75", "compression_level": "2"} if kind == "webp" else {}
        self._is_gif = kind == "gif"
        codec, ticks = ("gif", 100) if self._is_gif else ("libwebp_anim", 1000)
        self._time_base = Fraction(1, ticks)
        self._stream = self._container.add_stream(codec, rate=ticks, options=options)
        self._stream.width, self._stream.height = self.size
        self._stream.pix_fmt = "pal8" if self._is_gif else "yuv420p"
        self._stream.time_base = self._stream.codec_context.time_base = self._time_base

    def write(self, image: np.ndarray, time: float) -> bool:
        """Append a picture (height, width, 3) BGR shown from `time` (seconds) on, if one is due.

        Returns whether what is in the file now ends with a whole picture, and plays. A WebP is written at the end.
        """
        if time > MAX_SECONDS:
            self.problem = f"an animation ends after {MAX_SECONDS:.0f} s; record .mp4 for more"
            return False
        if time + 1e-6 < self._next:
            return False
        self._next, self._last = max(self._next + 1 / MAX_FPS, time), time
        small = cv2.resize(fit(image, self._given), self.size, interpolation=cv2.INTER_AREA)
        frame = av.VideoFrame.from_ndarray(small, format="bgr24")
        frame = self._reformatter.reformat(frame, format="rgb24" if self._is_gif else "yuv420p", threads=1)
        frame.pts, frame.time_base = round(time * 1000), _MS
        if self._is_gif:
            self._chunk.append(frame)
            if written := len(self._chunk) >= GIF_CHUNK:
                self._encode_chunk()
        else:
            written = False
            self._encode(frame)
        self._file.check()
        return written

    def caption(self, text: str, time: float) -> None:
        """Animations have no captions."""

    def close(self) -> float:
        """Write the rest; returns the length in seconds."""
        try:
            if self._chunk:
                self._encode_chunk()
            for packet in self._stream.encode(None):
                self._container.mux(packet)
        finally:
            self._container.close()
        self._file.check()
        return self._last + 1 / MAX_FPS

    def rescue(self) -> bool:
        """After a refusal of the disk and after `close`: cut the file back to whole pictures; whether it holds any.

        A GIF needs none of it: it plays without its end.

        Raises:
            OSError: the disk refuses this, too.
        """
        return not self._is_gif and cut_to_whole_pictures(self._output) > 0

    def _encode(self, frame: av.VideoFrame) -> None:
        frame.pts, frame.time_base = round(frame.time / self._time_base), self._time_base
        for packet in self._stream.encode(frame):
            packet.duration = round(1 / MAX_FPS / self._time_base)  # counts for the last one only
            self._container.mux(packet)

    def _encode_chunk(self) -> None:
        """Find the 256 colours that suit this second or two best, and write it with them."""
        graph = av.filter.Graph()
        width, height = self.size
        source = graph.add_buffer(width=width, height=height, format="rgb24", time_base=_MS)
        split, palette = graph.add("split"), graph.add("palettegen")
        use = graph.add("paletteuse", "dither=bayer:bayer_scale=4:diff_mode=rectangle")
        sink = graph.add("buffersink")
        source.link_to(split)
        split.link_to(palette, 0, 0)
        split.link_to(use, 1, 0)
        palette.link_to(use, 0, 1)
        use.link_to(sink)
        graph.configure()
        for frame in self._chunk:
            graph.push(frame)
        graph.push(None)
        self._chunk = []
        while True:
            try:
                self._encode(graph.pull())
            except (av.error.EOFError, av.error.BlockingIOError):
                return


def clip_size(size: tuple[int, int]) -> tuple[int, int]:
    """(width, height) of the clip for pictures of `size`, pixels."""
    zoom = min(1.0, MAX_WIDTH / size[0])
    width, height = (max(2, round(side * zoom / 2) * 2) for side in size)
    return width, height
