"""Keys of the window whose meaning depends on what is shown."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from practice_tools import event

from realtime_asl.practice.plan import Plan
from realtime_asl.practice.session import PracticeSession
from realtime_asl.runtime.hooks import WindowState
from realtime_asl.runtime.key_actions import KeyActions
from realtime_asl.runtime.session import Session
from realtime_asl.screen.keys import ESCAPE, action_of
from realtime_asl.spelling.decoder import AUTO, Decoder
from realtime_asl.spelling.speller import Speller


@pytest.mark.parametrize(("key", "leaves"), [(ESCAPE, False), (ord("q"), True)], ids=["Esc", "Q"])
def test_escape_closes_the_help_before_it_quits(key, leaves):
    state = WindowState(help=True)
    actions = KeyActions(
        window=None, session=None, outputs=None, state=state, hooks=SimpleNamespace(), notify=lambda line: None
    )
    actions.act(action_of(key))
    assert actions.quit == leaves
    assert state.help == leaves
    actions.act(action_of(key))
    assert actions.quit


@pytest.mark.parametrize("text", ["HEL", ""], ids=["a text", "no text"])
def test_clearing_says_how_the_text_comes_back(text):
    said: list[str] = []
    speller = Speller()
    for letter in text:
        speller.apply(event(letter, 0.0))
    session = Session(Decoder(0.5), speller, lambda event, text: None)
    actions = KeyActions(
        window=None, session=session, outputs=None, state=WindowState(), hooks=SimpleNamespace(), notify=said.append
    )
    actions.act("clear")
    assert session.text == ""
    assert said == (["Cleared; Backspace brings it back"] if text else [])
    actions.act("backspace")
    assert session.text == text


@pytest.mark.parametrize("practised", [False, True])
def test_that_practice_asks_for_a_hold_is_said_where_reading_as_signed_is_chosen(practised):
    said: list[str] = []
    session = Session(Decoder(0.2), Speller(), lambda event, text: None)
    if practised:
        session.practise(PracticeSession(Plan("Test", ("A",)), 0.2))
    hooks = SimpleNamespace(remember=lambda **changes: None)
    actions = KeyActions(
        window=None, session=session, outputs=None, state=WindowState(), hooks=hooks, notify=said.append
    )
    actions.act("hold_less")
    assert session.hold == AUTO
    assert said == ["Read as signed; practice asks for 0.5 s" if practised else "Read as signed"]
    assert not practised or session.practice.hold == 0.5
