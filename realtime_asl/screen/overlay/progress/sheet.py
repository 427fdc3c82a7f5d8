"""A sheet of paper with units of its own, so that one layout fits every size of picture."""

from __future__ import annotations

import numpy as np

from realtime_asl.screen.overlay.paint import fit, panel, text_width, write
from realtime_asl.screen.overlay.theme import KEYCAP, MEDIUM, PANEL, TEXT

#: Width and height of the sheet in its units; it is laid in the middle of the picture, as large as it fits.
WIDTH, HEIGHT = 1200, 900
#: Smaller text is no text, pixels.
_LEGIBLE = 6


class Sheet:
    """Draws in units; (0, 0) is the top left corner.

    Args:
        size: (width, height) of the picture in pixels.
        units: (width, height) of the sheet.
    """

    def __init__(self, size: tuple[int, int], units: tuple[int, int] = (WIDTH, HEIGHT)) -> None:
        width, height = size
        self.image = np.empty((height, width, 3), np.uint8)
        self.image[:] = PANEL
        self._unit = min(width / units[0], height / units[1])
        self._left, self._top = (width - units[0] * self._unit) / 2, (height - units[1] * self._unit) / 2

    def px(self, units: float) -> int:
        """A length in whole pixels, at least one."""
        return max(1, round(units * self._unit))

    def at(self, x: float, y: float) -> tuple[int, int]:
        """The pixel of a place."""
        return round(self._left + x * self._unit), round(self._top + y * self._unit)

    def box(self, x0: float, y0: float, x1: float, y1: float, color: tuple[int, int, int] = KEYCAP) -> None:
        """A filled rectangle with soft corners, at least one pixel high."""
        (left, top), (right, bottom) = self.at(x0, y0), self.at(x1, y1)
        panel(self.image, (left, min(top, bottom - 1), right, bottom), self.px(4), color, 1.0)

    def width(self, text: str, size: float, weight: int = MEDIUM) -> float:
        """Width of a text in units."""
        return text_width(text, self.px(size), weight) / self._unit

    def text(
        self,
        text: str,
        x: float,
        y: float,
        size: float,
        color: tuple[int, int, int] = TEXT,
        *,
        weight: int = MEDIUM,
        align: str = "left",
        room: float = WIDTH,
    ) -> None:
        """One line with its baseline at y, shortened to `room` units; nothing where it could not be read."""
        pixels = self.px(size)
        if pixels >= _LEGIBLE:
            write(
                self.image,
                fit(text, self.px(room), pixels, weight),
                self.at(x, y),
                pixels,
                color,
                weight=weight,
                align=align,
            )
