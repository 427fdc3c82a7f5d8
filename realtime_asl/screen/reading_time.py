"""How long a line stays on the screen, so that it can be read."""

from __future__ import annotations

#: Seconds for any line, and for each character of a long one: an eye that reads slowly takes ten to fifteen a second,
#: and has to find the line first.
_LEAST_S, _CHARACTER_S = 2.0, 0.07


def seconds_to_read(line: str) -> float:
    """How long the answer to a key is shown."""
    return max(_LEAST_S, _CHARACTER_S * len(line))
