"""Single pictures in which no hand is found, or something else is taken for one."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest
from demo_frames import empty

from realtime_asl.alphabet import CLASSES
from realtime_asl.letters.stills import StillReader, StillReading
from realtime_asl.sources.pictures import read_picture


@pytest.fixture(scope="module")
def reader() -> Iterator[StillReader]:
    with closing(StillReader()) as opened:
        yield opened


def mirrored(image: np.ndarray) -> np.ndarray:
    return np.ascontiguousarray(image[:, ::-1])


def test_without_a_hand_a_picture_and_its_mirror_image_are_read_alike(reader):
    """Nobody knows then which hand it is."""
    room = empty()
    plain, other = reader.classifier.read(room, None), reader.classifier.read(mirrored(room), None)
    assert np.abs(plain.posterior - other.posterior).max() > 1e-4, "the room is the same from both sides"
    read, back = reader.read(room), reader.read(mirrored(room))
    assert read.hand is back.hand is None
    assert not read.by_hand
    np.testing.assert_array_equal(read.posterior, back.posterior)
    np.testing.assert_array_equal(read.embedding, back.embedding)


def test_a_left_hander_s_picture_without_a_hand_is_read_as_the_mirror_image_of_a_right_hander_s():
    room = empty()
    with closing(StillReader(hand="left")) as left, closing(StillReader(hand="right")) as right:
        np.testing.assert_array_equal(left.read(room).posterior, right.read(mirrored(room)).posterior)


def read_training_pictures(
    reader: StillReader, shared: Path, *numbers: int
) -> list[tuple[str, StillReading, np.ndarray]]:
    """The letter, what was read, and the picture of rows of train2's manifest, in which two looks do not agree."""
    folder = shared / "data" / "train2"
    with (folder / "manifest.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    pictures = [read_picture(folder / rows[number]["path"]) for number in numbers]
    return [(rows[at]["letter"], reader.read(image), image) for at, image in zip(numbers, pictures, strict=True)]


def test_where_a_part_or_something_else_is_taken_for_the_hand_the_whole_picture_is_read(reader, shared):
    for letter, reading, _ in read_training_pictures(reader, shared, 4620, 13348):
        assert reading.letter == letter
        assert reading.hand is None
        assert not reading.by_hand
        assert reading.first is not None, "something was taken for a hand"
        assert reading.looks > 2


def test_fists_that_fill_the_picture_are_found(reader, shared):
    for letter, reading, image in read_training_pictures(reader, shared, 7916, 7960, 8132):
        assert reading.letter == letter
        assert reading.hand is not None
        assert reading.hand.side > 0.5 * min(image.shape[:2])


def test_where_looks_disagree_all_that_was_seen_has_a_say(reader, shared):
    """The letter is less certain than that of the best hand alone."""
    for letter, reading, image in read_training_pictures(reader, shared, 212, 7780, 13288):
        assert reading.letter == letter
        assert reading.hand is not None
        assert reading.posterior.sum() == pytest.approx(1, abs=1e-4)
        by_itself = reader.posterior(image, reading.hand)
        assert reading.posterior.max() < by_itself.max() - 0.1
        assert reading.by_hand == (CLASSES[by_itself.argmax()] == letter)
