"""The keys while somebody types an answer: letters are letters there, so nothing else may be a letter."""

from __future__ import annotations

from collections.abc import Callable

from realtime_asl.screen.key_places import usual_place_of
from realtime_asl.screen.keys import ESCAPE, FIRST_FUNCTION_KEY

#: Codes as cv2.waitKeyEx gives them, by window system: plain or X11, Windows, macOS.
_ACTIONS: dict[int, str] = {
    **dict.fromkeys((10, 13, 0xFF0D, 0xFF8D, 3), "submit"),
    **dict.fromkeys((8, 127, 0xFF08, 0xFFFF), "erase"),
    **dict.fromkeys((ord(" "), 0xFF80), "replay"),
    **dict.fromkeys((ord("+"), ord("="), 0xFFAB, 0xFF52, 0x260000, 0xF700), "faster"),
    **dict.fromkeys((ord("-"), ord("_"), 0xFFAD, 0xFF54, 0x280000, 0xF701), "slower"),
    **dict.fromkeys((9, 0xFF09, 0xFE20), "kind"),
    **dict.fromkeys((ESCAPE, 0xFF1B), "end"),
    **dict.fromkeys((0xFFC8, 0x7A0000, 0xF70E), "fullscreen"),  # F11
    **dict.fromkeys(map(ord, "<,"), "text_less"),
    **dict.fromkeys(map(ord, ">."), "text_more"),
}
#: What the screen says of the key that changes the kind of words …
KIND = ("Tab", "words")
#: … and of all of them.
LEGEND: dict[str, tuple[tuple[str, str], ...]] = {
    "question": (("Enter", "answer"), ("Space", "again"), ("− +", "speed"), KIND, ("Esc", "end")),
    "answer": (("Enter", "next word"), ("Space", "again"), ("− +", "speed"), KIND, ("Esc", "end")),
    "done": (("Enter", "next round"), ("Tab", "progress"), ("Esc", "leave")),
}
#: Where there is no room for all of them, these are left out first.
LEAST_NEEDED = ("Tab", "− +")


def typed_action(code: int, place: Callable[[int], str | None] = usual_place_of) -> str | None:
    """What a key means.

    Args:
        code: as `window.Window.key_code` gives it, -1 for no key.
        place: tells where a key lies that gives another script's letter (see `key_places`).

    Returns:
        An action, a letter A-Z in capitals, or None for no key and for all others.
    """
    if code < 0:
        return None
    # Windows' arrows lie above 16 bits; elsewhere those bits say Shift, Caps Lock and the like.
    action = _ACTIONS.get(code) or _ACTIONS.get(code & 0xFFFF)
    if action is not None:
        return action
    character = chr(code & 0xFFFF)
    if not (character.isascii() and character.isalpha()) and code & 0xFFFF < FIRST_FUNCTION_KEY:
        character = place(code) or ""  # Greek and Hebrew have signs where Latin layouts have letters
    return character.upper() if character.isascii() and character.isalpha() else None
