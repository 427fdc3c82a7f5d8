from __future__ import annotations

import numpy as np
import pytest

from realtime_asl.spelling.sequence_input import RATE, HandState, Resampler


@pytest.mark.parametrize("rate", [10, 15, 24, 60])
def test_a_straight_move_is_the_same_at_any_frame_rate(rate: int) -> None:
    resampler, found = Resampler(), []
    for k in range(rate + 1):
        time = k / rate
        found += resampler.update(time, HandState(np.full((21, 3), time), np.full(29, 1 / 29, np.float32)))
    assert abs(len(found) - (RATE + 1)) <= 1
    assert all(np.allclose(state.points, time) for time, state in found)
