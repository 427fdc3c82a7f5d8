"""The picture of the handshape to make, drawn by the demo signer's renderer."""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from realtime_asl.alphabet import MOTION
from realtime_asl.overlay.paint import Layout, baseline, fit, keycap, panel, text_width, write
from realtime_asl.overlay.practice.places import Places
from realtime_asl.overlay.theme import DIM, REGULAR
from realtime_asl.overlay.view import View

#: J and Z are drawn anew so often a second, and begin again after so many seconds.
_STEPS_A_SECOND, _LOOP_S = 12, 2.5


@lru_cache(maxsize=80)
def _picture(letter: str, size: int, side: str, hand: str, step: int) -> tuple[np.ndarray, np.ndarray]:
    """(size, size, 3) premultiplied colours and what is kept of the ground (0..255), for one blending."""
    from realtime_asl.demo import handshape

    drawn = handshape(letter, size=size, view=side, hand=hand, time=step / _STEPS_A_SECOND)
    cover = drawn[..., 3:].astype(np.float32) / 255
    color = np.rint(drawn[..., :3] * cover).astype(np.uint8)
    keep = np.repeat(np.rint(255 * (1 - cover)).astype(np.uint8), 3, axis=2)
    return color, keep


class HandshapeCard:
    """The card at the side that the hand is not on."""

    def __init__(self, layout: Layout, places: Places) -> None:
        self._layout = layout
        self._places = places

    def draw(self, image: np.ndarray, view: View) -> None:
        """Draw on `image` in place; a narrow reminder of the key when the picture is hidden."""
        practice, layout = view.practice, self._layout
        # In a mirror the right hand is at the right; keep the card out of its way.
        box = self._places.picture(left=(practice.hand == "Right") == layout.mirrored)
        x0, y0, x1, y1 = box
        size, caption = layout.px(16), layout.px(40)
        if not practice.picture:
            self._draw_key(image, (x0, y0, x1, y0 + caption), "I", "show the handshape", size)
            return
        panel(image, box, layout.px(18))
        side = x1 - x0
        step = round(view.time % _LOOP_S * _STEPS_A_SECOND) if practice.letter in MOTION else 0
        color, keep = _picture(practice.letter, side, practice.side, practice.hand, step)
        _blend(image, color, keep, x0, y0)
        text = "as in the mirror" if practice.side == "signer" else "as others see it"
        self._draw_caption(image, (x0, y1 - caption, x1, y1), "V", text, size)

    def _draw_key(self, image: np.ndarray, box: tuple[int, int, int, int], key: str, text: str, size: int) -> None:
        x0, y0, x1, y1 = box
        panel(image, (x0, y0, x1, y1), self._layout.px(14))
        self._draw_caption(image, box, key, text, size)

    def _draw_caption(self, image: np.ndarray, box: tuple[int, int, int, int], key: str, text: str, size: int) -> None:
        x0, y0, x1, y1 = box
        layout = self._layout
        key_width = round(size * 1.55) + layout.px(8)
        text = fit(text, x1 - x0 - key_width - layout.px(12), size, REGULAR)
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
    np.copyto(region, _over(region, color[inside], keep[inside]))


def _over(ground: np.ndarray, color: np.ndarray, keep: np.ndarray) -> np.ndarray:
    import cv2

    return cv2.add(cv2.multiply(ground, keep, scale=1 / 255), color)
