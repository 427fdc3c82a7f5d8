"""Whether a window can be opened here, found out beforehand: Qt ends the whole process when it cannot."""

from __future__ import annotations

import ctypes
import os
import sys
from pathlib import Path

import cv2

from realtime_asl.errors import UserError
from realtime_asl.screen.x11 import connected, load_x11

WITHOUT = "use --headless to run without a window"
#: What names Qt's way to the screen, and the name of its way to X11.
PLATFORM, X11 = "QT_QPA_PLATFORM", "xcb"


def require_display() -> str | None:
    """Find out whether a window can be opened, before anything slow begins, and open the way to it.

    Returns:
        None, or a line for `doctor` about what had to be done for it.

    Raises:
        UserError: no display, one that cannot be reached, or an OpenCV without windows.
    """
    lines = (line.strip() for line in cv2.getBuildInformation().splitlines())
    gui = next((line for line in lines if line.startswith("GUI:")), "")
    if "NONE" in gui:
        raise UserError(f"this OpenCV was built without windows (opencv-python-headless?); {WITHOUT}")
    if not sys.platform.startswith("linux"):
        return None
    display, wayland = os.environ.get("DISPLAY"), os.environ.get("WAYLAND_DISPLAY")
    plugins = _plugins() if "QT" in gui else {}
    if display:
        if not _reachable(display):
            raise UserError(f"the display '{display}' cannot be reached; {WITHOUT}")
    elif not wayland:
        raise UserError(f"no display to open a window on (DISPLAY is not set); {WITHOUT}")
    elif plugins and not any("wayland" in name for name in plugins):
        # The wheels bring Qt for X11 only; nearly every Wayland desktop has Xwayland.
        raise UserError(f"this OpenCV needs an X11 display (Xwayland), and DISPLAY is not set; {WITHOUT}")
    return _choose_plugin(plugins, bool(display)) if plugins else None


def _plugins() -> dict[str, Path]:
    """Qt's ways to the screen that this OpenCV brings, by name; none where it uses the system's Qt."""
    files = Path(cv2.__file__).parent.glob("qt/plugins/platforms/libq*.so")
    return {file.stem.removeprefix("libq"): file for file in files}


def _choose_plugin(plugins: dict[str, Path], x11: bool) -> str | None:
    """Have Qt take a plugin that is there, whatever the environment asks for; Qt aborts where it finds none."""
    asked = os.environ.get(PLATFORM, "")
    # "wayland;xcb": one after the other; "xcb:option" has options.
    names = [name.partition(":")[0].strip() for name in asked.split(";") if name.strip()]
    usable = [name for name in names if name in plugins and (name != X11 or x11)]
    if names and usable[:1] != names[:1]:
        chosen = usable[0] if usable else X11
        if chosen not in plugins or (chosen == X11 and not x11):
            raise UserError(f"this OpenCV cannot open windows through {PLATFORM}={asked}; unset it, or {WITHOUT}")
        os.environ[PLATFORM] = chosen
        note = f"{PLATFORM}={asked} is not in this OpenCV, so '{chosen}' is used"
    else:
        chosen, note = (names[0] if names else X11), None
    if chosen in plugins and (missing := _why_not_loaded(plugins[chosen])):
        raise UserError(f"Qt's plugin '{chosen}' cannot be loaded ({missing}); install what it lacks, or {WITHOUT}")
    return note


def _why_not_loaded(plugin: Path) -> str | None:
    """A system library that the plugin needs may be missing."""
    try:
        ctypes.CDLL(str(plugin))
    except OSError as error:
        return str(error)
    return None


def _reachable(display: str) -> bool:
    """Whether an X server answers and lets us in. True where that cannot be found out."""
    x11 = load_x11()
    if x11 is None:
        return True
    with connected(x11, os.fsencode(display)) as connection:
        return connection is not None


def reason_of(error: cv2.error) -> str:
    """The last line of what OpenCV says, which holds the reason."""
    return str(error).strip().splitlines()[-1]
