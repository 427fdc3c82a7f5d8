from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from signing_hand import Script, reading, shape

from realtime_asl.alphabet import CLASSES, STATIC
from realtime_asl.hand import Hand
from realtime_asl.letters.recognizer import Prediction
from realtime_asl.spelling.hold_reader import HoldReader
from realtime_asl.spelling.letter_event import LetterEvent

RATES = [
    pytest.param({"fps": 10}, id="10fps"),
    pytest.param({"fps": 15}, id="15fps"),
    pytest.param({"fps": 30}, id="30fps"),
    pytest.param({"fps": 60}, id="60fps"),
    pytest.param({"fps": 10, "jitter": 0.3}, id="10fps-jitter"),
    pytest.param({"fps": 15, "jitter": 0.4, "drops": 0.1}, id="15fps-jitter-drops"),
    pytest.param({"fps": 30, "jitter": 0.4, "drops": 0.3}, id="30fps-jitter-drops"),
    pytest.param({"fps": 60, "jitter": 0.4, "drops": 0.5}, id="60fps-half-of-it-dropped"),
]
every_rate = pytest.mark.parametrize("rate", RATES)


def decode(script: Script, hold: float = 0.5, **film: object) -> list[LetterEvent]:
    decoder, predictions = HoldReader(hold), script.film(**film)
    events = [event for prediction in predictions for event in decoder.update(prediction)]
    return [*events, *decoder.finish(script.time)]


def spelled(script: Script, hold: float = 0.5, **film: object) -> str:
    return text(decode(script, hold, **film))


def text(events: list[LetterEvent]) -> str:
    return "".join({"space": " ", "delete": "<"}.get(event.kind, event.letter or "") for event in events)


def word(letters: str, **hold: float) -> Script:
    script = Script().away(0.3)
    for letter, following in itertools.pairwise(letters + " "):
        script.letter(letter, **hold)
        if following == letter:
            script.slide()
            script.still(0.6, shape(letter), lambda s, letter=letter: reading(letter), letter)
    return script


class TestAnyFrameRate:
    @every_rate
    def test_spells_words_with_double_letters_and_a_space(self, rate):
        script = Script().away(0.4).letter("H").letter("E").letter("L").slide()
        script.still(0.7, shape("L"), lambda s: reading("L"), "L").letter("O")
        script.away(1.0).letter("B").letter("O").release().still(0.7, shape("O"), lambda s: reading("O"), "O")
        script.letter("K").away(1.0)
        assert spelled(script, **rate) == "HELLO BOOK "

    @every_rate
    def test_draws_j_and_z(self, rate):
        script = Script().away(0.3).letter("I", hold=0.25).draw_j().letter("A").letter("D", hold=0.2).draw_z()
        assert spelled(script.letter("E"), **rate) == "JAZE"

    @every_rate
    def test_every_still_letter_counts_once_however_long_it_is_held(self, rate):
        for letter in STATIC:
            assert spelled(Script().away(0.2).letter(letter, hold=2.6), **rate) == letter

    @pytest.mark.parametrize("seed", range(6))
    def test_says_the_same_for_other_jitter_and_drops(self, seed):
        script = word("WATERMELON")
        assert spelled(script, fps=20, jitter=0.45, drops=0.2, seed=seed) == "WATERMELON"


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


