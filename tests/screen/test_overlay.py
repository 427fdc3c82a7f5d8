"""The overlay draws what the view says, on any size of picture, and nothing mirrored."""

from __future__ import annotations

from dataclasses import replace
from itertools import product
from types import ModuleType

import cv2
import numpy as np
import pytest

from realtime_asl.hand import Hand
from realtime_asl.screen.keys import BINDINGS
from realtime_asl.screen.overlay import UNSURE, Layout, Overlay, View, banner, long_note, notes, paint, spelling
from realtime_asl.screen.overlay import help as help_panel
from realtime_asl.screen.overlay.letter_card import SHORT, LetterCard
from realtime_asl.screen.overlay.lines import wrapped
from realtime_asl.screen.overlay.paint import fit, panel, pill, text_width, write
from realtime_asl.screen.overlay.theme import BOLD, MEDIUM

SIZES = [(640, 480), (1280, 720), (720, 1280), (160, 120), (120, 160), (3840, 2160), (1, 1), (2000, 20)]


def hand_at(x: float, y: float, size: float = 100.0) -> Hand:
    grid = np.stack(np.meshgrid(np.linspace(-0.5, 0.5, 7), np.linspace(-0.5, 0.5, 3)), axis=-1).reshape(21, 2)
    landmarks = np.zeros((21, 3), np.float32)
    landmarks[:, :2] = grid * size + (x, y)
    return Hand(landmarks, "Right", 0.9)


def full_view(width: int, height: int) -> View:
    """A view with everything there is at once."""
    return View(
        time=0.2,
        frame_size=(width, height),
        hand=hand_at(width / 2, height / 2, min(width, height) / 2),
        letter="I",
        confidence=0.91,
        candidates=(("J", 0.05), ("space", 0.02)),
        pending="I",
        fill=0.6,
        moving=True,
        drawing="J",
        text="THE QUICK BROWN FOX JUMPS OVER THE LAZY DOG",
        provisional="SX",
        suggestions=("DOG", "CONGRATULATIONS", "DOOR"),
        notice="HEIIO → HELLO (Backspace takes it back)",
        guidance="Hand too far away: come closer",
        toast="Hold a letter 0.6 s",
        status="camera lost, reconnecting",
        warning="recording stopped: the disk is full",
        fps=29.97,
        latency_ms=41.0,
        recording=3725.0,
    )


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
@pytest.mark.parametrize("mirrored", [False, True], ids=["true", "mirrored"])
@pytest.mark.parametrize("help_shown", [False, True], ids=["plain", "help"])
def test_everything_at_once_fits_any_picture(size, mirrored, help_shown):
    image = np.full((size[1], size[0], 3), 128, np.uint8)
    Overlay(mirrored).draw(image, replace(full_view(*size), help=help_shown))
    assert image.shape == (size[1], size[0], 3)
    if min(size) >= 120:
        assert (image != 128).any(axis=-1).mean() > 0.1


@pytest.mark.parametrize("text_scale", [0.01, 0.6, 1.0, 1.5, 2.5, 40.0])
@pytest.mark.parametrize("size", [(640, 480), (1280, 720), (720, 1280), (160, 120)], ids=str)
def test_card_and_bar_stay_inside_and_apart_at_any_text_size(size, text_scale):
    layout = Layout(*size, frame_size=size, text_scale=text_scale)
    card, bar = layout.card, layout.bar
    for x0, y0, x1, y1 in (card, bar):
        assert 0 <= x0 < x1 <= size[0]
        assert 0 <= y0 < y1 <= size[1]
    assert card[3] < layout.middle_bottom < bar[1]


@pytest.mark.parametrize("text_scale", [1.0, 1.5, 2.0, 2.5])
@pytest.mark.parametrize("size", [(480, 360), (640, 480), (1280, 720), (1920, 1080), (720, 1280)], ids=str)
def test_notes_never_cover_the_letter_card(size, text_scale, monkeypatch):
    written: list[tuple[str, int]] = []
    monkeypatch.setattr(notes, "pill", lambda *given, **more: (written.append(given[2:5:2]), pill(*given, **more)))
    everything = replace(full_view(*size), status=None, fps=None, latency_ms=None, recording=None)
    silent = replace(everything, warning=None, guidance=None, notice=None, toast=None)
    said, unsaid = (np.full((size[1], size[0], 3), 128, np.uint8) for _ in range(2))
    Overlay(text_scale=text_scale).draw(said, everything)
    Overlay(text_scale=text_scale).draw(unsaid, silent)
    layout = Layout(*size, size, text_scale=text_scale)
    bottom = layout.card[3]
    assert (said[:bottom] == unsaid[:bottom]).all()
    # The answer to a key is there in any case, and no note is smaller than where nobody asks for larger text.
    assert everything.toast in [text for text, _ in written]
    assert min(pixels for _, pixels in written) >= Layout(*size, size).px(20)
    if text_scale == 1 and min(size) >= 480:
        wanted = [everything.warning, everything.guidance, everything.notice, everything.toast]
        assert written == [(text, layout.px(20)) for text in wanted]


