from __future__ import annotations

import numpy as np
import pytest
from signing_hand import shape

from realtime_asl.frame import Frame
from realtime_asl.hand import Hand
from realtime_asl.letters.recognizer import Recognizer
from realtime_asl.tracking.smoothing import KEPT, LONGEST, HandSmoother


def hand(size: float = 90.0, place: tuple[float, float] = (300.0, 200.0), letter: str = "P") -> Hand:
    points = shape(letter)
    points = (points - points.mean(axis=0)) * size + (*place, 0)
    return Hand(points.astype(np.float32), "Right", 0.9)


def watch(smoother: HandSmoother, hands: list[Hand | None], fps: int = 30, start: float = 0.0) -> list[Hand | None]:
    return [smoother.smooth(start + number / fps, item) for number, item in enumerate(hands)]


@pytest.mark.parametrize("fps", [10, 30])
def test_a_hand_that_collapses_in_its_place_is_taken_as_it_was(fps):
    smoother = HandSmoother()
    good = [hand() for _ in range(fps // 2)]
    watch(smoother, good, fps)
    knot = [hand(size, (305, 203)) for size in np.linspace(50, 15, fps // 2)]
    for given in watch(smoother, knot, fps, 0.5):
        assert given is good[-1]
    back = hand(85)
    assert smoother.smooth(1.05, back) is back


def test_not_for_ever():
    smoother = HandSmoother()
    watch(smoother, [hand() for _ in range(15)])
    knots = [hand(40 if number % 2 else 25) for number in range(45)]
    out = watch(smoother, knots, start=0.5)
    first = next(number for number, given in enumerate(out) if given is knots[number])
    assert first / 30 == pytest.approx(LONGEST, abs=0.1)
    assert all(given is knot for given, knot in zip(out[first:], knots[first:], strict=True))


@pytest.mark.parametrize("fps", [10, 15, 30])
def test_a_hand_that_stays_smaller_is_another_hand_soon(fps):
    smoother = HandSmoother()
    watch(smoother, [hand() for _ in range(fps)], fps)
    small = [hand(45 + number % 2) for number in range(fps)]
    out = watch(smoother, small, fps, 1.0)
    first = next(number for number, given in enumerate(out) if given is small[number])
    assert first / fps == pytest.approx(KEPT, abs=1.01 / fps)
    assert all(given is own for given, own in zip(out[first:], small[first:], strict=True))


def test_a_hand_that_goes_elsewhere_may_be_small():
    smoother = HandSmoother()
    watch(smoother, [hand() for _ in range(15)])
    small = hand(40, (400, 330))
    assert smoother.smooth(0.53, small) is small


def test_a_hand_that_turns_or_goes_back_slowly_is_followed():
    smoother = HandSmoother()
    turning = [hand(size) for size in np.linspace(90, 45, 45)]
    assert watch(smoother, turning) == turning


def test_after_a_pause_any_hand_is_good():
    smoother = HandSmoother()
    watch(smoother, [hand() for _ in range(15)])
    assert watch(smoother, [None, None], start=0.5) == [None, None]
    small = hand(30)
    assert smoother.smooth(2.0, small) is small


def test_the_recognizer_reads_the_hand_as_it_was(monkeypatch):
    recognizer = Recognizer()
    try:
        good, knot = hand(), hand(30, (304, 202))
        seen = iter([good, knot])
        monkeypatch.setattr(recognizer.tracker, "detect", lambda frame: next(seen))
        picture = np.zeros((480, 640, 3), np.uint8)
        first, second = (recognizer.recognize(Frame(picture, number / 30, number)) for number in range(2))
    finally:
        recognizer.close()
    assert first.hand is second.hand is good
    np.testing.assert_array_equal(first.posterior, second.posterior)
