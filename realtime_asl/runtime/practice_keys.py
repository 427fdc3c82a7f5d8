"""What the keys of practice and teaching do."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from realtime_asl.alphabet import MOTION, STATIC
from realtime_asl.errors import UserError
from realtime_asl.output.run_outputs import Outputs
from realtime_asl.practice.reading import READ
from realtime_asl.runtime.hooks import Hooks
from realtime_asl.runtime.session import Session

if TYPE_CHECKING:  # loaded when practice begins, not with the window
    from realtime_asl.practice.session import PracticeSession
    from realtime_asl.practice.teaching import Teaching

#: The answer to keys that only mean something in practice.
NOT_BEGUN = "Nothing is practised yet; P starts it"


class PracticeKeys:
    """One method for each key, named as in `screen.keys.BINDINGS`.

    Args:
        session: what is signed.
        outputs: what is being recorded.
        hooks: begins, changes and ends practice.
        notify: shows one line for a moment.
    """

    def __init__(self, session: Session, outputs: Outputs, hooks: Hooks, notify: Callable[[str], None]) -> None:
        self._session, self._outputs, self._hooks, self._notify = session, outputs, hooks, notify

    def teach(self) -> None:
        """Teach the hand, or yes to what teaching asks back, or end teaching."""
        teaching, practice = self._session.teaching, self._session.practice
        if teaching is not None:
            if teaching.question is not None:
                teaching.answer(True)
            else:
                self._end_teaching()
            return
        letters = STATIC
        if practice is not None and practice.letter is not None:
            letters = (practice.letter,)
        if letters[0] in MOTION:
            self._notify("J and Z are read by their movement")
            return
        self._hooks.teach(letters)

    def _end_teaching(self) -> None:
        teaching = self._session.end_teaching()
        self._notify(f"Teaching ended; {teaching.outcome}")

    def practice(self) -> None:
        """Start or stop practice."""
        if self._session.teaching is not None:
            self._end_teaching()
            return
        if self._session.practice is not None:
            notice = self._hooks.end_practice()
            self._session.practise(None)
            self._notify(notice or "Practice ended")
        else:
            self._begin_practice()

    def _begin_practice(self) -> None:
        try:
            self._hooks.begin_practice()
        except UserError as error:
            self._notify(str(error))

    def progress(self) -> None:
        """What was practised so far; a round under way goes on."""
        try:
            self._hooks.show_progress()
        except UserError as error:
            self._notify(str(error))

    def practice_skip(self) -> None:
        """The next letter or round; while teaching, no to what was asked back."""
        teaching = self._session.teaching
        if teaching is not None:
            if teaching.question is not None:
                teaching.answer(False)
            else:
                teaching.skip()
            return
        practice = self._session.practice
        if practice is None:
            self._notify(NOT_BEGUN)
        elif practice.done:
            if problem := self._end_round():
                self._notify(problem)
            self._begin_practice()
        else:
            practice.skip()

    def practice_what(self) -> None:
        """Letters, words, reading, the own list."""
        if self._session.teaching is not None:
            self._notify("First end teaching with P")
            return
        problem = self._end_round() if self._session.practice is not None else None
        what = self._hooks.change_practice()
        if what == READ:
            problem = self._read() or problem
            what = self._hooks.change_practice()
        self._notify(problem or f"Practise {what}")
        self._begin_practice()

    def _end_round(self) -> str | None:
        """The round is over and kept, whether another one can begin or not; why it could not be kept, or None."""
        problem = self._hooks.end_practice()
        self._session.practise(None)
        return problem

    def _read(self) -> str | None:
        """Practises reading to its end; why it could not, or None."""
        if self._outputs.recording is not None:
            return "Reading practice is not recorded; stop the recording first"
        self._session.practise(None)
        try:
            return self._hooks.practise_reading()
        except UserError as error:
            return str(error)

    def practice_turn(self) -> None:
        """The picture from the other side."""
        if (shown := self._shown()) is not None:
            shown.turn()

    def practice_hide(self) -> None:
        """Hide the picture of the handshape, or show it."""
        if (shown := self._shown()) is not None:
            shown.hide()

    def _shown(self) -> Teaching | PracticeSession | None:
        """What shows a picture of a handshape; None, and a line for the person, where nothing does."""
        shown = self._session.teaching or self._session.practice
        if shown is None:
            self._notify(NOT_BEGUN)
        return shown
