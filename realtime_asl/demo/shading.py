"""Light and skin: from a height field with normals to colours."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from realtime_asl.demo.surface import EMPTY, SLEEVE, TIP, Surface, Sweeps


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
        surface, sweeps: what is seen, and of what.
        skin, light: the looks.
        scale: palm size in pixels.

    Returns:
        (h, w, 3) float32 linear light, BGR, and (h, w) float32 coverage 0..1.
    """
    mask = surface.height > EMPTY / 2
    nx, ny = surface.normal_x, surface.normal_y
    nz = np.sqrt(np.clip(1 - nx * nx - ny * ny, 0.0, 1))
    direction = np.asarray(light.direction, dtype=np.float32)
    direction /= np.linalg.norm(direction)
    facing = nx * direction[0] + ny * direction[1] + nz * direction[2]

    shadow = _cast_shadow(surface.height, direction, scale) * light.shadow
    hollow = _occlusion(surface.height, mask, scale)
    albedo, gloss = _albedo(surface, sweeps, skin, nz)

    # Light bleeds through skin: red reaches further round the edge of the light than blue.
    rim = (1 - nz) ** 3
    room = light.room * (0.78 - 0.22 * ny + 0.25 * rim) * (1 - hollow)
    color = np.empty((*mask.shape, 3), np.float32)
    lit = 1 - shadow
    for channel, (wrap, bleed) in enumerate(((0.12, 0.03), (0.18, 0.08), (0.34, 0.24))):
        diffuse = np.clip((facing + wrap) / (1 + wrap), 0, 1)
        tint = light.tint[2 - channel]
        color[..., channel] = light.key * tint * diffuse * (lit + bleed * shadow) + room
    color *= albedo
    half = direction + np.array([0, 0, 1], np.float32)
    half /= np.linalg.norm(half)
    shine = np.clip(nx * half[0] + ny * half[1] + nz * half[2], 0, 1)
    shine **= 18
    color += (gloss * shine * lit * light.key)[..., None]
    # Pixels just outside take the colour of the edge, so that the soft outline does not darken.
    coverage = cv2.GaussianBlur(mask.astype(np.float32), (0, 0), 0.7)
    spread = cv2.GaussianBlur(color * mask[..., None], (0, 0), 0.7)
    color = np.where(mask[..., None], color, spread / np.maximum(coverage, 1e-3)[..., None])
    return color, coverage


def _albedo(surface: Surface, sweeps: Sweeps, skin: Skin, nz: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    number = surface.sweep
    inner = sweeps.palmar.astype(np.float32)
    side = inner[number, 0] * surface.normal_x + inner[number, 1] * surface.normal_y + inner[number, 2] * nz
    palm_share = np.clip(0.5 + 1.2 * side, 0, 1)
    palm_share = cv2.blur(palm_share, (3, 3))
    warmth = cv2.blur(sweeps.warmth.astype(np.float32)[number], (9, 9))
    back, palm = to_linear(skin.back)[::-1], to_linear(skin.palm)[::-1]
    albedo = back + palm_share[..., None] * (palm - back)
    albedo *= 1 - warmth[..., None] * np.array([0.20, 0.14, 0.0], np.float32)
    gloss = np.full(number.shape, skin.gloss, np.float32)
    _paint_nails(albedo, gloss, surface, sweeps, skin, nz)
    cloth = (sweeps.part == SLEEVE)[number]
    albedo[cloth] = to_linear(skin.sleeve)[::-1]
    gloss[cloth] = 0.02
    return albedo, gloss


def _paint_nails(
    albedo: np.ndarray, gloss: np.ndarray, surface: Surface, sweeps: Sweeps, skin: Skin, nz: np.ndarray
) -> None:
    """A rounded plate on the outer side of each last bone."""
    color = to_linear(skin.nail)[::-1]
    rows, columns = np.nonzero((sweeps.part == TIP)[surface.sweep])
    if not len(rows):
        return
    number = surface.sweep[rows, columns]
    # Only the first sweep of a last bone is the bone; its pad never shows the outer side.
    ends = sweeps.ends.astype(np.float32)
    start, end = ends[number, 0:3], ends[number, 4:7]
    axis = end - start
    length = np.maximum(np.linalg.norm(axis, axis=1), 1e-3)
    axis /= length[:, None]
    normal = np.stack([surface.normal_x[rows, columns], surface.normal_y[rows, columns], nz[rows, columns]], 1)
    point = np.stack([columns + surface.left, rows + surface.top, surface.height[rows, columns]], 1) - start
    along = (point * axis).sum(1)
    outer = -sweeps.palmar[number].astype(np.float32)
    lateral = np.cross(axis, outer)
    radius = ends[number, 7]
    middle = length - 0.05 * radius
    u = (along - middle) / (0.86 * radius)
    v = (normal * lateral).sum(1) / 0.74
    on_top = (normal * outer).sum(1) > 0.05
    shape = 1 - (u**4 + v**4)
    share = np.clip(shape * 3.0, 0, 1) * on_top
    edge = np.clip(1 - np.abs(shape) * 6, 0, 1) * on_top
    # The white free edge, and the fold of skin around the plate.
    free = np.clip((u - 0.55) * 6, 0, 1)[:, None] * 0.35
    plate = color * (1 - free) + free * np.float32(0.85)
    old = albedo[rows, columns]
    albedo[rows, columns] = (old + share[:, None] * (plate - old)) * (1 - 0.35 * edge[:, None])
    gloss[rows, columns] += share * 0.22


def _cast_shadow(height: np.ndarray, direction: np.ndarray, scale: float) -> np.ndarray:
    """Soft shadows of the hand on itself, 0..1: march towards the light over the height field."""
    small = cv2.resize(height, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_NEAREST)
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
