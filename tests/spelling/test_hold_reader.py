from __future__ import annotations

import numpy as np
import pytest
from held_text import read_holds, spelled, text, word
from hypothesis import given, settings
from hypothesis import strategies as st
from signing_hand import Script, reading, shape

from realtime_asl.alphabet import CLASSES, STATIC
from realtime_asl.hand import Hand
from realtime_asl.letters.recognizer import Prediction
from realtime_asl.spelling.hold_reader import HoldReader

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


class TestAnyFrameRate:
    @every_rate
    def test_spells_words_with_double_letters_and_a_space(self, rate):
        script = Script().away(0.4).letter("H").letter("E").letter("L").slide()
        script.still(0.7, shape("L"), lambda s: reading("L"), "L").letter("O")
        script.away(1.0).letter("B").letter("O").release().still(0.7, shape("O"), lambda s: reading("O"), "O")
        script.letter("K").away(1.0)
        assert spelled(script, **rate) == "HELLO BOOK "

    def test_what_has_counted_is_no_part_of_the_same_letter_that_comes_again(self):
        script = Script().away(0.3).letter("D", hold=0.6).letter("A", hold=0.4).letter("D", hold=0.5).away(1.0)
        first, second = (event for event in read_holds(script) if event.letter == "D")
        assert first.time < second.start

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


class TestHold:
    @pytest.mark.parametrize("hold", [0.3, 0.5, 0.8, 1.2])
    @pytest.mark.parametrize("fps", [10, 30])
    def test_a_letter_counts_when_it_was_held_for_the_hold_time(self, hold, fps):
        events = read_holds(Script().away(0.3).letter("B", hold=2.0), hold, fps=fps)
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


class TestBadInput:
    def test_times_that_do_not_rise_are_passed_over(self):
        decoder, events = HoldReader(), []
        for frame in Script().away(0.1).letter("A", hold=2.0).film():
            for time in (frame.time, frame.time, frame.time - 0.5, float("nan"), float("inf")):
                events += decoder.update(Prediction(time, 0, frame.frame_size, frame.posterior, frame.hand))
        assert text(events) == "A"

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
