"""What is behind the hand. All pictures are (height, width, 3) float32, linear light 0..1, BGR."""

from __future__ import annotations

import cv2
import numpy as np

from realtime_asl.demo.shading import to_linear

#: Width of the small picture in which blurred rooms are drawn.
_COARSE = 96
#: Between these widths, in heights of the picture, the living room looks right.
_NARROWEST, _WIDEST = 4 / 3, 16 / 9


def living_room(width: int, height: int) -> np.ndarray:
    """The demo signer's usual room, far out of focus: a warm wall, daylight from the left, a shelf and a plant.

    Pictures of another shape than the room show a part of it: narrow ones the wall and at the right edge the shelf.
    """
    wide, tall = max(width, round(_NARROWEST * height)), max(height, round(width / _WIDEST))
    picture = _whole_living_room(wide, tall)
    left, top = min(max(round(0.8 * wide - 0.85 * width), 0), wide - width), (tall - height) // 2
    return np.ascontiguousarray(picture[top : top + height, left : left + width])


def _whole_living_room(width: int, height: int) -> np.ndarray:
    coarse_height = max(24, round(_COARSE * height / width))
    y, x = np.mgrid[0 : 1 : coarse_height * 1j, 0 : 1 : _COARSE * 1j].astype(np.float32)
    wall = to_linear((0.71, 0.74, 0.74))[::-1]
    daylight = np.exp(-((x + 0.1) ** 2 / 0.5 + (y - 0.25) ** 2 / 0.9))
    picture = wall * (0.62 + 0.5 * daylight - 0.14 * y)[..., None]
    picture = np.ascontiguousarray(picture, dtype=np.float32)
    shelf, wood, green, pot, lamp = (
        to_linear(c)[::-1].tolist()
        for c in ((0.45, 0.42, 0.40), (0.52, 0.42, 0.34), (0.33, 0.45, 0.36), (0.62, 0.48, 0.40), (0.93, 0.85, 0.70))
    )
    books = ((0.30, 0.40, 0.52), (0.62, 0.38, 0.33), (0.70, 0.64, 0.52), (0.28, 0.33, 0.38), (0.50, 0.55, 0.48))
    _block(picture, (0.80, 0.30, 1.05, 1.00), shelf)
    for row, top in enumerate((0.36, 0.60, 0.84)):
        for number in range(6):
            color = to_linear(books[(number * 2 + row) % len(books)])[::-1].tolist()
            left, up = 0.815 + 0.032 * number, top + 0.015 * ((number + row) % 3)
            _block(picture, (left, up, left + 0.028, top + 0.19), color)
        _block(picture, (0.80, top + 0.19, 1.05, top + 0.215), wood)
    for angle in np.linspace(-1.25, 1.25, 9):
        tip = np.array([0.10 + 0.12 * np.sin(angle), 0.70 - 0.26 * np.cos(angle)])
        _leaf(picture, np.array([0.10, 0.78]), tip, green)
    _block(picture, (0.055, 0.77, 0.145, 0.98), pot)
    cv2.circle(picture, (round(0.70 * _COARSE), round(0.12 * coarse_height)), 4, lamp, -1, cv2.LINE_AA)
    picture = cv2.GaussianBlur(picture, (0, 0), 1.7)
    return np.clip(cv2.resize(picture, (width, height), interpolation=cv2.INTER_CUBIC), 0, 1)


def room(width: int, height: int, rng: np.random.Generator) -> np.ndarray:
    """Some blurred room: a wall with light falling on it and furniture in any colours."""
    wall = to_linear(_wall_color(rng))[::-1]
    coarse_height = max(24, round(_COARSE * height / width))
    y, x = np.mgrid[0 : 1 : coarse_height * 1j, 0 : 1 : _COARSE * 1j].astype(np.float32)
    angle = rng.uniform(0, 2 * np.pi)
    falloff = 1 + rng.uniform(0.1, 0.35) * ((x - 0.5) * np.cos(angle) + (y - 0.5) * np.sin(angle))
    picture = np.ascontiguousarray(wall * falloff[..., None], dtype=np.float32)
    for _ in range(rng.integers(2, 7)):
        color = np.clip(rng.normal(0.45, 0.25, 3) * 0.4 + rng.uniform(0.1, 0.85) * 0.6, 0.02, 0.95)
        left, bottom = rng.uniform(-0.1, 1.0), 1.0 if rng.random() < 0.6 else rng.uniform(0.2, 0.7)
        right, top = left + rng.uniform(0.08, 0.45), bottom - rng.uniform(0.1, 0.6)
        _block(picture, (left, top, right, bottom), to_linear(color)[::-1].tolist())
    picture = cv2.GaussianBlur(picture, (0, 0), rng.uniform(0.7, 4.0))
    return np.clip(cv2.resize(picture, (width, height), interpolation=cv2.INTER_CUBIC), 0, 1)


def plain(width: int, height: int, rng: np.random.Generator) -> np.ndarray:
    """A wall in one colour, the light falling off to one side."""
    angle = rng.uniform(0, 2 * np.pi)
    x = np.linspace(-0.5, 0.5, width, dtype=np.float32)[None, :]
    y = np.linspace(-0.5, 0.5, height, dtype=np.float32)[:, None]
    falloff = 1 + rng.uniform(0.0, 0.6) * (x * np.cos(angle) + y * np.sin(angle))
    wall = to_linear(_wall_color(rng))[::-1]
    return np.clip(wall * falloff[..., None], 0, 1).astype(np.float32)


def clutter(width: int, height: int, rng: np.random.Generator) -> np.ndarray:
    """Coloured noise at several scales."""
    picture = np.zeros((height, width, 3), np.float32)
    color_share = rng.uniform(0.1, 0.6)
    for cells, strength in ((3, 0.5), (7, 0.3), (19, 0.2), (60, 0.12)):
        coarse = rng.random((max(2, cells * height // width), cells, 3), dtype=np.float32)
        coarse = color_share * coarse + (1 - color_share) * coarse.mean(axis=2, keepdims=True)
        picture += strength * cv2.resize(coarse, (width, height), interpolation=cv2.INTER_CUBIC)
    return (np.clip(picture * rng.uniform(0.3, 1.0), 0, 1) ** 1.8).astype(np.float32)


def any_background(width: int, height: int, rng: np.random.Generator) -> np.ndarray:
    """One of the random kinds."""
    kind = rng.random()
    if kind < 0.5:
        return room(width, height, rng)
    return plain(width, height, rng) if kind < 0.75 else clutter(width, height, rng)


def _wall_color(rng: np.random.Generator) -> np.ndarray:
    return np.clip(rng.uniform(0.12, 0.92) + rng.normal(0, 0.07, 3), 0.03, 0.97)


def _block(picture: np.ndarray, box: tuple[float, float, float, float], color: list[float]) -> None:
    """A filled rectangle; left, top, right, bottom in shares of the picture."""
    left, top, right, bottom = box
    corners = np.array([[left, top], [right, top], [right, bottom], [left, bottom]])
    _fill(picture, corners, color)


def _leaf(picture: np.ndarray, root: np.ndarray, tip: np.ndarray, color: list[float]) -> None:
    side = np.array([tip[1] - root[1], root[0] - tip[0]]) * 0.14
    middle = (root + tip) / 2
    _fill(picture, np.array([root, middle + side, tip, middle - side]), color)


def _fill(picture: np.ndarray, corners: np.ndarray, color: list[float]) -> None:
    height, width = picture.shape[:2]
    points = np.round(corners * [width * 16, height * 16]).astype(np.int32)
    cv2.fillConvexPoly(picture, points, color, cv2.LINE_AA, 4)
