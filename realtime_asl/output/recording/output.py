"""An output file that is never half there: checked before work begins, and replaced only when the new one exists."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import BinaryIO

from realtime_asl.errors import UserError


def check_output(path: str | Path, suffixes: tuple[str, ...], *, overwrite: bool, what: str) -> Path:
    """`path` as a Path, when a file of that kind can be written there.

    Args:
        path: where to write.
        suffixes: those that are known, lower case with the dot.
        overwrite: a file that exists may be replaced.
        what: for the message, e.g. "recording".

    Raises:
        UserError: unknown suffix, exists already, no plain file, no such folder, or not writable.
    """
    path = Path(path)
    if path.suffix.lower() not in suffixes:
        raise UserError(f"{what} '{path}': unknown kind of file; end its name with {', '.join(suffixes)}")
    try:
        if path.is_dir():
            raise UserError(f"{what} '{path}' is a folder; give a file name")
        if path.exists() and not path.is_file():  # a pipe, a device: nothing can be mended in it later on
            raise UserError(f"{what} '{path}' is no plain file; choose another name")
        if path.exists() and not overwrite:
            raise UserError(f"{what} '{path}' exists already; choose another name or add --overwrite")
        if path.exists() and not os.access(path, os.W_OK):
            raise UserError(f"{what} '{path}' is write-protected; choose another name")
        folder = _folder(path)
        if not folder.is_dir():
            raise UserError(f"{what} '{path}': there is no folder '{folder}'; create it first")
        if not os.access(folder, os.W_OK):
            raise UserError(f"{what} '{path}': the folder '{folder}' cannot be written to; choose another one")
    except (OSError, ValueError) as error:  # a name that is too long, a null character
        raise UserError(f"{what} '{path}' cannot be written ({getattr(error, 'strerror', None) or error})") from error
    return path


def _folder(path: Path) -> Path:
    """Where the file is, or will be: that of a link is where it leads to."""
    return Path(os.path.realpath(path)).parent if path.is_symlink() else path.parent


def free_bytes(path: Path) -> int:
    """Free space on the disk that holds the folder of `path`."""
    return shutil.disk_usage(_folder(path).absolute()).free


class OutputFile:
    """A binary file, open for writing without a buffer of Python's own.

    A new name is taken at once, so that a killed program leaves its file there. An old file stays
    until :meth:`keep`, which is called when the new one is known to work.

    Attributes:
        good: length in bytes of what is known to be good.

    Raises:
        UserError: it cannot be created.
    """

    def __init__(self, path: Path, what: str) -> None:
        self._temporary: Path | None = None
        self.good = 0
        try:
            self.path = real = Path(os.path.realpath(path))  # a link stays one, and the disk is the one it leads to
            if real.exists():
                self._temporary = real.with_name(f".{real.stem}-{os.getpid()}.part{real.suffix}")
            self.file: BinaryIO = (self._temporary or real).open("w+b", buffering=0)
        except (OSError, ValueError) as error:
            reason = getattr(error, "strerror", None) or error
            raise UserError(f"{what} '{path}' cannot be written ({reason}); choose another place") from error

    def keep(self) -> None:
        """What is in the file now is good; the first time, it takes the place of the old file."""
        self.good = self.file.tell()
        if self._temporary is None:
            return
        try:
            os.replace(self._temporary, self.path)
        except PermissionError:  # Windows: not while it is open; `close` tries again
            return
        self._temporary = None

    def sync(self) -> None:
        """Have the disk write what it was given, so that it survives a power cut."""
        os.fsync(self.file.fileno())

    def close(self, *, broken: bool = False) -> None:
        """Close the file. A `broken` one is cut back to where it was good; if it never was, it is removed
        and the old one stays."""
        if broken and self.good:
            self.file.truncate(self.good)
        self.file.close()
        if broken and not self.good:
            (self._temporary or self.path).unlink(missing_ok=True)
        elif self._temporary is not None:
            os.replace(self._temporary, self.path)
        self._temporary = None
