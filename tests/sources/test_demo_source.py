"""The demo signer as a source, and as MediaPipe sees it."""

from __future__ import annotations

import threading
import time
from collections import defaultdict
from itertools import islice, pairwise

import numpy as np
import pytest

from realtime_asl.errors import UserError
from realtime_asl.sources.demo_signer import DemoSource
from realtime_asl.sources.open_source import open_source
from realtime_asl.tracking.hand_tracker import HandTracker

SMALL = (160, 120)


def test_frames_come_in_order_and_end() -> None:
    source = DemoSource("AB", size=SMALL, fps=12.5)
    frames = list(source)
    assert [f.index for f in frames] == list(range(len(frames)))
    assert all(b.time > a.time for a, b in pairwise(frames))
    assert frames[10].time == pytest.approx(0.8)
    assert all(f.image.shape == (120, 160, 3) and f.image.dtype == np.uint8 for f in frames)
    assert frames[-1].time > source.holds[-1].end + 0.8
    assert (source.info.width, source.info.height, source.info.fps, source.info.live) == (160, 120, 12.5, False)
    assert source.status is None
    assert source.error is None


def test_the_picture_is_empty_at_the_beginning_and_at_the_end() -> None:
    frames = list(DemoSource("A", size=SMALL, fps=10))
    held = frames[len(frames) // 2].image
    for empty in (frames[0].image, *(f.image for f in frames[-7:])):
        assert np.abs(empty.astype(int) - frames[0].image).max() < 25  # noise only
    assert np.abs(held.astype(int) - frames[0].image).max() > 60


def test_the_same_seed_draws_the_same_pictures() -> None:
    def some(seed: int) -> list[np.ndarray]:
        return [f.image for f in islice(DemoSource("W", size=SMALL, fps=10, seed=seed), 16)]

    for image, same in zip(some(3), some(3), strict=True):
        np.testing.assert_array_equal(image, same)
    assert any((image != other).any() for image, other in zip(some(3), some(4), strict=True))


def test_the_left_hand_is_the_mirror_image_of_the_right_one() -> None:
    right, left = (DemoSource("JZ", size=SMALL, fps=8, hand=hand) for hand in ("Right", "Left"))
    for a, b in zip(right, left, strict=True):
        np.testing.assert_array_equal(a.image, b.image[:, ::-1])
    moment = right.holds[0].start
    np.testing.assert_allclose(right.joints(moment)[:, 0], SMALL[0] - 1 - left.joints(moment)[:, 0])
    np.testing.assert_allclose(right.joints(moment)[:, 1], left.joints(moment)[:, 1])


def test_joints_are_where_the_hand_is_drawn() -> None:
    source = DemoSource("B", size=(320, 240), fps=10)
    assert source.joints(0.0) is None
    hold = source.holds[0]
    frame = next(f for f in source if f.time > hold.start + 0.3)
    empty = next(iter(DemoSource("B", size=(320, 240)))).image
    difference = np.abs(frame.image.astype(int) - empty).sum(axis=2)
    for x, y in source.joints(frame.time):
        assert difference[round(y), round(x)] > 40


def test_a_loop_goes_on_with_rising_times() -> None:
    source = DemoSource("I", size=SMALL, fps=6, loop=True)
    once = len(list(DemoSource("I", size=SMALL, fps=6)))
    frames = list(islice(source, 2 * once + 3))
    assert len(frames) == 2 * once + 3
    assert all(b.time > a.time for a, b in pairwise(frames))
    assert source.holds[0].start > frames[once].time


def test_retarget_lowers_the_hand_and_spells_the_next_text() -> None:
    source = DemoSource("AAAAAAAA", size=SMALL, fps=10)
    frames = iter(source)
    first = next(f for f in frames if f.time > source.holds[0].end)
    thread = threading.Thread(target=source.retarget, args=("be",))
    thread.start()
    thread.join()
    rest = list(frames)
    assert [h.letter for h in source.holds] == ["B", "E"]
    assert source.holds[0].start > first.time + 1.0
    assert rest[0].index == first.index + 1
    assert rest[-1].time > source.holds[-1].end + 0.8
    away = [source.joints(f.time) for f in rest if f.time < source.holds[0].start - 0.5]
    assert any(points is None for points in away)
    with pytest.raises(UserError, match="'1'"):
        source.retarget("1")


def test_in_real_time_late_frames_are_left_out() -> None:
    source = DemoSource("O", size=SMALL, fps=50, realtime=True)
    frames, started = iter(source), time.monotonic()
    next(frames)
    time.sleep(0.3)
    late = next(frames)
    assert late.index >= 10
    assert late.time == pytest.approx(late.index / 50)
    fast = [next(frames) for _ in range(10)]
    assert time.monotonic() - started >= fast[-1].time - 0.021
    source.close()
    assert list(frames) == []


def test_close_ends_the_iteration() -> None:
    source = DemoSource("A", size=SMALL)
    frames = iter(source)
    next(frames)
    source.close()
    source.close()
    assert list(frames) == []


def test_iterating_twice_is_refused() -> None:
    source = DemoSource("A", size=SMALL, fps=2)
    list(source)
    with pytest.raises(RuntimeError, match="once"):
        next(iter(source))


def test_wrong_arguments_are_named() -> None:
    for arguments, named in (
        ({"text": "A1"}, "'1'"),
        ({"size": (10, 480)}, "10x480"),
        ({"fps": 1000.0}, "1000"),
        ({"pace": 9.0}, "9"),
    ):
        with pytest.raises(UserError, match=named):
            DemoSource(**arguments)
    with pytest.raises(ValueError, match="Both"):
        DemoSource("A", hand="Both")


def test_the_command_line_opens_it() -> None:
    source = open_source("demo", spell="hi", width=320, pace=2.0)
    assert isinstance(source, DemoSource)
    assert (source.info.width, source.info.height) == (320, 240)
    assert [h.letter for h in source.holds] == ["H", "I"]
    slow = open_source("demo", spell="hi")
    assert source.holds[-1].end < 0.7 * slow.holds[-1].end


@pytest.mark.parametrize("hand", ["Right", "Left"])
def test_mediapipe_finds_every_letter(hand: str) -> None:
    """The hand is found in at least 95 of 100 frames of every letter, on the right side, joint by joint."""
    source = DemoSource("ABCDEFGHIJKLMNOPQRSTUVWXYZ", fps=5, hand=hand)
    tracker = HandTracker()
    found, sides, errors = defaultdict(list), defaultdict(list), defaultdict(list)
    for frame in source:
        seen = tracker.detect(frame)
        for hold in source.holds:
            if hold.start + 0.1 < frame.time < hold.end - 0.05:
                found[hold.letter].append(seen is not None)
                if seen is not None:
                    true = source.joints(frame.time)
                    sides[hold.letter].append(seen.handedness == hand)
                    palm = np.linalg.norm(true[9] - true[0]) + np.linalg.norm(true[17] - true[5])
                    errors[hold.letter].append(np.linalg.norm(seen.landmarks[:, :2] - true, axis=1).mean() / palm)
    tracker.close()
    assert sorted(found) == list("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
    assert {letter: np.mean(hits) for letter, hits in found.items() if np.mean(hits) < 0.95} == {}
    assert {letter: np.mean(hits) for letter, hits in sides.items() if np.mean(hits) < 0.75} == {}
    assert {letter: np.median(e) for letter, e in errors.items() if np.median(e) > 0.12} == {}
