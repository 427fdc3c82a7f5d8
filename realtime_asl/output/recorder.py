"""Records pictures to a file while the program goes on, whatever the disk or the encoder does.

recorder = Recorder("out.mp4", fps_hint=30)
recorder.write(image, time)        # as often as there are pictures
recorder.close()
recorder.error                     # None, or a line for the screen
"""

from __future__ import annotations

import math
import queue
import threading
import time as clock
from collections import deque
from pathlib import Path

import numpy as np

from realtime_asl.errors import UserError
from realtime_asl.output.recording import animation, mp4
from realtime_asl.output.recording.animation import AnimationWriter
from realtime_asl.output.recording.mp4 import Mp4Writer
from realtime_asl.output.recording.output import OutputFile, check_output, free_bytes
from realtime_asl.output.spelled_text import caption_line
from realtime_asl.sources.source import FileSound

SUFFIXES = (".mp4", ".gif", ".webp")
#: Recording does not begin with less free space than the first, and ends before the second is gone.
FREE_TO_BEGIN, FREE_TO_GO_ON = 100 << 20, 30 << 20
#: Memory for pictures that wait for the encoder.
QUEUE_BYTES, MAX_WAITING = 64 << 20, 30


class Recorder:
    """A video file that grows while pictures are written; one take.

    Encoding runs in a thread. Where it falls behind, `write` drops the picture (a live view must
    not wait) or, with ``wait=True``, waits (a file must come out complete).

    Args:
        path: .mp4, or .gif and .webp for short clips.
        fps_hint: about the frame rate; the recording follows the times of its pictures.
        overwrite: replace a file that exists; the old one stays until the new one works.
        sound: that of a media file, which goes along; the times of the pictures are its times.
        wait: never drop a picture.

    Attributes:
        error: None, or one line for the screen. Recording has ended then, unless only the sound
            is missing; the line says whether what was written until then is kept. It plays then.
        dropped: pictures that were not recorded because the encoder was behind.
        kept: after `close`: there is a recording.

    Raises:
        UserError: the file exists, cannot be written, has an unknown suffix, or the disk is full.
    """

    def __init__(
        self,
        path: str | Path,
        *,
        fps_hint: float = 30.0,
        overwrite: bool = False,
        sound: FileSound | None = None,
        wait: bool = False,
    ) -> None:
        self.path = check_output(path, SUFFIXES, overwrite=overwrite, what="recording")
        check_space(self.path)
        self.error: str | None = None
        self.dropped = 0
        self.kept = False
        self._fps, self._sound, self._wait = min(max(fps_hint, 1.0), 240.0), sound, wait
        self._output = OutputFile(self.path, "recording")
        self._pictures: queue.SimpleQueue[tuple[np.ndarray, float] | None] = queue.SimpleQueue()
        self._captions: deque[tuple[str, float]] = deque()
        self._waiting_bytes = 0
        self._room = threading.Condition()
        self._failed = False
        self._last = -1.0
        self._length = 0.0
        self._closed = False
        self._thread = threading.Thread(target=self._run, name="recorder", daemon=True)
        self._thread.start()

    @property
    def seconds(self) -> float:
        """Length of the recording so far."""
        return self._length

    @property
    def failed(self) -> bool:
        """Nothing more is recorded, see `error`."""
        return self._failed

    def write(self, image: np.ndarray, time: float) -> None:
        """Append a picture.

        Args:
            image: (height, width, 3) uint8 BGR; must not be changed afterwards. The first one sets
                the size of the recording, later ones of another size are fitted into it.
            time: seconds, rising; a picture that is not later than the last one is passed over.
        """
        if image.dtype != np.uint8 or image.ndim != 3 or image.shape[2] != 3:
            raise ValueError(f"a picture is (height, width, 3) uint8, not {image.shape} {image.dtype}")
        with self._room:
            if self._wait:
                self._room.wait_for(lambda: self._closed or self._has_room(image))
            if self._closed or time <= self._last:
                return
            if not self._has_room(image):
                self.dropped += 1
                return
            self._waiting_bytes += image.nbytes
            self._last = time
            self._pictures.put((image, time))

    def caption(self, text: str, time: float) -> None:
        """From `time` on (seconds, on the clock of `write`) the subtitle track shows the last words of `text`."""
        self._captions.append((caption_line(text), time))

    def close(self) -> None:
        """Write what waits and end the file. A recording without a picture leaves no file."""
        with self._room:
            if not self._closed:
                self._closed = True
                self._pictures.put(None)
                self._room.notify_all()
        self._thread.join()

    def _has_room(self, image: np.ndarray) -> bool:
        waiting = self._pictures.qsize()
        return waiting < 2 or (waiting < MAX_WAITING and self._waiting_bytes + image.nbytes <= QUEUE_BYTES)

    # The rest runs in the thread.

    def _run(self) -> None:
        writer: Mp4Writer | AnimationWriter | None = None
        broken, looked = False, clock.monotonic()
        try:
            for image, time in iter(self._pictures.get, None):
                self._give_room(image)
                if writer is None:
                    start, writer = time, self._open_writer(image, time)
                self._feed_captions(writer, time, start)
                if writer.write(image, time - start):
                    self._output.keep()
                self._length = time - start
                self.error = writer.problem
                if clock.monotonic() - looked >= 1.0:
                    looked = clock.monotonic()
                    self._output.sync()
                    if (free := free_bytes(self.path)) < FREE_TO_GO_ON:
                        self._fail(f"only {free >> 20} MB are free on the disk")
                        break
        # Disk, encoder and the file whose sound is read fail in many ways; the live picture goes on.
        except Exception as fault:  # noqa: BLE001
            broken = True
            self._fail(fault)
        try:
            if writer is not None:
                if not broken:  # the last letter comes when there are no more pictures
                    self._feed_captions(writer, math.inf, start)
                self._length = writer.close()
                self.error = self.error or writer.problem
        except Exception as fault:  # noqa: BLE001 - most likely the disk is still full
            broken = True
            if not self._failed:
                self._fail(fault)
        try:
            if broken and isinstance(writer, AnimationWriter) and writer.rescue():
                self._output.keep()
            self._output.close(broken=broken or writer is None)
            self.kept = writer is not None and (not broken or self._output.good > 0)
        except OSError as fault:
            self._fail(fault)
        if self._failed:
            self.error += "; what was written is kept" if self.kept else "; nothing of it could be kept"
        self._let_go()

    def _open_writer(self, image: np.ndarray, time: float) -> Mp4Writer | AnimationWriter:
        size = image.shape[1], image.shape[0]
        if self.path.suffix.lower() == ".mp4":
            return Mp4Writer(self._output.file, size, self._fps, self._sound, time)
        return AnimationWriter(self._output.file, size, self.path.suffix.lower()[1:])

    def _feed_captions(self, writer: Mp4Writer | AnimationWriter, time: float, start: float) -> None:
        while self._captions and self._captions[0][1] <= time:
            text, since = self._captions.popleft()
            writer.caption(text, max(0.0, since - start))

    def _give_room(self, image: np.ndarray) -> None:
        with self._room:
            self._waiting_bytes -= image.nbytes
            self._room.notify_all()

    def _fail(self, fault: Exception | str) -> None:
        reason = getattr(fault, "strerror", None) or fault
        self.error = f"recording stopped after {self._length:.0f} s ({reason})"
        self._failed = True

    def _let_go(self) -> None:
        """Nobody reads the queue any more: free its pictures and whoever waits for room."""
        with self._room:
            self._closed = True
            self._room.notify_all()
        while not self._pictures.empty():
            if (picture := self._pictures.get()) is not None:
                self._give_room(picture[0])


