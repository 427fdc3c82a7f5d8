"""Writes what was spelled, event by event, so that a kill loses at most the letter being formed.

    transcript = open_transcript("out.srt")
    transcript.write(event)             # in the file when it returns
    transcript.close(end_time)

Every event goes to the operating system in one write, and the file is a valid one of its kind
after each: a caption that has no end yet gets a provisional one.
"""

from __future__ import annotations

import json
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from realtime_asl.errors import UserError
from realtime_asl.output.captions import SpelledText, caption_line
from realtime_asl.output.recording.output import check_output

if TYPE_CHECKING:
    from realtime_asl.spelling.speller import TextEvent

#: A caption goes after this many seconds without a new letter.
CAPTION_SECONDS = 4.0


def open_transcript(path: str | Path, overwrite: bool = False) -> Transcript:
    """A transcript of the kind that the suffix of `path` says: .jsonl, .txt, .srt or .vtt.

    Raises:
        UserError: the file exists, cannot be written or has another suffix.
    """
    path = check_output(path, tuple(_KINDS), overwrite=overwrite, what="transcript")
    try:
        return _KINDS[path.suffix.lower()](path, path.open("wb" if overwrite else "xb", buffering=0))
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise UserError(f"transcript '{path}' cannot be written ({reason}); choose another place") from error


class Transcript:
    """A transcript that is being written.

    Attributes:
        error: None, or one line for the screen: the disk refused a write, and nothing more is
            written; what was written stays.
    """

    def __init__(self, path: Path, file: BinaryIO) -> None:
        self.path, self.error = path, None
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
        written = self._file.write(data)
        if written != len(data):  # the disk filled in the middle: the next write says why
            self._file.write(data[written:])
        if offset + len(data) < self._end:
            self._file.truncate()
        self._end = offset + len(data)

    def _begin(self) -> None:
        """What the file begins with."""

    def _add(self, event: TextEvent) -> None:
        raise NotImplementedError

    def _finish(self, end_time: float) -> None:
        """What the file ends with."""


class _JsonLines(Transcript):
    """One JSON object a line, as the README describes."""

    def _add(self, event: TextEvent) -> None:
        entry: dict[str, object] = {"time": round(event.time, 3), "kind": event.kind}
        if event.kind == "letter":
            entry |= {"letter": event.letter, "confidence": round(event.confidence or 0.0, 4)}
        elif event.kind == "word":
            entry |= {"word": event.word, "replaced": event.replaced}
        self._replace_from(self._end, (json.dumps(entry) + "\n").encode())


class _PlainText(Transcript):
    """The spelled text as it stands."""

    def _begin(self) -> None:
        self._text = SpelledText()
        self._shown = b""

    def _add(self, event: TextEvent) -> None:
        self._text.apply(event)
        text = self._text.text.encode()
        same = next((i for i, (a, b) in enumerate(zip(text, self._shown, strict=False)) if a != b), None)
        same = min(len(text), len(self._shown)) if same is None else same
        self._replace_from(same, text[same:] + b"\n")
        self._shown = text


class _Captions(Transcript):
    """Captions: the line grows letter by letter, each state of it is a cue."""

    header = ""

    def _begin(self) -> None:
        self._text = SpelledText()
        self._number, self._start, self._line = 0, 0.0, ""
        self._replace_from(0, self.header.encode())
        self._cue_offset = self._end

    def _add(self, event: TextEvent) -> None:
        self._text.apply(event)
        line = caption_line(self._text.text)
        start = max(event.time, self._start)
        if line == self._line:
            return
        done = self._cue(min(start, self._start + CAPTION_SECONDS))
        if done:
            self._number += 1
        offset = self._cue_offset
        self._cue_offset += len(done)
        self._start, self._line = start, line
        self._replace_from(offset, done + self._cue(start + CAPTION_SECONDS))

    def _finish(self, end_time: float) -> None:
        self._replace_from(self._cue_offset, self._cue(min(end_time, self._start + CAPTION_SECONDS)))

    def _cue(self, end: float) -> bytes:
        """The current line until `end`; empty where nothing is shown or for no time at all."""
        if not self._line or self._milliseconds(end) <= self._milliseconds(self._start):
            return b""
        times = f"{self._stamp(self._start)} --> {self._stamp(end)}"
        return f"{self._number + 1}\n{times}\n{self._escape(self._line)}\n\n".encode()

    @staticmethod
    def _milliseconds(time: float) -> int:
        return max(0, round(time * 1000))

    def _stamp(self, time: float) -> str:
        seconds, ms = divmod(self._milliseconds(time), 1000)
        return f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}{self._decimal}{ms:03}"

    _decimal = ","

    @staticmethod
    def _escape(line: str) -> str:
        return line


class _WebVtt(_Captions):
    header = "WEBVTT\n\n"
    _decimal = "."

    @staticmethod
    def _escape(line: str) -> str:
        return escape(line, quote=False)


_KINDS: dict[str, type[Transcript]] = {
    ".jsonl": _JsonLines,
    ".txt": _PlainText,
    ".srt": _Captions,
    ".vtt": _WebVtt,
}
#: Kinds of transcript, by the suffix of the file.
SUFFIXES: tuple[str, ...] = tuple(_KINDS)
