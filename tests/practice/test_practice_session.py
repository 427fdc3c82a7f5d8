"""The practice session as a state machine: lists of frames in, what counts and what is shown out."""

from __future__ import annotations

import json

import pytest
from practice_tools import event, hand_of, posterior_of, prediction, stream

from realtime_asl.practice.plan import Plan
from realtime_asl.practice.session import PracticeSession
from realtime_asl.spelling.decoder import LetterEvent


def session_for(*targets: str, **options: object) -> PracticeSession:
    return PracticeSession(Plan("Test", targets), **options)


def play(session: PracticeSession, parts: list, fps: float = 30.0, start: float = 0.0) -> float:
    """Feed frames without any decoder; returns the time after the last one."""
    time = start
    for frame in stream(parts, fps, start):
        session.update(frame)
        time = frame.time
    return time + 1 / fps


@pytest.mark.parametrize("fps", [10, 15, 30, 60])
def test_a_held_letter_counts_at_any_frame_rate(fps: float) -> None:
    session = session_for("CAB")
    play(session, [("C", 0.8), ("A", 0.8), ("B", 0.8)], fps)
    assert session.done
    assert session.summary()["letters"] == 3
    assert session.summary()["hints"] == 0
    assert [result.letter for result in session.results] == ["C", "A", "B"]


def test_a_glance_does_not_count() -> None:
    session = session_for("C")
    play(session, [("C", 0.4), ("A", 0.5), ("C", 0.4)])
    assert not session.done


def test_one_misread_frame_does_not_undo_the_hold() -> None:
    session = session_for("C")
    play(session, [("C", 0.3), ("O", 1 / 30), ("C", 0.35)])
    assert session.done


def test_fill_grows_with_the_hold_and_the_letter_is_praised() -> None:
    session = session_for("CA")
    end = play(session, [("C", 0.3)])
    assert 0.4 < session.view.fill < 0.7
    play(session, [("C", 0.4)], start=end)
    view = session.view
    assert view.counted == "C"
    assert view.states == ("done", "current")
    assert view.letter == "A"


def test_a_longer_hold_time_asks_for_more() -> None:
    session = session_for("C", hold=1.5)
    end = play(session, [("C", 1.4)])
    assert not session.done
    play(session, [("C", 0.3)], start=end)
    assert session.done


@pytest.mark.parametrize(
    ("share", "second", "counts"),
    [(0.4, "E", True), (0.3, "E", False), (0.3, "B", True), (0.15, "B", False)],
    ids=["confusable, a little ahead", "confusable, far ahead", "other, ahead", "other, all but certain"],
)
def test_the_target_is_weighed_against_its_confusable_letters(share: float, second: str, counts: bool) -> None:
    posterior = posterior_of("S", share, second)
    session = session_for("S")
    for frame in stream([("S", 1.0)]):
        session.update(prediction("S", frame.time, posterior=posterior))
    assert session.done is counts


def test_a_moving_hand_does_not_count() -> None:
    session = session_for("C")
    for i in range(60):
        moving = hand_of("C", at=(100.0 + 12.0 * i, 300.0))  # 12 px a frame: 7 palms a second
        session.update(prediction("C", i / 30, hand=moving))
    assert not session.done


def test_a_double_letter_needs_a_release() -> None:
    session = session_for("LL")
    end = play(session, [("L", 2.0)])
    assert [result.letter for result in session.results] == ["L"]
    end = play(session, [(None, 0.4), ("L", 0.8)], start=end)
    assert session.done


def test_a_double_letter_by_the_decoders_slide() -> None:
    session = session_for("LL")
    end = play(session, [("L", 0.8)])
    assert len(session.results) == 1
    session.update(prediction("L", end), [event("L", end, start=0.0)])  # the first hold, reported late
    assert len(session.results) == 1
    session.update(prediction("L", end + 0.6), [event("L", end + 0.6, start=end + 0.2)])
    assert session.done


@pytest.mark.parametrize("letter", ["J", "Z"])
def test_moving_letters_count_by_the_decoder_only(letter: str) -> None:
    session = session_for(letter)
    end = play(session, [(letter, 2.0)])
    assert not session.done
    session.update(prediction(letter, end), [event(letter, end, start=end - 0.8)])
    assert session.done


def test_i_before_j_does_not_swallow_the_j() -> None:
    # The judge counts I after half a second; the decoder's stroke began while it was still held.
    session = session_for("IJ")
    end = play(session, [("I", 0.6)])
    assert session.letter == "J"
    session.update(prediction("I", end + 0.5), [event("J", end + 0.5, start=end - 0.3)])
    assert session.done


