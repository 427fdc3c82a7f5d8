"""Where on the keyboard a key lies, for layouts without the letters A-Z, or with signs where others have digits.

The window system says which character a key gives, and the program's keys are named by Latin letters. On a Russian
layout the key at the place of Q gives "й", on a Greek one ";", and the digits of a French one give "&", "é" and so on.
X11 and Windows can be asked for the place; elsewhere tables tell it for the usual layouts.
"""

from __future__ import annotations

import ctypes
import sys

from realtime_asl.screen.x11 import connected, load_x11

#: X11's numbers of the keys, row by row, and what stands on them in the US layout.
_ROWS = ((10, "1234567890-="), (24, "qwertyuiop[]"), (38, "asdfghjkl;'`"), (51, "\\zxcvbnm,./"))
_KEYCODES = {first + i: character for first, row in _ROWS for i, character in enumerate(row)}
_SPACE_KEYCODE, _CORE_KEYBOARD = 65, 0x100

#: X11's own numbers of Cyrillic and Greek letters, from the first one on; capitals lie 32 (Cyrillic: 32, 16) away.
_CYRILLIC = {0x6C0 + i: c for i, c in enumerate("юабцдефгхийклмнопярстужвьызшэщчъ")}
_CYRILLIC |= {code + 0x20: c for code, c in _CYRILLIC.items()}
_MORE_CYRILLIC = {0x6A1 + i: c for i, c in enumerate("ђѓёєѕіїјљњћќґўџ")}
_GREEK = {0x7E1 + i: c for i, c in enumerate("αβγδεζηθικλμνξοπρσςτυφχψω")}
_KEYSYMS = (
    _CYRILLIC
    | _MORE_CYRILLIC
    | {code + 0x10: c for code, c in _MORE_CYRILLIC.items()}
    | _GREEK
    | {code - 0x20: c for code, c in _GREEK.items()}
)

#: What a key gives -> what the key at its place gives in the US layout.
_PLACES = (
    dict(zip("йцукенгшщзхъфывапролджэячсмитьбюё", "qwertyuiop[]asdfghjkl;'zxcvbnm,.`", strict=True))
    | dict(zip("іїєґў", "s]'\\o", strict=True))
    | dict(zip("љњѓѕђјћќџ", "qw[z[j]'x", strict=True))
    | dict(zip("ςερτυθιοπασδφγηξκλζχψωβνμ", "wertyuiopasdfghjklzxcvbnm", strict=True))
    | dict(zip('&é"', "123", strict=True))
)


def place_of(code: int) -> str | None:
    """The character (small letter, digit, sign) that a US layout has where the key with this code lies.

    Args:
        code: as `screen.window.Window.key_code` gives it.

    Returns:
        None where that cannot be told.
    """
    code &= 0xFFFFFF if code >> 24 == 1 else 0xFFFF  # X11 has Unicode from 0x1000000 on, and modifiers above 16 bits
    if sys.platform.startswith("linux"):
        known, place = _place_in_x11(code)
    elif sys.platform == "win32":
        known, place = _place_in_windows(code)
    else:
        known, place = False, None
    return place if known else usual_place_of(code)


def usual_place_of(code: int) -> str | None:
    """The same by tables alone: Russian, Ukrainian, Belarusian, Serbian, Greek and French layouts."""
    character = _KEYSYMS.get(code) or chr(code & 0xFFFF).lower()
    return _PLACES.get(character)


def _place_in_x11(code: int) -> tuple[bool, str | None]:
    """Whether X11 knows, and what."""
    x11 = load_x11()
    if x11 is None:
        return False, None
    x11.XkbGetState.argtypes = [ctypes.c_void_p, ctypes.c_uint, ctypes.c_void_p]
    x11.XkbKeycodeToKeysym.restype = ctypes.c_ulong
    x11.XkbKeycodeToKeysym.argtypes = [ctypes.c_void_p, ctypes.c_uint, ctypes.c_int, ctypes.c_int]
    with connected(x11) as display:
        state = (ctypes.c_ubyte * 64)()
        if display is None or x11.XkbGetState(display, _CORE_KEYBOARD, state) != 0:
            return False, None
        group = state[0]
        # Only keyboards that are numbered as on a PC.
        if x11.XkbKeycodeToKeysym(display, _SPACE_KEYCODE, group, 0) not in (0x20, 0):
            return False, None
        for level in (0, 1):  # without and with Shift
            for keycode, place in _KEYCODES.items():
                if _same(x11.XkbKeycodeToKeysym(display, keycode, group, level), code):
                    return True, place
        return True, None


def _same(keysym: int, code: int) -> bool:
    if keysym == 0:
        return False
    # Qt gives letters of Latin-1 as capitals, and all other Unicode without its mark.
    return keysym in (code, code | 0x1000000) or (0xC0 <= code <= 0xFF and keysym == ord(chr(code).lower()))


#: Windows' numbers of the keys that are no letters and digits.
_OEM = {0xBA: ";", 0xBB: "=", 0xBC: ",", 0xBD: "-", 0xBE: ".", 0xBF: "/", 0xC0: "`", 0xDB: "[", 0xDD: "]", 0xDE: "'"}


def _place_in_windows(code: int) -> tuple[bool, str | None]:
    """By the layout in use: Windows numbers keys by what a Latin layout has on them."""
    try:
        character = bytes([code]).decode("mbcs") if code < 256 else chr(code)
    except (UnicodeDecodeError, ValueError):
        return False, None
    user32 = ctypes.windll.user32
    found = user32.VkKeyScanExW(ord(character), user32.GetKeyboardLayout(0))
    key = found & 0xFF
    if found & 0xFFFF == 0xFFFF:
        return False, None
    return True, chr(key).lower() if chr(key).isalnum() and key < 128 else _OEM.get(key)
