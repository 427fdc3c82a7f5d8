"""The demo signer's pictures: the renderer, handshapes for practice, varied pictures for training."""

from __future__ import annotations

import numpy as np
import pytest

from realtime_asl.alphabet import CLASSES, LETTERS, NOTHING
from realtime_asl.demo import handshape, synthetic_pictures
from realtime_asl.demo.flesh import FOREARM, PALM, TIP, Placement, flesh
from realtime_asl.demo.looks import Looks
from realtime_asl.demo.poses import load_pose
from realtime_asl.demo.scene import draw_hand, paint
from realtime_asl.demo.skeleton import pose_skeleton
from realtime_asl.demo.surface import EMPTY, Surface, sculpt


def surface_of(letter: str, scale: float = 150.0, size: int = 400) -> tuple[Surface, np.ndarray, np.ndarray]:
    """The surface, the part seen at each pixel, and the joints (21, 3) in its pixels."""
    skeleton, placement = pose_skeleton(load_pose(letter)), Placement((size / 2, 0.75 * size), scale)
    sweeps = flesh(skeleton, placement)
    surface = sculpt(sweeps, size, size)
    assert surface is not None
    return surface, sweeps.part[surface.sweep], placement.project(skeleton.points) - [surface.left, surface.top, 0]


def test_one_sphere_has_the_height_and_normal_of_a_sphere() -> None:
    sweeps = flesh(pose_skeleton(load_pose("B")), Placement((100, 100), 100.0))
    ball = sweeps.__class__(
        ends=np.array([[50.0, 50.0, 7.0, 20.0, 50.0, 50.0, 7.0, 20.0]]),
        softness=np.zeros((1, 2)),
        part=np.array([TIP], dtype=np.int16),
        palmar=np.array([[0.0, 0.0, 1.0]]),
        warmth=np.zeros(1),
        smoothing=1.0,
        creases=(),
    )
    surface = sculpt(ball, 100, 100)
    assert surface is not None
    row, column = 50 - surface.top, 50 - surface.left
    assert surface.height[row, column] == pytest.approx(27, abs=0.01)
    assert surface.height[row, column + 12] == pytest.approx(7 + 16, abs=0.01)
    assert surface.normal_x[row, column + 12] == pytest.approx(0.6, abs=1e-3)
    assert surface.height[row, column + 21] == EMPTY


def test_a_tilted_capsule_is_as_high_as_its_spheres() -> None:
    """The closed form against the brute force: the highest of many spheres along the way."""
    sweeps = flesh(pose_skeleton(load_pose("B")), Placement((100, 100), 100.0))
    ends = np.array([[30.0, 40.0, 5.0, 12.0, 75.0, 60.0, 35.0, 7.0]])
    one = sweeps.__class__(
        ends, np.zeros((1, 2)), np.array([TIP], dtype=np.int16), np.array([[0.0, 0.0, 1.0]]), np.zeros(1), 1.0, ()
    )
    surface = sculpt(one, 100, 100)
    assert surface is not None
    share = np.linspace(0, 1, 4001)[:, None, None]
    x, y, h, r = (ends[0, i] + share * (ends[0, i + 4] - ends[0, i]) for i in range(4))
    yy, xx = np.mgrid[0 : surface.height.shape[0], 0 : surface.height.shape[1]]
    inside = r**2 - (xx + surface.left - x) ** 2 - (yy + surface.top - y) ** 2
    expected = np.where(inside > 0, h + np.sqrt(np.maximum(inside, 0)), EMPTY).max(axis=0)
    seen = expected > EMPTY
    assert seen.sum() > 900
    assert (surface.height[seen] > EMPTY).mean() > 0.99
    np.testing.assert_allclose(
        surface.height[seen & (surface.height > EMPTY)], expected[seen & (surface.height > EMPTY)], atol=0.1
    )


def test_every_joint_of_an_open_hand_lies_under_skin() -> None:
    surface, _, joints = surface_of("B")
    for x, y, depth in joints:
        assert surface.height[round(y), round(x)] > depth


def test_the_thumb_of_s_lies_over_the_fingers_and_that_of_m_under_them() -> None:
    for letter, on_top in (("S", True), ("M", False)):
        surface, _, joints = surface_of(letter)
        x, y, depth = joints[3]
        # Uncovered: the surface is the thumb's own skin, one radius above its last joint.
        uncovered = surface.height[round(y), round(x)] < depth + 0.10 * 150
        assert bool(uncovered) is on_top, letter


