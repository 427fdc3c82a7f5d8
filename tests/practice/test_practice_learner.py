"""The demo signer as a learner: in step with the session, patient, and never stuck."""

from __future__ import annotations

from practice_tools import prediction, stream

from realtime_asl.practice.learner import DemoLearner
from realtime_asl.practice.plan import Plan
from realtime_asl.practice.session import PracticeSession


class Signer:
    """Shows words one after another as the demo signer does, some letters unreadable."""

    def __init__(self, text: str, unreadable: dict[str, int]) -> None:
        self.words = text.split()
        self.unreadable = dict(unreadable)
        self.texts: list[str] = []

    def retarget(self, text: str) -> None:
        self.texts.append(text)
        self.words = text.split()

    def frames(self):
        time = 0.0
        while self.words:
            word = self.words.pop(0)
            parts: list[tuple[str | None, float]] = [(None, 0.3)]
            for letter in word:
                hidden = self.unreadable.get(letter, 0) > 0
                self.unreadable[letter] = self.unreadable.get(letter, 0) - 1
                parts.append(("Q" if hidden else letter, 0.8))
            for frame in stream([*parts, (None, 0.6)], start=time):
                time = frame.time
                yield frame
            time += 1 / 30


def practise(targets: tuple[str, ...], unreadable: dict[str, int], adaptive: bool = False):
    session = PracticeSession(Plan("Test", targets, adaptive))
    signer = Signer(session.text, unreadable)
    learner = DemoLearner(session, signer.retarget)
    for frame in signer.frames():
        session.update(frame)
        learner.update(frame)
        assert frame.time < 120
    return session, signer


def test_what_is_read_needs_no_second_try() -> None:
    session, signer = practise(("CAB", "BA", "L"), {})
    assert session.done
    assert signer.texts == []


def test_what_is_not_read_is_signed_again() -> None:
    session, signer = practise(("CAB", "BA"), {"A": 1})
    assert session.done
    assert session.summary()["skipped"] == 0
    assert signer.texts == ["AB BA"]


def test_what_is_never_read_is_skipped_after_three_tries() -> None:
    session, signer = practise(("CAB", "L"), {"A": 99})
    assert session.done
    assert session.summary()["skipped"] == 1
    assert session.summary()["letters"] == 3
    assert signer.texts == ["AB L", "AB L", "B L"]


def test_a_letter_that_comes_again_is_signed_again() -> None:
    session, signer = practise(("A", "B", "C", "L"), {"A": 99}, adaptive=True)
    assert session.done
    assert session.summary()["skipped"] == 2
    assert "B C L A" in signer.texts


def test_a_hand_lost_for_a_moment_is_no_lowering() -> None:
    session = PracticeSession(Plan("Test", ("AB",)))
    texts: list[str] = []
    learner = DemoLearner(session, texts.append)
    for frame in stream([("A", 0.8), (None, 0.3), ("B", 0.4)]):
        session.update(frame)
        learner.update(frame)
    assert texts == []
    learner.update(prediction(None, 9.0))
    assert texts == ["B"]
