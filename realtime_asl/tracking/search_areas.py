"""Parts of a frame in which a hand is looked for.

MediaPipe looks for hands in a picture of 192 pixels, in which the hand of somebody who sits at some distance is too
small to be found. Cut out of the frame it is large enough.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import cv2
import numpy as np

from realtime_asl.hand import Hand
from realtime_asl.tracking.light import PLAIN, Light

#: Sides of the larger and the smaller squares that are searched, in units of the frame's shorter side.
SEARCHED = (0.75, 0.5)
#: Widths of the borders, in sides of the picture.
BORDERS = (0.25, 0.6, 1.2)
#: Rows or columns of such squares at most, however long and narrow the frame.
MOST = 8
#: A hand is followed in a square of so many times the longer side of its box.
AROUND = 3.2
#: Once it takes up more than this share of the square, it is large enough for the whole frame.
LARGE = 0.6
#: The square moves with the hand when it is further from the middle than the first number (sides of the square), by no
#: more than the second one a frame (sides of the hand's box): the tracker expects the hand where it was in the square.
OFF_CENTER, STEP = 0.12, 0.06


@dataclass(frozen=True, slots=True)
class View:
    """A rectangle of the frame, in pixels, seen in this light."""

    x: int
    y: int
    width: int
    height: int
    light: Light = PLAIN

    def cut(self, image: np.ndarray) -> np.ndarray:
        """This part of the picture (height, width, 3); outside of it the edge is repeated."""
        return self.light.on(self._part(image))

    def _part(self, image: np.ndarray) -> np.ndarray:
        height, width = image.shape[:2]
        left, top = max(0, -self.x), max(0, -self.y)
        right, bottom = max(0, self.x + self.width - width), max(0, self.y + self.height - height)
        if left or top or right or bottom:
            inside = image[max(0, self.y) : self.y + self.height, max(0, self.x) : self.x + self.width]
            return cv2.copyMakeBorder(inside, top, bottom, left, right, cv2.BORDER_REPLICATE)
        part = image[self.y : self.y + self.height, self.x : self.x + self.width]
        return part if part.shape == image.shape else np.ascontiguousarray(part)

    def outgrown_by(self, hand: Hand) -> bool:
        """Whether the hand is too large for it."""
        return hand.side > LARGE * min(self.width, self.height)

    def moved_with(self, hand: Hand, image: np.ndarray) -> View:
        """The view for the next frame of the same size as `image`."""
        x, y = hand.center
        step = STEP * hand.side
        off_x, off_y = x - self.x - self.width / 2, y - self.y - self.height / 2
        if max(abs(off_x) / self.width, abs(off_y) / self.height) < OFF_CENTER:
            return self
        x, y = self.x + round(float(np.clip(off_x, -step, step))), self.y + round(float(np.clip(off_y, -step, step)))
        height, width = image.shape[:2]
        return replace(self, x=_within(x, self.width, width), y=_within(y, self.height, height))


def _within(start: int, length: int, limit: int) -> int:
    """The start nearest to this one with which a stretch lies within 0 to `limit`, or covers it where it is longer."""
    least, most = sorted((0, limit - length))
    return min(max(start, least), most)


def whole(image: np.ndarray) -> View:
    """All of the picture."""
    return View(0, 0, image.shape[1], image.shape[0])


def around(hand: Hand, image: np.ndarray) -> View:
    """The square in which a hand found in `image` is followed; the whole picture where the hand is large."""
    height, width = image.shape[:2]
    x0, y0, x1, y1 = hand.box
    side = round(AROUND * max(hand.side, 16.0))
    if side >= min(width, height):
        return whole(image)
    left, top = round((x0 + x1 - side) / 2), round((y0 + y1 - side) / 2)
    return View(min(max(left, 0), width - side), min(max(top, 0), height - side), side, side)


def about(hand: Hand, image: np.ndarray, times: float = AROUND, light: Light = PLAIN) -> View:
    """The square, so many times the longer side of its box, in which a hand is followed that the whole picture shows
    wrongly; it may reach outside."""
    x0, y0, x1, y1 = hand.box
    side = round(times * max(hand.side, 16.0))
    height, width = image.shape[:2]
    left, top = _within(round((x0 + x1 - side) / 2), side, width), _within(round((y0 + y1 - side) / 2), side, height)
    return View(left, top, side, side, light)


def lit(image: np.ndarray, light: Light) -> View:
    """All of the picture with a border, in another light."""
    return replace(_bordered(image.shape[1], image.shape[0], BORDERS[0]), light=light)


def searched(image: np.ndarray) -> list[View]:
    """Squares that together cover the picture, unless it is very long and narrow, and the picture with a border, for
    hands that fill or touch it: two of the larger squares and the border for each of the smaller squares."""
    height, width = image.shape[:2]
    large, small = ([], [])
    for share, views in zip(SEARCHED, (large, small), strict=True):
        side = max(1, round(share * min(width, height)))
        # They overlap by half, so that every hand lies well inside one of them.
        rows, columns = (min(MOST, 1 + int(np.ceil((length - side) / (side / 2)))) for length in (height, width))
        views += [
            View(round(x), round(y), side, side)
            for y in np.linspace(0, height - side, rows)
            for x in np.linspace(0, width - side, columns)
        ]
    bordered = [_bordered(width, height, share) for share in BORDERS]
    turns = max(len(small), (len(large) + 1) // 2)
    return [
        view
        for turn in range(turns)
        for view in (
            large[2 * turn % len(large)],
            bordered[turn % len(bordered)],
            large[(2 * turn + 1) % len(large)],
            small[turn % len(small)],
        )
    ]


def _bordered(width: int, height: int, share: float) -> View:
    x, y = round(share * width), round(share * height)
    return View(-x, -y, width + 2 * x, height + 2 * y)
