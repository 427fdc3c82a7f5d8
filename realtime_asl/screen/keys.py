"""The keys of the window: one table for what they do and for the help that lists them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from realtime_asl.screen.key_places import usual_place_of

ESCAPE = 27
#: The backspace key is 8, on macOS 127.
BACKSPACE = (8, 127)


@dataclass(frozen=True, slots=True)
class Binding:
    """One action of the window.

    Attributes:
        action: name of the action; `accept1` .. `accept3` for the suggestions.
        codes: key codes that start it.
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
    Binding("speak", _keys("aA"), ("A",), "say words aloud", SPELLING),
    Binding("accept1", _keys("1"), ("1",), "take a suggestion", SPELLING),
    Binding("accept2", _keys("2"), ("2",), "", SPELLING),
    Binding("accept3", _keys("3"), ("3",), "", SPELLING),
    Binding("hold_less", _keys("["), ("[",), "hold time", SPELLING),
    Binding("hold_more", _keys("]"), ("]",), "", SPELLING),
    Binding("practice", _keys("pP"), ("P",), "start or stop", PRACTICE),
    Binding("practice_skip", _keys("nN"), ("N",), "next letter or round", PRACTICE),
    Binding("practice_what", _keys("wW"), ("W",), "letters, words, reading", PRACTICE),
    Binding("practice_turn", _keys("vV"), ("V",), "turn the picture", PRACTICE),
    Binding("practice_hide", _keys("iI"), ("I",), "hide the picture", PRACTICE),
    Binding("progress", _keys("gG"), ("G",), "your progress", PRACTICE),
    Binding("teach", _keys("tT"), ("T",), "teach your hand", PRACTICE),
    Binding("record", _keys("rR"), ("R",), "start or stop", RECORDING),
    Binding("camera", _keys("oO"), ("O",), "other camera", VIEW),
    Binding("mirror", _keys("mM"), ("M",), "mirror image", VIEW),
    Binding("hand", _keys("lL"), ("L",), "left or right hand", VIEW),
    Binding("skeleton", _keys("sS"), ("S",), "bones of the hand", VIEW),
    Binding("text_less", _keys("-_"), ("−",), "text size", VIEW),
    Binding("text_more", _keys("+="), ("+",), "", VIEW),
    Binding("fullscreen", _keys("fF"), ("F",), "full screen", VIEW),
    Binding("help", _keys("hH?"), ("H",), "this help", VIEW),
    Binding("back", (ESCAPE,), ("Esc",), "close help, or quit", VIEW),
    Binding("quit", _keys("qQ"), ("Q",), "quit", VIEW),
)

_ACTIONS: dict[int, str] = {code: binding.action for binding in BINDINGS for code in binding.codes}
#: Keys that X11 numbers from 0xFF00 on. Cut to a byte, the left arrow (0xFF51) would be a Q.
_X11 = {0xFF08: 8, 0xFFFF: 127, 0xFF1B: ESCAPE, 0xFF80: ord(" "), 0xFFAB: ord("+"), 0xFFAD: ord("-")}
#: From here on, keys are no characters: arrows, Shift.
FIRST_FUNCTION_KEY = 0xFD00
_X11 |= {0xFFB0 + digit: ord("0") + digit for digit in range(10)}


def action_of(code: int, place: Callable[[int], str | None] = usual_place_of) -> str | None:
    """The action of a key.

    Args:
        code: as `window.Window.key_code` gives it, -1 for no key.
        place: tells where a key lies whose character means nothing here (see `key_places`).

    Returns:
        None for no key, and for one without a meaning.
    """
    if code < 0:
        return None
    plain = code & 0xFFFF  # above it, some window systems report Shift, Caps Lock and the like
    plain = _X11.get(plain, plain)
    action = _ACTIONS.get(plain)
    if action is not None or plain >= FIRST_FUNCTION_KEY or plain < ord(" "):
        return action
    character = place(code)
    return None if character is None else _ACTIONS.get(ord(character))
