"""How the keys change the size of the text."""

from __future__ import annotations

#: One press of a key, and how small and large it gets.
STEP, RANGE = 1.15, (0.6, 2.5)


def changed(scale: float, *, larger: bool) -> float:
    """The next size; 1 is normal."""
    if larger:
        return round(max(min(scale * STEP, RANGE[1]), scale), 3)  # an option may have made it larger still
    return round(min(max(scale / STEP, RANGE[0]), scale), 3)
