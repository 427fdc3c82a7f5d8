"""The practice screens: what they show, on any size of picture, and where they keep out of the way."""

from __future__ import annotations

import time
from dataclasses import replace

import cv2
import numpy as np
import pytest
from practice_tools import event, hand_of, prediction, stream

from realtime_asl.practice.plan import Plan
from realtime_asl.practice.session import PracticeSession
from realtime_asl.practice.teaching import Teaching
from realtime_asl.screen.overlay import Layout, Overlay, View, summary_card
from realtime_asl.screen.overlay.paint import pill_width, text_width
from realtime_asl.screen.overlay.practice import PracticePanel, coaching, handshape, target
from realtime_asl.screen.overlay.practice.coaching import _chains, _wrapped
from realtime_asl.screen.overlay.practice.places import Places
from realtime_asl.screen.overlay.theme import BOLD, ORANGE

SIZES = [(640, 480), (1280, 720), (720, 1280)]
ODD_SIZES = [(160, 120), (120, 160), (1, 1), (2000, 20), (20, 2000), (1920, 1080)]


def session_with_hint(word: str = "UR", shown: str = "V") -> PracticeSession:
    session = PracticeSession(Plan("Words, easy", (word, "DOG")))
    session.update(prediction(None, 0.0))
    session.update(prediction(shown, 0.1))
    session.update(prediction(shown, 0.6), [event(shown, 0.6, start=0.1)])
    assert session.view.hint is not None
    return session


def finished_session() -> PracticeSession:
    session = session_with_hint("A", "S")
    session.skip()
    for frame in stream([("D", 0.7), ("O", 0.7), ("G", 0.7)], start=1.0):
        session.update(frame)
    assert session.done
    return session


def draw(session: PracticeSession, size: tuple[int, int], mirrored: bool = False, **changes: object) -> np.ndarray:
    hand = hand_of("V", at=(size[0] / 2, size[1] * 0.6))
    view = View(time=1.3, frame_size=size, hand=hand, letter="V", confidence=0.9, practice=session.view)
    image = np.full((size[1], size[0], 3), 128, np.uint8)
    Overlay(mirrored).draw(image, replace(view, **changes))
    return image