def test_one_note_alone_is_as_large_as_was_asked_for(monkeypatch):
    written: list[int] = []
    monkeypatch.setattr(notes, "pill", lambda *given, **more: written.append(given[4]))
    Overlay(text_scale=2.0).draw(np.zeros((720, 1280, 3), np.uint8), View(frame_size=(1280, 720), toast="Copied"))
    assert written == [Layout(1280, 720, (1280, 720), text_scale=2.0).px(20)]


def test_text_grows_with_the_picture_and_with_the_wish():
    small, large = Layout(640, 480, (640, 480)), Layout(1280, 720, (1280, 720))
    assert small.px(20) < large.px(20) < Layout(1280, 720, (1280, 720), text_scale=1.5).px(20)
    assert large.px(20) == 20


@pytest.mark.parametrize("background", [0, 255], ids=["black", "white"])
def test_text_stands_out_on_any_background(background):
    image = np.full((720, 1280, 3), background, np.uint8)
    layout = Layout(1280, 720, (1280, 720))
    panel(image, layout.bar, 18)
    plain = image.copy()
    write(image, "HELLO", (60, 690), 36)
    grey = cv2.cvtColor(image, cv2.COLOR_BGR2GRAY).astype(float)
    behind = cv2.cvtColor(plain, cv2.COLOR_BGR2GRAY).astype(float)
    ink, paper = luminance(grey.max()), luminance(behind[655:695, 60:200].mean())
    assert (ink + 0.05) / (paper + 0.05) > 4.5  # WCAG's contrast for text


def luminance(value: float) -> float:
    share = value / 255
    return share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4


def test_the_hand_is_flipped_with_the_picture_and_the_text_is_not():
    frame = np.full((480, 640, 3), 90, np.uint8)
    view = View(frame_size=(640, 480), hand=hand_at(500, 250), letter="B", confidence=0.9, text="BE")
    straight, mirrored = frame.copy(), frame.copy()
    Overlay(mirrored=False).draw(straight, view)
    Overlay(mirrored=True).draw(mirrored, view)
    rows = slice(190, 310)  # the hand's, where no text is
    assert np.abs(straight[rows].astype(int) - cv2.flip(mirrored, 1)[rows]).mean() < 1.0
    assert (straight[rows, 440:560] != 90).any()
    assert (mirrored[rows, 440:560] == 90).all()
    np.testing.assert_array_equal(straight[:110], mirrored[:110])
    np.testing.assert_array_equal(straight[400:], mirrored[400:])


def test_a_hand_is_drawn_in_the_right_place_on_an_enlarged_picture():
    view = View(frame_size=(160, 120), hand=hand_at(120, 60, 20))
    image = np.full((480, 640, 3), 90, np.uint8)
    Overlay().draw(image, view)
    plain = np.full((480, 640, 3), 90, np.uint8)
    Overlay().draw(plain, replace(view, hand=None, letter=None))
    rows, columns = np.nonzero((image != plain).any(axis=-1))
    assert abs(columns.mean() - 480) < 8
    assert abs(rows.mean() - 240) < 8


def test_wild_landmarks_draw_without_harm():
    landmarks = np.full((21, 3), np.nan, np.float32)
    landmarks[5:] = 1e30
    landmarks[9] = -np.inf
    image = np.zeros((480, 640, 3), np.uint8)
    Overlay().draw(image, View(hand=Hand(landmarks, "Left", 0.5)))
    assert image.any()


def test_bones_can_be_left_out():
    view = View(hand=hand_at(400, 240))
    with_bones, without = np.zeros((480, 640, 3), np.uint8), np.zeros((480, 640, 3), np.uint8)
    Overlay().draw(with_bones, view)
    Overlay().draw(without, replace(view, skeleton=False))
    assert with_bones[200:280, 340:460].any()
    assert not without[200:280, 340:460].any()


