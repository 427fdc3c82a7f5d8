"""The practice history in the window: the page with the key that leads back."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from types import SimpleNamespace

import numpy as np
import pytest

from realtime_asl.practice.progress import History
from realtime_asl.practice.progress.history import extended
from realtime_asl.practice.reading.history import LetterRead, ReadingHistory, ReadingRound
from realtime_asl.practice.results import LetterResult
from realtime_asl.runtime.hooks import WindowState
from realtime_asl.runtime.key_actions import KeyActions
from realtime_asl.runtime.progress_board import progress_board
from realtime_asl.runtime.window_loop import LiveWindow
from realtime_asl.screen.overlay import View
from realtime_asl.screen.overlay.progress import ProgressBoard, progress_picture
from realtime_asl.screen.overlay.theme import PANEL

TODAY = date(2026, 3, 10)
HISTORY = extended(History(), (LetterResult("A", 1.5), LetterResult("B", 2.5)), "2026-03-10T10:30:00")


@pytest.mark.parametrize("size", [(640, 480), (1280, 720), (480, 800), (1, 1), (2000, 20)], ids=str)
def test_the_board_is_the_page_and_the_way_back(size) -> None:
    board = ProgressBoard(HISTORY, TODAY, "G")
    shown = board.picture(size)
    page = progress_picture(HISTORY, TODAY, size)
    assert shown.shape == page.shape
    if min(size) > 400:
        changed = np.nonzero((shown != page).any(axis=2))
        assert changed[0].max() < 0.12 * size[1]
        assert changed[1].min() > 0.6 * size[0]  # the key at the top right, nothing else
    shown[:] = 0
    assert board.picture(size).any()  # what was handed out is a copy


@pytest.mark.parametrize("size", [(640, 480), (1280, 720), (480, 800), (320, 240)], ids=str)
def test_a_recording_that_goes_on_is_seen_and_covers_nothing(size) -> None:
    board = ProgressBoard(HISTORY, TODAY, "G")
    plain = board.picture(size)
    first, later = board.picture(size, 0.0), board.picture(size, 3725.0)
    assert (first != later).any()
    drawn = (later != plain).any(axis=2)
    assert drawn.any()
    assert (plain[drawn] == PANEL).all()
    assert (board.picture(size) == plain).all()  # it has ended


@pytest.mark.parametrize("size", [(1, 1), (2000, 20), (20, 2000)], ids=str)
def test_a_recording_in_any_window(size) -> None:
    assert ProgressBoard(HISTORY, TODAY, "G").picture(size, 5.0).shape == (size[1], size[0], 3)


def test_the_window_tells_its_board_of_the_recording() -> None:
    told: list[float | None] = []
    board = SimpleNamespace(picture=lambda size, recording: told.append(recording))
    window = SimpleNamespace(whole=lambda width, height: (width, height))
    live = LiveWindow(
        window=window,
        source=None,
        pipeline=None,
        session=None,
        outputs=None,
        timings=None,
        state=WindowState(board=board),
        hooks=SimpleNamespace(),
    )
    step = SimpleNamespace(frame=SimpleNamespace(image=np.zeros((48, 64, 3), np.uint8)))
    live._drawn_canvas(step, View(recording=7.0))
    assert told == [7.0]


def test_it_is_what_was_kept_until_now(user_folder) -> None:
    assert (progress_board("G").picture((640, 480)) != progress_picture(HISTORY, date.today(), (640, 480))).any()


@pytest.mark.parametrize("key", ["progress", "back", "quit"])
def test_the_key_and_escape_lead_back_to_the_picture(key) -> None:
    state = WindowState(board=ProgressBoard(HISTORY, TODAY, "G"))
    actions = KeyActions(
        window=None, session=None, outputs=None, state=state, hooks=SimpleNamespace(), notify=lambda line: None
    )
    actions.act(key)
    assert state.board is None
    assert not actions.quit
    actions.act("quit")
    assert actions.quit


@pytest.mark.parametrize(("key", "shown"), [("skeleton", False), ("help", False), ("fullscreen", True)])
def test_no_key_acts_unseen_behind_the_board(key, shown) -> None:
    state = WindowState(board=ProgressBoard(HISTORY, TODAY, "G"))
    pressed: list[str] = []
    window = SimpleNamespace(toggle_fullscreen=lambda: pressed.append("fullscreen"))
    actions = KeyActions(
        window=window, session=None, outputs=None, state=state, hooks=SimpleNamespace(), notify=lambda line: None
    )
    actions.act(key)
    assert (state.board is not None) == shown
    assert state.help == (key == "help")
    assert state.skeleton == (key != "skeleton")
    assert pressed == (["fullscreen"] if shown else [])


def test_a_tall_window_is_used_from_top_to_bottom() -> None:
    read = ReadingHistory(
        2.0, {"U": LetterRead(5, 2)}, {("U", "V"): 2}, (ReadingRound("2026-03-09T20:00:00", 9, 8, 2.0),)
    )
    page = progress_picture(replace(HISTORY, reading=read), TODAY, (480, 800))
    drawn = np.nonzero((page != PANEL).any(axis=2))[0]
    assert drawn.min() < 40
    assert drawn.max() > 720
