"""Everything round the hand: the room behind it, the exposure and the noise of a webcam."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from realtime_asl.demo.shading import Light, Skin, shade, to_linear, to_pixels
from realtime_asl.demo.skeleton import Skeleton
from realtime_asl.demo.surface import flesh, sculpt


@dataclass(frozen=True)
class Placement:
    """Where and how large the hand is drawn.

    Attributes:
        wrist: pixel position of the wrist.
        scale: palm size in pixels.
        thickness: factor for the thickness of fingers and palm.
        distance: of the camera, in palm sizes.
        sleeve: where the sleeve begins, palm sizes below the wrist.
    """

    wrist: tuple[float, float]
    scale: float
    thickness: float = 1.0
    distance: float = 5.0
    sleeve: float = 0.62


def render(
    background: np.ndarray, skeleton: Skeleton, placement: Placement, skin: Skin, light: Light, wall_shadow: float = 0.0
) -> np.ndarray:
    """Draw the hand into a picture.

    Args:
        background: (h, w, 3) float32 linear light, BGR; left as it is.
        skeleton, placement, skin, light: the hand and its looks.
        wall_shadow: 0..1, strength of the blurred shadow on what is behind.

    Returns:
        A new (h, w, 3) float32 picture, linear light, BGR.
    """
    picture = background.copy()
    color, coverage, left, top = draw_hand(picture.shape[1], picture.shape[0], skeleton, placement, skin, light)
    if color is None:
        return picture
    rows, columns = slice(top, top + coverage.shape[0]), slice(left, left + coverage.shape[1])
    if wall_shadow > 0:
        _darken_wall(picture, coverage, left, top, placement.scale, light, wall_shadow)
    region = picture[rows, columns]
    region += (color - region) * coverage[..., None]
    return picture


def draw_hand(
    width: int, height: int, skeleton: Skeleton, placement: Placement, skin: Skin, light: Light
) -> tuple[np.ndarray | None, np.ndarray, int, int]:
    """Colour (h, w, 3; linear BGR), coverage (h, w), left and top of the hand in a picture of the given size.

    The colour is None when the hand is out of the picture.
    """
    sweeps = flesh(
        skeleton,
        center=placement.wrist,
        scale=placement.scale,
        thickness=placement.thickness,
        distance=placement.distance,
        sleeve=placement.sleeve,
    )
    surface = sculpt(sweeps, width, height)
    if surface is None:
        return None, np.zeros((0, 0), np.float32), 0, 0
    color, coverage = shade(surface, sweeps, skin, light, placement.scale)
    return color, coverage, surface.left, surface.top


def _darken_wall(
    picture: np.ndarray, coverage: np.ndarray, left: int, top: int, scale: float, light: Light, strength: float
) -> None:
    """The shadow that falls on the wall: far behind, so large, soft and shifted away from the light."""
    factor = 8
    height, width = picture.shape[:2]
    small = np.zeros((height // factor + 1, width // factor + 1), np.float32)
    shadow = cv2.resize(coverage, None, fx=1 / factor, fy=1 / factor, interpolation=cv2.INTER_AREA)
    shift_x = (left - 0.35 * scale * np.sign(light.direction[0])) / factor
    shift_y = (top + 0.25 * scale) / factor
    move = np.float32([[1, 0, shift_x], [0, 1, shift_y]])
    cv2.warpAffine(shadow, move, (small.shape[1], small.shape[0]), dst=small)
    small = cv2.GaussianBlur(small, (0, 0), max(0.5, 0.14 * scale / factor))
    large = cv2.resize(small, (width, height), interpolation=cv2.INTER_LINEAR)
    picture *= (1 - strength * large)[..., None]


def room(
    width: int, height: int, rng: np.random.Generator, base: tuple[float, float, float] | None = None
) -> np.ndarray:
    """A blurred room: a wall with light falling on it and some furniture. (h, w, 3) float32 linear BGR."""
    wall = to_linear(np.array(base) if base is not None else _wall_color(rng))[::-1]
    small_width, small_height = 96, max(24, round(96 * height / width))
    y, x = np.mgrid[0 : 1 : small_height * 1j, 0 : 1 : small_width * 1j].astype(np.float32)
    angle = rng.uniform(0, 2 * np.pi)
    falloff = 1 + rng.uniform(0.1, 0.35) * ((x - 0.5) * np.cos(angle) + (y - 0.5) * np.sin(angle))
    picture = (wall * falloff[..., None]).astype(np.float32)
    for _ in range(rng.integers(2, 7)):
        color = to_linear(np.clip(rng.normal(0.45, 0.25, 3) * 0.4 + rng.uniform(0.1, 0.85) * 0.6, 0.02, 0.95))[::-1]
        shape_width, shape_height = rng.uniform(0.08, 0.45) * small_width, rng.uniform(0.1, 0.6) * small_height
        left = rng.uniform(-0.1, 1.0) * small_width
        bottom = small_height * (1.0 if rng.random() < 0.6 else rng.uniform(0.2, 0.7))
        corners = np.float32(
            [
                [left, bottom - shape_height],
                [left + shape_width, bottom - shape_height],
                [left + shape_width, bottom],
                [left, bottom],
            ]
        )
        cv2.fillConvexPoly(picture, np.round(corners * 8).astype(np.int32), color.tolist(), cv2.LINE_AA, 3)
    picture = cv2.GaussianBlur(picture, (0, 0), rng.uniform(1.0, 4.0))
    return np.clip(cv2.resize(picture, (width, height), interpolation=cv2.INTER_CUBIC), 0, 1)


def plain(
    width: int, height: int, rng: np.random.Generator, color: tuple[float, float, float] | None = None
) -> np.ndarray:
    """A wall in one colour with light falling off to one side. (h, w, 3) float32 linear BGR."""
    wall = to_linear(np.array(color) if color is not None else _wall_color(rng))[::-1]
    angle = rng.uniform(0, 2 * np.pi)
    x = np.linspace(-0.5, 0.5, width, dtype=np.float32)[None, :]
    y = np.linspace(-0.5, 0.5, height, dtype=np.float32)[:, None]
    falloff = 1 + rng.uniform(0.0, 0.6) * (x * np.cos(angle) + y * np.sin(angle))
    return np.clip(wall * falloff[..., None], 0, 1).astype(np.float32)


def clutter(width: int, height: int, rng: np.random.Generator) -> np.ndarray:
    """Coloured noise at several scales. (h, w, 3) float32 linear BGR."""
    picture = np.zeros((height, width, 3), np.float32)
    for cells, strength in ((3, 0.5), (7, 0.3), (19, 0.2), (60, 0.12)):
        coarse = rng.random((max(2, cells * height // width), cells, 3), dtype=np.float32)
        coarse = 0.5 * coarse + 0.5 * coarse.mean(axis=2, keepdims=True)
        picture += strength * cv2.resize(coarse, (width, height), interpolation=cv2.INTER_CUBIC)
    return np.clip(picture * rng.uniform(0.3, 1.0), 0, 1) ** 1.8


def _wall_color(rng: np.random.Generator) -> np.ndarray:
    return np.clip(rng.uniform(0.12, 0.92) + rng.normal(0, 0.07, 3), 0.03, 0.97)


def develop(linear: np.ndarray, rng: np.random.Generator, *, exposure: float = 1.0, noise: float = 1.5) -> np.ndarray:
    """What the sensor makes of it: exposure, then noise in grey levels. (h, w, 3) uint8 BGR."""
    picture = to_pixels(linear * np.float32(exposure))
    if noise <= 0:
        return picture
    return cv2.add(picture, sensor_noise(picture.shape, noise, rng), dtype=cv2.CV_8U)


def sensor_noise(shape: tuple[int, ...], strength: float, rng: np.random.Generator) -> np.ndarray:
    """Grey-level noise, int8, mostly brightness, a little colour, slightly soft as after a camera's own filter."""
    height, width = shape[:2]
    luma = rng.standard_normal((height, width, 1), dtype=np.float32)
    chroma = rng.standard_normal((height, width, 3), dtype=np.float32)
    grain = cv2.GaussianBlur(luma + 0.5 * chroma, (3, 3), 0.6)
    return np.clip(np.round(grain * (strength * 1.6)), -127, 127).astype(np.int8)
