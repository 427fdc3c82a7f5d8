"""The pictures below a folder, told by what is in the files rather than by their names."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from realtime_asl.errors import printable
from realtime_asl.sources.pictures import PICTURE_SUFFIXES, picture_format

#: What systems put beside people's files: companions of macOS, indexes, thumbnails of network drives, rubbish.
PASSED_FOLDERS = frozenset(
    ("__MACOSX", ".AppleDouble", "@eaDir", ".Spotlight-V100", ".Trashes", ".fseventsd", ".TemporaryItems")
)
PASSED_FILES = frozenset((".DS_Store", "Thumbs.db", "ehthumbs.db", "desktop.ini", ".picasa.ini", "Icon\r"))
APPLE_DOUBLE = b"\0\5\x16\7"
#: How many names a line may hold.
NAMED = 5


@dataclass(frozen=True, slots=True)
class FoundPictures:
    """What lies below a folder, sorted.

    Attributes:
        pictures: files that hold a picture.
        left_out: other files that a person may have meant, and folders that may not be entered; what systems put there
            is not named.
    """

    pictures: tuple[Path, ...]
    left_out: tuple[Path, ...]


def find_pictures(folder: Path) -> FoundPictures:
    """Looks into every file below `folder`."""
    pictures, left_out = [], []

    def refused(error: OSError) -> None:
        left_out.append(Path(error.filename))

    files = [Path(place, name) for place, _, names in os.walk(folder, onerror=refused) for name in names]
    for path in sorted(files):
        try:
            if not path.is_file() or is_companion(path, folder):
                continue
        except PermissionError:  # of a folder that may be listed and not entered
            left_out.append(path)
            continue
        (pictures if picture_format(path) is not None else left_out).append(path)
    return FoundPictures(tuple(pictures), tuple(sorted(left_out)))


def is_companion(path: Path, folder: Path) -> bool:
    """Whether a file below `folder` was put there by a system, not by a person."""
    if path.name in PASSED_FILES or path.name.startswith("._"):
        return True
    if PASSED_FOLDERS & set(path.relative_to(folder).parts[:-1]):
        return True
    try:
        with path.open("rb") as file:
            return file.read(4) == APPLE_DOUBLE
    except OSError:  # the one who reads it says what is wrong
        return False


def looks_like_picture(path: Path) -> bool:
    """Whether a file is called like a picture."""
    return path.suffix.lower() in PICTURE_SUFFIXES


def tell_left_out(left_out: Sequence[Path], why: str = "no pictures that can be read") -> None:
    """One line on standard error: how many files were left out, and which."""
    if left_out:
        named = ", ".join(str(path) for path in left_out[:NAMED])
        more = ", …" if len(left_out) > NAMED else ""
        print(f"note: left out {len(left_out)} ({why}): {printable(named)}{more}", file=sys.stderr, flush=True)
