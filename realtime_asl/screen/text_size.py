"""How the keys change the size of the text."""

from __future__ import annotations

import math

#: One press of a key, and how small and large it gets.
STEP, RANGE = 1.15, (0.6, 2.5)


def changed(scale: float, *, larger: bool) -> float:
    """The next size; 1 is normal."""
    # An option may have made it larger or smaller than the keys do.
    least, most = min(RANGE[0], scale), max(RANGE[1], scale)
    # On steps counted from the normal size: the ends of the range are none, and from there it would never come back.
    steps = math.log(scale) / math.log(STEP)
    step = math.floor(steps + 0.01) + 1 if larger else math.ceil(steps - 0.01) - 1
    return round(min(max(STEP**step, least), most), 3)
