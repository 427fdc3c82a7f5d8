"""The size of the text changes in the direction of the key."""

from __future__ import annotations

import pytest

from realtime_asl.screen.text_size import RANGE, changed


@pytest.mark.parametrize("scale", [0.4, RANGE[0], 1.0, RANGE[1], 3.0])
def test_no_key_goes_the_wrong_way(scale):
    assert changed(scale, larger=True) >= scale
    assert changed(scale, larger=False) <= scale


def test_it_ends_at_both_ends():
    small = large = 1.0
    for _ in range(20):
        small, large = changed(small, larger=False), changed(large, larger=True)
    assert (small, large) == RANGE


@pytest.mark.parametrize("larger", [True, False], ids=["larger", "smaller"])
def test_the_normal_size_comes_back_from_either_end(larger):
    scale = 1.0
    for _ in range(20):
        scale = changed(scale, larger=larger)
    seen = [scale := changed(scale, larger=not larger) for _ in range(20)]
    assert 1.0 in seen
