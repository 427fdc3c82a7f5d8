"""Thumbs painted over real ones: O's seen from the palm, which nearly nobody in the training pictures shows.

Seen from there, O and E differ by the thumb alone: against the fingertips, its nail to the viewer, or across below
them. So E's of many people lend their hands, skin and light, and get another thumb. Some get the thumb of an E:
otherwise paint itself would be the sign of an O.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import cv2
import numpy as np

from realtime_asl.alphabet import INDEX
from realtime_asl.hand import Hand
from realtime_asl.training.data import Sample

#: Thumbs painted on each E: of an O, of an E; and as how many signers each kind counts in the balance.
TIMES = {"O": 2, "E": 1}
SIGNERS = {"O": 8, "E": 4}
#: The knuckles of index and little finger are seen from the wrist under an angle whose sine is above this, positive
#: for the palm of a right hand.
PALM = 0.45
#: Hands smaller than this (`Hand.scale`, pixels) have no thumb to speak of.
SMALLEST = 30.0
_FINGERS = (8, 12, 16, 20)


@dataclass(frozen=True, slots=True)
class Thumb:
    """Where a thumb is painted, in pixels of the picture.

    Attributes:
        base, joint, tip: (2,) float.
        widths: half its width at the three.
        facing: share of the nail's width that is seen, 0..1.
    """

    base: np.ndarray
    joint: np.ndarray
    tip: np.ndarray
    widths: tuple[float, float, float]
    facing: float


def painted_samples(samples: Sequence[Sample], seed: int) -> list[Sample]:
    """O's and E's made of the E's in `samples` whose palm is seen, with the hands that were found in those: MediaPipe
    places its landmarks the same way in both."""
    rng = np.random.default_rng(seed)
    lenders = [s for s in samples if s.label == INDEX["E"] and s.hands and _from_the_palm(s.hands[0])]
    painted = []
    for letter, times in TIMES.items():
        for number, sample in enumerate(lenders * times):
            image = with_thumb(sample.image, sample.hands[0], letter, rng)
            signer = f"painted {letter} {number % SIGNERS[letter]}"
            painted.append(replace(sample, image=image, label=INDEX[letter], signer=signer))
    return painted


def with_thumb(image: np.ndarray, hand: Hand, letter: str, rng: np.random.Generator) -> np.ndarray:
    """A picture (height, width, 3) uint8 BGR of an E seen from the palm, its thumb replaced by that of `letter`."""
    size = _size(hand)
    skin = _skin(image, hand, size) * np.exp(rng.normal(0.03, 0.06))
    ground = _hollow(_without_thumb(image, hand, size), hand, size, rng)
    thumb = _thumb(hand, letter, size, rng)
    painted = _paint(ground, thumb, skin, size, rng)
    if letter == "O" or rng.random() < 0.8:
        painted = _paint_nail(painted, thumb, letter, skin, rng)
    changed = np.abs(painted - image).sum(axis=2, keepdims=True) > 6
    return np.clip(painted + changed * rng.normal(0, 2.5, image.shape), 0, 255).astype(np.uint8)


def _from_the_palm(hand: Hand) -> bool:
    wrist, index, little = hand.landmarks[[0, 5, 17], :2].astype(float)
    a, b = index - wrist, little - wrist
    lengths = np.linalg.norm(a) * np.linalg.norm(b)
    sine = (a[1] * b[0] - a[0] * b[1]) / lengths if lengths > 0 else 0.0
    return hand.scale >= SMALLEST and (-sine if hand.is_left else sine) > PALM


def _size(hand: Hand) -> float:
    """About nine tenths of the palm's length, which everything is measured in."""
    return 0.9 * float(np.linalg.norm(hand.landmarks[9, :2] - hand.landmarks[0, :2]))


def _axes(hand: Hand) -> tuple[np.ndarray, np.ndarray]:
    """Unit vectors towards the fingers and towards the thumb's side."""
    points = hand.landmarks[:, :2]
    up, side = points[9] - points[0], points[5] - points[17]
    return up / np.linalg.norm(up), side / np.linalg.norm(side)


def _line(shape: tuple[int, ...], points: np.ndarray, width: float) -> np.ndarray:
    mask = np.zeros(shape[:2], np.uint8)
    cv2.polylines(mask, [np.rint(points[:, :2]).astype(np.int32)], False, 255, max(2, int(width)))
    return mask > 0


def _skin(image: np.ndarray, hand: Hand, size: float) -> np.ndarray:
    """The colour of the thumb (3,), of its lighter parts."""
    pixels = image[_line(image.shape, hand.landmarks[[2, 3, 4]], 0.12 * size)].astype(float)
    if not len(pixels):  # the thumb lies outside of the picture
        return np.median(image.reshape(-1, 3).astype(float), axis=0)
    light = pixels.sum(axis=1)
    return np.median(pixels[light >= np.percentile(light, 45)], axis=0)


def _without_thumb(image: np.ndarray, hand: Hand, size: float) -> np.ndarray:
    gone = _line(image.shape, hand.landmarks[[2, 3, 4]], 0.3 * size)
    for tip in _FINGERS:
        gone &= ~_line(image.shape, hand.landmarks[[tip, tip - 2]], 0.2 * size)
    return cv2.inpaint(image, gone.astype(np.uint8), max(2, int(0.05 * size)), cv2.INPAINT_TELEA)


