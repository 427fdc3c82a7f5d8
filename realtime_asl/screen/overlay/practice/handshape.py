"""The picture of the handshape to make, drawn by the demo signer's renderer."""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np

from realtime_asl.demo import handshape
from realtime_asl.screen.overlay.paint import Box, Layout, baseline, fit, keycap, panel, text_width, write
from realtime_asl.screen.overlay.practice.places import CAPTION, Places
from realtime_asl.screen.overlay.theme import DIM, REGULAR
from realtime_asl.screen.overlay.view import View

#: Larger pictures are drawn in this size (pixels) and enlarged; J and Z are drawn so often a second: a picture
#: takes 30 ms of the time in which the window should move.
_LARGEST, _RATE = 288, 10


class HandshapeCard:
    """The card at the side that the hand is not on."""

    def __init__(self, layout: Layout, places: Places) -> None:
        self._layout = layout
        self._places = places
        self._drawn: np.ndarray | None = None
        self._color = self._keep = np.zeros((1, 1, 3), np.uint8)

    def draw(self, image: np.ndarray, view: View) -> None:
        """Draw on `image` in place; a narrow reminder of the key when the picture is hidden."""
        practice, layout = view.practice, self._layout
        box = self._places.picture(left=self._places.picture_is_left(practice.hand))
        if box is None:
            return
        x0, y0, x1, y1 = box
        size, caption = layout.px(16), layout.px(CAPTION)
        if not practice.picture:
            self._draw_key(image, (x0, y0, x1, y0 + caption), "I", ("show the handshape", "show"), size)
            return
        panel(image, box, layout.px(18))
        side = x1 - x0
        moment = int(view.time * _RATE) / _RATE
        size_drawn = min(side, _LARGEST)
        drawn = handshape(practice.letter, size=size_drawn, view=practice.side, hand=practice.hand, time=moment)
        self._prepare(drawn, side)
        _blend(image, self._color, self._keep, x0, y0)
        texts = ("as in the mirror", "mirror") if practice.side == "signer" else ("as others see it", "others")
        self._draw_caption(image, (x0, y1 - caption, x1, y1), "V", texts, size)

    def _prepare(self, drawn: np.ndarray, side: int) -> None:
        """Colours times cover, and what is kept of the ground (0..255): one multiplication less a picture."""
        if drawn is self._drawn:  # the renderer hands out the same picture again
            return
        self._drawn = drawn
        if side != drawn.shape[0]:
            drawn = cv2.resize(drawn, (side, side), interpolation=cv2.INTER_CUBIC)
        cover = cv2.merge([drawn[..., 3]] * 3)
        self._color = cv2.multiply(np.ascontiguousarray(drawn[..., :3]), cover, scale=1 / 255)
        self._keep = 255 - cover

    def _draw_key(self, image: np.ndarray, box: Box, key: str, texts: Sequence[str], size: int) -> None:
        panel(image, box, self._layout.px(14))
        self._draw_caption(image, box, key, texts, size)

    def _draw_caption(self, image: np.ndarray, box: Box, key: str, texts: Sequence[str], size: int) -> None:
        """The first of `texts` for which there is room; of the last one, as much as there is room for."""
        x0, y0, x1, y1 = box
        layout = self._layout
        key_width = round(size * 1.55) + layout.px(8)
        room = x1 - x0 - key_width - layout.px(12)
        shown = (text for text in texts if text_width(text, size, REGULAR) <= room)
        text = next(shown, fit(texts[-1], room, size, REGULAR))
        left = x0 + max((x1 - x0 - key_width - text_width(text, size, REGULAR)) // 2, layout.px(6))
        right = keycap(image, key, left, (y0 + y1) // 2, size)
        write(image, text, (right + layout.px(8), baseline(y0, y1, size)), size, DIM, weight=REGULAR)


def _blend(image: np.ndarray, color: np.ndarray, keep: np.ndarray, x0: int, y0: int) -> None:
    height, width = color.shape[:2]
    left, top = max(x0, 0), max(y0, 0)
    right, bottom = min(x0 + width, image.shape[1]), min(y0 + height, image.shape[0])
    if left >= right or top >= bottom:
        return
    inside = np.s_[top - y0 : bottom - y0, left - x0 : right - x0]
    region = image[top:bottom, left:right]
    cv2.multiply(region, keep[inside], dst=region, scale=1 / 255)
    cv2.add(region, color[inside], dst=region)