def check_space(path: Path) -> None:
    """Raises UserError when a recording cannot begin for want of free space."""
    try:
        free = free_bytes(path)
    except OSError as error:  # the folder is gone, a network drive does not answer
        raise UserError(
            f"recording '{path}' cannot be written ({error.strerror or error}); choose another place"
        ) from error
    if free < FREE_TO_BEGIN:
        raise UserError(f"only {free >> 20} MB are free for the recording '{path}'; make room or choose another disk")


def check_size(path: Path, size: tuple[int, int]) -> None:
    """Raises UserError when pictures of `size` (width, height) are too large for that kind of recording."""
    kind = path.suffix.lower()[1:]
    most = mp4.MAX_SIDE if kind == "mp4" else animation.MAX_SIDE[kind]
    if max(size if kind == "mp4" else animation.clip_size(size)) > most:
        width, height = size
        raise UserError(
            f"recording '{path}': pictures of {width} x {height} are too large for .{kind}, which holds {most} pixels "
            "a side; make them smaller first"
        )


def numbered(path: str | Path, take: int) -> Path:
    """The file of one take: `path` itself for the first, then ``out-2.mp4``, ``out-3.mp4``, …"""
    path = Path(path)
    return path if take <= 1 else path.with_name(f"{path.stem}-{take}{path.suffix}")


def next_take(path: str | Path) -> int:
    """The number of the first take whose file does not exist yet."""
    take = 1
    while numbered(path, take).exists():
        take += 1
    return take
