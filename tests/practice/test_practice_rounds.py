"""Rounds: planned from the history, changed by a key, kept once."""

from __future__ import annotations

from pathlib import Path

import pytest

from realtime_asl.errors import UserError
from realtime_asl.practice.plan import plan_round
from realtime_asl.runtime.practice_rounds import Rounds


def test_letters_words_and_the_own_list_take_turns(tmp_path: Path) -> None:
    file = tmp_path / "words.txt"
    file.write_text("CAT\nDOG\n")
    rounds = Rounds(str(file), save=False, learner=False)
    assert rounds.plan(0.5).text == "CAT DOG"
    assert rounds.change() == "letters"
    assert all(len(target) == 1 for target in rounds.plan(0.5).text.split())
    assert rounds.change() == "words"
    assert all(len(target) > 1 for target in rounds.plan(0.5).text.split())
    assert rounds.change() == "read"
    assert rounds.change() == "your words"
    assert Rounds("letters", save=False, learner=False).change() == "words"


def test_the_hold_time_is_the_rounds(tmp_path: Path) -> None:
    assert Rounds("letters", save=False, learner=False).plan(0.8).hold == 0.8
    with pytest.raises(UserError, match="none"):
        Rounds(str(tmp_path / "none"), save=False, learner=False).plan(0.5)
    assert plan_round("letters").adaptive
