"""The practice history's file: read with suspicion, replaced in one stroke."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from realtime_asl.errors import UserError
from realtime_asl.practice.progress.history import History, extended, from_json, to_json
from realtime_asl.practice.reading.history import extended as extended_reading
from realtime_asl.practice.reading.results import WordRead
from realtime_asl.practice.results import LetterResult
from realtime_asl.stored_file import replace_file, set_aside, user_file

FILE_NAME = "practice.json"
#: A history is a few kilobytes; anything larger is no history.
MAX_BYTES = 1_000_000


class HistoryStore:
    """The history file.

    Args:
        path: default: `practice.json` in the user's data folder for this program.

    Raises:
        UserError: the user has no home folder.
    """

    def __init__(self, path: Path | None = None) -> None:
        self.path = _default_path() if path is None else path
        #: A line for the person about what was wrong with the file, or None.
        self.notice: str | None = None

    def load(self) -> History:
        """The history; an empty one when there is none. A damaged file is renamed, and `notice` says so."""
        try:
            with self.path.open("rb") as file:
                content = file.read(MAX_BYTES + 1)
            if len(content) > MAX_BYTES:
                raise ValueError("larger than a practice history can be")
            return from_json(json.loads(content.decode("utf-8")))
        except FileNotFoundError:
            return History()
        except OSError as error:
            raise UserError(
                f"practice history '{self.path}' cannot be read ({error.strerror or error}); "
                "mend that, or use --no-save to practise without it"
            ) from None
        except (ValueError, RecursionError) as error:  # UnicodeDecodeError and JSONDecodeError are ValueErrors
            self._set_aside(error)
            return History()

    def add(self, results: Iterable[LetterResult], date: datetime) -> History:
        """Add one round to the file; returns the new history.

        The file is read anew, so that a second window's rounds are kept, and replaced in one
        stroke, so that no crash leaves half of it.

        Raises:
            UserError: the folder cannot be written.
        """
        return self._replace(extended(self.load(), results, _stamp(date)))

    def add_reading(self, words: Iterable[WordRead], level: float, date: datetime) -> History:
        """Add one round of reading that ended at `level` letters a second, likewise.

        Raises:
            UserError: the folder cannot be written.
        """
        history = self.load()
        reading = extended_reading(history.reading, words, level, _stamp(date))
        return self._replace(replace(history, reading=reading))

    def _replace(self, history: History) -> History:
        try:
            replace_file(self.path, json.dumps(to_json(history), indent=1).encode("utf-8"))
        except OSError as error:
            raise UserError(
                f"practice history '{self.path}' cannot be saved ({error.strerror or error}); "
                "free some space or mend the folder, or use --no-save"
            ) from None
        return history

    def _set_aside(self, reason: Exception) -> None:
        try:
            aside = set_aside(self.path)
        except OSError as error:
            raise UserError(
                f"practice history '{self.path}' is damaged ({reason}) and cannot be moved "
                f"({error.strerror or error}); move it away yourself, or use --no-save"
            ) from None
        self.notice = f"practice history was damaged ({reason}); kept as '{aside}', starting a new one"


def _stamp(date: datetime) -> str:
    return date.replace(microsecond=0).isoformat()


def _default_path() -> Path:
    path = user_file("data", FILE_NAME)
    if path is None:
        raise UserError("there is no home folder, so no practice history is kept; set HOME")
    return path
