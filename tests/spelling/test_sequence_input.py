from __future__ import annotations

import numpy as np
import pytest

from realtime_asl.alphabet import INDEX
from realtime_asl.spelling.sequence_input import RATE, HandState, Resampler, less_sure


@pytest.mark.parametrize("rate", [10, 15, 24, 60])
def test_a_straight_move_is_the_same_at_any_frame_rate(rate: int) -> None:
    resampler, found = Resampler(), []
    for k in range(rate + 1):
        time = k / rate
        found += resampler.update(time, HandState(np.full((21, 3), time), np.full(29, 1 / 29, np.float32)))
    assert abs(len(found) - (RATE + 1)) <= 1
    assert all(np.allclose(state.points, time) for time, state in found)


def test_one_may_be_less_sure_of_the_same_letter() -> None:
    posterior = np.zeros(29, np.float32)
    posterior[[INDEX["A"], INDEX["S"]]] = 0.9, 0.1
    points = np.ones((21, 3))
    seen = less_sure(HandState(points, posterior))
    assert seen.points is points
    assert seen.posterior.sum() == pytest.approx(1)
    assert 0.5 < seen.posterior[INDEX["A"]] < 0.9
    assert seen.posterior.argmax() == INDEX["A"]
