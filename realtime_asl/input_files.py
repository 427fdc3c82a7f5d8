"""Outputs never take the place of what a command reads, or of what the program keeps: the original would be gone."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

from realtime_asl.errors import UserError
from realtime_asl.stored_file import kept_files


def same_file(a: Path, b: Path) -> bool:
    """Whether two paths lead to the same file: through links, another spelling, or letters of the other case."""
    try:
        if os.path.samefile(a, b):
            return True
    except (OSError, ValueError):  # one of them does not exist (yet), or is no path at all
        pass
    try:
        return os.path.normcase(os.path.realpath(a)) == os.path.normcase(os.path.realpath(b))
    except (OSError, ValueError):
        return False


def refuse_inputs(output: Path, inputs: Iterable[str | Path | None], what: str) -> None:
    """Make sure that `output`, which is called `what` (e.g. "recording"), is none of the inputs; None is no input.

    Nor may it be a file that the program keeps for the person, such as the practice history.

    Raises:
        UserError: it is one.
    """
    for given in inputs:
        if given is not None and same_file(output, Path(given)):
            raise UserError(f"{what} '{output}' would replace '{given}', which is read; choose another name")
    for kept in kept_files():
        if same_file(output, kept):
            raise UserError(f"{what} '{output}' would replace '{kept}', which this program needs; choose another name")


def refuse_input_folder(folder: Path, inputs: Iterable[str | Path | None], what: str) -> None:
    """Make sure that none of the inputs lies in `folder` itself, into which files are to be written.

    Raises:
        UserError: one does.
    """
    for given in inputs:
        if given is not None and same_file(folder, Path(given).absolute().parent):
            raise UserError(f"{what} '{folder}' holds '{given}', which is read; choose another folder")


def refuse_existing(output: Path, overwrite: bool) -> None:
    """Make sure that `output` does not exist yet, unless the person wants it replaced.

    Raises:
        UserError: it exists, and `overwrite` is not set.
    """
    if output.exists() and not overwrite:
        raise UserError(f"'{output}' exists; give --overwrite to replace it, or choose another name")
