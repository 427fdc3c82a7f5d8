"""Values from a practice history that was stored: each is checked, since anybody may have edited the file."""

from __future__ import annotations

from realtime_asl.alphabet import LETTERS

#: No count or number of seconds is larger.
MOST = 10**9


def as_count(value: object, most: int = MOST) -> int:
    """A whole number from 0 to `most`; raises ValueError where it is none."""
    if type(value) is not int or not 0 <= value <= most:
        raise ValueError(f"{value!r} is no count")
    return value


def as_number(value: object, least: float, most: float, what: str) -> float:
    """A number of that range, called `what`; raises ValueError where it is none."""
    if type(value) not in (int, float) or not least <= value <= most:  # also refuses NaN
        raise ValueError(f"{value!r} is no {what}")
    return float(value)


def as_letter(value: object) -> str:
    """One of A-Z; raises ValueError where it is none."""
    if value not in LETTERS:
        raise ValueError(f"{value!r} is no letter")
    return str(value)
