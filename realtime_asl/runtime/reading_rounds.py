"""Rounds of reading practice: planned from what was read before, and kept."""

from __future__ import annotations

import random
from datetime import datetime

from realtime_asl.demo.choreography import LETTERS_A_SECOND, checked_text
from realtime_asl.errors import UserError
from realtime_asl.practice.progress.history import History
from realtime_asl.practice.progress.store import HistoryStore
from realtime_asl.practice.reading import READ
from realtime_asl.practice.reading.session import ReadingSession
from realtime_asl.practice.reading.words import KINDS, Chooser
from realtime_asl.practice.word_list import load_words
from realtime_asl.settings import Settings


class ReadingRounds:
    """Begins and keeps rounds.

    Args:
        practice: the value of --practice.
        save: keep a history; without it, every round is the first one.
        pace: how fast the first word is spelled (1: 0.8 letters a second); None: as the history says.
        spell: words to read, in order, instead of chosen ones.
        remembered: kind of words and speed of the last time.

    Attributes:
        notice: a line for the person about the word list or the history, or None.

    Raises:
        UserError: the file, the words or the history cannot be used.
    """

    def __init__(
        self,
        practice: str = READ,
        *,
        save: bool = True,
        pace: float | None = None,
        spell: str | None = None,
        remembered: Settings | None = None,
    ) -> None:
        remembered = remembered or Settings()
        self.notice: str | None = None
        self._rng = random.Random()
        given: tuple[str, ...] = ()
        if practice.startswith(f"{READ}:"):
            listed = load_words(practice.removeprefix(f"{READ}:"))
            given, self.notice = listed.words, listed.notice
        if spell is not None:
            given = tuple(checked_text(spell).split())
        kind = remembered.reading_words if remembered.reading_words in KINDS else KINDS[0]
        self._chooser = Chooser(self._rng, kind, given=given)
        self._level = remembered.reading_speed if pace is None else pace * LETTERS_A_SECOND
        self._store: HistoryStore | None = None
        self._history = History()
        if save:
            self._load()

    def _load(self) -> None:
        try:
            self._store = HistoryStore()
        except UserError as error:  # no home folder: practice goes on without
            self.notice = str(error)
            return
        self._history = self._store.load()
        self.notice = self._store.notice or self.notice

    @property
    def saves(self) -> bool:
        """What is read is kept."""
        return self._store is not None

    @property
    def kind(self) -> str | None:
        """The kind of words that are chosen; None where they were given."""
        return self._chooser.kind if self._chooser.count is None else None

    def begin(self, now: float) -> ReadingSession:
        """The next round."""
        session = ReadingSession(
            self._chooser,
            self._history.reading,
            now=now,
            level=self._level,
            first_signer=self._rng.randrange(10**6),
        )
        self._level = None
        return session

    def keep(self, session: ReadingSession) -> str | None:
        """Add a round to the history; call it once for each. Returns a line for the person, or None."""
        if self._store is None or not session.words:
            return None
        try:
            self._history = self._store.add_reading(session.words, session.level, datetime.now())
        except UserError as error:  # the round is over, and its summary must still be shown
            return str(error)
        return None
