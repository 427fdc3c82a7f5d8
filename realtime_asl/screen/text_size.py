"""How the keys change the size of the text."""

from __future__ import annotations

#: One press of a key, and how small and large it gets.
STEP, RANGE = 1.15, (0.6, 2.5)


def changed(scale: float, *, larger: bool) -> float:
    """The next size; 1 is normal."""
    # An option may have made it larger or smaller than the keys do.
    least, most = min(RANGE[0], scale), max(RANGE[1], scale)
    return round(min(max(scale * (STEP if larger else 1 / STEP), least), most), 3)