class TestHold:
    @pytest.mark.parametrize("hold", [0.3, 0.5, 0.8, 1.2])
    @pytest.mark.parametrize("fps", [10, 30])
    def test_a_letter_counts_when_it_was_held_for_the_hold_time(self, hold, fps):
        events = decode(Script().away(0.3).letter("B", hold=2.0), hold, fps=fps)
        assert text(events) == "B"
        assert events[0].time - 0.3 == pytest.approx(hold, abs=0.1 + 1 / fps)
        assert events[0].start == pytest.approx(0.3, abs=0.1 + 1 / fps)
        assert events[0].confidence == pytest.approx(0.9, abs=0.05)
        assert CLASSES[int(events[0].posterior.argmax())] == "B"

    def test_can_be_changed_while_running(self):
        decoder = HoldReader(5.0)
        frames = Script().away(0.2).letter("B", hold=1.5).film()
        assert not [event for frame in frames[:30] for event in decoder.update(frame)]
        decoder.hold = 0.5
        assert text([event for frame in frames[30:] for event in decoder.update(frame)]) == "B"

    @pytest.mark.parametrize("hold", [0.0, -1.0, float("nan")])
    def test_must_be_positive(self, hold):
        with pytest.raises(ValueError, match="hold"):
            HoldReader(hold)

    def test_the_state_shows_how_it_fills(self):
        decoder, fills = HoldReader(0.5), []
        for frame in Script().away(0.2).letter("B", hold=0.45).film():
            assert decoder.update(frame) == ()
            if decoder.state.pending:
                assert decoder.state.pending == "B"
                fills.append(decoder.state.fill)
        assert fills == sorted(fills)
        assert fills[0] < 0.3
        assert 0.7 < fills[-1] < 1.0

    def test_nothing_is_pending_once_it_has_counted(self):
        decoder = HoldReader(0.5)
        for frame in Script().away(0.2).letter("B", hold=1.2).film():
            decoder.update(frame)
        assert decoder.state.pending is None


class TestTransitions:
    @pytest.mark.parametrize("fps", [10, 15, 30, 60])
    def test_a_shape_that_is_passed_through_is_no_letter(self, fps):
        script = Script().away(0.3).letter("A").letter("S", hold=0.22).letter("E").letter("X", hold=0.2).letter("F")
        assert spelled(script, fps=fps) == "AEF"

    def test_slow_transitions_spell_nothing(self):
        assert spelled(Script().away(0.3).letter("A").letter("B", move=0.4).letter("F", move=0.4)) == "ABF"

    def test_a_hand_that_rushes_past_is_no_letter_whatever_is_read(self):
        script = Script().away(0.3).letter("A")
        script.still(0.0001, shape("L"), lambda s: reading("L"), "L")
        assert spelled(script.carry((4.0, 0.3), 0.8), hold=0.4) == "A"


class TestFlicker:
    @pytest.mark.parametrize(("letter", "other"), ["MN", "ST", "AE", "KV", "UR", "GH", "PQ"])
    @pytest.mark.parametrize("fps", [10, 30])
    def test_a_letter_that_is_misread_at_times_still_counts(self, letter, other, fps):
        assert spelled(Script().away(0.3).flicker(letter, other, 0.3, 1.3), fps=fps) == letter

    @pytest.mark.parametrize("fps", [10, 30])
    def test_the_slip_does_not_count_afterwards(self, fps):
        assert spelled(Script().away(0.3).flicker("S", "T", 0.35, 4.0), fps=fps) == "S"

    @pytest.mark.parametrize("pair", ["MN", "ST", "UV"])
    def test_a_similar_letter_counts_when_the_hand_has_changed(self, pair):
        assert spelled(Script().away(0.3).letter(pair[0]).letter(pair[1])) == pair


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


class TestPauses:
    @pytest.mark.parametrize("fps", [10, 30, 60])
    def test_a_hand_that_is_away_ends_the_word_once(self, fps):
        assert spelled(Script().away(2.0).letter("A").away(3.0).letter("B").away(1.0), fps=fps) == "A B "

    def test_a_pause_says_when_it_began(self):
        space = decode(Script().away(0.3).letter("A").away(2.0))[1]
        assert (space.kind, space.letter, space.posterior) == ("space", None, None)
        assert space.start == pytest.approx(1.1, abs=0.05)
        assert space.time == pytest.approx(1.8, abs=0.1)

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


class TestCommands:
    @pytest.mark.parametrize("fps", [10, 30])
    def test_the_space_and_del_signs_act_when_held(self, fps):
        script = (
            Script().away(0.3).letter("A").letter("space", hold=1.0).letter("B").letter("del", hold=1.0).letter("C")
        )
        assert spelled(script, fps=fps) == "A B<C"

    def test_they_do_not_repeat(self):
        assert spelled(Script().away(0.3).letter("A").letter("del", hold=3.0)) == "A<"

    def test_in_passing_they_do_nothing(self):
        assert spelled(Script().away(0.3).letter("A").letter("del", hold=0.3).letter("B")) == "AB"


