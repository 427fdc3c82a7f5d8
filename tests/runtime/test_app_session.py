"""What follows from predictions: text, events and the screen, with the real decoder and speller."""

from __future__ import annotations

import numpy as np
import pytest
from practice_tools import hand_of as drawn_hand_of
from practice_tools import posterior_of, stream

from realtime_asl.alphabet import CLASSES, INDEX
from realtime_asl.hand import Hand
from realtime_asl.letters.recognizer import Prediction, nothing_posterior
from realtime_asl.output.transcript import open_transcript
from realtime_asl.practice.plan import plan_round
from realtime_asl.practice.session import PracticeSession
from realtime_asl.runtime.hooks import Hooks, WindowState
from realtime_asl.runtime.key_actions import KeyActions
from realtime_asl.runtime.session import MARKED_S, Session
from realtime_asl.screen.overlay import UNSURE
from realtime_asl.sources.demo_signer import DemoSource
from realtime_asl.spelling.decoder import AUTO, HOLD, Decoder
from realtime_asl.spelling.speller import Speller, TextEvent

SIZE = (640, 480)


def hand_of(shape: int) -> Hand:
    """A still hand; other numbers give other shapes."""
    points = np.random.default_rng(shape).uniform(-80, 80, (21, 3)).astype(np.float32)
    points[:, :2] += (320, 240)
    return Hand(points, "Right", 0.98)


