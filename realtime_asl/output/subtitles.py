"""Transcripts as subtitle files, SubRip (.srt) and WebVTT (.vtt)."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from realtime_asl.output.spelled_text import SpelledText, caption_line
from realtime_asl.output.transcript_file import Transcript

if TYPE_CHECKING:
    from realtime_asl.spelling.speller import TextEvent

#: A caption goes after this many seconds without a new letter.
CAPTION_SECONDS = 4.0
#: The last caption is to be read though nothing follows: it stays so long, beyond the last picture if need be.
LAST_SECONDS = 1.0


class SubRip(Transcript):
    """Captions: the line grows letter by letter, each state of it is a cue; times count from `origin`."""

    header = ""

    def _begin(self) -> None:
        self._text = SpelledText()
        self._number, self._start, self._line = 0, 0.0, ""
        self._replace_from(0, self.header.encode())
        self._cue_offset = self._end

    def _add(self, event: TextEvent) -> None:
        self._text.apply(event)
        line = caption_line(self._text.text)
        start = max(event.time - self.origin, self._start)
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
        end = min(end_time - self.origin, self._start + CAPTION_SECONDS)
        self._replace_from(self._cue_offset, self._cue(max(end, self._start + LAST_SECONDS)))

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


class WebVtt(SubRip):
    """The same for browsers."""

    header = "WEBVTT\n\n"
    _decimal = "."

    @staticmethod
    def _escape(line: str) -> str:
        return escape(line, quote=False)
