"""Keys, and the real window on a virtual display."""

from __future__ import annotations

import shutil
import subprocess
import sys
import textwrap
from collections import Counter

import numpy as np
import pytest
from x11 import close_window, window_id

from realtime_asl.errors import UserError
from realtime_asl.runtime.key_actions import KeyActions
from realtime_asl.runtime.practice_keys import PracticeKeys
from realtime_asl.screen.display import require_display
from realtime_asl.screen.keys import BINDINGS, action_of
from realtime_asl.screen.window import with_bars


@pytest.mark.parametrize(
    ("code", "action"),
    [
        (ord("q"), "quit"),
        (ord("Q"), "quit"),
        (27, "back"),
        (0xFF1B, "back"),
        (8, "backspace"),
        (127, "backspace"),
        (0xFF08, "backspace"),
        (0xFFFF, "backspace"),
        (ord(" "), "space"),
        (ord("2"), "accept2"),
        (0xFFB2, "accept2"),
        (0x100061 - 0x61 + ord("h"), "help"),
        (-1, None),
        (255, None),
        (0xFF51, None),
        (0xFF52, None),
        (0xFFE1, None),
        (0x250000, None),
        (ord("ä"), None),
    ],
    ids=[
        *("q", "Q", "Esc", "Esc of X11", "backspace", "backspace of macOS", "backspace of X11", "delete"),
        *("space", "2", "2 of the keypad", "h with Num Lock", "no key", "no key, cut to a byte"),
        *("left arrow is no Q", "up arrow is no R", "shift", "left arrow of Windows", "umlaut"),
    ],
)
def test_key_codes(code, action):
    assert action_of(code) == action


def test_no_key_has_two_meanings_and_every_action_is_done():
    codes = Counter(code for binding in BINDINGS for code in binding.codes)
    assert [code for code, count in codes.items() if count > 1] == []
    for binding in BINDINGS:
        if not binding.action.startswith("accept"):
            done = getattr(KeyActions, f"_do_{binding.action}", None) or getattr(PracticeKeys, binding.action)
            assert callable(done)


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="other systems always have a display")
@pytest.mark.parametrize(
    ("display", "wayland", "message"),
    [(None, None, "DISPLAY is not set"), (":4711", None, "cannot be reached"), (None, "wayland-0", "X11")],
    ids=["none", "not running", "wayland only"],
)
def test_no_display_is_found_out_beforehand(monkeypatch, display, wayland, message):
    for name, value in (("DISPLAY", display), ("WAYLAND_DISPLAY", wayland)):
        monkeypatch.delenv(name, raising=False)
        if value is not None:
            monkeypatch.setenv(name, value)
    with pytest.raises(UserError, match=message) as caught:
        require_display()
    assert "--headless" in str(caught.value)
    assert caught.value.exit_code == 2


@pytest.fixture
def xdotool() -> None:
    if shutil.which("xdotool") is None:
        pytest.skip("needs xdotool to press keys in a real window")


@pytest.mark.parametrize("room", [(400, 100), (100, 400), (80, 60), (81, 60), None], ids=str)
def test_a_picture_of_another_shape_than_the_window_is_not_stretched(room):
    image = np.full((60, 80, 3), 200, np.uint8)
    shown = with_bars(image, room)
    wide, tall = {(400, 100): (240, 60), (100, 400): (80, 320)}.get(room, (80, 60))
    assert shown.shape == (tall, wide, 3)
    left, top = (wide - 80) // 2, (tall - 60) // 2
    assert (shown[top : top + 60, left : left + 80] == image).all()
    assert (shown == 200).all(axis=2).sum() == 60 * 80


PROGRAM = """
    import numpy as np
    import sys
    import time
    from realtime_asl.screen.display import require_display
    from realtime_asl.screen.window import Window

    require_display()
    with Window("test window") as window:
        print(window.closed)
        end = time.monotonic() + 20
        while time.monotonic() < end and not window.closed:
            window.show(np.full((120, 160, 3), 90, np.uint8))
            for action in window.actions():
                print(action, flush=True)
            if sys.argv[1:] and not window.closed:
                print("ready", flush=True)
                sys.argv.clear()
    print("closed" if time.monotonic() < end else "timed out")
"""


@pytest.mark.usefixtures("xdotool")
def test_a_real_window_shows_hears_keys_and_notices_that_it_was_closed(xvfb, program_environment):
    environment = {**program_environment, "DISPLAY": xvfb}
    child = subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(PROGRAM), "-"], env=environment, stdout=subprocess.PIPE, text=True
    )
    try:
        assert child.stdout.readline() == "False\n"
        assert child.stdout.readline() == "ready\n"
        window = window_id(environment, "^test window$")
        for key, action in (("h", "help"), ("Left", None), ("1", "accept1"), ("Escape", "back")):
            subprocess.run(
                ["xdotool", "windowfocus", "--sync", window, "key", key], env=environment, check=True, timeout=20
            )
            if action is not None:
                assert child.stdout.readline() == f"{action}\n"
        close_window(environment["DISPLAY"], int(window))
        assert child.communicate(timeout=20)[0].splitlines()[-1] == "closed"
    finally:
        child.kill()
        child.wait()
