from __future__ import annotations

import pytest
from held_text import spelled
from signing_hand import Script, reading, shape

from realtime_asl.spelling.hold_reader import HoldReader


class TestStillLettersAndStrokes:
    @pytest.mark.parametrize("fps", [10, 15, 30, 60])
    @pytest.mark.parametrize(("letter", "moving"), ["IJ", "DZ"])
    def test_one_that_is_held_stays_what_it_is_even_if_read_as_a_frame_of_the_stroke(self, letter, moving, fps):
        script = Script().away(0.3).still(3.0, shape(letter), lambda s: reading(moving, 0.85, letter), letter)
        assert spelled(script, fps=fps) == letter

    @pytest.mark.parametrize("fps", [10, 15, 30, 60])
    @pytest.mark.parametrize("hold", [0.0, 0.2, 0.4])
    def test_short_stillness_belongs_to_the_stroke(self, hold, fps):
        assert spelled(Script().away(0.3).letter("I", hold=hold + 0.01).draw_j(), fps=fps) == "J"
        assert spelled(Script().away(0.3).letter("D", hold=hold + 0.01).draw_z(), fps=fps) == "Z"

    @pytest.mark.parametrize("fps", [10, 15, 30, 60])
    def test_one_that_was_held_for_its_time_stays(self, fps):
        assert spelled(Script().away(0.3).letter("I", hold=1.1).draw_j(), fps=fps) == "IJ"
        assert spelled(Script().away(0.3).letter("D", hold=1.1).draw_z(), fps=fps) == "DZ"

    @pytest.mark.parametrize("fps", [10, 30])
    def test_one_that_other_letters_follow_needs_no_longer_hold(self, fps):
        script = Script().away(0.3).letter("A").letter("I", hold=0.7).letter("R").letter("D", hold=0.7).letter("E")
        assert spelled(script, fps=fps) == "AIRDE"

    def test_is_pending_until_the_stroke_is_complete(self):
        decoder, seen = HoldReader(), []
        for frame in Script().away(0.3).letter("I", hold=0.4).draw_j().film():
            if decoder.update(frame):
                break
            if 0.6 < frame.time < 1.2:
                seen.append(decoder.state.pending)
        assert seen
        assert set(seen) == {"I"}

    def test_the_hand_that_rests_after_a_stroke_is_no_letter(self):
        script = Script().away(0.3).letter("D", hold=0.2).draw_z()
        script.still(2.0, shape("Z"), lambda s: reading("D", 0.6, "Z"), "D")
        assert spelled(script) == "Z"
        script = Script().away(0.3).letter("I", hold=0.2).draw_j()
        rest = script._last
        assert spelled(script.still(2.0, rest, lambda s: reading("J", 0.6, "I"), "I")) == "J"

    @pytest.mark.parametrize("fps", [15, 30])
    def test_two_strokes_are_two_letters(self, fps):
        script = Script().away(0.3).letter("D", hold=0.2).draw_z().carry((1.0, -0.8), 0.3).draw_z()
        assert spelled(script, fps=fps) == "ZZ"

    @pytest.mark.parametrize("letter", ["D", "I", "L", "G"])
    @pytest.mark.parametrize("fps", [10, 30])
    def test_moving_the_arm_is_no_stroke(self, letter, fps):
        for ways in ([(1, 0), (-1, 0), (1, 0)], [(0, 1), (0, -1)], [(0, 1), (1, 0)], [(1, 1), (-1, -1)], [(-2, 0.1)]):
            script = Script().away(0.3).letter(letter, hold=0.9)
            for way in ways:
                script.carry(way, 0.35)
            script.still(0.9, shape(letter), lambda s: reading(letter), letter)
            assert set(spelled(script, fps=fps)) == {letter}
