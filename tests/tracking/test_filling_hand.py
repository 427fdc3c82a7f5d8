"""Drawn hands that fill the picture."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing

import numpy as np
import pytest
from demo_frames import empty, held

from realtime_asl.model_files import find_hand_model
from realtime_asl.tracking.filling_hand import FillingHand
from realtime_asl.tracking.landmarker import Landmarker


@pytest.fixture(scope="module")
def filling() -> Iterator[FillingHand]:
    with closing(FillingHand(find_hand_model())) as opened:
        yield opened


def tight(letter: str, share: float) -> tuple[np.ndarray, np.ndarray]:
    """A square about the drawn hand, which its joints fill to this share, and the joints in it."""
    image, joints = held(letter)
    low, high = joints.min(axis=0), joints.max(axis=0)
    half = round((high - low).max() / share / 2)
    x, y = (round(float(at)) for at in (low + high) / 2)
    wide = np.pad(image, ((half, half), (half, half), (0, 0)), mode="edge")
    return np.ascontiguousarray(wide[y : y + 2 * half, x : x + 2 * half]), joints - (x - half, y - half)


@pytest.mark.parametrize("share", [0.55, 0.8])
@pytest.mark.parametrize("letter", ["A", "S", "L", "Y", "C"])
def test_a_hand_that_fills_the_picture_is_found(filling, letter, share):
    image, joints = tight(letter, share)
    (hand,) = filling.find(image)
    off = np.linalg.norm(hand.landmarks[:, :2] - joints, axis=1).mean()
    assert off < 0.15 * (joints.max(axis=0) - joints.min(axis=0)).max()


def test_it_is_found_where_no_palm_is_seen(filling):
    """Its lower half is cut off: a search for palms finds nothing in it."""
    with closing(Landmarker(find_hand_model(), video=False, hands=2)) as plain:
        image, joints = tight("B", 0.8)
        rows = round(float(joints[[5, 9, 13, 17], 1].mean()))
        cut = np.ascontiguousarray(image[: rows + 4])
        assert plain.find(cut) == []
    assert filling.find(cut)


def test_what_was_shown_before_changes_nothing(filling):
    first, other = tight("Y", 0.6)[0], tight("B", 0.7)[0]
    (fresh,) = filling.find(first)
    filling.find(other)
    (again,) = filling.find(first)
    np.testing.assert_allclose(again.landmarks, fresh.landmarks, atol=0.01)


def test_no_hand_in_an_empty_room(filling):
    assert filling.find(empty()) == []


def test_pictures_that_are_not_square(filling):
    image, joints = tight("L", 0.6)
    bordered = np.pad(image, ((0, 0), (40, 40), (0, 0)), mode="edge")
    (hand,) = filling.find(bordered)
    assert np.abs(hand.landmarks[:, :2].mean(axis=0) - joints.mean(axis=0) - (40, 0)).max() < 0.1 * len(image)
