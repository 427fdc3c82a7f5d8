"""A transcript that is being written: every event in one write, and a valid file after each."""

from __future__ import annotations

from abc import ABC, abstractmethod
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

if TYPE_CHECKING:
    from realtime_asl.spelling.speller import TextEvent


class Transcript(ABC):
    """A transcript that is being written.

    Attributes:
        error: None, or one line for the screen: the disk refused a write, and nothing more is
            written; what was written stays.
        origin: seconds; what is played beside a recording counts from its first picture.
    """

    def __init__(self, path: Path, file: BinaryIO) -> None:
        self.path, self.error = path, None
        self.origin = 0.0
        self._file = file
        self._end = 0
        self._begin()

    def write(self, event: TextEvent) -> None:
        """Append an event; events come in the order of their times."""
        self._guarded(self._add, event)

    def close(self, end_time: float) -> None:
        """End the file; `end_time` (seconds) is the time of the last frame. May be called twice."""
        if not self._file.closed:
            self._guarded(self._finish, end_time)
            self._file.close()

    def _guarded(self, step, *arguments) -> None:
        if self.error is not None or self._file.closed:
            return
        try:
            step(*arguments)
        except OSError as error:
            self.error = f"the transcript cannot be written any more ({error.strerror}); what was written is kept"

    def _replace_from(self, offset: int, data: bytes) -> None:
        """The file is `data` from byte `offset` on: one write, so that a kill finds the old or the new text."""
        self._file.seek(offset)
        old = self._file.read()
        self._file.seek(offset)
        try:
            written = self._file.write(data)
            if written != len(data):  # the disk filled in the middle: the next write says why
                self._file.write(data[written:])
        except OSError:  # half an event is none: what was there has its place already, and fits
            self._file.seek(offset)
            self._file.write(old)
            self._file.truncate()
            raise
        if offset + len(data) < self._end:
            self._file.truncate()
        self._end = offset + len(data)

    def _begin(self) -> None:  # noqa: B027 - most kinds begin with nothing
        """What the file begins with."""

    @abstractmethod
    def _add(self, event: TextEvent) -> None:
        """What an event adds."""

    def _finish(self, end_time: float) -> None:  # noqa: B027 - most kinds end with nothing
        """What the file ends with."""
