"""The screens of reading practice: one row of keys, and the signer's wrist stays free."""

from __future__ import annotations

import random

import numpy as np
import pytest

from realtime_asl.practice.reading.session import ReadingSession
from realtime_asl.practice.reading.words import Chooser
from realtime_asl.screen.overlay import long_note, paint, summary_card
from realtime_asl.screen.overlay.paint import Layout, text_width
from realtime_asl.screen.overlay.reading import ReadingOverlay, answer, status
from realtime_asl.screen.overlay.reading.status import KeyRow
from realtime_asl.screen.overlay.theme import MEDIUM
from realtime_asl.screen.typing_keys import LEGEND

SIZES = [(640, 480), (1280, 720), (480, 800)]
GREY = 128


def drawn(size: tuple[int, int], typed: str | None, word: str = "BASKETBALL", text_scale: float = 1.0) -> np.ndarray:
    session = ReadingSession(Chooser(random.Random(0), given=(word, "DOG")))
    for character in typed or "":
        session.type(character)
    if typed is not None:
        session.submit(3.0)
    image = np.full((size[1], size[0], 3), GREY, np.uint8)
    ReadingOverlay(text_scale).draw(image, session.view(signing=False, current=0 if typed is not None else None))
    return image


@pytest.mark.parametrize("size", SIZES, ids=str)
@pytest.mark.parametrize("typed", [None, "BASKETBALL", "BACKPACKS", ""], ids=["asked", "read", "misread", "given up"])
def test_the_signers_wrist_stays_free(size, typed):
    middle = drawn(size, typed)[round(0.3 * size[1]) : round(0.65 * size[1])]
    assert (middle == GREY).all()


@pytest.mark.parametrize("size", SIZES, ids=str)
def test_the_keys_stand_in_one_row(size):
    layout = Layout(*size, size)
    keys = KeyRow(layout)
    assert layout.height - layout.margin - keys.top <= 2.2 * layout.px(16)
    for legend in LEGEND.values():
        assert keys._fitting(legend, keys._size) == list(legend)


@pytest.mark.parametrize("answered", [False, True])
@pytest.mark.parametrize("given", [(), ("CAT",)], ids=["chosen", "given"])
def test_the_key_for_another_kind_is_named_where_it_does_something(given, answered, monkeypatch):
    session = ReadingSession(Chooser(random.Random(0), given=given))
    if answered:
        session.submit(3.0)
    named: list[str] = []
    real = status.keycap
    monkeypatch.setattr(status, "keycap", lambda image, label, *at: (named.append(label), real(image, label, *at))[1])
    size = (640, 480)
    KeyRow(Layout(*size, size)).draw(np.zeros((480, 640, 3), np.uint8), session.view(signing=False, current=None))
    assert ("Tab" in named) == (not given)
    assert "Enter" in named


def test_where_there_is_no_room_for_all_keys_the_needed_ones_stay():
    keys = KeyRow(Layout(400, 900, (400, 900), text_scale=2.5))
    assert [key for key, _ in keys._fitting(LEGEND["answer"], keys._size)][:2] == ["Enter", "Space"]


@pytest.mark.parametrize("size", [*SIZES, (160, 120), (1, 1), (2000, 20), (20, 2000)], ids=str)
@pytest.mark.parametrize("text_scale", [0.6, 2.5])
def test_every_screen_can_be_drawn_on_any_picture(size, text_scale):
    for typed in (None, "BACKPACKS"):
        assert drawn(size, typed, text_scale=text_scale).shape == (size[1], size[0], 3)


@pytest.mark.parametrize(("size", "text_scale"), [((640, 480), 1.0), ((640, 480), 2.0), ((1280, 720), 1.5)], ids=str)
def test_no_end_of_a_long_note_is_lost(size, text_scale, monkeypatch):
    written: list[str] = []
    for module in (paint, long_note):
        monkeypatch.setattr(module, "write", lambda image, text, *rest, **how: written.append(text))
    line = (
        "the practice history '/home/maria/.local/share/realtime_asl/practice.json' cannot be saved (No space left); "
    )
    line += "free some space, what was practised in this round is not kept"
    session = ReadingSession(Chooser(random.Random(0), given=("DOG",)))
    image = np.full((size[1], size[0], 3), GREY, np.uint8)
    ReadingOverlay(text_scale).draw(image, session.view(signing=True, current=None), toast=line)
    assert "".join(written).replace(" ", "").endswith(line.replace(" ", ""))  # a long path is cut in pieces


@pytest.mark.parametrize("size", [(320, 240), (640, 480), (1280, 720)], ids=str)
@pytest.mark.parametrize("words", [10, 150])
def test_the_figures_of_a_round_without_a_mistake_stand_apart(size, words, monkeypatch):
    session = ReadingSession(Chooser(random.Random(0), given=("DOG",) * words))
    for _ in range(words):
        for letter in "DOG":
            session.type(letter)
        session.submit(1.0)
        session.go_on(2.0)
    spans: dict[str, tuple[float, float]] = {}
    real = summary_card.write

    def note(image, text, at, pixels, *rest, **how):
        half = text_width(text, pixels, how.get("weight", MEDIUM)) / 2
        spans[text] = (at[0] - half, at[0] + half)
        return real(image, text, at, pixels, *rest, **how)

    monkeypatch.setattr(summary_card, "write", note)
    image = np.full((size[1], size[0], 3), GREY, np.uint8)
    ReadingOverlay().draw(image, session.view(signing=False, current=None))
    assert spans[f"{words} of {words}"][1] + 2 < spans["100%"][0]
    assert (image[:, :10] == image[0, 0]).all()


@pytest.mark.parametrize(("size", "text_scale"), [((320, 240), 1.0), ((640, 480), 1.0), ((640, 480), 2.0)], ids=str)
@pytest.mark.parametrize("current", [None, 0, 25, 51, 99])
def test_of_a_long_phrase_the_part_is_shown_that_is_spelled(size, text_scale, current, monkeypatch):
    alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    session = ReadingSession(Chooser(random.Random(0), given=(2 * alphabet,)))
    for letter in alphabet + alphabet[:-1]:
        session.type(letter)
    tiles: list[tuple[str, int, int]] = []
    real = answer.write

    def note(image, text, at, pixels, *rest, **how):
        if len(text) == 1:
            tiles.append((text, at[0], pixels))
        return real(image, text, at, pixels, *rest, **how)

    monkeypatch.setattr(answer, "write", note)
    image = np.full((size[1], size[0], 3), GREY, np.uint8)
    ReadingOverlay(text_scale).draw(image, session.view(signing=True, current=None))
    assert [text for text, *_ in tiles if text != "…"][-1] == "Y", "what was typed last"
    tiles.clear()
    session.submit(3.0)
    ReadingOverlay(text_scale).draw(image, session.view(signing=True, current=current))
    margin = Layout(*size, size, text_scale=text_scale).margin
    assert all(margin < x < size[0] - margin and pixels >= 8 for _, x, pixels in tiles)
    letters = [text for text, *_ in tiles if text != "…"]
    assert len(letters) < len(tiles), "dots tell that it goes on"
    # What was misread is shown where nothing is spelled.
    assert letters[-1] == "Z" if current in (None, 51, 99) else alphabet[current % 26] in letters


def test_a_word_that_fits_is_shown_whole():
    bar = answer.AnswerBar(Layout(640, 480, (640, 480)), 400)
    assert bar._shown(20, 19) == range(20)
