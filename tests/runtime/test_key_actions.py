"""Keys of the window whose meaning depends on what is shown."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from realtime_asl.runtime.hooks import WindowState
from realtime_asl.runtime.key_actions import KeyActions
from realtime_asl.screen.keys import ESCAPE, action_of


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
