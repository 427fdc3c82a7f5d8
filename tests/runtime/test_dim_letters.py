"""Keys that are pressed while the newest letter is shown and not settled: what is seen is what they act on."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace

import pyperclip
import pytest
from drawn_hand import predictions

from realtime_asl.practice.plan import Plan
from realtime_asl.practice.session import PracticeSession
from realtime_asl.runtime.hooks import WindowState
from realtime_asl.runtime.key_actions import KeyActions
from realtime_asl.runtime.practice_rounds import Rounds
from realtime_asl.runtime.session import Session
from realtime_asl.spelling.decoder import AUTO, Decoder
from realtime_asl.spelling.lexicon import Lexicon
from realtime_asl.spelling.speller import Speller

LEXICON = Lexicon([("HELLO", 9000), ("HELP", 300), ("HELD", 100)])


def practise(session: Session) -> None:
    session.practise(PracticeSession(Plan("Test", ("WWWWWW",))))


def teach(session: Session) -> None:
    session.taught_hand = SimpleNamespace(learn=lambda letter, frames: None, personal=lambda plain: plain, mark=None)
    Rounds("letters", save=False, learner=False).teach(session, None, ("W",))


def hold_longer(session: Session) -> None:
    session.hold = 0.6


def spelled(key: Callable[[Session], None], late: float, hold: float | str = AUTO) -> str:
    """HELLO at its natural speed; the key comes `late` seconds after the O is seen first."""
    session = Session(Decoder(hold), Speller(LEXICON), lambda event, text: None)
    seen: float | None = None
    pressed = False
    for prediction in predictions("HELLO"):
        session.feed(prediction)
        view = session.view(None, session.now, prediction.frame_size)
        if seen is None and view.text == "HELL" and "O" in (view.provisional, view.pending if hold != AUTO else None):
            seen = session.now
        if seen is not None and not pressed and session.now >= seen + late:
            pressed = True
            key(session)
    session.finish()
    assert pressed
    return session.text.rstrip()


@pytest.mark.parametrize("late", [0.0, 0.15], ids=["at once", "a moment later"])
@pytest.mark.parametrize(
    ("key", "text"),
    [
        (lambda session: session.accept(1), "HELLO"),
        (lambda session: session.accept(4), "HELLO"),
        (Session.space, "HELLO"),
        (Session.backspace, "HELL"),
        (Session.clear, ""),
        (practise, "HELLO"),
        (teach, "HELLO"),
        (hold_longer, "HELLO"),
    ],
    ids=["accept", "accept what is not there", "space", "backspace", "clear", "practise", "teach", "hold"],
)
def test_a_key_acts_on_the_letter_that_is_shown_and_not_settled(key, text, late):
    assert spelled(key, late) == text


@pytest.mark.parametrize(("key", "text"), [(lambda session: session.accept(1), "HELLO"), (Session.clear, "")])
def test_a_letter_that_is_being_held_belongs_to_the_word_that_was_taken_or_cleared(key, text):
    assert spelled(key, late=0.25, hold=0.8) == text


def test_what_is_being_held_when_practice_ends_is_no_text():
    decoder = Decoder(0.5)
    session = Session(decoder, Speller(LEXICON), lambda event, text: None)
    practise(session)
    for prediction in predictions("A"):
        session.feed(prediction)
        if session.practice is not None and decoder.state.pending == "A" and decoder.state.fill > 0.6:
            session.practise(None)
    session.finish()
    assert session.practice is None
    assert session.text == ""


def test_what_is_shown_is_copied(monkeypatch):
    copied: list[str] = []
    monkeypatch.setattr(pyperclip, "copy", copied.append)

    def copy(session: Session) -> None:
        hooks, state = SimpleNamespace(speech=None), WindowState()
        KeyActions(window=None, session=session, outputs=None, state=state, hooks=hooks, notify=lambda line: None).act(
            "copy"
        )

    assert spelled(copy, 0.0) == "HELLO"
    assert copied == ["HELLO"]
