"""Teaching through the real program: the demo signer shows letters, a profile keeps them and is used."""

from __future__ import annotations

from argparse import Namespace

import numpy as np
import pytest
from practice_tools import hand_of, posterior_of, prediction, stream

from realtime_asl.alphabet import STATIC
from realtime_asl.cli import webcam
from realtime_asl.errors import UserError
from realtime_asl.letters.examples import Examples
from realtime_asl.letters.profiles import Profiles
from realtime_asl.practice.plan import Plan
from realtime_asl.practice.session import PracticeSession
from realtime_asl.practice.teaching import Teaching
from realtime_asl.run_options import letters_to_teach
from realtime_asl.runtime.practice_keys import PracticeKeys
from realtime_asl.runtime.session import Session
from realtime_asl.runtime.taught_hand import TaughtHand
from realtime_asl.spelling.decoder import Decoder
from realtime_asl.spelling.speller import Speller


def session_with(profiles: Profiles) -> Session:
    session = Session(Decoder(0.5), Speller(), lambda event, text: None)
    session.taught_hand = TaughtHand("me", lambda: "w", profiles)
    return session


def misread(letter: str, read: str, parts: float, start: float):
    """A person whose `letter` is always read as another one."""
    for frame in stream([(None, 0.3), (letter, parts), (None, 0.5)], start=start):
        if frame.hand is None:
            yield frame
        else:
            yield prediction(letter, frame.time, hand=hand_of(letter), posterior=posterior_of(read, 0.8, letter))


def test_the_demo_signer_teaches_and_is_read_with_its_examples(user_folder, capsys):
    assert webcam(["--camera", "demo", "--headless", "--teach", "LB", "--profile", "demo", "--fps", "15"]) == 0
    assert capsys.readouterr().err == "note: there is no profile 'demo' yet; it begins with what you teach\n"
    examples = Profiles().load("demo")
    assert examples.taught == ("B", "L")
    assert examples.space
    capsys.readouterr()
    assert webcam(["--camera", "demo", "--headless", "--spell", "BL", "--profile", "demo", "--fps", "15"]) == 0
    assert capsys.readouterr().out.splitlines()[-1] == "BL"


@pytest.mark.parametrize("letters", ["J", "A1", "Z"])
def test_letters_that_cannot_be_taught_are_refused_before_anything_starts(letters, capsys):
    assert webcam(["--camera", "demo", "--headless", "--teach", letters]) == 2
    assert "cannot be taught" in capsys.readouterr().err


def test_teaching_and_practice_at_once_are_refused(capsys):
    assert webcam(["--camera", "demo", "--headless", "--teach", "A", "--practice"]) == 2
    assert "leave out one" in capsys.readouterr().err


def test_a_misread_letter_is_spelled_right_after_it_was_taught(tmp_path):
    profiles = Profiles(tmp_path)
    session = session_with(profiles)
    for frame in misread("P", "Q", 1.0, 0.0):
        session.feed(frame)
    assert session.text.strip() == "Q"
    session.clear()
    session.teaching = Teaching("P", session.taught_hand.learn)
    for frame in misread("P", "Q", 1.5, 3.0):
        session.feed(frame)
    assert session.teaching is None, "the round is over"
    assert session.text.strip() == "", "nothing is spelled meanwhile"
    assert session.view(None, session.now, (640, 480)).own_hand == "your hand: 1 letter"
    for frame in misread("P", "Q", 1.0, 8.0):
        session.feed(frame)
    assert session.text.strip() == "P"
    # Another run, the same person.
    later = session_with(profiles)
    for frame in misread("P", "Q", 1.0, 0.0):
        later.feed(frame)
    assert later.text.strip() == "P"


def test_practice_judges_by_the_alphabet_and_not_by_the_habit(tmp_path):
    profiles = Profiles(tmp_path)
    frames = [prediction("S", time) for time in (0.0, 0.1)]
    profiles.save("me", Examples.of("A", frames, "w"))  # S was taught as A, against advice
    session = session_with(profiles)
    seen = []
    session.practise(PracticeSession(Plan("Test", ("A",))))
    update = session.practice.update
    session.practice.update = lambda frame, events: (seen.append(frame.letter), update(frame, events))
    for frame in stream([("S", 1.0)]):
        session.feed(frame)
    assert set(seen) == {"S"}


def test_teaching_under_other_weights_keeps_the_landmarks_of_older_examples(tmp_path):
    profiles = Profiles(tmp_path)
    older = (Examples.of(letter, [prediction(letter, 0.0)], "older") for letter in "PQ")
    profiles.save("me", next(older).with_letter("Q", next(older)))
    hand = TaughtHand("me", lambda: "newer", profiles)
    hand.personal(prediction("P", 0.0))
    assert hand.mark == "your hand: teach anew"
    hand.learn("A", [prediction("A", 1.0)])
    kept = profiles.load("me")
    assert kept.taught == ("A", "P", "Q")
    assert kept.space == "newer"
    np.testing.assert_allclose(kept.posteriors.sum(axis=1), [0, 0, 1], atol=1e-3)
    read = prediction("P", 2.0, hand=hand_of("P"), posterior=posterior_of("Q", 0.7, "P"))
    assert hand.personal(read).letter == "P"