class TestTheLastLetter:
    @pytest.mark.parametrize("fps", [10, 30])
    def test_counts_when_the_source_ends_within_its_hold(self, fps):
        assert spelled(Script().away(0.3).letter("A").letter("B", hold=0.45), fps=fps) == "AB"

    @pytest.mark.parametrize("fps", [10, 30])
    def test_counts_when_the_hand_disappears_within_its_hold(self, fps):
        assert spelled(Script().away(0.3).letter("A").letter("B", hold=0.45).away(2.0), fps=fps) == "AB "

    def test_counts_when_the_hand_goes_down_within_its_hold(self):
        script = Script().away(0.3).letter("A").letter("B", hold=0.45)
        assert spelled(script.carry((0.2, 5.0), 0.3).away(1.0)) == "AB "

    def test_does_not_count_when_it_had_hardly_begun(self):
        assert spelled(Script().away(0.3).letter("A").letter("B", hold=0.15).away(2.0)) == "A "

    def test_is_given_only_once(self):
        decoder = HoldReader()
        for frame in Script().away(0.3).letter("A", hold=0.45).film():
            decoder.update(frame)
        assert text(list(decoder.finish(1.0))) == "A"
        assert decoder.finish(1.1) == ()

    def test_the_first_letter_counts_when_the_source_begins_within_its_hold(self):
        assert spelled(Script().letter("B", hold=0.4).letter("A")) == "BA"


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


class TestBadInput:
    def test_damaged_numbers_are_no_hand(self):
        decoder, good = HoldReader(), Script().away(0.1).letter("A", hold=1.5).film()
        events = []
        for number, frame in enumerate(good):
            points, posterior = np.array(frame.hand.landmarks) if frame.hand else None, frame.posterior.copy()
            if number % 3 == 0 and points is not None:
                points[4] = np.nan
            if number % 5 == 0:
                posterior[2] = np.nan
            hand = None if points is None else Hand(points, "Right", 0.9)
            events += decoder.update(Prediction(frame.time, frame.index, frame.frame_size, posterior, hand))
        assert text(events) == "A"

    def test_times_that_do_not_rise_are_passed_over(self):
        decoder, events = HoldReader(), []
        for frame in Script().away(0.1).letter("A", hold=2.0).film():
            for time in (frame.time, frame.time, frame.time - 0.5, float("nan"), float("inf")):
                events += decoder.update(Prediction(time, 0, frame.frame_size, frame.posterior, frame.hand))
        assert text(events) == "A"

    def test_a_hand_without_size_is_no_hand(self):
        decoder = HoldReader()
        for number in range(40):
            hand = Hand(np.full((21, 3), 5.0, np.float32), "Right", 0.9)
            assert decoder.update(Prediction(number / 20, number, (640, 480), reading("A"), hand)) == ()

    @settings(max_examples=40, deadline=None)
    @given(
        st.lists(
            st.tuples(
                st.floats(0.0, 0.6), st.sampled_from([*CLASSES, None]), st.floats(0.3, 1.0), st.floats(-400.0, 400.0)
            ),
            max_size=60,
        )
    )
    def test_whatever_comes_events_are_in_order_and_complete(self, frames):
        decoder, time, events = HoldReader(0.3), 0.0, []
        for number, (step, letter, sure, shift) in enumerate(frames):
            time += step
            hand = None if letter is None else Hand((shape(letter) * 90 + 300 + shift).astype(np.float32), "Left", 0.6)
            posterior = reading(letter or "nothing", sure)
            events += decoder.update(Prediction(time, number, (640, 480), posterior, hand))
            state = decoder.state
            assert 0.0 <= state.fill <= 1.0
        events += decoder.finish(time + 1)
        assert [event.time for event in events] == sorted(event.time for event in events)
        for event in events:
            assert (event.kind == "letter") == (event.letter is not None)
            assert 0.0 <= event.confidence <= 1.0
            assert event.start <= event.time

    def test_is_pure(self):
        frames = word("PURE").film(fps=15, jitter=0.3)
        first, second = HoldReader(), HoldReader()
        # Interleaved, so that shared state would show.
        pairs = [(first.update(frame), second.update(frame)) for frame in frames]
        assert [[e.letter for e in a] for a, _ in pairs] == [[e.letter for e in b] for _, b in pairs]
        assert "".join(e.letter for a, _ in pairs for e in a) == "PURE"
