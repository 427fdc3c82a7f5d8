"""Looks that nobody waits for, through MediaPipe on the demo signer."""

from __future__ import annotations

from contextlib import closing

import numpy as np
import pytest
from demo_frames import held

from realtime_asl.hand import Hand
from realtime_asl.model_files import find_hand_model
from realtime_asl.tracking.landmarker import Landmarker, look, overlap
from realtime_asl.tracking.look_beside import LookBeside
from realtime_asl.tracking.looks import surroundings
from realtime_asl.tracking.search_areas import whole


@pytest.fixture(scope="module")
def landmarker():
    with closing(Landmarker(find_hand_model(), video=False, hands=2)) as found:
        yield found


@pytest.fixture(scope="module")
def scene(landmarker) -> tuple[np.ndarray, Hand]:
    """A picture of the demo signer holding a B, and the hand in it."""
    image = held("B")[0]
    return image, look(landmarker, image, whole(image))[0]


@pytest.mark.parametrize("wide", [None, 3.0], ids=["the whole frame", "around the hand"])
def test_what_was_seen_is_told_once(landmarker, scene, wide):
    image, hand = scene
    way = None if wide is None else surroundings(hand, wide)
    with closing(LookBeside(landmarker)) as beside:
        assert beside.answer() is None
        beside.begin(0.0, hand, image, way)
        seen = beside.answer()
        assert seen.hand is hand
        assert seen.way is way
        assert any(overlap(hand, other) for other in seen.found)
        assert beside.answer() is None


def test_a_look_under_way_is_ended_before_the_landmarker_is_released(landmarker, scene):
    image, hand = scene
    beside = LookBeside(landmarker)
    beside.begin(0.0, hand, image)
    beside.close()
    assert look(landmarker, image, whole(image))  # free for others


def test_a_look_at_the_hand_is_given_time_and_one_at_the_whole_frame_is_not(landmarker, scene):
    image, hand = scene
    with closing(LookBeside(landmarker)) as beside:
        assert not beside.under_way
        assert not beside.due(5.0)
        beside.begin(2.0, hand, image, surroundings(hand, 3.0))
        assert beside.under_way
        assert not beside.due(2.0 + 1 / 30)
        assert beside.due(2.0 + 3 / 30)
        beside.answer()
        assert not beside.under_way
        beside.begin(3.0, hand, image)
        assert beside.due(3.0 + 1 / 30)
