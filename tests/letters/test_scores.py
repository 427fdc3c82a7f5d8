import numpy as np
import pytest

from realtime_asl.letters.scores import calibration_error, signer_means, worst_tenth


def test_calibration_error():
    right = np.array([True] * 9 + [False])
    assert calibration_error(np.full(10, 0.9), right) == pytest.approx(0.0, abs=1e-6)
    assert calibration_error(np.full(10, 0.5), right) == pytest.approx(0.4, abs=1e-6)


def test_means_of_signers_and_their_worst_tenth():
    signers = np.array(["ana"] * 4 + ["bo"] * 2)
    means = signer_means(np.array([True, True, True, False, False, True]), signers)
    assert means.tolist() == [0.5, 0.75]
    assert worst_tenth(means).tolist() == [0.5]
    assert worst_tenth(np.arange(11.0)).tolist() == [0.0, 1.0]
    assert len(worst_tenth(signer_means(np.zeros(0, bool), np.zeros(0, str)))) == 0