def test_palm_and_forearm_are_drawn_to_the_border() -> None:
    _, parts, _ = surface_of("A")
    assert {PALM, FOREARM, TIP} <= set(np.unique(parts))


def test_a_hand_out_of_view_draws_nothing() -> None:
    skeleton = pose_skeleton(load_pose("A"))
    assert draw_hand((200, 200), skeleton, Placement((900.0, -900.0), 60.0), Looks()) is None
    background = np.full((200, 200, 3), 0.5, np.float32)
    assert paint(background, skeleton, Placement((900.0, -900.0), 60.0), Looks()) is None


def test_painting_leaves_the_background_as_it_was() -> None:
    background = np.full((240, 320, 3), 0.5, np.float32)
    drawn = paint(background, pose_skeleton(load_pose("V")), Placement((160.0, 200.0), 90.0), Looks())
    assert drawn is not None
    window, light = drawn
    assert (background == 0.5).all()
    assert background[window].shape == light.shape
    assert np.abs(light - 0.5).max() > 0.2


@pytest.mark.parametrize("letter", [*LETTERS, "space", "del"])
def test_a_handshape_is_a_hand_on_a_transparent_background(letter: str) -> None:
    picture = handshape(letter, size=96, view="viewer")
    assert picture.shape == (96, 96, 4)
    assert picture.dtype == np.uint8
    alpha = picture[..., 3]
    assert 0.04 < (alpha > 250).mean() < 0.6
    assert alpha[:6].max() == 0  # nothing touches the upper border
    blue, green, red = picture[alpha > 250][:, :3].mean(axis=0)
    assert red > green > blue


def test_a_handshape_turns_with_hand_and_view() -> None:
    viewer = handshape("L", size=64, view="viewer")
    np.testing.assert_array_equal(handshape("L", size=64, view="signer"), viewer[:, ::-1])
    np.testing.assert_array_equal(handshape("L", size=64, view="viewer", hand="Left"), viewer[:, ::-1])
    np.testing.assert_array_equal(handshape("L", size=64, view="signer", hand="Left"), viewer)


@pytest.mark.parametrize("letter", ["J", "Z"])
def test_moving_letters_move_and_begin_again(letter: str) -> None:
    pictures = [handshape(letter, size=64, view="viewer", time=t) for t in (0.0, 0.9, 1.3)]
    assert np.abs(pictures[0].astype(int) - pictures[1]).max() > 50
    assert np.abs(pictures[1].astype(int) - pictures[2]).max() > 50
    np.testing.assert_array_equal(handshape(letter, size=64, view="viewer", time=0.2), pictures[0])
    still = handshape("A", size=64, view="viewer", time=0.0)
    np.testing.assert_array_equal(handshape("A", size=64, view="viewer", time=1.0), still)


@pytest.mark.parametrize("wrong", [{"letter": "?"}, {"size": 3}, {"view": "above"}, {"hand": "both"}], ids=str)
def test_handshapes_that_do_not_exist_are_refused(wrong: dict) -> None:
    arguments = {"letter": "A", "size": 64, "view": "viewer", "hand": "Right"} | wrong
    with pytest.raises(ValueError, match=r"handshape|view|hand"):
        handshape(arguments.pop("letter"), **arguments)


def test_synthetic_pictures_cover_all_classes_and_vary() -> None:
    pictures = list(synthetic_pictures(2 * len(CLASSES), seed=4))
    assert len(pictures) == 2 * len(CLASSES)
    assert sorted(drawn.letter for drawn in pictures) == sorted([*CLASSES, *CLASSES])
    for image, *_ in pictures:
        assert image.dtype == np.uint8
        assert image.ndim == 3
        assert image.shape[2] == 3
        assert 160 <= min(image.shape[:2]) <= max(image.shape[:2]) <= 360
        assert image.std() > 2
    brightness = [image.mean() for image, name, _ in pictures if name != NOTHING]
    assert max(brightness) - min(brightness) > 60


def test_synthetic_pictures_depend_on_the_seed_alone() -> None:
    first, again, other = (list(synthetic_pictures(6, seed=s)) for s in (1, 1, 2))
    for (image, name, _), (same_image, same_name, _) in zip(first, again, strict=True):
        assert name == same_name
        np.testing.assert_array_equal(image, same_image)
    assert any(a.shape != b.shape or (a != b).any() for (a, *_), (b, *_) in zip(first, other, strict=True))
