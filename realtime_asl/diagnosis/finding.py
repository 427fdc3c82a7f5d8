"""What a check of ``doctor`` found."""

from __future__ import annotations

from dataclasses import dataclass

from realtime_asl.errors import UserError

OK, NOTE, FAIL = "ok", "note", "fail"


@dataclass(frozen=True, slots=True)
class Finding:
    """One line of the report.

    Attributes:
        name: what was looked at.
        status: "ok"; "note": the program runs, something is missing; "fail": it cannot run.
        detail: what was found.
        mend: what to do about it, or None.
    """

    name: str
    status: str
    detail: str
    mend: str | None = None


def from_error(name: str, status: str, error: UserError) -> Finding:
    """The finding that says what an error says: "what; what to do"."""
    what, _, mend = str(error).partition("; ")
    return Finding(name, status, what, mend or None)
