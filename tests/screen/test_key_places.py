"""Keys on layouts without the letters A-Z, or with signs where others have digits."""

from __future__ import annotations

import shutil
import subprocess
import sys
import textwrap

import pytest
from x11 import window_id

from realtime_asl.screen.key_places import usual_place_of
from realtime_asl.screen.keys import BINDINGS, action_of
from realtime_asl.screen.typing_keys import typed_action

#: What X11 and Qt give, and what a US layout has there.
KEYSYMS = [
    (0x6CA, "q"),  # й
    (0x6EA, "q"),  # Й
    (0x6DA, "p"),  # з
    (0x6D2, "h"),  # р
    (0x6D8, "m"),  # ь
    (0x6C8, "["),  # х
    (0x6A7, "]"),  # ї, Ukrainian
    (0x6A6, "s"),  # і, Ukrainian
    (0x6B6, "s"),  # І
    (0x7F0, "p"),  # π
    (0x7D0, "p"),  # Π
    (0x7F7, "x"),  # χ
    (0x7F4, "t"),  # τ
    (ord("&"), "1"),
    (ord("é"), "2"),
    (ord("É"), "2"),  # as Qt gives it
    (ord('"'), "3"),
    (ord("й"), "q"),  # as macOS gives it
    (ord("Й"), "q"),
    (ord("π"), "p"),
    (0x1000000 + ord("й"), "q"),  # X11, where it has no number of its own for a letter
]


@pytest.mark.parametrize(("code", "key"), KEYSYMS, ids=[hex(code) for code, _ in KEYSYMS])
def test_a_key_means_what_lies_at_its_place(code, key):
    assert usual_place_of(code & 0xFFFF) == key
    assert action_of(code) == action_of(ord(key))
    letter = key.upper() if key.isalpha() else None
    assert typed_action(code) == letter


def test_all_keys_of_the_program_are_found_on_a_russian_and_a_greek_layout():
    letters = {chr(code) for binding in BINDINGS for code in binding.codes if chr(code) in "abcdefghijklmnopqrstuvwxyz"}
    for layout in ("йцукенгшщзфывапролдячсмить", "ςερτυθιοπασδφγηξκλζχψωβνμ"):
        assert letters - {usual_place_of(ord(c)) for c in layout} <= {"q"}  # the Greek one has ; there, see below


@pytest.mark.parametrize("code", [-1, 0xFFE1, 0xFF51, 0xFE52, ord("ä"), ord("ß"), ord("%"), 9, 0x250000])
def test_others_stay_without_a_meaning(code):
    assert action_of(code) is None


def test_a_place_is_asked_for_only_where_the_character_means_nothing():
    def wrong(code):
        raise AssertionError(f"asked for {code}")

    assert action_of(ord("q"), wrong) == "quit"
    assert action_of(0xFF51, wrong) is None
    assert action_of(ord(";"), lambda code: "q") == "quit"
    assert action_of(ord("&"), lambda code: "7") is None
    assert typed_action(ord("a"), wrong) == "A"
    assert typed_action(ord(";"), lambda code: "q") == "Q"  # as a Greek layout has it
    assert typed_action(ord("/"), lambda code: "q") == "Q"  # a Hebrew one
    assert typed_action(ord("7"), lambda code: "7") is None


#: Numbers of the keys at the place of 1, 2, 3, Q, N and [ of a US keyboard, which every X server of a PC has.
AT = {"1": 10, "2": 11, "3": 12, "q": 24, "n": 57, "[": 34, "a": 38}
DIGITS = [("1", "accept1"), ("2", "accept2"), ("3", "accept3")]
BY_PLACE = [*DIGITS, ("n", "practice_skip"), ("[", "hold_less"), ("q", "quit")]
LAYOUTS = {
    "ru": BY_PLACE,
    "ua": BY_PLACE,
    "gr": BY_PLACE,
    "bg": BY_PLACE,
    "il": [*DIGITS, ("n", "practice_skip"), ("q", "quit")],
    "fr": [*DIGITS, ("n", "practice_skip"), ("a", "quit")],  # AZERTY: Q is where others have A
    "de": [*DIGITS, ("n", "practice_skip"), ("q", "quit")],
    "us": BY_PLACE,
}
PROGRAM = """
    import numpy as np
    import sys
    import time
    from realtime_asl.screen.display import require_display
    from realtime_asl.screen.window import Window

    require_display()
    with Window("key places") as window:
        window.show(np.full((120, 160, 3), 90, np.uint8))
        end = time.monotonic() + 120
        while time.monotonic() < end:
            window.show(np.full((120, 160, 3), 90, np.uint8))
            for action in window.actions():
                print(action, flush=True)
                if action == "help":
                    sys.exit()
"""


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="layouts are set with setxkbmap (X11)")
def test_real_keys_of_real_layouts(xvfb, program_environment):
    for tool in ("xdotool", "setxkbmap", "xkbcomp"):
        if shutil.which(tool) is None:
            pytest.skip(f"needs {tool} to press keys of other layouts")
    environment = {**program_environment, "DISPLAY": xvfb}

    def do(*command: str) -> None:
        subprocess.run(command, env=environment, check=True, timeout=30)

    child = subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(PROGRAM)], env=environment, stdout=subprocess.PIPE, text=True
    )
    try:
        window = window_id(environment, "^key places$", timeout=60)
        do("xdotool", "windowfocus", "--sync", window)
        for layout, keys in LAYOUTS.items():
            do("setxkbmap", layout)
            for key, action in keys:
                do("xdotool", "key", str(AT[key]))
                assert (layout, key, child.stdout.readline()) == (layout, key, f"{action}\n")
        do("xdotool", "key", "h")
        assert child.wait(timeout=30) == 0
    finally:
        child.kill()
        child.wait()
        do("setxkbmap", "us")
