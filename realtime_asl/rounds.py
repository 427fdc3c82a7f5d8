"""Rounds of practice one after the other: planned from the learner's history, and kept in it."""

from __future__ import annotations

from datetime import datetime

from realtime_asl.errors import UserError
from realtime_asl.practice.plan import plan_round
from realtime_asl.practice.session import PracticeSession
from realtime_asl.progress.history import History
from realtime_asl.progress.store import HistoryStore


class Rounds:
    """Plans and keeps rounds.

    Args:
        what: "letters", "words", or a file with one word a line.
        hold: seconds a letter is held until it counts.
        save: keep a history in the user's data folder; without it, every round is the first one.

    Raises:
        UserError: the file or the history cannot be used.
    """

    def __init__(self, what: str, hold: float, save: bool) -> None:
        self._what, self._hold = what, hold
        self._store = HistoryStore() if save else None
        self._history = self._store.load() if self._store is not None else History()
        #: A line for the person about the history, a word list or a round that could not be kept, or None.
        self.notice: str | None = self._store.notice if self._store is not None else None
        self._kept: PracticeSession | None = None

    def begin(self) -> PracticeSession:
        """The next round."""
        plan = plan_round(self._what, self._history.cards, self._history.rounds)
        self.notice = plan.notice or self.notice
        return PracticeSession(plan, self._hold)

    def keep(self, session: PracticeSession) -> None:
        """Add a round to the history, once; what was signed counts also in a round that was broken off."""
        if self._store is None or session is self._kept:
            return
        self._kept = session
        try:
            self._history = self._store.add(session.results, datetime.now())
        except UserError as error:  # practice is over, and its summary must still be shown
            self.notice = str(error)
