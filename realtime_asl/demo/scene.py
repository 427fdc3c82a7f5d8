"""A hand before a background, and what a camera makes of it."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from realtime_asl.demo.flesh import Placement, flesh
from realtime_asl.demo.looks import Looks
from realtime_asl.demo.shading import shade, to_pixels
from realtime_asl.demo.skeleton import Skeleton
from realtime_asl.demo.surface import sculpt

#: The shadow on the wall is drawn this many times smaller: it is soft anyway.
_SHADOW_SHRINK = 8


@dataclass(frozen=True)
class DrawnHand:
    """A hand drawn into its box of a picture.

    Attributes:
        color: (h, w, 3) float32 linear light, BGR.
        coverage: (h, w) float32, 0..1.
        left, top: of the box in the picture.
    """

    color: np.ndarray
    coverage: np.ndarray
    left: int
    top: int


def draw_hand(size: tuple[int, int], skeleton: Skeleton, placement: Placement, looks: Looks) -> DrawnHand | None:
    """The hand alone in a picture of `size` (width, height); None when it is out of view."""
    sweeps = flesh(skeleton, placement)
    surface = sculpt(sweeps, *size)
    if surface is None:
        return None
    color, coverage = shade(surface, sweeps, looks.skin, looks.light, placement.scale)
    return DrawnHand(color, coverage, surface.left, surface.top)


def paint(
    background: np.ndarray, skeleton: Skeleton, placement: Placement, looks: Looks
) -> tuple[tuple[slice, slice], np.ndarray] | None:
    """Draw the hand and its shadow on the wall before a background.

    Args:
        background: (h, w, 3) float32 linear light, BGR; not changed.
        skeleton: the hand.
        placement: where it is.
        looks: how it looks.

    Returns:
        The rows and columns of the picture that changed, and their new linear light; None when the
        hand is out of view.
    """
    height, width = background.shape[:2]
    hand = draw_hand((width, height), skeleton, placement, looks)
    if hand is None:
        return None
    shadow, left, top = _wall_shadow(hand, (width, height), placement.scale, looks)
    rows, columns = slice(top, top + shadow.shape[0]), slice(left, left + shadow.shape[1])
    lit = 1 - shadow
    region = background[rows, columns] * cv2.merge([lit, lit, lit])
    y, x = hand.top - top, hand.left - left
    inner = region[y : y + hand.color.shape[0], x : x + hand.color.shape[1]]
    inner += (hand.color - inner) * cv2.merge([hand.coverage] * 3)
    return (rows, columns), region


def _wall_shadow(hand: DrawnHand, size: tuple[int, int], scale: float, looks: Looks) -> tuple[np.ndarray, int, int]:
    """Strength of the shadow far behind the hand: large, soft, shifted away from the light; left, top of its box."""
    margin = 0.55 * scale
    left, top = (max(0, int(v - margin)) for v in (hand.left, hand.top))
    right = min(size[0], int(hand.left + hand.coverage.shape[1] + margin))
    bottom = min(size[1], int(hand.top + hand.coverage.shape[0] + margin))
    width, height = right - left, bottom - top
    if looks.wall_shadow <= 0:
        return np.zeros((height, width), np.float32), left, top
    light = looks.light.direction
    small = (max(1, width // _SHADOW_SHRINK), max(1, height // _SHADOW_SHRINK))
    zoom_x, zoom_y = small[0] / width, small[1] / height
    move = np.array(
        [
            [zoom_x, 0, zoom_x * (hand.left - left - 0.4 * scale * light[0])],
            [0, zoom_y, zoom_y * (hand.top - top - 0.4 * scale * light[1])],
        ]
    )
    soft = cv2.blur(hand.coverage, (_SHADOW_SHRINK, _SHADOW_SHRINK))
    shadow = cv2.warpAffine(soft, move, small, flags=cv2.INTER_LINEAR)
    shadow = cv2.GaussianBlur(shadow, (0, 0), max(0.5, 0.17 * scale / _SHADOW_SHRINK), borderType=cv2.BORDER_CONSTANT)
    return cv2.resize(shadow, (width, height), interpolation=cv2.INTER_LINEAR) * looks.wall_shadow, left, top


def develop(linear: np.ndarray, rng: np.random.Generator, *, exposure: float = 1.0, noise: float = 1.5) -> np.ndarray:
    """What the sensor makes of linear light: exposure, then noise in grey levels. (h, w, 3) uint8 BGR."""
    picture = to_pixels(linear * np.float32(exposure))
    if noise <= 0:
        return picture
    return cv2.add(picture, sensor_noise(picture.shape, noise, rng), dtype=cv2.CV_8U)


def sensor_noise(shape: tuple[int, ...], strength: float, rng: np.random.Generator) -> np.ndarray:
    """Grey-level noise, (h, w, 3) int16: mostly brightness, a little colour, soft as after a camera's own filter."""
    height, width = shape[:2]
    luma = rng.standard_normal((height, width, 1), dtype=np.float32)
    chroma = rng.standard_normal((height, width, 3), dtype=np.float32)
    grain = cv2.GaussianBlur(luma + 0.5 * chroma, (3, 3), 0.6)
    return np.round(grain * (strength * 1.6)).astype(np.int16)
