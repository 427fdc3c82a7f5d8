"""Keys of the window whose meaning depends on what is shown."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from practice_tools import event

from realtime_asl.runtime.hooks import WindowState
from realtime_asl.runtime.key_actions import KeyActions
from realtime_asl.runtime.session import Session
from realtime_asl.screen.keys import ESCAPE, action_of
from realtime_asl.spelling.decoder import Decoder
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
    session = Session(Decoder(0.5), Speller(), lambda event, text: None)
    for letter in text:
        session._speller.apply(event(letter, 0.0))
    actions = KeyActions(
        window=None, session=session, outputs=None, state=WindowState(), hooks=SimpleNamespace(), notify=said.append
    )
    actions.act("clear")
    assert session.text == ""
    assert said == (["Cleared; Backspace brings it back"] if text else [])
    actions.act("backspace")
    assert session.text == text
