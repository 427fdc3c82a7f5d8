"""The file that FFmpeg writes a recording into: as FFmpeg sees it, no write ever fails."""

from __future__ import annotations

import os
from typing import BinaryIO


class UnfailingFile:
    """Keeps from FFmpeg that the disk has refused something.

    Where a fragment of an MP4 file cannot be written, FFmpeg loses count of what is in it, and closing the file then
    ends the whole process: its muxer asserts that all is well (seen with FFmpeg 8). So from the first refusal on,
    nothing more reaches the disk, FFmpeg goes on as if it did, and whoever records asks `check`.

    Args:
        file: open for writing, unbuffered; is not closed here.
    """

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._error: OSError | ValueError | None = None
        self._position = self._end = file.tell()

    def check(self) -> None:
        """Raises what the disk said when it refused something (OSError); nothing where it has taken all."""
        if self._error is not None:
            raise self._error

    def write(self, data: bytes) -> int:
        """All of `data`, or nothing more from now on; returns its length in any case."""
        left = memoryview(data)
        try:
            while left and self._error is None:  # a disk that is nearly full takes a part, and then says why
                left = left[self._file.write(left) :]
        except (OSError, ValueError) as error:  # ValueError: it was closed meanwhile
            self._error = error
        self._position += len(data)
        self._end = max(self._end, self._position)
        return len(data)

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        """Where to write next, as of any file; returns it."""
        base = {os.SEEK_SET: 0, os.SEEK_CUR: self._position, os.SEEK_END: self._end}[whence]
        self._position = base + offset
        try:
            if self._error is None:
                self._file.seek(self._position)
        except (OSError, ValueError) as error:
            self._error = error
        return self._position

    def tell(self) -> int:
        """Where FFmpeg believes to be."""
        return self._position