class Signer:
    """Feeds a session as if letters were signed, 30 times a second."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.time = 0.0

    def sign(self, letter: str | None, seconds: float, confidence: float = 0.96) -> None:
        for _ in range(round(seconds * 30)):
            posterior = nothing_posterior()
            if letter is not None:
                posterior = np.full(len(CLASSES), (1 - confidence) / (len(CLASSES) - 1), np.float32)
                posterior[INDEX[letter]] = confidence
            hand = None if letter is None else hand_of(ord(letter))
            self.session.feed(Prediction(self.time, round(self.time * 30), SIZE, posterior, hand))
            self.time += 1 / 30

    def view(self):
        return self.session.view(None, self.session.now, SIZE)


@pytest.fixture
def told() -> list[tuple[TextEvent, str]]:
    return []


@pytest.fixture
def session(told) -> Session:
    return Session(Decoder(0.5), Speller(), lambda event, text: told.append((event, text)))


@pytest.fixture
def signer(session) -> Signer:
    return Signer(session)


def test_letters_become_text_and_are_told_with_it(session, signer, told):
    for letter in "CAB":
        signer.sign(letter, 0.9)
        signer.sign(None, 0.2)
    assert session.text == "CAB"
    assert [(event.letter, text) for event, text in told] == [("C", "C"), ("A", "CA"), ("B", "CAB")]


def test_the_ring_fills_then_the_letter_is_marked_for_a_moment(signer):
    signer.sign("B", 0.3)
    held = signer.view()
    assert (held.letter, held.pending, held.committed) == ("B", "B", None)
    assert 0.2 < held.fill < 1
    signer.sign("B", 0.4)
    counted = signer.view()
    assert counted.committed == "B"
    assert counted.text == "B"
    signer.sign("B", MARKED_S + 0.1)
    assert signer.view().committed is None


def test_what_is_not_sure_is_shown_as_a_question(signer):
    signer.sign("M", 0.5, confidence=0.45)
    view = signer.view()
    assert view.letter == UNSURE
    assert view.candidates[0][0] == "M"


def test_the_last_letter_is_not_lost_and_comes_once(session, signer):
    signer.sign("L", 0.48)
    session.finish()
    session.finish()
    assert session.text == "L"


def test_keys_change_the_text_and_are_told(session, signer, told):
    for letter in "HI":
        signer.sign(letter, 1.2)
        signer.sign(None, 0.2)
    session.space()
    session.backspace()
    session.backspace()
    assert session.text == "H"
    session.clear()
    assert session.text == ""
    assert [event.kind for event, _ in told] == ["letter", "letter", "space", "delete", "delete", "delete"]


def test_hold_time_can_be_changed_while_running(session, signer):
    session.hold = 1.5
    signer.sign(None, 0.5)  # a source that begins with a held letter is given part of the hold
    signer.sign("B", 1.0)
    assert session.text == ""
    signer.sign("B", 1.0)
    assert session.text == "B"


def test_below_the_shortest_hold_it_is_read_as_signed(session):
    said = []
    hooks = Hooks(
        window=None,
        source=DemoSource("A"),
        recognizer=None,
        pipeline=None,
        session=session,
        rounds=None,
        state=WindowState(),
        reading=None,
        speech=None,
        mirrored=False,
        settings=None,
    )
    press = KeyActions(
        window=None, session=session, outputs=None, state=WindowState(), hooks=hooks, notify=said.append
    ).act
    session.hold = 0.3
    for _ in range(3):
        press("hold_less")
    assert session.hold == AUTO
    assert said == ["Hold a letter 0.2 s", "Read as signed", "Read as signed"]
    press("hold_more")
    assert session.hold == HOLD
    session.hold = 5.0
    press("hold_more")
    assert session.hold == 5.0
    session.hold = 0.05
    press("hold_more")
    assert 0.05 < session.hold < 0.3


def test_practice_is_told_but_is_no_part_of_the_text(session, signer, told, tmp_path):
    words = tmp_path / "words.txt"
    words.write_text("ab\n")
    signer.sign("C", 0.9)
    signer.sign(None, 0.2)
    watched = []
    practice = PracticeSession(plan_round(str(words)))
    session.practise(practice, watched.append)
    for letter in "AB":
        signer.sign(letter, 1.2)
        signer.sign(None, 0.2)
    assert practice.done
    assert practice.summary()["letters"] == 2
    assert session.text == "C"
    assert [event.letter for event, _ in told] == ["C", "A", "B"]
    assert len(watched) == 2 * (36 + 6)
    assert signer.view().practice.summary is not None
    session.practise(None)
    assert signer.view().practice is None


def test_backspace_after_practice_takes_nothing_of_the_exercise_out_of_a_transcript(session, signer, told, tmp_path):
    for letter in "HE":
        signer.sign(letter, 0.9)
        signer.sign(None, 0.2)
    words = tmp_path / "words.txt"
    words.write_text("cat\n")
    session.practise(PracticeSession(plan_round(str(words))))
    for letter in "CAT":
        signer.sign(letter, 1.2)
        signer.sign(None, 0.2)
    session.practise(None)
    session.backspace()
    assert session.text == "H"
    assert "".join(event.letter or "" for event, _ in told) == "HECAT"
    transcript = open_transcript(tmp_path / "out.txt")
    for event, _ in told:
        transcript.write(event)
    transcript.close(session.now)
    assert (tmp_path / "out.txt").read_text() == "H\n"


@pytest.mark.parametrize("then", ["B", "E", None], ids=str)
def test_a_hint_never_names_another_letter_than_the_card(session, tmp_path, then):
    words = tmp_path / "words.txt"
    words.write_text("A\n")
    session.practise(PracticeSession(plan_round(str(words))))
    seen = []

    def show(letter: str | None, seconds: float) -> None:
        for number, _ in enumerate(range(round(seconds * 30))):
            at = session.now + 1 / 30
            hand = None if letter is None else drawn_hand_of(letter)
            posterior = nothing_posterior() if letter is None else posterior_of(letter)
            session.feed(Prediction(at, number, SIZE, posterior, hand))
            view = session.view(None, session.now, SIZE)
            hint = view.practice.hint
            seen.append((view.letter, "" if hint is None else hint.heading))

    show("L", 1.0)
    assert ("L", "I read this as L") in seen
    show(then, 1.0)
    named = [(letter, heading[-1]) for letter, heading in seen if heading.startswith("I read")]
    assert all(letter in (name, UNSURE, None) for letter, name in named)


@pytest.mark.parametrize("another", [False, True], ids=["practice ends", "another round begins"])
@pytest.mark.parametrize("seconds", [0.2, 0.3, 0.4, 0.5])
def test_the_letter_that_is_signed_when_a_round_ends_is_no_text(seconds, another, tmp_path):
    words = tmp_path / "words.txt"
    words.write_text("DOG\n")
    session = Session(Decoder(), Speller(), lambda event, text: None)
    session.practise(PracticeSession(plan_round(str(words))))
    for frame in stream([(None, 0.5), ("L", seconds)]):
        session.feed(frame)
    session.practise(None)
    if another:
        session.practise(PracticeSession(plan_round(str(words))))
    for frame in stream([("L", 0.2), (None, 1.0)], start=0.5 + seconds):
        session.feed(frame)
    assert session.text == ""
