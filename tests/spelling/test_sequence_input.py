from __future__ import annotations

import numpy as np
import pytest

from realtime_asl.alphabet import INDEX
from realtime_asl.hand import Hand
from realtime_asl.letters.recognizer import Prediction
from realtime_asl.spelling.sequence_input import RATE, SURENESS, HandState, Resampler, hand_state


@pytest.mark.parametrize("rate", [10, 15, 24, 60])
def test_a_straight_move_is_the_same_at_any_frame_rate(rate: int) -> None:
    resampler, found = Resampler(), []
    for k in range(rate + 1):
        time = k / rate
        found += resampler.update(time, HandState(np.full((21, 3), time), np.full(29, 1 / 29, np.float32)))
    assert abs(len(found) - (RATE + 1)) <= 1
    assert all(np.allclose(state.points, time) for time, state in found)


def test_the_classifier_counts_as_less_sure_than_it_is() -> None:
    posterior = np.zeros(29, np.float32)
    posterior[[INDEX["A"], INDEX["S"]]] = 0.9, 0.1
    hand = Hand(np.ones((21, 3), np.float32), "Right", 1.0)
    seen = hand_state(Prediction(0.0, 0, (640, 480), posterior, hand)).posterior
    assert seen.sum() == pytest.approx(1)
    assert seen[INDEX["A"]] / seen[INDEX["S"]] == pytest.approx(9**SURENESS, rel=1e-3)
    assert seen[INDEX["A"]] < 0.9
