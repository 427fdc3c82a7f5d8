"""Keys of practice whose one line for the person must not be lost."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from realtime_asl.errors import UserError
from realtime_asl.practice.plan import Plan
from realtime_asl.practice.reading import READ
from realtime_asl.practice.session import PracticeSession
from realtime_asl.practice.teaching import Teaching
from realtime_asl.runtime.hooks import WindowState
from realtime_asl.runtime.key_actions import KeyActions
from realtime_asl.runtime.practice_keys import NOT_BEGUN, PracticeKeys
from realtime_asl.runtime.practice_rounds import Rounds
from realtime_asl.runtime.session import Session
from realtime_asl.spelling.decoder import Decoder, LetterEvent
from realtime_asl.spelling.speller import Speller


class Hooks:
    """What the window does; `change_practice` goes from reading to letters."""

    def __init__(self, problem: str | None = None) -> None:
        self.next, self.begun, self.problem, self.unkept = iter((READ, "letters")), 0, problem, None
        self.unread: str | None = None

    def change_practice(self) -> str:
        return next(self.next)

    def begin_practice(self) -> None:
        self.begun += 1

    def end_practice(self) -> str | None:
        return self.unkept

    def practise_reading(self) -> str | None:
        if self.problem:
            raise UserError(self.problem)
        return self.unread


@pytest.mark.parametrize(
    ("recording", "problem", "line"),
    [
        ("out.mp4", None, "Reading practice is not recorded; stop the recording first"),
        (None, "there is no word", "there is no word"),
        (None, None, "Practise letters"),
    ],
    ids=["while recording", "it could not", "it was practised"],
)
def test_why_reading_is_not_practised_is_said(recording, problem, line):
    said: list[str] = []
    session, hooks = Session(Decoder(0.5), Speller(), lambda event, text: None), Hooks(problem)
    PracticeKeys(session, SimpleNamespace(recording=recording), hooks, said.append).practice_what()
    assert said == [line]
    assert hooks.begun == 1


def test_a_round_that_cannot_be_followed_by_another_one_is_over():
    said: list[str] = []
    session, hooks = Session(Decoder(0.5), Speller(), lambda event, text: None), Hooks()
    hooks.next, hooks.unkept = iter(("my list",)), "not kept: the disk is full"
    session.practise(PracticeSession(Plan("Test", ("A",))))
    PracticeKeys(session, SimpleNamespace(recording=None), hooks, said.append).practice_what()
    assert session.practice is None
    assert said == ["not kept: the disk is full"]


@pytest.mark.parametrize("key", ["space", "backspace", "clear", "accept1"])
@pytest.mark.parametrize("teach", [False, True], ids=["practice", "teaching"])
def test_a_text_that_is_not_shown_is_not_changed(teach, key):
    said: list[str] = []
    speller = Speller()
    for letter in "HEL":
        speller.apply(LetterEvent(0.0, "letter", letter, 0.9, 0.0))
    session = Session(Decoder(0.5), speller, lambda event, text: None)
    if teach:
        session.teaching = Teaching("A", lambda letter, frames: None)
    else:
        session.practise(PracticeSession(Plan("Test", ("A",))))
    hooks = SimpleNamespace(speech=None)
    KeyActions(window=None, session=session, outputs=None, state=WindowState(), hooks=hooks, notify=said.append).act(
        key
    )
    assert session.text == "HEL"
    assert said == ["The text waits until practice ends"]


def test_what_a_list_leaves_out_is_said_when_practice_begins_and_not_when_it_ends(tmp_path):
    words = tmp_path / "words.txt"
    words.write_text("CAT\nR2D2\n")
    session = Session(Decoder(0.5), Speller(), lambda event, text: None)
    rounds = Rounds(str(words), save=True, learner=False)
    rounds.next(session, None)
    assert "R2D2" in rounds.new_notice()
    assert rounds.new_notice() is None
    assert rounds.keep(session) is None
    rounds.next(session, None)
    assert rounds.new_notice() is None


@pytest.mark.parametrize("key", ["practice_skip", "practice_turn", "practice_hide"])
def test_keys_of_practice_say_that_there_is_none(key):
    said: list[str] = []
    session = Session(Decoder(0.5), Speller(), lambda event, text: None)
    getattr(PracticeKeys(session, None, Hooks(), said.append), key)()
    assert said == [NOT_BEGUN]


def test_why_teaching_is_not_left_for_another_list_is_said():
    said: list[str] = []
    session, hooks = Session(Decoder(0.5), Speller(), lambda event, text: None), Hooks()
    session.teaching = Teaching("A", lambda letter, frames: None)
    PracticeKeys(session, None, hooks, said.append).practice_what()
    assert said == ["First end teaching with P"]
    assert hooks.begun == 0


@pytest.mark.parametrize("teach", [False, True], ids=["practice", "teaching"])
def test_what_backspace_would_undo_is_said_only_where_it_does(teach):
    speller = Speller()
    speller.notice = "TEH → THE (backspace undoes)"
    session = Session(Decoder(0.5), speller, lambda event, text: None)
    assert session.view(None, 0.0, (640, 480)).notice == speller.notice
    if teach:
        session.teaching = Teaching("A", lambda letter, frames: None)
    else:
        session.practise(PracticeSession(Plan("Test", ("A",))))
    assert session.view(None, 0.0, (640, 480)).notice is None
