"""Fewer searches while nobody is in view, and nothing of what is spelled afterwards is lost."""

from __future__ import annotations

from contextlib import closing
from dataclasses import replace

from realtime_asl.frame import Frame
from realtime_asl.letters.recognizer import Recognizer
from realtime_asl.runtime.search_rate import SearchRate
from realtime_asl.sources.demo_signer import DemoSource
from realtime_asl.spelling.decoder import Decoder


def test_every_frame_is_due_until_nobody_was_seen_for_long():
    rate = SearchRate(after=2.0, every=0.5)

    due = [time / 10 for time in range(50) if rate.due(time / 10)]

    assert due == [time / 10 for time in range(20)] + [2.4, 2.9, 3.4, 3.9, 4.4, 4.9]


def test_a_hand_makes_every_frame_due_again():
    rate = SearchRate(after=2.0, every=0.5)
    assert [rate.due(time) for time in (0.0, 3.0, 3.1, 3.5)] == [True, True, False, True]

    rate.seen(3.5)

    assert all(rate.due(3.5 + step / 10) for step in range(1, 20))


def test_a_camera_that_was_switched_on_long_ago_is_not_idle_at_its_first_frame():
    rate = SearchRate(after=2.0, every=0.5)
    assert all(rate.due(time) for time in (500.0, 500.1, 500.2))


def with_a_pause(seconds: float) -> list[Frame]:
    """The demo signer spells L, is away for `seconds`, and spells B."""
    first, second = (list(DemoSource(letter, fps=15)) for letter in "LB")
    empty = [first[0]] * round(15 * seconds)
    return [replace(frame, time=n / 15, index=n) for n, frame in enumerate([*first, *empty, *second])]


def test_the_first_letter_after_a_long_pause_is_read():
    rate, decoder, events = SearchRate(after=1.0), Decoder(0.5), []
    searched = left_out = 0
    frames = with_a_pause(4.0)

    with closing(Recognizer()) as recognizer:
        for frame in frames:
            hand = None
            if rate.due(frame.time):
                searched += 1
                hand = recognizer.track(frame)
            else:
                left_out += 1
            if hand is not None:
                rate.seen(frame.time)
            events += decoder.update(recognizer.classify(frame, hand))
        events += decoder.finish(frames[-1].time)

    assert [event.letter for event in events if event.kind == "letter"] == ["L", "B"]
    assert left_out > 27  # of the 45 frames of the last three seconds without a hand, two in three
    assert searched + left_out == len(frames)
