"""Standard output and error, whatever becomes of them: closed, on a full disk, in an encoding that lacks a letter."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TextIO

from realtime_asl.errors import PARTLY_FAILED, UserError


class Stream:
    """A text stream that fails once: what comes after goes nowhere, also what Python writes at its own end.

    All else is as of the stream itself.

    Args:
        stream: standard output, or standard error.
        failed: is told what the system said of it, and may raise.
    """

    def __init__(self, stream: TextIO, failed: Callable[[OSError], None]) -> None:
        self._stream, self._failed = stream, failed

    def write(self, text: str) -> int:
        """As of every text stream."""
        try:
            return self._stream.write(text)
        except OSError as error:
            self._give_up(error)
        return len(text)

    def flush(self) -> None:
        """As of every text stream."""
        try:
            self._stream.flush()
        except OSError as error:
            self._give_up(error)

    def __getattr__(self, name: str) -> object:
        return getattr(self._stream, name)

    def _give_up(self, error: OSError) -> None:
        """Python keeps what it could not write and tries once more when it ends, which would change the exit code."""
        try:
            number = self._stream.fileno()
        except (OSError, ValueError):  # no real file: what a test or a notebook put there
            pass
        else:
            nowhere = os.open(os.devnull, os.O_WRONLY)
            os.dup2(nowhere, number)
            os.close(nowhere)
        self._failed(error)


def heard_by_nobody(error: OSError) -> None:
    """Of standard error: what is done does not depend on whether anybody can read of it."""


def _no_results(error: OSError) -> None:
    """Of standard output: what is asked for cannot be delivered.

    Raises:
        BrokenPipeError: the reader has enough (`| head`).
        UserError: the disk is full, or refuses it otherwise.
    """
    if isinstance(error, BrokenPipeError):
        raise error
    reason = error.strerror or type(error).__name__
    raise UserError(
        f"what is printed cannot be written ({reason}); make room, or send it to another place", PARTLY_FAILED
    ) from error


@contextmanager
def unfailing() -> Iterator[None]:
    """Inside, `sys.stdout` and `sys.stderr` can always be written to; afterwards they are those from before."""
    _open_closed()
    before = sys.stdout, sys.stderr
    for stream in (sys.stdout, sys.stderr):
        # Names of files may hold what the terminal's encoding lacks: they are escaped, and the next line comes.
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")
    sys.stdout, sys.stderr = within = Stream(sys.stdout, _no_results), Stream(sys.stderr, heard_by_nobody)
    try:
        yield
    finally:
        sys.stdout = before[0]
        if sys.stderr is within[1]:  # else that from before leads to nowhere by now, see `quiet`
            sys.stderr = before[1]


def _open_closed() -> None:
    """Where standard output or error was closed (`>&-`, a program without a console), what is said goes nowhere.

    Otherwise Python prints to standard output what is for standard error, and the numbers of the closed ones go to the
    next files that are opened, into which libraries would then write.
    """
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:
            setattr(sys, name, open(os.devnull, "w", encoding="utf-8"))  # noqa: SIM115 - as long as the process
