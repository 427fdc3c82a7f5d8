"""Rounds of practice, one after the other: planned from the learner's history, run, and kept in it."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from realtime_asl.errors import UserError
from realtime_asl.practice.reading import READ
from realtime_asl.runtime.session import Session
from realtime_asl.sources.source import Source
from realtime_asl.spelling.decoder import seconds_held

if TYPE_CHECKING:  # loaded when practice begins, not with the window
    from realtime_asl.practice.progress.history import History
    from realtime_asl.practice.progress.store import HistoryStore
    from realtime_asl.practice.session import PracticeSession
    from realtime_asl.practice.teaching import Teaching

#: A learner who signs nothing that counts for so long (seconds) has given up, when nobody watches.
GIVES_UP_S = 90.0
#: Without a window, a letter of which no example came for so long (seconds of video) is passed over.
TEACHING_GIVES_UP_S = 20.0
#: A letter that is taught is held so much longer than one that is spelled, seconds.
TEACHING_HOLD_S = 0.3


class Rounds:
    """Begins, ends and keeps rounds.

    Args:
        what: "letters", "words", or a list of words in a file.
        save: keep a history in the user's data folder; without it, every round is the first one.
        learner: the source is the demo signer, and has to learn what is practised.

    Attributes:
        notice: a line for the person about the word list or the history, or None.
        unsaved: why a round could not be kept, or None.
    """

    def __init__(self, what: str, *, save: bool, learner: bool) -> None:
        self.notice: str | None = None
        self.unsaved: str | None = None
        self._what, self._save, self._learner = what, save, learner
        self._choices = tuple(dict.fromkeys((what, "letters", "words", READ)))
        self._store: HistoryStore | None = None
        self._history: History | None = None
        self._kept: PracticeSession | None = None
        self._told: str | None = None

    def plan(self, hold: float) -> PracticeSession:
        """The next round; `hold` is how many seconds a letter is held until it counts.

        Raises:
            UserError: the file or the history cannot be used.
        """
        from realtime_asl.practice.plan import plan_round
        from realtime_asl.practice.progress.history import History
        from realtime_asl.practice.session import PracticeSession

        if self._history is None:
            self._history = self._load() if self._save else History()
        plan = plan_round(self._what, self._history.cards, self._history.rounds)
        self.notice = plan.notice or self.notice
        return PracticeSession(plan, hold)

    def _load(self) -> History:
        from realtime_asl.practice.progress.history import History
        from realtime_asl.practice.progress.store import HistoryStore

        try:
            self._store = HistoryStore()
        except UserError as error:  # no home folder: practice goes on without
            self.notice = str(error)
            return History()
        history = self._store.load()
        self.notice = self._store.notice
        return history

    def change(self) -> str:
        """From letters to words to reading to the person's own list and back; returns what comes next.

        `READ` is no round of signing: it is left again by another change.
        """
        self._what = self._choices[(self._choices.index(self._what) + 1) % len(self._choices)]
        return self._what if self._what in ("letters", "words", READ) else "your words"

    @property
    def listed(self) -> str | None:
        """The list that is practised, as --practice names it; None while that is reading."""
        return None if self._what == READ else self._what

    def begin(self, session: Session, source: Source, practice: PracticeSession) -> None:
        """Give `practice` to the session."""
        if not self._learner:
            session.practise(practice)
            return
        from realtime_asl.practice.learner import DemoLearner

        session.practise(practice, DemoLearner(practice, source.retarget).update)

    def next(self, session: Session, source: Source) -> None:
        """Plan a round and begin it, while the source is already running."""
        practice = self.plan(seconds_held(session.hold))
        self.begin(session, source, practice)
        if self._learner:
            source.retarget(practice.text)

    def person_signs(self, session: Session) -> None:
        """From now on a camera is shown: the round that the demo signer was learning is the person's."""
        if self._learner:
            self._learner = False
            session.practise(session.practice)

    def teach(
        self, session: Session, source: Source, letters: tuple[str, ...], *, gives_up: float | None = None
    ) -> Teaching:
        """Begin to teach these letters; see `Teaching`."""
        from realtime_asl.practice.teaching import Teaching

        session.settle()  # meanwhile nothing is spelled
        hold = seconds_held(session.hold) + TEACHING_HOLD_S
        session.teaching = teaching = Teaching(letters, session.taught_hand.learn, hold, gives_up=gives_up)
        if self._learner:
            source.retarget(" ".join(letters))
        return teaching

    def new_notice(self) -> str | None:
        """`notice`, told once; or None."""
        if self.notice == self._told:
            return None
        self._told = self.notice
        return self.notice

    def keep(self, session: Session) -> str | None:
        """Add the session's round to the history, once; what was signed counts also when it was broken off.

        Returns:
            Why that failed, as a line for the person, or None.
        """
        practice = session.practice
        if practice is None or self._store is None or practice is self._kept:
            return None
        self._kept = practice
        try:
            self._history = self._store.add(practice.results, datetime.now())
        except UserError as error:  # practice is over, and its summary must still be shown
            self.unsaved = str(error)
            return self.unsaved
        return None

    def over(self, session: Session) -> bool:
        """Nothing more will come of the session's round."""
        practice = session.practice
        if practice is None:
            return False
        return practice.done or (self._learner and practice.view.seconds > GIVES_UP_S)
