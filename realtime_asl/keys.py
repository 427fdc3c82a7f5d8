"""The keys of the window: one table for what they do and for the help that lists them."""

from __future__ import annotations

from dataclasses import dataclass

ESCAPE, ENTER, TAB = 27, 13, 9
#: Backspace is 8; Delete arrives as 127 (macOS) or, cut to its low byte, as 255.
BACKSPACE = (8, 127)


@dataclass(frozen=True, slots=True)
class Binding:
    """One action of the window.

    Attributes:
        action: name of the action; `accept1` .. `accept3` for the suggestions.
        codes: key codes (what `cv2.waitKey` delivers, low byte) that start it.
        labels: how the keys are written on screen.
        text: what it does, in a few words.
        group: heading under which help lists it.
    """

    action: str
    codes: tuple[int, ...]
    labels: tuple[str, ...]
    text: str
    group: str


def _keys(characters: str) -> tuple[int, ...]:
    return tuple(ord(c) for c in characters)


SPELLING, PRACTICE, RECORDING, VIEW = "Spelling", "Practice", "Recording", "View"

BINDINGS: tuple[Binding, ...] = (
    Binding("space", _keys(" "), ("Space",), "space", SPELLING),
    Binding("backspace", BACKSPACE, ("Backspace",), "take back", SPELLING),
    Binding("clear", _keys("xX"), ("X",), "clear the text", SPELLING),
    Binding("copy", _keys("cC"), ("C",), "copy the text", SPELLING),
    Binding("accept1", _keys("1"), ("1",), "take a suggestion", SPELLING),
    Binding("accept2", _keys("2"), ("2",), "", SPELLING),
    Binding("accept3", _keys("3"), ("3",), "", SPELLING),
    Binding("hold_less", _keys("["), ("[",), "hold time", SPELLING),
    Binding("hold_more", _keys("]"), ("]",), "", SPELLING),
    Binding("practice", _keys("pP"), ("P",), "start or stop", PRACTICE),
    Binding("practice_skip", _keys("nN"), ("N",), "next letter (skip)", PRACTICE),
    Binding("practice_turn", _keys("vV"), ("V",), "turn the picture", PRACTICE),
    Binding("practice_hide", _keys("iI"), ("I",), "hide the picture", PRACTICE),
    Binding("record", _keys("rR"), ("R",), "start or stop", RECORDING),
    Binding("mirror", _keys("mM"), ("M",), "mirror image", VIEW),
    Binding("hand", _keys("lL"), ("L",), "left or right hand", VIEW),
    Binding("skeleton", _keys("sS"), ("S",), "bones of the hand", VIEW),
    Binding("text_less", _keys("-_"), ("−",), "text size", VIEW),
    Binding("text_more", _keys("+="), ("+",), "", VIEW),
    Binding("fullscreen", _keys("fF"), ("F",), "full screen", VIEW),
    Binding("help", _keys("hH?"), ("H",), "this help", VIEW),
    Binding("quit", (ESCAPE, *_keys("qQ")), ("Q", "Esc"), "quit", VIEW),
)

_ACTIONS: dict[int, str] = {code: binding.action for binding in BINDINGS for code in binding.codes}


def action_of(code: int) -> str | None:
    """The action of a key code as `cv2.waitKeyEx` or `cv2.waitKey` gives it; None for no key or another one.

    "No key" is -1, and masked to its low byte 255: both mean nothing here.
    """
    return None if code < 0 else _ACTIONS.get(code & 0xFF if code > 0xFFFF else code)
