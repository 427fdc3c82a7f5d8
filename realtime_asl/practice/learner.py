"""The demo signer as a learner: signs what the session asks for, and tries again what was not read."""

from __future__ import annotations

from collections.abc import Callable

from realtime_asl.letters.recognizer import Prediction
from realtime_asl.practice.session import PracticeSession

#: Without a hand for so many seconds, the signer has lowered it: a word is finished.
LOWERED_S = 0.4
#: A letter that was not read so often is skipped.
TRIES = 3


class DemoLearner:
    """Keeps a demo signer in step with a session.

    The signer spells a word and lowers its hand. If the session is then not where the signer
    believes it to be (a letter was not read, or one is to be repeated), the rest is signed anew.

    Args:
        session: the session; the signer must have been given `session.text` to spell.
        retarget: makes the signer spell another text, `DemoSource.retarget`.
    """

    def __init__(self, session: PracticeSession, retarget: Callable[[str], None]) -> None:
        self._session = session
        self._retarget = retarget
        self._words = session.text.split()
        self._raised = False
        self._seen = 0.0
        self._tries = 0
        self._results = 0

    def update(self, prediction: Prediction) -> None:
        """Take in the frame that the session has just seen."""
        if prediction.hand is not None:
            self._raised, self._seen = True, prediction.time
        elif self._raised and prediction.time - self._seen >= LOWERED_S:
            self._raised = False
            self._word_ended()

    def _word_ended(self) -> None:
        session = self._session
        del self._words[:1]
        if session.done or session.text.split() == self._words:
            return
        if len(session.results) > self._results:
            self._results, self._tries = len(session.results), 0
        self._tries += 1
        if self._tries >= TRIES:
            session.skip()
            self._results, self._tries = len(session.results), 0
            if session.done:
                return
        self._words = session.text.split()
        self._retarget(session.text)
