"""The tracker on drawn hands that are small in the frame, or dark."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing

import cv2
import numpy as np
import pytest
from demo_frames import empty, signed

from realtime_asl.frame import Frame
from realtime_asl.tracking.hand_tracker import HandTracker

SIZE = (640, 480)
#: Where the demo signer's picture lies in the frame at a time: factor, and left upper corner in pixels.
Place = Callable[[float], tuple[float, float, float]]


def seen_from(place: Place, light: float = 1.0, text: str = "WAVE", hand: str = "Right"):
    """Frames with the demo signer's picture somewhere in them, the true joints, and whether a letter is held."""
    clip = signed(text, hand=hand)
    for frame, joints in zip(clip.frames, clip.joints, strict=True):
        factor, x, y = place(frame.time)
        matrix = np.array([[factor, 0, x], [0, factor, y]])
        flags = cv2.INTER_AREA if factor < 1 else cv2.INTER_LINEAR
        image = cv2.warpAffine(frame.image, matrix, SIZE, flags=flags, borderMode=cv2.BORDER_REPLICATE)
        image = np.clip(image * light, 0, 255).astype(np.uint8)
        true = None if joints is None else joints * factor + (x, y)
        yield Frame(image, frame.time, frame.index), true, clip.held(frame.index)


def share_found(place: Place, **scene: object) -> float:
    """Share of the frames with a held letter in which the hand is found where it is."""
    hits = []
    with closing(HandTracker()) as tracker:
        for frame, true, held in seen_from(place, **scene):
            seen = tracker.detect(frame)
            if held:
                palm = np.linalg.norm(true[9] - true[0]) + np.linalg.norm(true[17] - true[5])
                error = np.inf if seen is None else np.linalg.norm(seen.landmarks[:, :2] - true, axis=1).mean() / palm
                hits.append(error < 0.2)
    assert len(hits) > 20
    return float(np.mean(hits))


@pytest.mark.parametrize("corner", [(60, 60), (260, 190), (450, 340)])
def test_finds_a_hand_that_is_small_in_the_frame(corner):
    assert share_found(lambda time: (0.25, *corner)) > 0.85


def test_stays_with_a_small_hand_that_wanders_through_the_frame():
    assert share_found(lambda time: (0.24, 40 + 60 * time, 200 - 20 * time)) > 0.85


def test_stays_with_a_hand_that_comes_nearer():
    assert (
        share_found(lambda time: ((factor := min(1.0, 0.2 + 0.14 * time)), *(0.3 * (1 - factor) * d for d in SIZE)))
        > 0.9
    )


@pytest.mark.parametrize("factor", [0.5, 1.0])
def test_finds_a_hand_in_the_dark(factor):
    assert share_found(lambda time: (factor, 100 * (1 - factor), 100 * (1 - factor)), light=0.08) > 0.85


def test_finds_nothing_where_there_is_no_hand():
    with closing(HandTracker()) as tracker:
        # Longer than every part of the frame takes, and than both ways to search are in turn.
        assert [tracker.detect(Frame(empty(), number / 4, number)) for number in range(60)] == [None] * 60


def test_a_signer_takes_the_place_of_a_small_hand_in_the_background():
    small = next(frame.image for frame, _, held in seen_from(lambda time: (0.2, 0, 0), text="W") if held)
    hits = []
    with closing(HandTracker()) as tracker:
        # The drawn hand is down at first: only the small one in the corner is there.
        for frame, true, held in seen_from(lambda time: (1.0, 0, 0)):
            frame.image[:96, 500:628] = small[:96, :128]
            seen = tracker.detect(frame)
            if held:
                hits.append(
                    seen is not None and np.abs(seen.landmarks[:, :2].mean(axis=0) - true.mean(axis=0)).max() < 40
                )
    assert np.mean(hits) > 0.8


def test_the_frame_may_change_its_size():
    with closing(HandTracker()) as tracker:
        frames = [frame for frame, _, _ in seen_from(lambda time: (0.3, 420, 330), text="W")]
        half = len(frames) // 2
        assert any(tracker.detect(frame) for frame in frames[:half])
        for frame in frames[half:]:
            tracker.detect(Frame(np.ascontiguousarray(frame.image[:240, :320]), frame.time, frame.index))


@pytest.mark.parametrize("size", [(1, 1), (8000, 2), (2, 8000), (1200, 17)], ids=lambda size: f"{size[0]}x{size[1]}")
def test_a_frame_of_any_shape_is_searched(size):
    grey = np.full((size[1], size[0], 3), 128, np.uint8)
    with closing(HandTracker()) as tracker:
        # Each of the parts in turn, and then all in one frame, as where frames are far apart.
        assert [tracker.detect(Frame(grey, number / 30, number)) for number in range(12)] == [None] * 12
        assert [tracker.detect(Frame(grey, 1.0 + number, number)) for number in range(4)] == [None] * 4


def test_a_hand_is_followed_whatever_the_times_of_the_frames_are():
    frames = [frame for frame, _, held in seen_from(lambda time: (1.0, 0, 0), text="W") if held][:12]
    times = [0.0, 0.0, 0.0, 1e-9, 0.5, 0.5, 1e5, 1e5, 1e5 + 1e-6, 1e5 + 0.03, 2e5, 2e5 + 0.03]
    with closing(HandTracker()) as tracker:
        assert all(tracker.detect(Frame(f.image, time, f.index)) for f, time in zip(frames, times, strict=True))