def card_of(view: View) -> np.ndarray:
    image = np.zeros((480, 640, 3), np.uint8)
    layout = Layout(640, 480, (640, 480))
    LetterCard(layout).draw(image, view)
    x0, y0, x1, y1 = layout.card
    return image[y0:y1, x0:x1]


def test_an_unsure_reading_shows_a_question_mark_and_no_letter():
    unsure = card_of(View(letter=UNSURE, confidence=0.4, candidates=(("M", 0.4), ("N", 0.35))))
    named = card_of(View(letter="M", confidence=0.4, candidates=(("M", 0.4), ("N", 0.35))))
    assert (unsure != named).any()
    question = np.zeros((480, 640, 3), np.uint8)
    layout = Layout(640, 480, (640, 480))
    LetterCard(layout).draw(question, View(letter=UNSURE))
    x0, y0, _, y1 = layout.card
    side = y1 - y0
    np.testing.assert_array_equal(unsure[:, :side], question[y0:y1, x0 : x0 + side])


@pytest.mark.parametrize("fill", [0.25, 0.5, 0.75])
def test_the_ring_fills_in_proportion(fill):
    empty = card_of(View(letter="A", confidence=0.9))
    filled = card_of(View(letter="A", confidence=0.9, pending="A", fill=fill))
    full = card_of(View(letter="A", confidence=0.9, pending="A", fill=1.0))
    share = (filled != empty).any(axis=-1).sum() / (full != empty).any(axis=-1).sum()
    assert share == pytest.approx(fill, abs=0.06)


def test_a_letter_that_counts_is_marked_by_words_not_by_colour_alone():
    held = card_of(View(letter="A", confidence=0.9, pending="A", fill=1.0))
    counted = card_of(View(letter="A", confidence=0.9, committed="A"))
    beside_the_ring = np.s_[:, held.shape[0] :]
    assert (held[beside_the_ring] != counted[beside_the_ring]).any()


@pytest.mark.parametrize("keep", ["start", "end"])
def test_long_text_is_shortened_to_the_room(keep):
    text = "INTERNATIONALLY ACCLAIMED"
    for room in range(20, 300, 7):
        short = fit(text, room, 20, keep=keep)
        assert text_width(short, 20) <= room
        piece = short.strip("…").strip()
        assert text.startswith(piece) if keep == "start" else text.endswith(piece)
    assert fit(text, 10_000, 20) == text


def test_text_that_does_not_fit_keeps_its_end_visible():
    def last_letters(text: str) -> np.ndarray:
        image = np.zeros((480, 640, 3), np.uint8)
        Overlay().draw(image, View(text=text))
        return image[410:]

    assert (last_letters("WORD " * 40 + "A") != last_letters("WORD " * 40 + "B")).any()


def test_what_may_still_change_stands_after_the_text_and_is_dim():
    def bar(**shown: str) -> np.ndarray:
        image = np.zeros((480, 640, 3), np.uint8)
        Overlay(mirrored=False).draw(image, View(time=0.9, pending=None, **shown))
        x0, y0, x1, y1 = Layout(640, 480, (640, 480)).bar
        return image[y0:y1, x0:x1].max(axis=2)

    settled, provisional = bar(text="HI"), bar(text="H", provisional="I")
    changed = np.flatnonzero((settled != provisional).any(axis=0))
    # The first letter is as it was; the second stands in its place, and is darker.
    assert changed[0] > 20
    assert provisional[:, changed[0] : changed[-1]].max() < settled[:, changed[0] : changed[-1]].max()
    assert bar(provisional="I").max() > 100


def test_help_lists_every_key(monkeypatch):
    written: list[str] = []
    original = help_panel.write

    def spy(image, text, *arguments, **options):
        written.append(text)
        return original(image, text, *arguments, **options)

    def spy_key(image, label, left, middle, size):
        written.append(label)
        return left + size

    monkeypatch.setattr(help_panel, "write", spy)
    monkeypatch.setattr(help_panel, "keycap", spy_key)
    Overlay().draw(np.zeros((720, 1280, 3), np.uint8), View(help=True))
    for binding in BINDINGS:
        assert set(binding.labels) <= set(written)
        assert binding.text in written or not binding.text