def test_another_letter_gives_a_hint_and_no_progress() -> None:
    session = session_for("AB")
    end = play(session, [("S", 0.6)])
    session.update(prediction("S", end), [event("S", end)])
    view = session.view
    assert view.letter == "A"
    assert view.hint is not None
    assert view.hint.read == "S"
    assert view.hint.aspects == ("thumb",)
    assert set(view.hint.landmarks) <= {1, 2, 3, 4}
    assert session.summary()["hints"] == 1
    assert session.summary()["confused"] == (("A", "S", 1),)
    assert session.results == ()
    play(session, [("A", 0.8)], start=end + 1 / 30)
    assert session.letter == "B"
    assert session.view.hint is None
    assert session.results[0].read_as == ("S",)
    assert session.summary()["confused"] == (("A", "S", 1),)
    assert session.view.streak == 0


def test_a_hint_is_renewed_as_soon_as_another_letter_is_held() -> None:
    session = session_for("A")
    end = play(session, [("L", 0.6)])
    session.update(prediction("L", end), [event("L", end)])
    assert session.view.hint.read == "L"
    play(session, [("B", 0.8)], start=end + 1 / 30)  # sooner than a hint goes of itself
    assert session.view.hint.read == "B"


def test_the_letter_before_may_be_held_on_without_a_hint() -> None:
    session = session_for("AB")
    end = play(session, [("A", 1.2)])
    session.update(prediction("A", end), [event("A", end, start=0.7)])
    assert session.view.hint is None
    assert session.results[-1].letter == "A"
    assert session.view.letter == "B"


def test_an_event_from_before_the_letter_was_asked_for_is_not_about_it() -> None:
    session = session_for("AB")
    end = play(session, [("A", 0.7)])
    session.update(prediction("A", end), [event("E", end, start=0.1)])
    assert session.view.hint is None
    assert session.summary()["hints"] == 0


def test_a_hint_comes_after_some_seconds_without_any_event_and_goes_when_it_is_right() -> None:
    session = session_for("B")
    end = play(session, [("F", 3.5)])
    assert session.view.hint is None
    end = play(session, [("F", 1.5)], start=end)
    assert session.view.hint is not None
    assert session.summary()["hints"] == 1
    end = play(session, [("F", 8.0)], start=end)
    assert session.summary()["hints"] == 1  # the same advice, shown on, is one hint
    end = play(session, [("B", 0.3)], start=end)
    assert session.view.hint is None
    play(session, [("B", 0.4)], start=end)
    assert session.done


def test_a_hand_that_is_nearly_right_gets_a_hint_in_the_end() -> None:
    session = session_for("S")
    nearly = posterior_of("E", 0.75, "S")  # not S enough to count, too much S to be corrected at once
    for frame in stream([("E", 6.5)]):
        session.update(prediction("E", frame.time, posterior=nearly))
    assert session.view.hint is None
    for frame in stream([("E", 1.0)], start=6.5):
        session.update(prediction("E", frame.time, posterior=nearly))
    assert session.view.hint is not None


def test_a_hand_that_never_keeps_still_is_told_so() -> None:
    session = session_for("C")
    for i in range(8 * 30):
        shaking = hand_of("C", at=(300.0 + 20.0 * (-1) ** i, 300.0))
        session.update(prediction("C", i / 30, hand=shaking))
    assert session.view.hint is not None
    assert session.view.hint.advice == "hold the hand still"


@pytest.mark.parametrize(
    ("target", "shown", "advice"),
    [
        ("J", "I", "now draw a J with your little finger"),
        ("Z", "D", "now draw a Z with your index finger"),
        ("I", "J", "hold the hand still"),
    ],
)
def test_where_only_the_movement_differs_the_hint_is_about_it(target: str, shown: str, advice: str) -> None:
    session = session_for(target)
    session.update(prediction(None, 0.0))
    session.update(prediction(shown, 0.8), [event(shown, 0.8, start=0.2)])
    assert session.view.hint is not None
    assert session.view.hint.advice == advice
    assert session.view.hint.text == f"For {target}: {advice}"


