"""What damaged numbers, gaps without frames and another camera do to what is read."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from drawn_hand import predictions
from signing_hand import Script

from realtime_asl.hand import Hand
from realtime_asl.letters.recognizer import Prediction
from realtime_asl.spelling.decoder import AUTO, Decoder
from realtime_asl.spelling.usable_prediction import LONGEST_GAP


def run(decoder: Decoder, frames: list[Prediction]) -> str:
    events = [event for frame in frames for event in decoder.update(frame)]
    events += decoder.finish(frames[-1].time)
    return "".join(event.letter or {"space": " ", "delete": "<"}[event.kind] for event in events)


def later(frames: list[Prediction], seconds: float) -> list[Prediction]:
    return [replace(frame, time=frame.time + seconds) for frame in frames]


def test_damaged_numbers_are_no_hand():
    frames = []
    for number, frame in enumerate(Script().away(0.1).letter("A", hold=1.5).film()):
        points, posterior = np.array(frame.hand.landmarks) if frame.hand else None, frame.posterior.copy()
        if number % 3 == 0 and points is not None:
            points[4] = np.nan
        if number % 5 == 0:
            posterior[2] = np.nan
        frames.append(
            replace(frame, posterior=posterior, hand=points if points is None else Hand(points, "Right", 0.9))
        )
    assert run(Decoder(0.5), frames) == "A"


def test_a_hand_without_size_is_no_hand():
    hand = Hand(np.full((21, 3), 5.0, np.float32), "Right", 0.9)
    frames = Script().letter("A", hold=2.0).film()
    assert run(Decoder(0.5), [replace(frame, hand=hand) for frame in frames]) == ""


def test_one_damaged_frame_does_not_end_reading_as_signed():
    frames = predictions("WATER", 3.0)
    broken = replace(frames[2], posterior=np.full_like(frames[2].posterior, np.nan))
    assert run(Decoder(), [*frames[:2], broken, *frames[3:]]).strip() == "WATER"


def test_what_was_held_before_a_long_gap_does_not_count_after_it():
    frames = Script().away(0.2).letter("A", hold=0.25).film()
    frames += later(Script().letter("A", hold=0.2).away(1.0).film(), frames[-1].time + 20 * LONGEST_GAP)
    assert run(Decoder(0.5), frames) == ""


@pytest.mark.parametrize("hold", [AUTO, 0.5])
def test_a_long_gap_ends_the_word(hold):
    first, second = (predictions(letter, 1.0) for letter in "BL")
    standing = [frame for frame in first if frame.time < first[-1].time - 1.0]  # the hand has not gone when it stops
    assert standing[-1].hand is not None
    frames = [*standing, *later(second, standing[-1].time + 2 * LONGEST_GAP)]
    assert run(Decoder(hold), frames).strip() == "B L"


def test_another_camera_may_show_the_hand_far_below():
    first = Script().away(0.3).letter("B", hold=1.0).away(1.0).film()
    second = []
    for frame in later(Script().away(0.3).letter("L", hold=1.0).away(1.0).film(), first[-1].time + 0.05):
        hand = frame.hand
        lower = hand and Hand(2 * hand.landmarks + np.float32([0, 600, 0]), hand.handedness, hand.score)
        second.append(replace(frame, frame_size=(1280, 1440), hand=lower))
    assert run(Decoder(0.5), [*first, *second]).strip() == "B L"


def test_what_waits_when_practice_begins_is_not_written_after_it():
    decoder, frames = Decoder(), predictions("BAG", 3.0)
    shown = None
    for frame in frames:
        assert decoder.update(frame) == ()
        if decoder.state.provisional == "B":
            shown = frame.time if shown is None else shown
            if frame.time - shown > 0.2:  # certain, but not settled
                break
    decoder.only_held = True
    nobody = [replace(frame, hand=None) for frame in later(frames[:5], frame.time + 60)]
    assert [event for frame in nobody for event in decoder.update(frame) if event.letter] == []
    decoder.only_held = False
    assert [event for frame in later(nobody, 5) for event in decoder.update(frame) if event.letter] == []
