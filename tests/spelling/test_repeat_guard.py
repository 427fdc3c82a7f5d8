from __future__ import annotations

import pytest
from held_text import spelled
from signing_hand import Script, reading, shape


class TestDoubleLetters:
    @pytest.mark.parametrize("palms", [0.26, 0.35, -0.4, 0.8])
    @pytest.mark.parametrize("fps", [10, 15, 30, 60])
    def test_a_slide_repeats(self, palms, fps):
        script = Script().away(0.3).letter("L").slide(palms).still(0.7, shape("L"), lambda s: reading("L"), "L")
        assert spelled(script, fps=fps) == "LL"

    @pytest.mark.parametrize("letter", ["I", "Y", "D"])
    @pytest.mark.parametrize("hold", [0.6, 0.7, 1.0])
    @pytest.mark.parametrize("fps", [15, 30, 60])
    def test_a_slide_repeats_a_letter_that_may_begin_a_stroke(self, letter, hold, fps):
        script = Script().away(0.3).letter(letter, hold=hold).slide()
        script.still(0.6, shape(letter), lambda s: reading(letter), letter)
        assert spelled(script.letter("E"), fps=fps) == 2 * letter + "E"

    @pytest.mark.parametrize("seconds", [0.2, 0.3, 0.5])
    @pytest.mark.parametrize("fps", [10, 15, 30, 60])
    def test_a_release_repeats(self, seconds, fps):
        script = Script().away(0.3).letter("L").release(seconds).still(0.7, shape("L"), lambda s: reading("L"), "L")
        assert spelled(script, fps=fps) == "LL"

    def test_swaying_does_not_repeat(self):
        script = Script().away(0.3).letter("L", hold=0.7)
        for way in (0.12, -0.12) * 4:
            script.carry((way, 0.0), 0.7)
        assert spelled(script) == "L"

    def test_moving_up_and_down_does_not_repeat(self):
        script = Script().away(0.3).letter("L", hold=0.7)
        for way in (0.5, -0.5) * 2:
            script.carry((0.05, way), 0.5)
        assert spelled(script.still(1.0, shape("L"), lambda s: reading("L"), "L")) == "L"

    def test_coming_nearer_does_not_repeat(self):
        near = Script().away(0.3).letter("L")
        near.still(1.5, shape("L") * 1.0, lambda s: reading("L"), "L")
        hand = shape("L")
        near._add(1.0, lambda s: (hand * (1 + 0.6 * s), reading("L")))
        near._add(1.0, lambda s: (hand * 1.6, reading("L")))
        assert spelled(near) == "L"

    @pytest.mark.parametrize(("fps", "frames"), [(10, 1), (10, 3), (15, 3), (30, 3), (30, 9), (60, 18)])
    def test_a_hand_that_the_tracker_loses_for_a_moment_does_not(self, fps, frames):
        script = Script().away(0.3).letter("L", hold=3.0)
        assert spelled(script, fps=fps, blind=((1.5, frames),)) == "L"

    @pytest.mark.parametrize(("fps", "frames"), [(10, 2), (15, 4), (30, 9)])
    def test_nor_does_it_cost_the_letter(self, fps, frames):
        script = Script().away(0.3).letter("L", hold=1.0).letter("B")
        assert spelled(script, fps=fps, blind=((0.6, frames),)) == "LB"
