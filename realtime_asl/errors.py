"""The one kind of error that a person is meant to read."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager

#: Exit codes of every command (README, "Exit codes").
DONE, PARTLY_FAILED, WRONG_USAGE, INTERRUPTED = 0, 1, 2, 130


def printable(text: str) -> str:
    """`text` for a terminal: what is no character, or would move the cursor, is written as an escape."""
    return "".join(c if c.isprintable() else c.encode("unicode_escape", "backslashreplace").decode() for c in text)


class UserError(Exception):
    """One line for the person: what went wrong, with which file or device, and what to do.

    The command line prints it as ``error: <message>`` without a traceback (``-v`` shows it)
    and ends with `exit_code`.
    """

    def __init__(self, message: str, exit_code: int = WRONG_USAGE) -> None:
        super().__init__(printable(" ".join(message.split())))
        self.exit_code = exit_code


class NoCamera(UserError):
    """A camera by number gives no pictures; a window can offer something else."""


@contextmanager
def one_line_errors() -> Iterator[None]:
    """For the `main` of a module that is run by itself: what a person can mend is one line, and ends the program.

    So does Ctrl-C, without a word.
    """
    try:
        yield
    except UserError as error:
        print(f"error: {error}", file=sys.stderr)
        raise SystemExit(error.exit_code) from None
    except OSError as error:
        what = "a file cannot be read or written" if error.filename is None else f"'{error.filename}' cannot be used"
        print(f"error: {what} ({error.strerror or error})", file=sys.stderr)
        raise SystemExit(WRONG_USAGE) from None
    except KeyboardInterrupt:
        raise SystemExit(INTERRUPTED) from None


def reason_in(stderr: str) -> str:
    """Why another process of this program ended, from what it wrote to standard error."""
    lines = stderr.strip().splitlines() or ["no further words"]
    return lines[-1].removeprefix("error: ")


def of_item(name: object, error: Exception) -> UserError:
    """What went wrong with one item of many, as one line that names it; the others go on."""
    if isinstance(error, UserError):
        return error
    reason = getattr(error, "strerror", None) or str(error) or type(error).__name__
    return UserError(f"'{name}' cannot be used ({reason}); leave it out", PARTLY_FAILED)
