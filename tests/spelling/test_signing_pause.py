from __future__ import annotations

import pytest
from held_text import read_holds, spelled
from signing_hand import Script, reading, shape

from realtime_asl.spelling.hold_reader import PAUSE


class TestPauses:
    @pytest.mark.parametrize("fps", [10, 30, 60])
    def test_a_hand_that_is_away_ends_the_word_once(self, fps):
        assert spelled(Script().away(2.0).letter("A").away(3.0).letter("B").away(1.0), fps=fps) == "A B "

    def test_a_pause_says_when_it_began(self):
        space = read_holds(Script().away(0.3).letter("A").away(2.0))[1]
        assert (space.kind, space.letter, space.posterior) == ("space", None, None)
        assert space.start == pytest.approx(1.1, abs=0.05)
        assert space.time == pytest.approx(1.1 + PAUSE, abs=0.1)

    def test_a_hand_that_is_down_ends_the_word_and_types_nothing(self):
        assert spelled(Script().away(0.3).letter("B").down(1.2).letter("F")) == "B F"

    def test_a_signer_who_stays_down_can_go_on_there(self):
        script = Script().away(0.3).letter("B").carry((0.0, 3.0), 0.4)
        assert spelled(script.still(4.0, shape("F"), lambda s: reading("F"), "F")) == "B F"

    def test_a_hand_that_spells_nothing_ends_the_word_and_types_nothing(self):
        assert spelled(Script().away(0.3).letter("A").idle(3.0).letter("C")) == "A C"

    def test_a_hand_that_flashes_up_does_not_start_the_pause_again(self):
        script = Script().away(0.3).letter("A").away(0.5)
        script.still(0.06, shape("B"), lambda s: reading("B"), "B").away(0.3)
        assert spelled(script) == "A "

    @pytest.mark.parametrize("frames", [1, 2, 3])
    def test_a_short_drop_out_is_no_space(self, frames):
        assert spelled(Script().away(0.3).letter("A").letter("B"), fps=10, blind=((1.2, frames),)) == "AB"
