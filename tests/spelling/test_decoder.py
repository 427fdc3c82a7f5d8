"""Both readers together, with the shipped network, on the demo signer's hand; and by holds alone."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from drawn_hand import predictions
from signing_hand import Script

from realtime_asl.hand import Hand
from realtime_asl.letters.recognizer import Prediction
from realtime_asl.spelling.decoder import AUTO, HOLD, Decoder, LetterEvent, seconds_held
from realtime_asl.spelling.hold_reader import HoldReader


def run(decoder: Decoder | HoldReader, frames: list[Prediction]) -> list[LetterEvent]:
    events = [event for frame in frames for event in decoder.update(frame)]
    return [*events, *decoder.finish(frames[-1].time)]


def text(events: list[LetterEvent]) -> str:
    return "".join(event.letter or {"space": " ", "delete": "<"}[event.kind] for event in events).strip()


def said(events: list[LetterEvent]) -> list[tuple]:
    return [(event.time, event.kind, event.letter, event.start) for event in events]


@pytest.mark.parametrize("pace", [1.0, 2.0, 4.0])
@pytest.mark.parametrize("word", ["HELLO", "FLOWER", "BOOK", "JAZZ"])
def test_reads_slow_and_fast_words(word, pace):
    assert text(run(Decoder(), predictions(word, pace))) == word


@pytest.mark.parametrize("fps", [15, 24, 60])
def test_reads_at_any_frame_rate(fps):
    assert text(run(Decoder(), predictions("CABLE", 3.0, fps))) == "CABLE"


def test_by_holds_alone_is_what_the_hold_reader_says():
    frames = Script().letter("H").letter("I").away(1.2).letter("B").film()
    assert said(run(Decoder(0.5), frames)) == said(run(HoldReader(0.5), frames))


def test_letters_too_quick_to_hold_are_only_read_as_signed():
    frames = predictions("WATER", 4.0)
    assert len(text(run(Decoder(0.5), frames))) < 3


@pytest.mark.parametrize(("place", "said"), [(0.85, "A"), (0.95, "")], ids=["low", "half below the picture"])
def test_no_word_begins_with_a_hand_that_is_half_outside(place, said):
    frames = predictions("A", pace=2)
    lowered = [
        frame if frame.hand is None else replace(frame, hand=_lowered(frame.hand, place * frame.frame_size[1]))
        for frame in frames
    ]
    assert text(run(Decoder(AUTO), lowered)).strip() == said


def _lowered(hand: Hand, middle: float) -> Hand:
    down = middle - float(hand.landmarks[:, 1].mean())
    return replace(hand, landmarks=hand.landmarks + np.array((0, down, 0), np.float32))


def test_only_what_is_held_counts_in_practice():
    decoder, frames = Decoder(), predictions("WATER", 4.0)
    decoder.only_held = True
    assert text(run(decoder, frames)) == text(run(Decoder(HOLD), frames))


def test_the_newest_letter_is_shown_before_it_settles():
    decoder, seen = Decoder(), []
    for frame in predictions("BAG", 3.0):
        events = decoder.update(frame)
        seen.append((decoder.state.provisional, "".join(event.letter or "" for event in events)))
    shown = next(k for k, (provisional, _) in enumerate(seen) if provisional.startswith("B"))
    settled = next(k for k, (_, letters) in enumerate(seen) if letters.startswith("B"))
    assert shown < settled
    assert seen[settled][0] != "B"


def test_times_never_go_back_and_letters_begin_before_they_settle():
    events = run(Decoder(), predictions("FLOWER HAT", 2.0))
    assert [event.time for event in events] == sorted(event.time for event in events)
    assert all(event.start <= event.time for event in events)
    assert " " in text(events)


def test_a_frame_that_comes_twice_or_without_a_time_changes_nothing():
    decoder, frames = Decoder(), predictions("AL", 2.0)
    twice = [frame for frame in frames for _ in range(2)]
    broken = Prediction(float("nan"), 0, (640, 480), frames[0].posterior, None)
    assert said(run(decoder, [frames[0], broken, *twice[1:]])) == said(run(Decoder(), frames))


def test_how_it_reads_can_be_changed_while_running():
    decoder = Decoder(0.5)
    assert decoder.hold == 0.5
    decoder.hold = AUTO
    assert decoder.hold == AUTO
    assert text(run(decoder, predictions("WATER", 4.0))) == "WATER"
    decoder.hold = 0.7
    assert (decoder.hold, seconds_held(decoder.hold), seconds_held(AUTO)) == (0.7, 0.7, HOLD)
    with pytest.raises(ValueError, match="positive"):
        decoder.hold = 0
    assert np.isfinite(decoder.state.fill)
