import numpy as np
import pytest

from realtime_asl.evaluation.metrics import f1_scores, wilson_interval


def test_wilson_interval_known_values():
    # 81 of 263, from Brown, Cai and DasGupta (2001).
    low, high = wilson_interval(81, 263)
    assert (low, high) == pytest.approx((0.2553, 0.3662), abs=5e-4)
    assert wilson_interval(0, 0) == (0.0, 1.0)
    assert wilson_interval(10, 10)[1] == pytest.approx(1.0)


def test_f1_of_classes_that_occur():
    scores = f1_scores(np.array([0, 0, 0, 1]), np.array([0, 0, 1, 1]), 3)
    assert scores[:2] == pytest.approx([0.8, 2 / 3])
    assert np.isnan(scores[2])
