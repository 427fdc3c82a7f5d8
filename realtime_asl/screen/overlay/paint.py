"""Drawing tools: a layout that scales with the picture, translucent panels, and text.

Text is OpenCV 5's own TrueType drawing: 0.02 ms a line, so nothing of it is cached. Panels are
blended from cached masks, because filling round corners anew would cost more than blending.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property, lru_cache

import cv2
import numpy as np

from realtime_asl.screen.overlay.theme import KEYCAP, MEDIUM, PANEL, PANEL_ALPHA, TEXT

Color = tuple[int, int, int]
Box = tuple[int, int, int, int]

_FONT = cv2.FontFace("sans")
#: Height of a capital letter in units of the font size.
CAP_HEIGHT = 0.75
#: The layout needs this much room in its own units; smaller pictures get smaller text.
_MIN_WIDTH, _MIN_HEIGHT = 450, 330
#: Below this unit, letters are 3 pixels high.
_LEGIBLE = 0.2
#: A note that is too long is written in smaller letters, down to this share, before it is cut.
_SMALLEST_NOTE = 0.6


@dataclass(frozen=True)  # without slots, so that the unit is kept: it is asked for a hundred times a picture
class Layout:
    """Sizes for one kind of picture. Annotators are made for a layout and thrown away with it.

    Attributes:
        width, height: of the picture that is drawn on, in pixels.
        frame_size: (width, height) of the frame the landmarks belong to.
        mirrored: the picture is a mirror image of the frame.
        text_scale: the person's wish, 1 is normal.
    """

    width: int
    height: int
    frame_size: tuple[int, int]
    mirrored: bool = False
    text_scale: float = 1.0

    @cached_property
    def unit(self) -> float:
        """Pixels of one layout unit: 1 for a picture 720 pixels high. Grows slower than the
        picture, since a small window is looked at from nearer by."""
        wish = (0.2 + 0.8 * min(self.width, self.height) / 720) * min(max(self.text_scale, 0.4), 4.0)
        return min(wish, self.width / _MIN_WIDTH, self.height / _MIN_HEIGHT)

    @property
    def legible(self) -> bool:
        """Text of this layout is large enough to be text at all."""
        return self.unit >= _LEGIBLE

    def px(self, units: float) -> int:
        """Layout units in whole pixels, at least one."""
        return max(1, round(units * self.unit))

    @property
    def margin(self) -> int:
        """Distance between the edge of the picture and any panel, and between panels, in pixels."""
        return self.px(16)

    @property
    def card(self) -> Box:
        """x0, y0, x1, y1 of the letter card, top left."""
        return self.margin, self.margin, self.margin + self.px(272), self.margin + self.px(136)

    @property
    def bar(self) -> Box:
        """x0, y0, x1, y1 of the text along the bottom."""
        bottom = self.height - self.margin
        return self.margin, bottom - self.px(64), self.width - self.margin, bottom

    @property
    def middle_bottom(self) -> int:
        """y above which centred notes are stacked: clear of the text and its suggestions."""
        return self.bar[1] - self.px(10) - self.px(38) - self.px(12)

    def points(self, landmarks: np.ndarray) -> np.ndarray:
        """(n, 2) float32 positions in the picture of (n, >=2) positions in the frame."""
        scale = (self.width / self.frame_size[0], self.height / self.frame_size[1])
        points = landmarks[:, :2] * np.float32(scale)
        if self.mirrored:
            points[:, 0] = self.width - 1 - points[:, 0]
        return points


@lru_cache(maxsize=1024)
def text_width(text: str, size: int, weight: int = MEDIUM) -> int:
    """Width of `text` in pixels; `size` is the font size in pixels."""
    return cv2.getTextSize((0, 0), text, (0, 0), _FONT, size, weight)[2] if text else 0


def write(
    image: np.ndarray,
    text: str,
    at: tuple[int, int],
    size: int,
    color: Color = TEXT,
    *,
    weight: int = MEDIUM,
    align: str = "left",
) -> int:
    """Write one line with its baseline at `at`; `align` is what part of it stands at x.

    Returns:
        x where the text ends, in pixels.
    """
    x, y = at
    width = text_width(text, size, weight)
    if align != "left":
        x -= width // 2 if align == "center" else width
    if text:
        cv2.putText(image, text, (x, y), color, _FONT, size, weight)
    return x + width


def baseline(y0: int, y1: int, size: int) -> int:
    """The baseline that centres capitals between y0 and y1."""
    return round((y0 + y1 + CAP_HEIGHT * size) / 2)


def fit(text: str, room: int, size: int, weight: int = MEDIUM, keep: str = "start") -> str:
    """`text`, shortened with an ellipsis to `room` pixels; `keep` its "start" or its "end"."""
    if text_width(text, size, weight) <= room:
        return text
    low, high = 0, len(text)
    while low < high:  # the longest piece that fits
        middle = (low + high + 1) // 2
        if text_width(_shorten(text, middle, keep), size, weight) <= room:
            low = middle
        else:
            high = middle - 1
    return _shorten(text, low, keep) if low else ""


def _shorten(text: str, count: int, keep: str) -> str:
    return text[:count].rstrip() + "…" if keep == "start" else "…" + text[len(text) - count :].lstrip()


def panel(image: np.ndarray, box: Box, radius: int, color: Color = PANEL, alpha: float = PANEL_ALPHA) -> None:
    """Blend a rounded rectangle over `box`; what lies outside the picture is left out."""
    x0, y0, x1, y1 = box
    width, height = x1 - x0, y1 - y0
    left, top = max(x0, 0), max(y0, 0)
    right, bottom = min(x1, image.shape[1]), min(y1, image.shape[0])
    if left >= right or top >= bottom:
        return
    keep, add = _panel_masks(width, height, min(radius, width // 2, height // 2), color, alpha)
    inside = np.s_[top - y0 : bottom - y0, left - x0 : right - x0]
    region = image[top:bottom, left:right]
    cv2.multiply(region, keep[inside], dst=region, scale=1 / 255)
    cv2.add(region, add[inside], dst=region)


@lru_cache(maxsize=64)
def _panel_masks(width: int, height: int, radius: int, color: Color, alpha: float) -> tuple[np.ndarray, np.ndarray]:
    """What is kept of the picture (0..255) and what is added to it, (height, width, 3) uint8 each."""
    # Drawn four times as large and shrunk: the only way to smooth corners in OpenCV.
    corner = np.zeros((4 * radius, 4 * radius), np.uint8)
    cover = np.full((height, width), 255, np.uint8)
    if radius:
        cv2.circle(corner, (4 * radius - 1, 4 * radius - 1), 4 * radius, 255, -1)
        corner = cv2.resize(corner, (radius, radius), interpolation=cv2.INTER_AREA)
        cover[:radius, :radius] = corner
        cover[:radius, width - radius :] = corner[:, ::-1]
        cover[height - radius :, :radius] = corner[::-1]
        cover[height - radius :, width - radius :] = corner[::-1, ::-1]
    opacity = (cover.astype(np.float32) * alpha / 255)[..., None]
    keep = np.repeat(np.rint(255 * (1 - opacity)).astype(np.uint8), 3, axis=2)
    add = np.rint(opacity * np.float32(color)).astype(np.uint8)
    return keep, add


def dim(image: np.ndarray, brightness: float) -> None:
    """Darken the whole picture to `brightness` (0..1) of itself."""
    cv2.convertScaleAbs(image, dst=image, alpha=brightness)


def pill_width(text: str, size: int, icon: bool = False) -> int:
    """Width in pixels of what `pill` draws."""
    height = round(size * 1.8)
    return text_width(text, size) + height + (round(size * 1.1) if icon else 0)


def _pill_room(layout: Layout, size: int) -> int:
    return layout.width - 2 * layout.margin - round(size * 3)


def one_line_size(layout: Layout, text: str, size: int) -> int:
    """The largest font size up to `size` at which a pill shows all of it: small letters say more than a cut line."""
    room, wide = _pill_room(layout, size), text_width(text, size)
    return size if wide <= room else math.floor(size * room / wide)


def pill(
    image: np.ndarray,
    layout: Layout,
    text: str,
    center: tuple[int, int],
    size: int,
    *,
    color: Color = TEXT,
    accent: Color | None = None,
    alpha: float = PANEL_ALPHA,
) -> None:
    """A rounded note with one line of text around `center`; an `accent` puts a filled dot before it.

    Where there is no room, its letters are smaller.
    """
    room = _pill_room(layout, size)
    size = max(one_line_size(layout, text, size), round(_SMALLEST_NOTE * size), 1)
    text = fit(text, room, size)
    width = pill_width(text, size, icon=accent is not None)
    height = round(size * 1.8)
    x0 = min(max(center[0] - width // 2, layout.margin), max(layout.width - layout.margin - width, layout.margin))
    y0 = center[1] - height // 2
    panel(image, (x0, y0, x0 + width, y0 + height), height // 2, alpha=alpha)
    x = x0 + height // 2
    if accent is not None:
        radius = max(2, round(size * 0.28))
        cv2.circle(image, (x + radius, center[1]), radius, accent, -1, cv2.LINE_AA)
        x += round(size * 1.1)
    write(image, text, (x, baseline(y0, y0 + height, size)), size, color)


def keycap_width(label: str, size: int) -> int:
    """Width in pixels of what `keycap` draws."""
    return max(round(size * 1.55), text_width(label, size) + round(size * 0.9))


def keycap(image: np.ndarray, label: str, left: int, middle: int, size: int) -> int:
    """A key with its label, `left` its left edge and `middle` its vertical centre.

    Returns:
        x of its right edge.
    """
    side, width = round(size * 1.55), keycap_width(label, size)
    y0 = middle - side // 2
    panel(image, (left, y0, left + width, y0 + side), max(2, round(size * 0.35)), KEYCAP, 0.95)
    write(image, label, (left + width // 2, baseline(y0, y0 + side, size)), size, align="center")
    return left + width