def test_panels_blend_and_are_clipped():
    image = np.full((50, 50, 3), 200, np.uint8)
    panel(image, (-20, -20, 30, 30), 8, (0, 0, 0), 0.5)
    assert image[5, 5].tolist() == pytest.approx([100] * 3, abs=1)
    assert (image[30:] == 200).all()
    assert (image[:, 30:] == 200).all()
    assert image[29, 29, 0] > 150  # the rounded corner
    panel(image, (60, 60, 90, 90), 8)  # outside: nothing to draw


@pytest.mark.parametrize("name", ["space", "del", "W"])
@pytest.mark.parametrize("size", [(640, 480), (1280, 900)], ids=str)
def test_a_name_on_the_letter_card_does_not_touch_its_bar(name, size):
    def row(candidate: str) -> np.ndarray:
        """What is drawn in the row of `candidate`, right of the ring; True where it is lighter than the card."""
        image = np.zeros((size[1], size[0], 3), np.uint8)
        view = View(frame_size=size, letter="A", confidence=0.9, candidates=((candidate, 0.0),))
        LetterCard(layout).draw(image, view)
        x0, y0, _, y1 = layout.card
        part = image[y0 + layout.px(64) : y0 + layout.px(80), x0 + (y1 - y0) + layout.px(4) :]
        return (part.max(axis=2) > 70).any(axis=0)

    layout = Layout(*size, size, False, 1.0)
    bar = int(np.flatnonzero(row(""))[0])
    ends = text_width(SHORT.get(name, name), layout.px(17))
    assert ends + layout.px(4) < bar
    assert row(name)[:ends].any(), "the name is there"


@pytest.mark.parametrize("text_scale", [1.0, 1.5, 2.0])
@pytest.mark.parametrize("mark", ["your hand: 24 letters", "your hand: teach anew"])
@pytest.mark.parametrize("size", [(640, 480), (1280, 720), (1920, 1080)])
def test_the_letter_card_says_whose_hand_is_read_without_cutting_it(size, mark, text_scale, monkeypatch):
    from realtime_asl.screen.overlay import letter_card

    written = []
    original = letter_card.write
    monkeypatch.setattr(
        letter_card,
        "write",
        lambda image, text, *rest, **more: (written.append(text), original(image, text, *rest, **more))[1],
    )
    image = np.zeros((size[1], size[0], 3), np.uint8)
    Overlay(text_scale=text_scale).draw(image, View(frame_size=size, own_hand=mark))
    assert mark in written


@pytest.mark.parametrize(
    ("size", "text_scale"), [((640, 480), 1.0), ((640, 480), 1.5), ((640, 480), 2.0), ((1280, 720), 2.0)]
)
@pytest.mark.parametrize(
    "line",
    [
        "Reading practice is not recorded; stop the recording first",
        "No clipboard here; on Linux, install xclip or wl-clipboard",
    ],
)
def test_answers_to_keys_are_not_cut_by_large_text(line, size, text_scale, monkeypatch):
    written: list[str] = []
    monkeypatch.setattr(paint, "write", lambda image, text, *rest, **how: written.append(text))
    image = np.full((size[1], size[0], 3), 128, np.uint8)
    Overlay(False, text_scale).draw(image, View(time=0.0, frame_size=size, hand=None, toast=line))
    assert line in written


def texts_with_ends(
    drawing: ModuleType, monkeypatch: pytest.MonkeyPatch, weight: int = MEDIUM
) -> list[tuple[str, int]]:
    """Fills with what `drawing` writes from now on, each text with x of its right edge."""
    written: list[tuple[str, int]] = []
    original = drawing.write

    def note(image, text, at, pixels, *rest, **how):
        written.append((text, at[0] + text_width(text, pixels, weight)))
        return original(image, text, at, pixels, *rest, **how)

    monkeypatch.setattr(drawing, "write", note)
    return written


@pytest.mark.parametrize("text_scale", [1.0, 1.5, 2.0])
@pytest.mark.parametrize("size", [(320, 240), (640, 480), (480, 800), (1920, 1080)], ids=str)
def test_what_is_wrong_with_the_camera_is_not_cut(size, text_scale, monkeypatch):
    written = texts_with_ends(banner, monkeypatch, BOLD)
    line = "The camera gives no pictures (unplugged, or used by another program?); trying again"
    image = np.full((size[1], size[0], 3), 128, np.uint8)
    Overlay(text_scale=text_scale).draw(image, View(frame_size=size, status=line))
    assert " ".join(text for text, _ in written if text != "!") == line
    assert max(end for _, end in written) < size[0]
    assert (image[0] == image[0, 0]).all(), "the panel keeps away from the edge"