def test_skip_is_offered_at_fifteen_seconds_and_passes_over() -> None:
    session = session_for("AB")
    end = play(session, [(None, 14.9)])
    assert not session.view.offer_skip
    end = play(session, [(None, 0.3)], start=end)
    assert session.view.offer_skip
    session.skip()
    assert session.view.states == ("skipped", "current")
    assert not session.view.offer_skip
    play(session, [("B", 0.7)], start=end)
    summary = session.summary()
    assert (summary["done"], summary["letters"], summary["skipped"]) == (1, 1, 1)
    assert summary["practise"] == ("A",)


def test_time_per_letter_starts_with_the_hand() -> None:
    session = session_for("C")
    play(session, [(None, 5.0), ("A", 1.0), ("C", 0.8)])
    assert session.results[0].seconds == pytest.approx(1.5, abs=0.1)


def test_streaks() -> None:
    session = session_for("ABCL")
    end = play(session, [("A", 0.7), ("B", 0.7)])
    assert session.view.streak == 2
    session.skip()
    assert session.view.streak == 0
    play(session, [("L", 0.8)], start=end)
    summary = session.summary()
    assert summary["best_streak"] == 2
    assert summary["unaided"] == 3


def test_a_space_inside_a_target_needs_no_sign() -> None:
    session = session_for("A B", "C")
    assert session.text == "A B C"
    end = play(session, [("A", 0.7)])
    assert session.view.states == ("done", "done", "current")
    assert session.text == "B C"
    play(session, [("B", 0.7), ("C", 0.7)], start=end)
    assert session.done
    assert session.text == ""


@pytest.mark.parametrize("kind", ["space", "delete"])
def test_only_letters_matter(kind: str) -> None:
    session = session_for("A")
    play(session, [("B", 0.6)])
    session.take([LetterEvent(1.0, kind, None, 0.9, 0.5)])
    assert session.view.hint is None
    assert session.letter == "A"


def test_the_last_letter_may_come_with_the_end_of_the_source() -> None:
    session = session_for("AJ")
    end = play(session, [("A", 0.7), ("I", 0.3)])
    session.take([event("J", end, start=end - 0.5)])
    assert session.done
    assert session.summary()["done"] == 1


def test_summary_is_json_and_says_how_far_it_went() -> None:
    session = session_for("AB", "C")
    play(session, [("A", 0.7)])
    summary = json.loads(json.dumps(session.summary()))
    assert {"words": 2, "done": 0, "letters": 1, "skipped": 0, "hints": 0}.items() <= summary.items()
    assert session.view.summary is None
    assert session.view.number == 1


def test_the_view_of_a_finished_session_is_its_summary() -> None:
    session = session_for("A")
    end = play(session, [("A", 0.7)])
    view = session.view
    assert view.summary is not None
    assert view.summary.words == view.summary.done == 1
    assert (view.target, view.letter, view.finished) == ("", None, "A")
    session.update(prediction("B", end + 1.0), [event("B", end + 1.0)])
    session.skip()
    assert session.view.summary == view.summary


def test_the_picture_turns_and_hides_and_follows_the_hand() -> None:
    session = session_for("A")
    assert (session.view.side, session.view.picture, session.view.hand) == ("signer", True, "Right")
    session.turn()
    session.hide()
    session.update(prediction("B", 0.0, hand=hand_of("B", "Left")))
    assert (session.view.side, session.view.picture, session.view.hand) == ("viewer", False, "Left")
    session.turn()
    assert session.view.side == "signer"


def test_letters_that_were_not_safe_come_again_once_in_the_same_round() -> None:
    session = PracticeSession(Plan("Letters", ("A", "B", "C", "L", "O"), adaptive=True))
    session.update(prediction(None, 0.0))
    session.skip()
    assert session.text == "B C L A O"
    end = play(session, [("B", 0.7), ("C", 0.7), ("L", 0.7)], start=0.1)
    session.skip()
    assert session.text == "O"
    play(session, [("O", 0.7)], start=end)
    assert session.done
    assert session.summary()["words"] == 6


@pytest.mark.parametrize("times", [[0.0, 0.0, 0.0], [5.0, 4.0, 3.0, 2.0], [0.0, float("inf")], [0.0, 1e9]])
def test_strange_times_do_no_harm(times: list[float]) -> None:
    session = session_for("A")
    for time in times:
        session.update(prediction("A", time))
    assert not session.done
    assert session.view.letter == "A"


def test_a_gap_in_the_source_is_no_hold() -> None:
    session = session_for("C")
    session.update(prediction("C", 0.0))
    session.update(prediction("C", 10.0))
    assert not session.done
