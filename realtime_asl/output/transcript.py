"""Writes what was spelled, event by event, so that a kill loses at most the letter being formed.

    transcript = open_transcript("out.srt")
    transcript.write(event)             # in the file when it returns
    transcript.close(end_time)

Every event goes to the operating system in one write, and the file is a valid one of its kind
after each: a caption that has no end yet gets a provisional one.
"""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import TYPE_CHECKING

from realtime_asl.errors import UserError
from realtime_asl.output.recording.output import check_output
from realtime_asl.output.spelled_text import SpelledText
from realtime_asl.output.subtitles import SubRip, WebVtt
from realtime_asl.output.transcript_file import Transcript

if TYPE_CHECKING:
    from realtime_asl.spelling.speller import TextEvent


def open_transcript(path: str | Path, overwrite: bool = False) -> Transcript:
    """A transcript of the kind that the suffix of `path` says: .jsonl, .txt, .srt or .vtt.

    Raises:
        UserError: the file exists, cannot be written or has another suffix.
    """
    path = check_output(path, tuple(_KINDS), overwrite=overwrite, what="transcript")
    try:
        # What an old file says stays until the new one has begun.
        real = Path(os.path.realpath(path))  # a link may lead to a file that is not there yet
        file = real.open("r+b" if overwrite and real.exists() else "x+b", buffering=0)
        transcript = _KINDS[path.suffix.lower()](path, file)
        file.truncate()
        return transcript
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise UserError(f"transcript '{path}' cannot be written ({reason}); choose another place") from error


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


_KINDS: dict[str, type[Transcript]] = {
    ".jsonl": _JsonLines,
    ".txt": _PlainText,
    ".srt": SubRip,
    ".vtt": WebVtt,
}
#: Kinds of transcript, by the suffix of the file.
SUFFIXES: tuple[str, ...] = tuple(_KINDS)
