"""The machine: Python, operating system, cameras, window, clipboard."""

from __future__ import annotations

import os
import platform
import shutil
import struct
import sys

from realtime_asl.diagnosis.finding import FAIL, NOTE, OK, Finding, from_error
from realtime_asl.diagnosis.packages import MEDIAPIPE
from realtime_asl.errors import UserError


def check_python(number: tuple[int, int] = sys.version_info[:2], bits: int = 8 * struct.calcsize("P")) -> Finding:
    """Python's version and size of a pointer."""
    detail = f"{number[0]}.{number[1]}, {bits} bit, {sys.executable}"
    if bits != 64:
        return Finding("Python", FAIL, detail, "install a 64-bit Python: MediaPipe and ONNX Runtime need it")
    if number < (3, 11):
        return Finding("Python", FAIL, detail, "install Python 3.11 or newer")
    return Finding("Python", OK, detail)


def check_platform(
    system: str = sys.platform,
    machine: str = platform.machine(),
    libc: tuple[str, str] = platform.libc_ver(),
    mac: str = platform.mac_ver()[0],
) -> Finding:
    """Whether MediaPipe exists for this operating system and processor."""
    machine = {"amd64": "x86_64", "aarch64": "arm64"}.get(machine.lower(), machine.lower())
    name = {"linux": "Linux", "darwin": "macOS", "win32": "Windows"}.get(system, system)
    detail = f"{name} {mac}, {machine}" if mac else f"{name}, {machine}"
    supported = {("linux", "x86_64"), ("darwin", "arm64"), ("win32", "x86_64")}
    if (system, machine) not in supported:
        return Finding(
            "System",
            FAIL,
            f"{detail}: there is no {MEDIAPIPE} for it",
            "use Linux or Windows on x86_64, or macOS on Apple silicon",
        )
    if system == "linux" and libc[0] != "glibc":
        return Finding("System", FAIL, f"{detail}, without glibc", "use a distribution with glibc (not Alpine)")
    if system == "darwin" and mac and int(mac.split(".", 1)[0]) < 14:
        return Finding("System", FAIL, detail, "OpenCV and ONNX Runtime need macOS 14 or newer: update macOS")
    return Finding("System", OK, detail)


def check_cameras() -> Finding:
    """What cameras there are; looks at none of their pictures."""
    from realtime_asl.sources.cameras import advice, list_cameras

    devices = list_cameras()
    if not devices:
        return Finding("Camera", NOTE, "none was found", "connect one, or use --camera demo")
    forbidden = [
        d for d in devices if d.path and d.path.startswith("/dev/") and not os.access(d.path, os.R_OK | os.W_OK)
    ]
    names = ", ".join(f"{device.index} ({device.name})" for device in devices)
    if forbidden:
        return Finding("Camera", NOTE, f"{names}: not allowed for you", advice())
    mend = advice() if sys.platform == "darwin" else None
    return Finding("Camera", OK, names, mend and f"should it stay black: {mend}")


def check_window() -> Finding:
    """Whether a window can be opened."""
    from realtime_asl.screen.display import require_display

    try:
        note = require_display()
    except UserError as error:
        return from_error("Window", NOTE, error)
    where = os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY") or "the system's own"
    return Finding("Window", OK, f"{where} ({note})" if note else where)


def check_clipboard() -> Finding:
    """Whether the key C can copy the text."""
    if not sys.platform.startswith("linux") or any(map(shutil.which, ("xclip", "xsel", "wl-copy"))):
        return Finding("Clipboard", OK, "can be written")
    return Finding(
        "Clipboard",
        NOTE,
        "no program for it, the key C copies nothing",
        "sudo apt install xclip (Wayland: wl-clipboard)",
    )