@pytest.mark.parametrize("size", SIZES + ODD_SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
@pytest.mark.parametrize("mirrored", [False, True], ids=["true", "mirrored"])
@pytest.mark.parametrize("text_scale", [0.6, 1.0, 2.5])
def test_every_screen_can_be_drawn_on_any_picture(size, mirrored, text_scale):
    long = session_with_hint("EXTRAORDINARILY LONG WORDS AND LETTERS", "V")
    moving = PracticeSession(Plan("Letters", ("J",)))
    for session in (long, moving, session_with_hint(), finished_session()):
        image = np.full((size[1], size[0], 3), 128, np.uint8)
        view = View(time=0.7, frame_size=size, hand=hand_of("V"), practice=session.view)
        Overlay(mirrored, text_scale).draw(image, view)
        assert image.shape == (size[1], size[0], 3)


@pytest.mark.parametrize("size", SIZES, ids=str)
@pytest.mark.parametrize("mirrored", [False, True])
def test_panels_stay_inside_and_apart(size, mirrored):
    layout = Layout(*size, frame_size=size, mirrored=mirrored)
    places = Places(layout)
    boxes = [layout.card, places.target, places.picture(left=True), layout.bar]
    for box in boxes:
        x0, y0, x1, y1 = box
        assert 0 <= x0 < x1 <= size[0]
        assert 0 <= y0 < y1 <= size[1]
    for i, a in enumerate(boxes):
        for b in boxes[i + 1 :]:
            apart = a[2] <= b[0] or b[2] <= a[0] or a[3] <= b[1] or b[3] <= a[1]
            assert apart, (a, b)


@pytest.mark.parametrize("text_scale", [1.0, 1.5, 2.5])
def test_how_far_the_round_has_come_is_not_written_under_the_time_of_a_recording(text_scale, monkeypatch):
    size = (640, 480)
    layout = Layout(*size, frame_size=size, text_scale=text_scale)
    written: dict[str, int] = {}
    monkeypatch.setattr(target, "write", lambda image, text, at, *_, **__: written.setdefault(text, at[0]))
    image = np.full((size[1], size[0], 3), 128, np.uint8)
    target.TargetWord(layout, Places(layout)).draw(image, View(practice=session_with_hint().view, recording=605.0))
    figures = size[0] - layout.margin - pill_width("REC 10:05", layout.px(18), icon=True)
    # Very large text leaves no room for it at all.
    assert written.get("1 of 2", 0) <= figures
    assert ("1 of 2" in written) == (text_scale < 2)


@pytest.mark.parametrize(
    ("side", "mirrored", "left"), [("Right", True, True), ("Right", False, False), ("Left", True, False)]
)
def test_the_picture_keeps_out_of_the_hands_way(side, mirrored, left):
    session = PracticeSession(Plan("Words", ("B",)))
    session.update(prediction("B", 0.0, hand=hand_of("B", side)))
    size = (640, 480)
    x0, y0, x1, y1 = Places(Layout(*size, frame_size=size, mirrored=mirrored)).picture(left=left)
    image = draw(session, size, mirrored, hand=None)
    assert not (image[y0 + 20 : y1 - 20, x0 + 20 : x1 - 20] == 128).all(axis=-1).any()  # its corners are round
    session.hide()
    hidden = draw(session, size, mirrored, hand=None)
    assert (hidden[(y0 + y1) // 2 : y1, x0:x1] == 128).all()
    assert (hidden[y0:y1, x0:x1] != 128).any()  # the key that shows it again


@pytest.mark.parametrize(("size", "text_scale"), [((640, 480), 1.15), ((640, 480), 1.32), ((1280, 720), 1.52)])
def test_large_text_leaves_room_for_the_picture(size, text_scale, monkeypatch):
    layout = Layout(*size, (640, 480), text_scale=text_scale)
    box = Places(layout).picture(left=True)
    assert box is not None
    assert box[2] - box[0] >= layout.px(100)
    written: list[str] = []
    monkeypatch.setattr(handshape, "write", lambda image, text, *rest, **how: written.append(text))
    session = session_with_hint()
    image = np.full((size[1], size[0], 3), 128, np.uint8)
    Overlay(False, text_scale).draw(image, View(time=1.3, frame_size=(640, 480), hand=None, practice=session.view))
    assert written
    assert not any("…" in text for text in written)


def test_the_picture_turns_and_j_moves():
    session = PracticeSession(Plan("Letters", ("J",)))
    session.update(prediction("I", 0.0))
    size = (640, 480)
    at_rest = draw(session, size, time=0.0)
    assert (draw(session, size, time=1.0) != at_rest).any()
    session.turn()
    assert (draw(session, size, time=0.0) != at_rest).any()


def test_the_finger_of_the_hint_is_marked_and_nothing_else_orange_is_on_the_hand():
    session, size = session_with_hint(), (1280, 720)
    hint = session.view.hint
    assert hint.aspects == ("spread",)
    hand = hand_of("V", at=(640, 450))
    marked = draw(session, size, hand=hand, skeleton=False, time=1.0)
    rows, columns = np.nonzero(np.abs(marked.astype(int) - ORANGE).sum(axis=-1) < 12)
    on_picture = rows < 600  # below lies the bar with its own mark
    orange = np.stack([columns, rows], axis=1)[on_picture]
    distance = np.linalg.norm(orange[:, None] - hand.landmarks[None, :, :2], axis=-1)
    fingers = hand.landmarks[[5, 6, 7, 8, 9, 10, 11, 12], :2]
    assert (distance[:, 5:13].min(axis=1) < 30).all()  # all of it lies along the two fingers …
    assert np.ptp(orange, axis=0) == pytest.approx(np.ptp(fingers, axis=0), abs=50)  # … all along them
    pulse = draw(session, size, hand=hand, skeleton=False, time=1.5)
    assert (pulse[300:600] != marked[300:600]).any()  # it moves: not by colour alone


def test_a_mirrored_picture_marks_the_mirrored_finger():
    session, size = session_with_hint(), (1280, 720)
    hand = hand_of("V", at=(400, 450))
    plain, mirrored = (draw(session, size, m, hand=hand, skeleton=False) for m in (False, True))
    orange = [
        (np.abs(image.astype(int) - ORANGE).sum(axis=-1) < 12)[200:600, :].sum(axis=0) for image in (plain, mirrored)
    ]
    tip = int(hand.landmarks[8, 0])
    assert orange[0][tip - 30 : tip + 30].any()
    assert orange[1][1279 - tip - 30 : 1279 - tip + 30].any()
    assert not orange[1][tip - 30 : tip + 30].any()


def test_the_offer_to_skip_appears():
    session = PracticeSession(Plan("Words", ("B",)))
    session.update(prediction(None, 0.0))
    before = draw(session, (640, 480), hand=None)
    session.update(prediction(None, 15.5))
    after = draw(session, (640, 480), hand=None)
    changed = np.argwhere((before != after).any(axis=-1))
    assert len(changed) > 500
    assert changed[:, 0].min() > 300  # above the bar, at the bottom


@pytest.mark.parametrize("mirrored", [False, True])
def test_the_offer_to_skip_does_not_cover_the_picture(mirrored):
    size = (1920, 1080)
    layout = Layout(*size, frame_size=size, mirrored=mirrored, text_scale=1.5)
    view = session_with_hint().view
    advice = "put your thumb between index and middle finger; over them is S, and between them is T"
    view = replace(view, hint=replace(view.hint, advice=advice))
    places = Places(layout)
    x0, y0, x1, y1 = places.picture(left=places.picture_is_left(view.hand))

    def shown(offered: bool) -> np.ndarray:
        image = np.full((size[1], size[0], 3), 128, np.uint8)
        PracticePanel(layout).draw(image, View(frame_size=size, practice=replace(view, offer_skip=offered)))
        return image

    changed = (shown(True) != shown(False)).any(axis=-1)
    assert changed.any()
    assert not changed[y0:y1, x0:x1].any()


def test_done_skipped_and_current_letters_look_different_without_colour():
    size = (1280, 720)
    x0, y0, x1, y1 = Places(Layout(*size, frame_size=size)).target

    def grey(session: PracticeSession) -> np.ndarray:
        return cv2.cvtColor(draw(session, size, hand=None), cv2.COLOR_BGR2GRAY)[y0:y1, x0:x1].astype(int)

    done, skipped, fresh = (PracticeSession(Plan("Words", ("OOB",))) for _ in range(3))
    for frame in stream([("O", 0.7)]):
        done.update(frame)
    skipped.update(prediction(None, 0.0))
    skipped.skip()
    assert done.view.states == ("done", "current", "todo")
    assert skipped.view.states == ("skipped", "current", "todo")
    pictures = [grey(session) for session in (done, skipped, fresh)]
    for i in range(3):
        for j in range(i):
            assert (np.abs(pictures[i] - pictures[j]) > 25).sum() > 40


def test_the_summary_covers_the_middle_and_names_the_letters_to_practise():
    session = finished_session()
    assert session.view.summary.practise == ("A",)
    image = draw(session, (640, 480))
    assert (image[200:280, 280:360] < 100).mean() > 0.5
    other = PracticeSession(Plan("Words", ("DOG",)))
    for frame in stream([("D", 0.7), ("O", 0.7), ("G", 0.7)]):
        other.update(frame)
    assert (draw(other, (640, 480)) != image).any()


def test_long_advice_is_broken_well():
    text = "Put your thumb between index and middle finger; over them is S"
    assert _wrapped(text, 10_000, 26) == [text]
    assert _wrapped(text, 700, 26) == ["Put your thumb between index and middle finger;", "over them is S"]
    first, second = _wrapped("Cross your middle finger over the index finger", 400, 26)
    assert abs(len(first) - len(second)) < 12
    assert _wrapped(text, 60, 26)[0].endswith("…")


@pytest.mark.parametrize("size", [(480, 640), (640, 480), (1280, 900)], ids=str)
@pytest.mark.parametrize("text_scale", [1.0, 1.5, 2.5])
def test_no_hint_or_question_is_cut_however_large_the_text(size, text_scale, monkeypatch):
    advice = "the thumb between index and middle finger is T; teach it as P all the same? T yes, N no"
    asked = replace(session_with_hint().view, offer_skip=False)
    view = View(practice=replace(asked, hint=replace(asked.hint, advice=advice)))
    written: list[tuple[str, int]] = []
    monkeypatch.setattr(coaching, "write", lambda image, text, at, size, *_, **__: written.append((text, size)))
    layout = Layout(*size, frame_size=size, text_scale=text_scale)
    coaching.CoachingBar(layout, Places(layout)).draw(np.zeros((size[1], size[0], 3), np.uint8), view)
    lines = [text for text, _ in written[2:]]  # after the mark and what was read
    assert " ".join(lines) == advice[:1].upper() + advice[1:]
    assert len(lines) <= 2
    assert all(text_width(text, type_size, BOLD) < size[0] for text, type_size in written)


def test_landmarks_of_one_finger_form_one_line():
    assert _chains((1, 2, 3, 4)) == [[1, 2, 3, 4]]
    assert _chains((5, 6, 7, 8, 9, 10, 11, 12)) == [[5, 6, 7, 8], [9, 10, 11, 12]]


def test_drawing_is_cheap():
    """CPU time, so that a busy machine does not fail it: a third of what a frame of 30 a second has is far too much."""
    cv2.setNumThreads(1)
    session, size = session_with_hint(), (1280, 720)
    panel = PracticePanel(Layout(*size, frame_size=size))
    view = View(time=0.0, frame_size=size, hand=hand_of("V"), practice=session.view)
    image = np.full((720, 1280, 3), 128, np.uint8)
    panel.draw(image, view)
    begun = time.process_time()
    for _ in range(50):
        panel.draw(image, view)
    assert (time.process_time() - begun) / 50 < 0.010


def test_a_round_of_which_nothing_was_signed_has_no_time_a_letter(monkeypatch):
    session = PracticeSession(Plan("Letters", ("A", "B")))
    session.update(prediction(None, 0.0))
    session.skip()
    session.skip()
    figures: list[tuple[str, str]] = []
    monkeypatch.setattr(summary_card.SummaryCard, "draw_figures", lambda card, image, told: figures.extend(told))
    draw(session, (640, 480))
    assert ("-", "a letter") in figures


@pytest.mark.parametrize("text_scale", [1.0, 1.5, 2.0])
@pytest.mark.parametrize("size", [(640, 480), (480, 800), (1280, 720)], ids=str)
@pytest.mark.parametrize("recording", [None, 605.0], ids=["", "recorded"])
def test_figures_leave_the_word_free(size, text_scale, recording):
    session = session_with_hint("EXTRAORDINARILY")
    drawn = []
    for figures in ({"fps": 29.97, "latency_ms": 141.0}, {}):
        image = np.full((size[1], size[0], 3), 128, np.uint8)
        Overlay(False, text_scale).draw(
            image, View(frame_size=size, practice=session.view, recording=recording, **figures)
        )
        drawn.append(image)
    x0, y0, x1, y1 = Places(Layout(*size, size, text_scale=text_scale)).target
    assert (drawn[0][y0:y1, x0:x1] == drawn[1][y0:y1, x0:x1]).all()


@pytest.mark.parametrize(
    ("size", "text_scale"),
    [((320, 240), 0.8), ((640, 480), 1.0), ((640, 480), 1.5), ((1280, 720), 1.5), ((1280, 720), 2.0)],
    ids=str,
)
def test_that_a_hand_is_taught_is_said_whole_at_any_text_size(size, text_scale, monkeypatch):
    written: list[str] = []
    for module in (target, coaching):
        monkeypatch.setattr(module, "write", lambda image, text, *rest, **how: written.append(text))
    teaching = Teaching("AB", lambda letter, frames: None)
    image = np.full((size[1], size[0], 3), 128, np.uint8)
    Overlay(True, text_scale).draw(image, View(frame_size=size, practice=teaching.view, fps=30.0, latency_ms=100.0))
    assert "Teach your hand" in written
    assert "1 of 2" in written
    assert "Teach the letter A" in written
