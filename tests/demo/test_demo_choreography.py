"""What the demo signer's arm does when: holds, J and Z, double letters, spaces."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest

from realtime_asl.demo.choreography import DEFAULT_TEXT, LETTERS_A_SECOND, Choreography, checked_text
from realtime_asl.demo.skeleton import pose_skeleton
from realtime_asl.demo.strokes import TIP, stroke
from realtime_asl.errors import UserError


def tip_track(letter: str, count: int = 61) -> np.ndarray:
    """(count, 2) where the drawing fingertip is, palm sizes from where it began, x right and y down."""
    arms = [stroke(letter, share) for share in np.linspace(0, 1, count)]
    points = np.array([arm.wrist + pose_skeleton(arm.pose).points[TIP[letter], :2] for arm in arms])
    return points - points[0]


def test_j_goes_down_and_hooks_to_the_side_of_the_thumb() -> None:
    x, y = tip_track("J").T
    lowest = int(y.argmax())
    assert y[lowest] > 0.9
    assert abs(x[: len(x) // 3]).max() < 0.2  # straight down first
    assert x[-1] > 0.4  # the thumb of the right hand is on the right of the picture
    assert y[-1] < y[lowest] - 0.2  # and up again
    assert 20 < lowest < 55


def test_z_is_drawn_as_the_signer_reads_it() -> None:
    track = tip_track("Z", 181)
    x, y = track.T
    first, second = int(x[:90].argmin()), 60 + int(x[60:150].argmax())
    assert 30 < first < second < 160
    assert x[first] < -0.6  # across to the signer's right
    assert abs(y[first]) < 0.1
    assert x[second] > -0.15  # slanting back
    assert y[second] > 0.6
    assert x[-1] < -0.6  # across again
    assert abs(y[-1] - y[second]) < 0.15


@pytest.mark.parametrize("letter", ["J", "Z"])
def test_strokes_are_smooth(letter: str) -> None:
    steps = np.linalg.norm(np.diff(tip_track(letter, 241), axis=0), axis=1)
    assert steps.max() < 0.06
    assert np.abs(np.diff(steps)).max() < 0.008


def test_every_letter_is_held_in_order() -> None:
    plan = Choreography("HELLO WORLD")
    assert "".join(h.letter for h in plan.holds) == "HELLOWORLD"
    times = [t for h in plan.holds for t in (h.start, h.end)]
    assert times == sorted(times)
    assert all(0.8 <= h.end - h.start <= 1.2 for h in plan.holds)
    gaps = [b.start - a.end for a, b in pairwise(plan.holds)]
    assert all(0.2 <= gap <= 0.6 for gap in gaps[:4])
    assert gaps[4] > 1.5  # the space
    assert all(plan.arm((h.start + h.end) / 2) is not None for h in plan.holds)


def test_the_picture_is_empty_before_between_and_after() -> None:
    plan = Choreography("A B")
    assert plan.arm(0.0) is None
    assert plan.arm(plan.duration - 0.01) is None
    assert plan.arm(plan.duration + 5) is None
    away = np.arange(plan.holds[0].end, plan.holds[1].start, 0.01)
    assert sum(plan.arm(t) is None for t in away) * 0.01 == pytest.approx(0.8, abs=0.05)
    after = np.arange(plan.holds[1].end, plan.duration, 0.01)
    assert sum(plan.arm(t) is None for t in after) * 0.01 >= 0.8


def test_a_double_letter_slides_away_from_the_body() -> None:
    plan = Choreography("LL")
    first, second = (plan.arm((h.start + h.end) / 2) for h in plan.holds)
    assert first is not None
    assert second is not None
    np.testing.assert_allclose(first.pose.fingers, second.pose.fingers)
    assert second.wrist[0] < first.wrist[0] - 0.3


def test_an_i_before_a_stroke_is_shorter_than_any_hold() -> None:
    plan = Choreography("AJ")
    still = [
        plan.arm(t)
        for t in np.arange(plan.holds[0].end, plan.holds[1].start, 0.01)
        if np.allclose(plan.arm(t).wrist, plan.arm(plan.holds[1].start).wrist, atol=1e-3)
    ]
    assert len(still) * 0.01 < 0.3


def test_movement_has_no_jumps() -> None:
    plan = Choreography("ABJJZ G", drop=4.0)
    arms = [plan.arm(t) for t in np.arange(0, plan.duration, 0.01)]
    for before, after in pairwise(arms):
        if before is not None and after is not None:
            move = pose_skeleton(after.pose).points[:, :2] + after.wrist
            move -= pose_skeleton(before.pose).points[:, :2] + before.wrist
            assert np.linalg.norm(move, axis=1).max() < 0.35
        elif (arm := before if after is None else after) is not None:
            assert arm.wrist[1] > 3  # in and out of the picture only below it


@pytest.mark.parametrize("pace", [0.5, 2.0, 4.0, 7.5])
def test_letters_follow_at_the_pace(pace: float) -> None:
    plan = Choreography("BECAUSE", pace=pace)
    middles = [h.start for h in plan.holds[1:]]
    between = np.mean(np.diff(middles))
    assert 1 / between == pytest.approx(LETTERS_A_SECOND * pace, rel=0.02)
    assert all(h.end > h.start for h in plan.holds)


def test_holds_shrink_more_than_movements() -> None:
    natural, fast = Choreography("BECAUSE"), Choreography("BECAUSE", pace=4.0)

    def moving(plan: Choreography) -> float:
        held = sum(h.end - h.start for h in plan.holds[1:-1])
        return 1 - held / (plan.holds[-2].end - plan.holds[1].start)

    assert moving(natural) < 0.3
    assert moving(fast) > 0.4


def test_every_finger_has_its_own_timing() -> None:
    plan = Choreography("AB")
    times = np.arange(plan.holds[0].end, plan.holds[1].start, 0.002)
    fingers = np.array([plan.arm(t).pose.fingers[:, 2] for t in times])
    first, last = plan.arm(plan.holds[0].start + 0.1), plan.arm(plan.holds[1].start + 0.1)
    ways = (fingers - first.pose.fingers[:, 2]) / (last.pose.fingers[:, 2] - first.pose.fingers[:, 2])
    halfway = [times[int(np.argmax(way > 0.5))] for way in ways.T]
    assert halfway[3] < halfway[2] < halfway[1] < halfway[0]  # the little finger first


def test_a_quick_hand_does_not_stop_between_letters() -> None:
    plan = Choreography("ABABAB", pace=7.5)
    times = np.arange(plan.holds[1].start, plan.holds[4].start, 0.005)
    fingers = np.array([plan.arm(t).pose.fingers for t in times])
    moved = np.abs(np.diff(fingers, axis=0)).max(axis=(1, 2))
    assert moved.min() > 0.02
    for number in (1, 2, 3):  # and yet every letter is nearly reached
        hold = plan.holds[number]
        shown = plan.arm((hold.start + hold.end) / 2).pose.fingers
        full = Choreography(hold.letter).arm(1.5).pose.fingers
        assert np.abs(shown - full).max() < 40


@pytest.mark.parametrize("pace", [0.5, 4.0, 8.0])
def test_no_jumps_at_any_pace(pace: float) -> None:
    plan = Choreography("AJ ZZOOK", pace=pace)
    step = min(0.016 / pace, 0.008)  # the hand goes as far in a step at any pace
    arms = [plan.arm(t) for t in np.arange(0, plan.duration, step)]
    for before, after in pairwise(arms):
        if before is not None and after is not None:
            move = pose_skeleton(after.pose).points[:, :2] + after.wrist
            move -= pose_skeleton(before.pose).points[:, :2] + before.wrist
            assert np.linalg.norm(move, axis=1).max() < 0.2


def test_text_is_brought_to_one_form() -> None:
    assert checked_text("  hello\tWorld \n") == "HELLO WORLD"
    assert checked_text(DEFAULT_TEXT) == DEFAULT_TEXT
    assert set(DEFAULT_TEXT) >= set("ABCDEFGHIJKLMNOPQRSTUVWXYZ ")


@pytest.mark.parametrize(
    ("text", "named"),
    [("CAFÉ", "É"), ("A1B2", "1"), ("straße", "ß"), ("ı", "ı"), ("A-B", "-"), ("", "nothing"), ("  ", "nothing")],
)
def test_other_characters_are_named(text: str, named: str) -> None:
    with pytest.raises(UserError, match="spell") as error:
        checked_text(text)
    assert named in str(error.value)
    assert error.value.exit_code == 2
