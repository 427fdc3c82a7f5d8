from __future__ import annotations

import numpy as np
import pytest

from realtime_asl.hand import Hand
from realtime_asl.tracking.light import LESS_GREEN
from realtime_asl.tracking.search_areas import (
    AROUND,
    LARGE,
    MOST,
    STEP,
    View,
    about,
    around,
    lit,
    searched,
    whole,
)


def hand(x: float, y: float, size: float) -> Hand:
    """A hand whose box is a square of this size in pixels about (x, y)."""
    points = np.zeros((21, 3), np.float32)
    points[:, :2] = np.random.default_rng(0).uniform(-0.5, 0.5, (21, 2)) * size + (x, y)
    points[:2, :2] = (x - size / 2, y - size / 2), (x + size / 2, y + size / 2)
    return Hand(points, "Right", 0.9)


@pytest.mark.parametrize("shape", [(480, 640), (720, 1280), (1080, 1920), (640, 360), (64, 64)])
def test_a_small_hand_anywhere_lies_well_inside_a_searched_square(shape):
    image = np.zeros((*shape, 3), np.uint8)
    size = 0.2 * min(shape)
    for x in np.linspace(size, shape[1] - size, 9):
        for y in np.linspace(size, shape[0] - size, 9):
            x0, y0, x1, y1 = x - 0.6 * size, y - 0.6 * size, x + 0.6 * size, y + 0.6 * size
            assert any(
                v.x <= max(x0, 0) and v.y <= max(y0, 0) and x1 <= v.x + v.width and y1 <= v.y + v.height
                for v in searched(image)
            )


@pytest.mark.parametrize("shape", [(1, 1), (1, 2), (7, 9000), (9000, 7), (480, 640)])
def test_searched_squares_lie_in_the_picture_and_are_not_too_many(shape):
    image = np.zeros((*shape, 3), np.uint8)
    views = {view for number, view in enumerate(searched(image)) if number % 4 != 1}
    assert 0 < len(views) <= 2 * MOST**2
    for view in views:
        assert view.cut(image).shape == (view.height, view.width, 3)
        assert view.width == view.height >= 1


def test_the_larger_squares_come_twice_as_often():
    sides = [view.width for view in searched(np.zeros((480, 640, 3), np.uint8)) if view.x >= 0]
    assert sides[:6] == [360, 360, 240, 360, 360, 240]


def test_every_fourth_view_is_the_picture_with_a_border_of_one_width_or_another():
    image = np.zeros((480, 640, 3), np.uint8)
    bordered = searched(image)[1::4]
    assert [view.width for view in bordered[:4]] == [960, 1408, 2176, 960]
    for view in set(bordered):
        assert view.cut(image).shape == (view.height, view.width, 3)
        assert (view.x + view.width / 2, view.y + view.height / 2) == (320, 240)


def test_a_small_hand_is_followed_in_a_square_a_large_one_in_the_whole_frame():
    image = np.zeros((480, 640, 3), np.uint8)
    view = around(hand(320, 200, 60), image)
    assert view.width == view.height == round(AROUND * 60)
    assert view.x + view.width / 2 == pytest.approx(320, abs=1)
    assert view.y + view.height / 2 == pytest.approx(200, abs=1)
    assert around(hand(320, 200, 200), image) == whole(image)
    corner = around(hand(20, 460, 60), image)
    assert (corner.x, corner.y + corner.height) == (0, 480)


def test_the_square_moves_after_the_hand_in_small_steps_and_stays_in_the_frame():
    image = np.zeros((480, 640, 3), np.uint8)
    view = around(hand(320, 240, 60), image)
    assert view.moved_with(hand(324, 238, 60), image) == view
    gone = hand(600, 460, 60)
    for _ in range(300):
        after = view.moved_with(gone, image)
        assert max(abs(after.x - view.x), abs(after.y - view.y)) <= round(STEP * 60)
        view = after
    assert view.x <= 600 - 30
    assert view.x + view.width <= 640
    assert view.y + view.height <= 480


def test_a_hand_outgrows_its_square():
    view = View(100, 100, 200, 200)
    assert not view.outgrown_by(hand(200, 200, 0.9 * LARGE * 200))
    assert view.outgrown_by(hand(200, 200, 1.1 * LARGE * 200))


def test_a_view_that_reaches_outside_repeats_the_edge():
    image = np.random.default_rng(1).integers(0, 255, (120, 160, 3)).astype(np.uint8)
    part = View(-20, -30, 200, 200).cut(image)
    assert part.shape == (200, 200, 3)
    assert (part[30:150, 20:180] == image).all()
    assert (part[:30, 20:180] == image[0]).all()


@pytest.mark.parametrize(("x", "y", "size"), [(80, 60, 30), (150, 110, 30), (80, 60, 90), (20, 100, 90)])
def test_a_hand_of_any_size_has_a_square_about_it(x, y, size):
    image = np.zeros((120, 160, 3), np.uint8)
    view, seen = about(hand(x, y, size), image), hand(x, y, size)
    assert view.width == view.height == pytest.approx(AROUND * size, abs=2)
    assert not view.outgrown_by(seen)
    assert view.x <= x <= view.x + view.width
    assert view.y <= y <= view.y + view.height
    assert view.cut(image).shape == (view.height, view.width, 3)
    moved = view.moved_with(hand(x + size / 4, y, size), image)
    assert moved.cut(image).shape == (view.height, view.width, 3)


def test_a_square_about_a_hand_may_be_narrower():
    assert about(hand(320, 240, 60), np.zeros((480, 640, 3), np.uint8), 2.0) == View(260, 180, 120, 120)


def test_less_green_light_changes_one_colour_of_the_bordered_picture():
    image = np.full((40, 60, 3), 100, np.uint8)
    seen = lit(image, LESS_GREEN).cut(image)
    assert seen.shape == (60, 90, 3)
    assert (seen == (100, 70, 100)).all()
