"""The search in parts of the frame: on small drawn hands, and on real pale hands before a pink wall."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from contextlib import closing

import cv2
import numpy as np
import pytest
from demo_frames import empty, held

from realtime_asl.frame import Frame
from realtime_asl.hand import Hand
from realtime_asl.model_files import find_hand_model
from realtime_asl.sources.pictures import read_picture
from realtime_asl.tracking.hand_tracker import HandTracker
from realtime_asl.tracking.landmarker import Landmarker
from realtime_asl.tracking.light import LESS_GREEN
from realtime_asl.tracking.part_search import TWICE_S, PartSearch
from realtime_asl.tracking.search_areas import around, lit, searched

FRAME_S = 1 / 30


@pytest.fixture
def search() -> Iterator[PartSearch]:
    with closing(Landmarker(find_hand_model(None), video=False, hands=2)) as landmarker:
        yield PartSearch(landmarker)


@pytest.fixture(scope="module")
def small() -> np.ndarray:
    """A frame in which a hand is too small to be found in the whole."""
    factor = np.array([[0.22, 0, 380], [0, 0.22, 250.0]])
    return cv2.warpAffine(held("W")[0], factor, (640, 480), flags=cv2.INTER_AREA, borderMode=cv2.BORDER_REPLICATE)


def largest(hands: list[Hand]) -> Hand:
    return max(hands, key=lambda hand: hand.scale)


def test_what_is_seen_in_a_part_counts_once_the_next_frame_confirms_it(search, small):
    for number in range(40):
        confirming = search.confirming
        if search.search(small, number * FRAME_S, None, largest):
            assert confirming
            return
    pytest.fail("nothing was found")


def test_what_is_gone_in_the_next_frame_does_not_count(search, small):
    empty = np.full_like(small, 128)
    for number in range(40):
        picture = empty if search.confirming else small
        assert not search.search(picture, number * (TWICE_S + 0.1), None, largest)


def test_the_same_place_seen_twice_is_not_seen_in_two_ways(search, small, monkeypatch):
    empty = np.full_like(small, 128)
    while not search.confirming:
        search.search(small, 0.0, None, largest)
    (recent,) = search.search(small, 0.0, None, largest)
    search.forget()
    monkeypatch.setattr(search, "next_view", lambda image, recent: around(recent, image))
    seen = 0
    for number in range(12):
        confirming = search.confirming  # by then it is gone
        assert not search.search(empty if confirming else small, number * FRAME_S, recent, largest)
        seen += search.confirming
    assert seen == 6


@pytest.mark.parametrize("shape", [(480, 640), (720, 1280), (1280, 720), (600, 600)])
def test_every_view_has_its_turn(search, shape):
    empty = np.full((*shape, 3), 128, np.uint8)
    views = searched(empty)
    seen = {search.next_view(empty, None) for _ in range(2 * len(views))}
    assert seen == {*views, lit(empty, LESS_GREEN)}


def test_what_two_parts_show_within_a_second_counts_though_its_surroundings_do_not(search, small):
    empty, seen = np.full_like(small, 128), 0
    for number in range(200):
        confirming = search.confirming
        hands = search.search(empty if confirming else small, number * FRAME_S, None, largest)
        seen += search.confirming
        if hands:
            assert not confirming
            assert seen == 1
            return
    pytest.fail("nothing was found")


def test_another_size_of_the_frame_forgets_what_was_seen(search, small):
    while not search.confirming:
        search.search(small, 0.0, None, largest)
    search.forget()
    assert not search.confirming


@pytest.mark.parametrize("name", ["A", "N", "V", "W"])
def test_a_pale_hand_before_a_pink_wall_is_followed(shared, name):
    with (shared / "data/val_hard/manifest.csv").open() as lines:
        rows = [row for row in csv.DictReader(lines) if row["signer"] == "heidilyncaling_s1" and row["letter"] == name]
    found = []
    for row in rows[:3]:
        picture = cv2.resize(read_picture(shared / "data/val_hard" / row["path"]), None, fx=2, fy=2)
        with closing(HandTracker()) as tracker:
            hands = [tracker.detect(Frame(picture, number * FRAME_S, number)) for number in range(45)]
        found.append(all(hands[-20:]))
    assert np.mean(found) > 0.5


def test_thirty_frames_a_second_without_a_hand_show_none():
    with closing(HandTracker()) as tracker:
        assert not any(tracker.detect(Frame(empty(), number * FRAME_S, number)) for number in range(150))