def _hollow(image: np.ndarray, hand: Hand, size: float, rng: np.random.Generator) -> np.ndarray:
    """The picture, darker below the fingertips: how dark varies."""
    up, side = _axes(hand)
    center = hand.landmarks[[8, 12, 16], :2].mean(axis=0) - 0.28 * size * up
    shade = np.zeros(image.shape[:2], np.float32)
    axes = max(2, int(0.3 * size)), max(2, int(0.16 * size))
    cv2.ellipse(shade, (int(center[0]), int(center[1])), axes, _degrees(side), 0, 360, 1.0, cv2.FILLED)
    shade = cv2.GaussianBlur(shade, (0, 0), max(1.0, 0.09 * size)) * rng.uniform(0, 0.35)
    return image * (1 - shade[:, :, None])


def _thumb(hand: Hand, letter: str, size: float, rng: np.random.Generator) -> Thumb:
    points = hand.landmarks[:, :2].astype(float)
    up, side = _axes(hand)
    base = points[2] + rng.normal(0, 0.03 * size, 2)
    along, slip = rng.random(), rng.normal(0, 0.03 * size, 2)
    if letter == "O":
        tip = points[8] * (1 - along) + points[12] * along + rng.uniform(-0.04, 0.14) * size * up + slip
        joint = tip + (base - tip) * rng.uniform(0.36, 0.48) + rng.uniform(0, 0.16) * size * side
        facing = rng.uniform(0.75, 1.0)
    else:
        tip = points[12] * (1 - along) + points[16] * along - rng.uniform(0.14, 0.3) * size * up + slip
        joint = points[8] - rng.uniform(0.16, 0.34) * size * up + rng.uniform(-0.05, 0.12) * size * side
        facing = rng.uniform(0.0, 0.7)
    widths = rng.uniform(0.17, 0.21), rng.uniform(0.125, 0.155), rng.uniform(0.085, 0.11)
    return Thumb(base, joint, tip, tuple(size * width for width in widths), facing)


def _round(
    shape: tuple[int, ...], a: np.ndarray, b: np.ndarray, wide_a: float, wide_b: float
) -> tuple[np.ndarray, ...]:
    """A round limb from a to b: along it (0..1), across it in units of its half width (2, height, width)."""
    y, x = np.mgrid[: shape[0], : shape[1]].astype(np.float32)
    bone = b - a
    along = ((x - a[0]) * bone[0] + (y - a[1]) * bone[1]) / (float(bone @ bone) + 1e-6)
    along = np.clip(along, 0, 1)
    width = np.maximum(wide_a + (wide_b - wide_a) * along, 1e-3)
    return along, np.stack([x - a[0] - along * bone[0], y - a[1] - along * bone[1]]) / width


def _paint(ground: np.ndarray, thumb: Thumb, skin: np.ndarray, size: float, rng: np.random.Generator) -> np.ndarray:
    light, ambient = rng.normal((0, -0.5), 0.5), rng.uniform(0.6, 0.85)
    wide = thumb.widths
    limbs = [
        (wide_a, *_round(ground.shape, a, b, wide_a, wide_b))
        for a, b, wide_a, wide_b in (
            (thumb.base, thumb.joint, wide[0], wide[1]),
            (thumb.joint, thumb.tip, 1.02 * wide[1], wide[2]),
        )
    ]
    shadow = np.zeros(ground.shape[:2], np.float32)
    for _, _, across in limbs:  # a little wider than the thumb
        shadow = np.maximum(shadow, np.clip((1.1 - np.hypot(*across) / 1.12) / 0.2, 0, 1))
    shadow = cv2.GaussianBlur(shadow.astype(np.float32), (0, 0), max(0.8, 0.03 * size))
    picture = ground * (1 - 0.4 * rng.uniform(0.1, 1) * shadow[:, :, None])
    for number, (wide_a, along, across) in enumerate(limbs):
        far = np.hypot(*across)
        cover = np.clip((1 - far) * wide_a + 0.5, 0, 1)
        if number == 0:  # its base melts into the palm
            cover *= np.clip(2.2 * along, 0, 1)
        lit = across[0] * light[0] + across[1] * light[1] + np.sqrt(np.clip(1 - far**2, 0, 1))
        shade = ambient + (1 - ambient) * np.clip(lit, -0.6, 1.3)
        cover = cover[:, :, None]
        picture = picture * (1 - cover) + cover * np.clip(skin * shade[:, :, None], 0, 255)
    return picture


def _paint_nail(
    picture: np.ndarray, thumb: Thumb, letter: str, skin: np.ndarray, rng: np.random.Generator
) -> np.ndarray:
    bone = thumb.tip - thumb.joint
    along = bone / (np.linalg.norm(bone) + 1e-6)
    wide = thumb.widths[2]
    center = thumb.tip - 0.35 * wide * along
    if letter == "E":  # on the upper edge, more so the less of it is seen
        across = np.array([-along[1], along[0]])
        across *= -1 if across[1] > 0 else 1
        center = center + 0.8 * wide * (1 - thumb.facing) * across
    finer = 3
    nail = np.zeros((finer * picture.shape[0], finer * picture.shape[1]), np.float32)
    axes = (
        max(1, int(finer * wide * rng.uniform(0.85, 1.2))),
        max(1, int(finer * 0.72 * wide * max(thumb.facing, 0.12))),
    )
    cv2.ellipse(nail, tuple(int(finer * c) for c in center), axes, _degrees(along), 0, 360, 0.85, cv2.FILLED)
    nail = cv2.resize(nail, picture.shape[1::-1], interpolation=cv2.INTER_AREA)[:, :, None]
    bare = skin * np.exp(rng.normal(0.1, 0.08)) * [1.05, 1.0, 1.03] + rng.uniform(0, 14)
    colour = bare if rng.random() < 0.75 else rng.uniform(40, 250, 3)  # some nails are painted
    return picture * (1 - nail) + nail * np.clip(colour, 0, 255)


def _degrees(direction: np.ndarray) -> float:
    return float(np.degrees(np.arctan2(direction[1], direction[0])))