def test_a_profile_that_cannot_be_saved_still_holds_for_this_run(tmp_path):
    hand = TaughtHand("me", lambda: "w", Profiles(tmp_path / "file"))
    (tmp_path / "file").write_text("in the way")
    hand.learn("A", [prediction("A", 1.0)])
    assert "cannot be saved" in hand.notice
    assert hand.mark == "your hand: 1 letter"
    hand.learn("B", [prediction("B", 2.0)])
    assert hand.mark == "your hand: 2 letters"


def test_what_two_windows_teach_is_kept_and_what_was_deleted_stays_so(tmp_path):
    profiles = Profiles(tmp_path)
    one, other = (TaughtHand("me", lambda: "w", profiles) for _ in range(2))
    one.learn("A", [prediction("A", 1.0)])
    other.learn("B", [prediction("B", 1.0)])
    one.learn("C", [prediction("C", 2.0)])
    assert profiles.load("me").taught == ("A", "B", "C")
    profiles.delete("me")
    other.learn("D", [prediction("D", 3.0)])
    assert profiles.load("me").taught == ("D",)


@pytest.mark.parametrize(
    ("letters", "line"), [("P", "Learnt your P"), ("PC", "Learnt 2 letters of your hand")], ids=["one", "several"]
)
def test_what_was_learnt_is_said_when_the_round_is_over(letters, line, tmp_path):
    session = session_with(Profiles(tmp_path))
    session.teaching = Teaching(letters, session.taught_hand.learn)
    for letter in letters:
        assert session.new_notice() is None
        for frame in stream([(None, 0.3), (letter, 1.2), (None, 0.5)], start=session.now + 0.1):
            session.feed(frame)
    assert session.teaching is None
    assert session.new_notice() == line
    assert session.new_notice() is None


def test_a_profile_that_cannot_be_kept_is_said_when_the_round_is_over(tmp_path, monkeypatch):
    profiles = Profiles(tmp_path)
    session = session_with(profiles)

    def fail(*_: object) -> None:
        raise UserError("profile 'me' cannot be saved")

    monkeypatch.setattr(profiles, "save", fail)
    session.teaching = Teaching("P", session.taught_hand.learn)
    for frame in stream([(None, 0.3), ("P", 1.2)], start=0.1):
        session.feed(frame)
    assert session.new_notice() == "profile 'me' cannot be saved"


def test_the_key_that_ends_teaching_says_what_was_learnt(tmp_path):
    said: list[str] = []
    session = session_with(Profiles(tmp_path))
    session.teaching = Teaching("PC", session.taught_hand.learn)
    PracticeKeys(session, None, None, said.append).practice()
    assert said == ["Teaching ended; no letter of your hand was learnt"]


def taught_as_signed(letters: str) -> Session:
    """A session that reads as signed, in the middle of a hold of the first letter that is taught."""
    session = Session(Decoder(), Speller(), lambda event, text: None)
    session.teaching = Teaching(letters, lambda letter, frames: None)
    for frame in stream([(None, 0.5), ("L", 0.4)]):
        session.feed(frame)
    return session


def test_no_key_makes_text_of_a_letter_that_is_taught():
    session = taught_as_signed("LB")
    session.hold = 0.6
    session.settle()
    assert session.text == ""


def test_the_letter_that_is_held_when_teaching_is_ended_is_no_text():
    session = taught_as_signed("LB")
    PracticeKeys(session, None, None, lambda line: None).practice()
    assert session.teaching is None
    for frame in stream([("L", 0.3), (None, 1.0)], start=0.9):
        session.feed(frame)
    assert session.text == ""


def test_a_change_of_the_hold_time_holds_for_the_letter_that_is_taught():
    session = taught_as_signed("LB")
    session.hold = 2.0
    for frame in stream([("L", 1.5)], start=0.9):
        session.feed(frame)
    assert session.teaching.learnt == ()
    for frame in stream([("L", 0.6)], start=2.4):
        session.feed(frame)
    assert session.teaching.learnt == ("L",)


@pytest.mark.parametrize("letters", ["A B C", "a,b,c", " abc ", "A, B, C"])
def test_letters_to_teach_may_be_a_list(letters):
    assert letters_to_teach(Namespace(teach=letters, practice=None)) == ("A", "B", "C")


def test_no_letters_to_teach_are_all_of_them():
    assert letters_to_teach(Namespace(teach=" ", practice=None)) == STATIC
