"""The demo signer's skeleton and poses: a hand that could exist."""

from __future__ import annotations

import numpy as np
import pytest

from realtime_asl.alphabet import LETTERS
from realtime_asl.demo.arm import at_home
from realtime_asl.demo.poses import REST, VARIANTS, load_pose, pose_names
from realtime_asl.demo.skeleton import (
    FINGER_BONES,
    FINGER_RANGE,
    THUMB_BONES,
    THUMB_RANGE,
    blend,
    from_rotation_vector,
    pose_skeleton,
    rotation,
    rotation_vector,
)
from realtime_asl.demo.strokes import stroke
from realtime_asl.demo.transitions import Sign, arm_within
from realtime_asl.hand import BONES, Hand

EXPECTED = {
    **{(1 + b, 2 + b): THUMB_BONES[b] for b in range(3)},
    **{(5 + 4 * f + b, 6 + 4 * f + b): FINGER_BONES[f, b] for f in range(4) for b in range(3)},
}


def lengths(points: np.ndarray) -> np.ndarray:
    return np.array([np.linalg.norm(points[b] - points[a]) for a, b in BONES])


def test_there_is_a_pose_for_every_sign() -> None:
    variants = {other for others in VARIANTS.values() for other in others}
    assert set(pose_names()) == {*LETTERS, "space", "del", REST, *variants}


@pytest.mark.parametrize("name", pose_names())
def test_bones_have_the_same_length_in_every_pose(name: str) -> None:
    points = pose_skeleton(load_pose(name)).points
    assert points.shape == (21, 3)
    np.testing.assert_allclose(lengths(points), lengths(pose_skeleton(load_pose("B")).points), atol=1e-9)
    for (start, end), length in EXPECTED.items():
        assert np.linalg.norm(points[end] - points[start]) == pytest.approx(length)


@pytest.mark.parametrize("name", pose_names())
def test_joints_stay_within_the_range_of_a_hand(name: str) -> None:
    pose = load_pose(name)
    assert (pose.fingers >= FINGER_RANGE[0]).all()
    assert (pose.fingers <= FINGER_RANGE[1]).all()
    assert (pose.thumb >= THUMB_RANGE[0]).all()
    assert (pose.thumb <= THUMB_RANGE[1]).all()
    np.testing.assert_allclose(pose.turn @ pose.turn.T, np.eye(3), atol=1e-12)
    assert np.linalg.det(pose.turn) == pytest.approx(1)


def test_bones_keep_their_length_on_the_way_and_while_drawing() -> None:
    expected = lengths(pose_skeleton(load_pose("B")).points)
    start, end = at_home(load_pose("A")), at_home(load_pose("Q"))
    signs = [Sign(lambda _: start, 0.0, 1.0), Sign(lambda _: end, 2.0, 3.0)]
    arms = [arm_within(signs, 1.2, time) for time in np.linspace(0.8, 2.2, 9)]
    arms += [stroke(letter, share) for letter in "JZ" for share in np.linspace(0, 1, 9)]
    for arm in arms:
        np.testing.assert_allclose(lengths(pose_skeleton(arm.pose).points), expected, atol=1e-9)


def test_a_palm_has_the_size_that_the_tracker_calls_one() -> None:
    points = pose_skeleton(load_pose("B").turned()).points
    flat = points @ np.linalg.inv(load_pose("B").turn * [1, -1, -1]).T
    assert Hand(flat.astype(np.float32), "Right", 1.0).scale == pytest.approx(1.0, abs=0.05)


def test_the_thumb_of_an_open_right_hand_is_on_the_right_of_the_picture() -> None:
    points = pose_skeleton(load_pose("L")).points
    assert points[4, 0] > points[17, 0]
    assert points[8, 1] < points[0, 1]  # fingers up: smaller y
    assert pose_skeleton(load_pose("S")).points[10, 2] < 0  # bent fingers come towards the viewer


def test_blend_ends_at_its_ends() -> None:
    start, end = load_pose("G"), load_pose("Q")
    for share, expected in ((0.0, start), (1.0, end)):
        got = blend(start, end, share)
        np.testing.assert_allclose(got.fingers, expected.fingers)
        np.testing.assert_allclose(got.thumb, expected.thumb)
        np.testing.assert_allclose(got.turn, expected.turn, atol=1e-9)
        np.testing.assert_allclose(got.forearm, expected.forearm)


@pytest.mark.parametrize("angles", [(0, 0, 0), (30, -20, 75), (180, 0, 0), (0, 180, 0), (0, 0, 180), (179.9, 3, 0)])
def test_rotation_vectors_go_there_and_back(angles: tuple[float, float, float]) -> None:
    matrix = rotation(*angles)
    np.testing.assert_allclose(from_rotation_vector(rotation_vector(matrix)), matrix, atol=1e-6)


def test_fingertips_meet_where_the_letter_says_so() -> None:
    """D, F and O close a circle with the thumb; in B and V they are far from it."""
    for letter, finger, touches in (("D", 12, True), ("F", 8, True), ("O", 8, True), ("B", 8, False), ("V", 12, False)):
        points = pose_skeleton(load_pose(letter)).points
        assert bool(np.linalg.norm(points[4] - points[finger]) < 0.15) is touches, letter


@pytest.mark.parametrize("name", VARIANTS["O"])
def test_an_o_seen_from_the_palm_is_closed_by_its_thumb(name: str) -> None:
    """Unlike in an E, whose thumb lies below the fingertips, the thumb ends at one of them, nearly straight."""
    points, e = pose_skeleton(load_pose(name)).points, pose_skeleton(load_pose("E")).points
    assert min(np.linalg.norm(points[4] - points[tip]) for tip in (8, 12)) < 0.15
    assert np.ptp(points[[5, 17], 0]) > 0.3  # the palm as wide as it is
    bends = [np.dot(hand[4] - hand[3], hand[3] - hand[2]) for hand in (points, e)]
    assert bends[0] > 1.2 * bends[1]


def test_r_crosses_two_fingers_and_u_does_not() -> None:
    for letter, crossed in (("R", True), ("U", False)):
        points = pose_skeleton(load_pose(letter)).points
        assert bool(points[12, 0] > points[8, 0]) is crossed
