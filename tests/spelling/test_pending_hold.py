from __future__ import annotations

import numpy as np
import pytest
from held_text import spelled
from signing_hand import Script, reading, shape


class TestTwoLettersInQuestion:
    """A hand that is held still and is read as one letter first and as another one then."""

    def script(self, first: float, then: float) -> Script:
        share = first / (first + then)
        return (
            Script()
            .away(0.4)
            .still(
                first + then,
                shape("H"),
                lambda s: reading("H", 0.6, "G") if s < share else reading("G", 0.6, "H"),
                "H",
            )
            .letter("E")
            .letter("L")
        )

    @pytest.mark.parametrize("fps", [15, 30])
    @pytest.mark.parametrize(("first", "then", "expected"), [(0.45, 0.3, "HEL"), (0.3, 0.45, "GEL")])
    def test_one_of_them_counts_when_the_next_one_comes(self, first, then, expected, fps):
        assert spelled(self.script(first, then), fps=fps) == expected

    def test_a_short_doubt_is_no_letter(self):
        assert spelled(self.script(0.2, 0.2)) == "EL"

    @pytest.mark.parametrize("fps", [10, 15, 30, 60])
    def test_the_one_read_longer_counts_when_neither_was_read_for_its_time(self, fps):
        assert spelled(self.three_readings(0.45, 0.22), fps=fps) == "HEL"

    @pytest.mark.parametrize("fps", [15, 30, 60])
    def test_none_counts_when_the_hand_did_not_rest_for_its_time(self, fps):
        assert spelled(self.three_readings(0.3, 0.1), fps=fps) == "EL"

    def test_a_letter_does_not_count_beside_the_one_that_is_read_in_the_same_rest(self):
        # At first read as another letter, for nearly as long as it takes.
        assert spelled(self.script(0.42, 0.9)) == "GEL"

    @pytest.mark.parametrize("fps", [15, 30, 60])
    def test_a_rest_is_not_counted_twice_for_two_readings_at_once(self, fps):
        script = Script().away(0.4).still(0.38, shape("H"), lambda s: reading("H", 0.5, "G"), "H")
        assert spelled(script.letter("E").letter("L"), fps=fps) == "EL"

    @pytest.mark.parametrize("fps", [15, 30, 60])
    def test_what_has_counted_does_not_count_again_as_something_else(self, fps):
        def read(s: float) -> np.ndarray:
            return reading("H", 0.97) if s < 0.38 else reading("G", 0.55, "U") if s < 0.78 else reading("U", 0.55, "G")

        script = Script().away(0.4).still(1.85, shape("H"), read, "H").letter("E")
        assert spelled(script, fps=fps)[0] == "H"
        assert spelled(script, fps=fps).endswith("E")
        assert len(spelled(script, fps=fps)) == 2

    def test_no_command_counts_by_rest(self):
        script = Script().away(0.4).letter("A")
        script.still(0.7, shape("del"), lambda s: reading("del" if s < 0.65 else "Q", 0.95), "del")
        assert "<" not in spelled(script.letter("E"))

    def three_readings(self, first: float, then: float) -> Script:
        """H, then something else that the hand does not change for."""
        share = first / (first + then)
        script = Script().away(0.4)
        script.still(first + then, shape("H"), lambda s: reading("H" if s < share else "G", 0.95), "H")
        return script.letter("E").letter("L")
