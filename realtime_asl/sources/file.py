"""A file of moving pictures: every frame, in order, upright, with the file's own time stamps."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from realtime_asl.errors import UserError
from realtime_asl.frame import Frame
from realtime_asl.sources.container import check_input_file
from realtime_asl.sources.film import FilmReader
from realtime_asl.sources.single_picture import picture_file
from realtime_asl.sources.source import SourceInfo
from realtime_asl.sources.timeline import Timeline

if TYPE_CHECKING:  # loaded for the few files that need it
    from realtime_asl.sources.animation import AnimationReader


class FileSource:
    """The frames of a video file.

    Args:
        path: the file.
        loop: begin again at its end, with times that go on rising.
        realtime: hand out each frame when its time has come, instead of as fast as it is read.

    Raises:
        UserError: no such file, not readable, a single picture, or no picture can be read from it.
    """

    status: str | None = None

    def __init__(self, path: str | Path, *, loop: bool = False, realtime: bool = False) -> None:
        self._path = check_input_file(path)
        self._loop, self._realtime = loop, realtime
        self._closed = self._iterating = False
        self.error: str | None = None
        self._reader = open_reader(self._path)
        first = self._reader.first
        self.info = SourceInfo(
            name=self._path.name,
            width=first.shape[1],
            height=first.shape[0],
            fps=self._reader.fps,
            live=False,
            sound=self._reader.sound,
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
                reader = open_reader(self._path)
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


def open_reader(path: Path) -> FilmReader | AnimationReader:
    """What reads a file that moves.

    Raises:
        UserError: it does not move, or cannot be read.
    """
    picture = picture_file(path)
    if picture is None:
        return FilmReader(path)
    if not picture.readable:
        raise UserError(
            f"{path} is a {picture.kind} picture, which cannot be read here; "
            "save it as JPEG and run: python -m realtime_asl classify FILE"
        )
    if picture.pictures < 2:
        raise UserError(
            f"{path} is a single picture ({picture.kind}), no video; "
            f'read it with: python -m realtime_asl classify "{path}"'
        )
    # FFmpeg plays the others, with all their ways of drawing one picture over another.
    if picture.kind not in ("WEBP", "AVIF"):
        return FilmReader(path)
    from realtime_asl.sources.animation import AnimationReader

    return AnimationReader(path)
