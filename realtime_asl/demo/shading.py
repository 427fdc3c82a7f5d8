"""Light and skin: from a height field with normals to colours."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from realtime_asl.demo.details import Nails, crease_map, nails
from realtime_asl.demo.flesh import SLEEVE, Sweeps
from realtime_asl.demo.surface import EMPTY, Surface
from realtime_asl.demo.visible import Visible, visible_pixels


@dataclass(frozen=True)
class Skin:
    """Colours of a person, sRGB 0..1 as (red, green, blue).

    Attributes:
        back, palm: of the back and of the inner side of the hand.
        nail: of the finger nails.
        sleeve: of the sleeve.
        gloss: strength of highlights.
    """

    back: tuple[float, float, float] = (0.80, 0.60, 0.49)
    palm: tuple[float, float, float] = (0.88, 0.68, 0.58)
    nail: tuple[float, float, float] = (0.93, 0.74, 0.68)
    sleeve: tuple[float, float, float] = (0.16, 0.24, 0.36)
    gloss: float = 0.10


@dataclass(frozen=True)
class Light:
    """One key light, the light of the room and a little rim light.

    Attributes:
        direction: towards the key light: x right, y down, z towards the viewer.
        key, room: strengths.
        tint: colour of the key light, (red, green, blue).
        shadow: 0 (none) .. 1 strength of cast shadows.
    """

    direction: tuple[float, float, float] = (-0.50, -0.55, 0.67)
    key: float = 0.80
    room: float = 0.42
    tint: tuple[float, float, float] = (1.0, 0.97, 0.92)
    shadow: float = 0.75


def to_linear(color: np.ndarray | tuple[float, ...]) -> np.ndarray:
    """sRGB 0..1 to linear light, gamma 2.2."""
    return (np.asarray(color, dtype=np.float32) ** 2.2).astype(np.float32)


#: Linear light 0..1 in 4096 steps -> sRGB 0..255, with a soft shoulder so that highlights keep colour.
_ENCODE = np.round(255 * np.clip(np.linspace(0, 1, 4096), 0, 1) ** (1 / 2.2)).astype(np.uint8)


def to_pixels(linear: np.ndarray) -> np.ndarray:
    """Linear light, any shape, to uint8 sRGB."""
    return _ENCODE[(np.clip(linear, 0, 1) * 4095).astype(np.int16)]


def shade(surface: Surface, sweeps: Sweeps, skin: Skin, light: Light, scale: float) -> tuple[np.ndarray, np.ndarray]:
    """Colour the surface.

    Args:
        surface: what is seen.
        sweeps: of what.
        skin: its colours.
        light: on it.
        scale: palm size in pixels.

    Returns:
        (h, w, 3) float32 linear light, BGR, and (h, w) float32 coverage 0..1.
    """
    mask = surface.height > EMPTY / 2
    pixels = visible_pixels(surface, mask)
    direction = np.asarray(light.direction, dtype=np.float32)
    direction /= np.linalg.norm(direction)
    shadow = _cast_shadow(surface.height, direction, scale).ravel()[pixels.index] * np.float32(light.shadow)
    hollow = _occlusion(surface.height, mask, scale).ravel()[pixels.index]
    albedo, gloss = _albedo(pixels, surface, sweeps, skin, scale)

    facing = pixels.facing(direction)
    rim = 1 - pixels.nz
    rim *= rim * rim
    room = np.float32(light.room) * (0.78 - 0.22 * pixels.ny + 0.25 * rim) * (1 - hollow)
    shine = np.maximum(pixels.facing(_unit(direction + np.array([0, 0, 1], np.float32))), 0)
    shine *= shine
    shine *= shine  # to the 4th
    shine = shine * shine * shine * shine * shine  # to the 20th: skin is not polished
    shine *= gloss * (1 - shadow) * np.float32(light.key)
    color = np.zeros((*mask.shape, 3), np.float32)
    flat = color.reshape(-1, 3)
    # Light bleeds through skin: red reaches further round the edge of light and shadow than blue.
    for channel, (wrap, bleed) in enumerate(((0.12, 0.03), (0.18, 0.08), (0.34, 0.24))):
        diffuse = np.maximum(facing + np.float32(wrap), 0)
        diffuse *= (1 - (1 - np.float32(bleed)) * shadow) * np.float32(light.key * light.tint[2 - channel] / (1 + wrap))
        diffuse += room
        diffuse *= albedo[channel]
        diffuse += shine
        flat[pixels.index, channel] = diffuse
    return _soft_outline(color, mask)


def _soft_outline(color: np.ndarray, mask: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Pixels just outside take the colour of the edge, so that the soft outline does not darken."""
    coverage = cv2.GaussianBlur(mask.astype(np.float32), (5, 5), 0.7)
    ring = np.flatnonzero((coverage > 0) & ~mask)
    spread = cv2.GaussianBlur(color, (5, 5), 0.7).reshape(-1, 3)[ring]
    color.reshape(-1, 3)[ring] = spread / np.maximum(coverage.ravel()[ring], 1e-3)[:, None]
    return color, coverage


def _unit(vector: np.ndarray) -> np.ndarray:
    return vector / np.linalg.norm(vector)