def test_a_word_that_is_longer_than_the_room_is_cut_in_pieces():
    lines = wrapped("word list '/home/maria/documents/school/lists.txt' holds no word", 120, 16)
    assert "".join(lines).replace(" ", "") == "wordlist'/home/maria/documents/school/lists.txt'holdsnoword"
    assert max(text_width(line, 16) for line in lines) <= 120
    assert wrapped("a word", 1, 16)[0] == "a"


#: As long as lines about files get.
LONG_LINE = (
    "word list '/home/maria/Documents/School/asl/lists/week 12/words.txt' holds no word that is spelled with A-Z "
    "('123', …); give --practice letters, words, or a text file with one word a line"
)


@pytest.mark.parametrize(
    ("size", "text_scale"),
    [((320, 240), 1.0), *product([(640, 480), (480, 800), (1280, 720), (1920, 1080)], [1.0, 1.5, 2.0])],
    ids=str,
)
def test_no_end_of_a_long_line_is_lost(size, text_scale, monkeypatch):
    written: list[tuple[str, int, int]] = []
    original = long_note.write

    def note(image, text, at, pixels, *rest, **how):
        if len(text) > 1:  # else the label of a key
            written.append((text, at[0] + text_width(text, pixels), pixels))
        return original(image, text, at, pixels, *rest, **how)

    for module in (paint, long_note):
        monkeypatch.setattr(module, "write", note)
    said, unsaid = (np.full((size[1], size[0], 3), 128, np.uint8) for _ in range(2))
    Overlay(text_scale=text_scale).draw(said, View(frame_size=size, toast=LONG_LINE))
    Overlay(text_scale=text_scale).draw(unsaid, View(frame_size=size))
    assert " ".join(text for text, _, _ in written) == LONG_LINE
    assert max(end for _, end, _ in written) < size[0]
    assert min(pixels for _, _, pixels in written) >= min(9, Layout(*size, size).px(20))
    top = Layout(*size, size, text_scale=text_scale).card[3]
    assert (said[:top] == unsaid[:top]).all(), "the letter card stays free"


@pytest.mark.parametrize("text_scale", [1.0, 1.5, 2.0])
@pytest.mark.parametrize("size", [(320, 240), (640, 480), (480, 800), (1280, 720)], ids=str)
def test_suggestions_that_begin_alike_can_be_told_apart(size, text_scale, monkeypatch):
    written = texts_with_ends(spelling, monkeypatch)
    words = ("WONDERFUL", "WONDERING", "WONDERFULLY")
    image = np.full((size[1], size[0], 3), 128, np.uint8)
    Overlay(text_scale=text_scale).draw(image, View(frame_size=size, text="WONDE", suggestions=words))
    ends = dict(written)
    assert set(words) <= set(ends)
    assert max(ends[word] for word in words) < size[0] - Layout(*size, size, text_scale=text_scale).margin


def test_suggestions_that_are_too_long_for_any_size_are_cut():
    image = np.full((480, 640, 3), 128, np.uint8)
    words = ("CONGRATULATIONS TO EVERYBODY",) * 3
    Overlay(text_scale=2.0).draw(image, View(text="CO", suggestions=words))
    margin = Layout(640, 480, (640, 480), text_scale=2.0).margin
    assert (image[:, -margin:] == 128).all()


@pytest.mark.parametrize("text_scale", [1.0, 1.5, 2.0, 2.5])
@pytest.mark.parametrize("size", [(480, 360), (640, 480), (480, 800), (1280, 720)], ids=str)
@pytest.mark.parametrize("recording", [None, 605.0], ids=["", "recorded"])
def test_figures_never_cover_the_letter_card(size, text_scale, recording):
    everything = View(frame_size=size, letter="A", confidence=1.0, recording=recording, fps=29.97, latency_ms=141.0)
    drawn = []
    for view in (everything, replace(everything, fps=None, latency_ms=None)):
        drawn.append(np.full((size[1], size[0], 3), 128, np.uint8))
        Overlay(text_scale=text_scale).draw(drawn[-1], view)
    x0, y0, x1, y1 = Layout(*size, size, text_scale=text_scale).card
    assert (drawn[0][y0:y1, x0:x1] == drawn[1][y0:y1, x0:x1]).all()
    if text_scale <= 1.5 and size[0] > 480:
        assert (drawn[0] != drawn[1]).any(), "there is room for them"
