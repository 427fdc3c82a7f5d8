"""Text that is too long for its room: in several lines, or smaller."""

from __future__ import annotations

from collections.abc import Callable

from realtime_asl.screen.overlay.paint import fit, text_width
from realtime_asl.screen.overlay.theme import MEDIUM


def largest_size(size: int, least: float, fits: Callable[[int], bool]) -> int:
    """The largest font size in pixels from `size` down at which it fits; where none above `least` does, that one."""
    while size > least and not fits(size):
        size -= 1
    return size


def wrapped(text: str, room: int, size: int, weight: int = MEDIUM) -> list[str]:
    """`text` in lines of at most `room` pixels; a word that is longer, as paths are, is cut in pieces."""
    lines = [""]
    for word in text.split():
        longer = f"{lines[-1]} {word}".lstrip()
        if text_width(longer, size, weight) <= room:
            lines[-1] = longer
            continue
        if lines[-1]:
            lines.append("")
        rest = word
        while len(rest) > 1 and text_width(rest, size, weight) > room:
            piece = fit(rest, room, size, weight).removesuffix("…") or rest[0]
            lines[-1:] = [piece, ""]
            rest = rest[len(piece) :]
        lines[-1] = rest
    return lines


def fitting_lines(
    text: str, room: int, size: int, weight: int = MEDIUM, *, most: int, least: int
) -> tuple[list[str], int]:
    """`text` in at most so many lines, and their font size in pixels: `size`, or less, but not below `least`.

    Where even that does not do, the last line is cut.
    """
    for smaller in range(size, least, -1):
        lines = wrapped(text, room, smaller, weight)
        if len(lines) <= most:
            return lines, smaller
    smaller = min(size, least)
    return first_lines(text, room, smaller, weight, most=most), smaller


def first_lines(text: str, room: int, size: int, weight: int = MEDIUM, *, most: int) -> list[str]:
    """As `wrapped`, but at most so many: the last one is cut where there is more."""
    lines = wrapped(text, room, size, weight)
    if len(lines) > most:
        lines = [*lines[: most - 1], fit(" ".join(lines[most - 1 :]), room, size, weight)]
    return lines
