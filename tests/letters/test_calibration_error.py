import numpy as np
import pytest

from realtime_asl.letters.calibration_error import calibration_error


def test_calibration_error():
    right = np.array([True] * 9 + [False])
    assert calibration_error(np.full(10, 0.9), right) == pytest.approx(0.0, abs=1e-6)
    assert calibration_error(np.full(10, 0.5), right) == pytest.approx(0.4, abs=1e-6)