def _albedo(
    pixels: Visible, surface: Surface, sweeps: Sweeps, skin: Skin, scale: float
) -> tuple[np.ndarray, np.ndarray]:
    """Colour of the material (3, n), BGR, and strength of its highlights (n,)."""
    inner = np.ascontiguousarray(sweeps.palmar.T, dtype=np.float32)
    side = inner[0][pixels.sweep] * pixels.nx
    side += inner[1][pixels.sweep] * pixels.ny
    side += inner[2][pixels.sweep] * pixels.nz
    palm_share = np.clip(0.5 + 1.2 * side, 0, 1)
    # Neighbouring parts flow into one another.
    parts = np.zeros((2, *surface.height.shape), np.float32)
    parts[0].ravel()[pixels.index] = palm_share
    parts[1].ravel()[pixels.index] = sweeps.warmth.astype(np.float32)[pixels.sweep]
    reach = max(3, round(0.05 * scale))
    around, warmth = (cv2.blur(part, (reach, reach)).ravel()[pixels.index] for part in parts)
    palm_share = np.where(side > 0, np.maximum(palm_share, around), around)
    lines = crease_map(surface, sweeps, scale).ravel()[pixels.index] * palm_share
    back, palm = to_linear(skin.back)[::-1], to_linear(skin.palm)[::-1]
    blush = np.array([0.24, 0.17, 0.0], np.float32)
    albedo = np.empty((3, len(pixels.index)), np.float32)
    for channel in range(3):
        plane = albedo[channel]
        np.multiply(palm_share, palm[channel] - back[channel], out=plane)
        plane += back[channel]
        plane *= 1 - blush[channel] * warmth
        plane *= 1 - (0.30 - 0.06 * channel) * lines
    gloss = np.full(len(pixels.index), skin.gloss, np.float32)
    _paint_nails(albedo, gloss, nails(pixels, surface, sweeps), skin)
    cloth = (sweeps.part == SLEEVE)[pixels.sweep]
    albedo[:, cloth] = to_linear(skin.sleeve)[::-1, None]
    gloss[cloth] = 0.015
    return albedo, gloss


def _paint_nails(albedo: np.ndarray, gloss: np.ndarray, plates: Nails, skin: Skin) -> None:
    chosen = plates.chosen
    for channel, tone in enumerate(to_linear(skin.nail)[::-1]):
        plane = albedo[channel, chosen]
        nail = tone + plates.free * np.float32(0.25) * (np.float32(0.9) - tone)
        albedo[channel, chosen] = (plane + plates.share * (nail - plane)) * (1 - np.float32(0.3) * plates.edge)
    gloss[chosen] += plates.share * np.float32(0.2)


def _cast_shadow(height: np.ndarray, direction: np.ndarray, scale: float) -> np.ndarray:
    """Soft shadows of the hand on itself, 0..1: march towards the light over the height field."""
    # A hand that is just coming up may be a single row of pixels.
    size = (max(1, height.shape[1] // 2), max(1, height.shape[0] // 2))
    small = cv2.resize(height, size, interpolation=cv2.INTER_NEAREST)
    plane = float(np.hypot(direction[0], direction[1]))
    if plane < 0.05:
        return np.zeros(height.shape, np.float32)
    slope = direction[2] / plane
    shadow = np.zeros(small.shape, np.float32)
    for step in (0.05, 0.09, 0.15, 0.23, 0.34, 0.48):
        far = step * scale
        shift = np.float32([[1, 0, -direction[0] / plane * far / 2], [0, 1, -direction[1] / plane * far / 2]])
        other = cv2.warpAffine(
            small, shift, (small.shape[1], small.shape[0]), flags=cv2.INTER_NEAREST, borderValue=EMPTY
        )
        softness = 0.035 * scale + 0.35 * far
        np.maximum(shadow, np.clip((other - small - slope * far) / softness, 0, 1), out=shadow)
    shadow = cv2.GaussianBlur(shadow, (0, 0), max(0.6, 0.012 * scale))
    return cv2.resize(shadow, (height.shape[1], height.shape[0]), interpolation=cv2.INTER_LINEAR)


def _occlusion(height: np.ndarray, mask: np.ndarray, scale: float) -> np.ndarray:
    """Less light of the room where the surroundings are higher, 0..0.8."""
    size = (max(1, height.shape[1] // 2), max(1, height.shape[0] // 2))
    weight = cv2.resize(mask.astype(np.float32), size, interpolation=cv2.INTER_NEAREST)
    small = cv2.resize(height, size, interpolation=cv2.INTER_NEAREST) * weight
    total = np.zeros(small.shape, np.float32)
    for width, strength in ((0.05, 0.55), (0.13, 0.55)):
        sigma = max(0.8, width * scale / 2)
        around = cv2.GaussianBlur(small, (0, 0), sigma) / np.maximum(cv2.GaussianBlur(weight, (0, 0), sigma), 1e-3)
        total += strength * np.clip((around - small) / (1.4 * width * scale), 0, 1)
    total = np.minimum(total * weight, 0.8)
    return cv2.resize(total, (height.shape[1], height.shape[0]), interpolation=cv2.INTER_LINEAR)
