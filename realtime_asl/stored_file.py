"""Small files that the program keeps for people: where they are, replaced in one stroke, set aside when damaged."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

#: This program's name in the folders of the system.
PROGRAM = "realtime-asl"


def user_file(kind: str, name: str) -> Path | None:
    """`name` in this program's own folder of the user; None where there is no home folder.

    Args:
        kind: "config" or "data".
        name: of a file or folder in it.
    """
    folder = _folder(kind)
    return None if folder is None else folder / name


def kept_files() -> tuple[Path, ...]:
    """All files that the program keeps for this user: settings, practice history, taught hands, and damaged ones."""
    folders = {folder for kind in ("config", "data") if (folder := _folder(kind)) is not None}
    return tuple(sorted(file for folder in folders for file in folder.rglob("*") if file.is_file()))


def _folder(kind: str) -> Path | None:
    import platformdirs

    try:
        folder = getattr(platformdirs, f"user_{kind}_path")(PROGRAM, appauthor=False)
    except RuntimeError:  # no home
        return None
    return folder if folder.is_absolute() else None  # older versions leave a literal "~" there


def replace_file(path: Path, content: bytes) -> None:
    """Write a file, and its folder if need be, so that no crash leaves half of it. A link to it stays one.

    Raises:
        OSError: it cannot be written.
    """
    path = Path(os.path.realpath(path))  # people keep such files in a folder that is synchronised or versioned
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.stem}-", suffix=path.suffix)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        os.replace(temporary, path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise


def set_aside(path: Path) -> Path:
    """Rename a damaged file, so that a new one can be begun and nothing is lost; returns its new name.

    Raises:
        OSError: it cannot be renamed, or a thousand damaged ones are there already.
    """
    for number in range(1, 1000):
        aside = path.with_name(f"{path.stem}.damaged-{number}{path.suffix}")
        if not aside.exists():
            path.rename(aside)
            return aside
    raise FileExistsError(0, "the folder is full of damaged ones; clear it up")
