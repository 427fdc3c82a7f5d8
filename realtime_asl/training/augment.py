"""Makes one picture of a hand look as other webcams, rooms and people would show it.

Never mirrored and never turned by more than about 20 degrees: G and H point sideways, P and Q
down, and a mirrored right hand is a left one.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from realtime_asl.hand import BONES, CROP_SCALE, Hand


@dataclass(frozen=True, slots=True)
class Augmentation:
    """Random changes to a picture and its landmarks; call it with a generator of its own.

    Attributes:
        rotation: largest turn in degrees (uniform).
        zoom: smallest and largest factor on the crop's side.
        shift: standard deviation of the crop's displacement, in sides.
        jitter: standard deviation of the noise on landmarks, in units of the hand's box.
        backgrounds: pictures pasted behind hands: nearly always behind those that were cut out before
            black, and sometimes behind others, cut out along their landmarks.
    """

    rotation: float = 18.0
    zoom: tuple[float, float] = (0.82, 1.28)
    shift: float = 0.05
    jitter: float = 0.012
    backgrounds: tuple[np.ndarray, ...] = ()

    def __call__(
        self, image: np.ndarray, hand: Hand | None, size: int, rng: np.random.Generator, black_background: bool = False
    ) -> tuple[np.ndarray, Hand | None]:
        """-> (crop (size, size, 3) uint8 BGR, the hand after the same turn and with noise)."""
        if black_background and self.backgrounds and rng.random() < 0.8:
            mask = (image.max(axis=2) > 24).astype(np.uint8)
            mask = cv2.morphologyEx(mask, cv2.MORPH_CLOSE, np.ones((7, 7), np.uint8))
            image = self._replace_background(image, mask, 1.0, rng)
        elif hand is not None and not black_background and self.backgrounds and rng.random() < 0.3:
            mask = _hand_mask(image.shape, hand, rng.uniform(0.3, 0.45))
            image = self._replace_background(image, mask, 0.05 * hand.scale + 0.5, rng)
        angle = rng.uniform(-self.rotation, self.rotation)
        crop = self._crop(image, hand, size, angle, rng)
        crop = self._camera(self._light(crop, rng), rng)
        if rng.random() < 0.25:
            _cut_out(crop, rng)
        return crop, None if hand is None else self._turn(hand, angle, rng)

    def _crop(
        self, image: np.ndarray, hand: Hand | None, size: int, angle: float, rng: np.random.Generator
    ) -> np.ndarray:
        height, width = image.shape[:2]
        if hand is None:
            center, side, flip = (width / 2, height / 2), float(max(width, height)), rng.random() < 0.1
        else:
            center, side, flip = hand.center, CROP_SCALE * max(hand.side, 2.0), hand.is_left
        side *= np.exp(rng.uniform(*np.log(self.zoom)))
        shift = np.clip(rng.normal(0, self.shift, 2), -0.12, 0.12) * side
        # A left hand is turned the other way round, since it is flipped afterwards.
        matrix = cv2.getRotationMatrix2D(
            (center[0] + shift[0], center[1] + shift[1]), -angle if flip else angle, size / side
        )
        matrix[:, 2] += size / 2 - center[0] - shift[0], size / 2 - center[1] - shift[1]
        if rng.random() < 0.3:  # other lenses
            matrix[0] += rng.uniform(-0.08, 0.08) * (matrix[1] - [0, 0, size / 2])
        if rng.random() < 0.3:  # pictures that were squeezed
            squeeze = np.exp(rng.normal(0, 0.1))
            matrix[0] = squeeze * (matrix[0] - [0, 0, size / 2]) + [0, 0, size / 2]
        view = _viewpoint(size, rng) @ np.vstack([matrix, [0, 0, 1]])
        border = cv2.BORDER_REPLICATE if rng.random() < 0.8 else cv2.BORDER_REFLECT_101
        if size / side < 0.6:
            image = cv2.GaussianBlur(image, (0, 0), 0.35 * side / size)
        crop = cv2.warpPerspective(image, view, (size, size), flags=cv2.INTER_LINEAR, borderMode=border)
        if rng.random() < 0.1:
            _leave_frame(crop, rng)
        return cv2.flip(crop, 1) if flip else crop

    def _turn(self, hand: Hand, angle: float, rng: np.random.Generator) -> Hand:
        points = hand.landmarks.astype(np.float32, copy=True)
        scale = max(hand.side, 2.0)
        points -= points.mean(axis=0)
        turn = np.deg2rad(angle if hand.is_left else -angle)
        yaw, pitch = np.deg2rad(rng.normal(0, 7, 2))
        points = points @ (_rotation_x(pitch) @ _rotation_y(yaw) @ _rotation_z(turn)).T
        points[:, :2] *= 1 + rng.normal(0, 0.05, 2)
        points[:, 2] *= np.exp(rng.normal(0, 0.2))
        points += rng.normal(0, self.jitter * scale, points.shape) * rng.choice([0.3, 1.0, 1.6])
        if rng.random() < 0.1:  # landmark collections without depth
            points[:, 2] = 0
        return Hand(points.astype(np.float32), hand.handedness, hand.score)

    def _replace_background(
        self, image: np.ndarray, mask: np.ndarray, softness: float, rng: np.random.Generator
    ) -> np.ndarray:
        height, width = image.shape[:2]
        alpha = cv2.GaussianBlur(mask.astype(np.float32), (0, 0), softness)[:, :, None]
        if rng.random() < 0.3:
            ground = np.empty_like(image)
            ground[:] = rng.integers(20, 250, 3)
        else:
            ground = self.backgrounds[rng.integers(len(self.backgrounds))]
            part = rng.uniform(0.5, 0.85) * np.array(ground.shape[:2])
            top, left = (rng.uniform(0.07, 0.93 - part / ground.shape[:2]) * ground.shape[:2]).astype(int)
            ground = ground[top : top + int(part[0]) + 1, left : left + int(part[1]) + 1]
            ground = cv2.resize(ground, (width, height))
            ground = cv2.GaussianBlur(ground, (0, 0), rng.uniform(0.5, 6))
            if rng.random() < 0.5:
                ground = ground[:, ::-1]
        return (image * alpha + ground * (1 - alpha)).astype(np.uint8)

    def _light(self, crop: np.ndarray, rng: np.random.Generator) -> np.ndarray:
        values = crop.astype(np.float32) / 255
        if rng.random() < 0.8:  # exposure, contrast and gamma
            values = values ** np.exp(rng.normal(0, 0.3))
            values = (values - 0.5) * np.exp(rng.normal(0, 0.22)) + 0.5 + rng.normal(0, 0.1)
        if rng.random() < 0.1:  # a room at night
            values *= rng.uniform(0.2, 0.6)
        if rng.random() < 0.7:  # white balance and skin tone
            values *= np.exp(rng.normal(0, 0.12, 3)).astype(np.float32)
        if rng.random() < 0.5:  # saturation
            grey = values.mean(axis=2, keepdims=True)
            values = grey + (values - grey) * rng.uniform(0.0 if rng.random() < 0.2 else 0.5, 1.5)
        if rng.random() < 0.3:  # light from one side
            size = len(crop)
            slope = np.linspace(-1, 1, size, dtype=np.float32) * rng.normal(0, 0.3)
            values *= 1 + (slope[None, :, None] if rng.random() < 0.5 else slope[:, None, None])
        return np.clip(values * 255, 0, 255).astype(np.uint8)

    def _camera(self, crop: np.ndarray, rng: np.random.Generator) -> np.ndarray:
        size = len(crop)
        if rng.random() < 0.25:  # far away
            small = max(24, int(size * rng.uniform(0.3, 0.8)))
            crop = cv2.resize(cv2.resize(crop, (small, small), interpolation=cv2.INTER_AREA), (size, size))
        kind = rng.random()
        if kind < 0.15:
            crop = cv2.GaussianBlur(crop, (0, 0), rng.uniform(0.4, 1.8))
        elif kind < 0.3:  # motion
            length = int(rng.integers(3, 8))
            kernel = np.zeros((length, length), np.float32)
            end = rng.uniform(0, np.pi)
            middle = (length - 1) / 2
            reach = np.array([np.cos(end), np.sin(end)]) * middle
            a, b = np.rint(middle - reach).astype(int), np.rint(middle + reach).astype(int)
            cv2.line(kernel, tuple(map(int, a)), tuple(map(int, b)), 1.0)
            crop = cv2.filter2D(crop, -1, kernel / kernel.sum())
        if rng.random() < 0.3:
            noise = rng.normal(0, rng.uniform(2, 12), crop.shape)
            crop = np.clip(crop + noise, 0, 255).astype(np.uint8)
        if rng.random() < 0.4:
            _, coded = cv2.imencode(".jpg", crop, [cv2.IMWRITE_JPEG_QUALITY, int(rng.integers(25, 90))])
            crop = cv2.imdecode(coded, cv2.IMREAD_COLOR)
        return crop


def _hand_mask(shape: tuple[int, ...], hand: Hand, thickness: float) -> np.ndarray:
    """Where the hand and a piece of its forearm are: (height, width) uint8, 0 or 1.

    Drawn along the bones, `thickness` palms wide: generous, so that no finger is cut.
    """
    mask = np.zeros(shape[:2], np.uint8)
    points = hand.landmarks[:, :2]
    width = max(2, round(thickness * hand.scale / 2))
    whole = np.rint(points).astype(int)
    cv2.fillConvexPoly(mask, cv2.convexHull(whole[[0, 1, 5, 9, 13, 17]].astype(np.int32)), 1)
    for a, b in BONES:
        cv2.line(mask, tuple(map(int, whole[a])), tuple(map(int, whole[b])), 1, width)
    elbow = np.rint(points[0] + 2 * (points[0] - points[9])).astype(int)
    cv2.line(mask, tuple(map(int, whole[0])), tuple(map(int, elbow)), 1, max(2, round(0.5 * hand.scale)))
    return mask


def _viewpoint(size: int, rng: np.random.Generator) -> np.ndarray:
    """(3, 3): a flat picture seen a little from the side, from above or from near, one time in three."""
    if rng.random() > 0.35:
        return np.eye(3)
    corners = np.array([[0, 0], [size, 0], [size, size], [0, size]], np.float32)
    moved = corners + np.clip(rng.normal(0, 0.05, (4, 2)), -0.1, 0.1) * size
    return cv2.getPerspectiveTransform(corners, moved.astype(np.float32)).astype(np.float64)


def _leave_frame(crop: np.ndarray, rng: np.random.Generator) -> None:
    """The hand crosses the edge of the camera's picture: beyond it the last column is repeated, or black."""
    turned = np.rot90(crop, rng.integers(4))  # a view: the edge is on any side
    edge = int(len(crop) * rng.uniform(0.76, 0.92))
    turned[:, edge:] = 0 if rng.random() < 0.3 else turned[:, edge - 1 : edge]


def _cut_out(crop: np.ndarray, rng: np.random.Generator) -> None:
    size = len(crop)
    for _ in range(rng.integers(1, 3)):
        width, height = rng.integers(size // 10, size // 4, 2)
        x, y = rng.integers(0, size - width), rng.integers(0, size - height)
        crop[y : y + height, x : x + width] = rng.integers(0, 255, 3)


def _rotation_z(angle: float) -> np.ndarray:
    c, s = np.cos(angle), np.sin(angle)
    return np.array([[c, -s, 0], [s, c, 0], [0, 0, 1]], np.float32)


def _rotation_y(angle: float) -> np.ndarray:
    c, s = np.cos(angle), np.sin(angle)
    return np.array([[c, 0, s], [0, 1, 0], [-s, 0, c]], np.float32)


def _rotation_x(angle: float) -> np.ndarray:
    c, s = np.cos(angle), np.sin(angle)
    return np.array([[1, 0, 0], [0, c, -s], [0, s, c]], np.float32)
