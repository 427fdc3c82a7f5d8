"""The cameras of this machine: listing them, and saying why one gives no pictures."""

from __future__ import annotations

import argparse
import errno
import json
import os
import sys
from dataclasses import asdict, dataclass
from pathlib import Path

import cv2
from cv2_enumerate_cameras import enumerate_cameras

from realtime_asl.errors import DONE, PARTLY_FAILED, printable

#: What to look at, by system, when a camera is there and yet gives nothing.
ADVICE = {
    "linux": "close other programs that use it; you must be in the group 'video' "
    "(sudo usermod -aG video $USER, then log in again)",
    "darwin": "System Settings > Privacy & Security > Camera: allow the terminal program you start this from, "
    "then start the terminal again",
    "win32": "Settings > Privacy & security > Camera: allow desktop apps; close other programs that use it",
}


@dataclass(frozen=True, slots=True)
class CameraDevice:
    """A camera as the system names it; `index` is what --camera takes."""

    index: int
    name: str
    path: str | None = None


def capture_backend() -> int:
    """OpenCV's way to cameras on this system: the same for opening as for listing, or the numbers differ."""
    return {"linux": cv2.CAP_V4L2, "darwin": cv2.CAP_AVFOUNDATION, "win32": cv2.CAP_MSMF}.get(sys.platform, cv2.CAP_ANY)


def list_cameras() -> list[CameraDevice]:
    """The cameras by number. Opens none of them on Windows and macOS; Linux devices are asked for their kind."""
    devices = (
        CameraDevice(c.index, _plain(c.name or "") or f"camera {c.index}", c.path)
        for c in enumerate_cameras(capture_backend())
    )
    return sorted(devices, key=lambda device: device.index)


def _plain(name: str) -> str:
    """Names come with all kinds of spaces, which no settings file keeps."""
    return printable(" ".join(name.split()))


def number_of(number: int, name: str) -> int:
    """Today's number of the camera `name`, which was `number` once: numbers change with what is plugged in."""
    devices = list_cameras()
    if any(device.index == number and device.name == name for device in devices):
        return number
    return next((device.index for device in devices if device.name == name), number)


def advice() -> str:
    """What to do on this system when a camera gives nothing."""
    return ADVICE.get(sys.platform, "close other programs that use it")


def why_no_pictures(number: int) -> str:
    """One line: why camera `number` gives no pictures, as far as the system tells, and what to do."""
    devices = list_cameras()
    if number not in {device.index for device in devices}:
        node = Path(f"/dev/video{number}")
        if sys.platform == "linux" and node.exists():
            return f"camera {number} ({node}) delivers no pictures, it is another kind of device; {_choice(devices)}"
        return f"there is no camera {number}; {_choice(devices)}"
    if sys.platform == "linux":
        return _why_on_linux(number, f"/dev/video{number}")
    return f"camera {number} is there but gives no picture: it is in use or not allowed; {advice()}"


def _choice(devices: list[CameraDevice]) -> str:
    if not devices:
        return "no camera was found: connect one, or try --camera demo"
    found = ", ".join(f"{device.index} ({device.name})" for device in devices)
    return f"use --camera with one of: {found}"


def _why_on_linux(number: int, node: str) -> str:
    if not os.access(node, os.R_OK | os.W_OK):
        return f"camera {number} ({node}) may not be opened by you; {advice()}"
    if holders := _holders(node):
        return f"camera {number} is in use by {', '.join(holders)}; close that first"
    try:
        os.close(os.open(node, os.O_RDWR | os.O_NONBLOCK))
    except OSError as error:
        if error.errno == errno.EBUSY:
            return f"camera {number} is in use by another program; close that first"
        return f"camera {number} ({node}) cannot be opened ({error.strerror}); connect it again"
    return f"camera {number} opens but gives no picture; close other programs that use it, or connect it again"


def _holders(node: str) -> list[str]:
    """Names of this user's other processes that have `node` open (others' are hidden by the system)."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        if int(process.name) == os.getpid():
            continue
        try:
            if any(os.readlink(handle) == node for handle in (process / "fd").iterdir()):
                found.append(f"{(process / 'comm').read_text().strip()} (process {process.name})")
        except OSError:  # ended meanwhile, or not ours to look into
            continue
    return found


def run_command(options: argparse.Namespace) -> int:
    """``cameras``: one line a camera; exit code 1 when there is none."""
    devices = list_cameras()
    if options.json:
        print(json.dumps([asdict(device) for device in devices]))
    else:
        for device in devices:
            print(f"{device.index}  {device.name}")
    if not devices:
        print("no camera was found; connect one, or try --camera demo", file=sys.stderr)
    return DONE if devices else PARTLY_FAILED
