"""MediaPipe's hand landmarker on BGR pictures and parts of them."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Literal

import cv2
import numpy as np

from realtime_asl.errors import UserError
from realtime_asl.hand import Hand
from realtime_asl.tracking.search_areas import View

#: Tuned for recall: a hand that is not found is a letter that is not read.
THRESHOLD = 0.2
#: Pictures whose light parts (their 95th percentile, 0..255) are darker than this are shown to MediaPipe with them as
#: bright as the second number.
DARK, LIT = 120, 150
#: Longer side in pixels of the picture that MediaPipe is given.
WORKING_SIDE = 640

HandChoice = Literal["auto", "left", "right"]


def model_asset(model: Path) -> dict[str, str | bytes]:
    """How MediaPipe's `BaseOptions` is given the model.

    By its path, which shares memory (28 MB a landmarker); where that is not ASCII by its bytes, since on Windows
    MediaPipe cannot open such paths, and user names have all letters.
    """
    path = str(model.absolute())
    return {"model_asset_path": path} if path.isascii() else {"model_asset_buffer": model.read_bytes()}


class Landmarker:
    """One MediaPipe HandLandmarker on BGR pictures."""

    def __init__(self, model: Path, video: bool, hands: int) -> None:
        from mediapipe import Image, ImageFormat
        from mediapipe.tasks.python import BaseOptions
        from mediapipe.tasks.python.vision import HandLandmarker, HandLandmarkerOptions, RunningMode

        self._image, self._format = Image, ImageFormat.SRGB
        self._video = video
        try:
            options = HandLandmarkerOptions(
                base_options=BaseOptions(**model_asset(model)),
                running_mode=RunningMode.VIDEO if video else RunningMode.IMAGE,
                num_hands=hands,
                min_hand_detection_confidence=THRESHOLD,
                min_hand_presence_confidence=THRESHOLD,
                min_tracking_confidence=THRESHOLD,
            )
            self._landmarker = HandLandmarker.create_from_options(options)
        except (RuntimeError, ValueError, OSError) as error:
            raise UserError(
                f"hand model '{model}' cannot be loaded ({error}); give --hand-model another file"
            ) from None

    def find(self, image: np.ndarray, milliseconds: int = 0) -> list[Hand]:
        """The hands in a BGR picture, landmarks in its pixels."""
        picture = self._image(image_format=self._format, data=cv2.cvtColor(_lit(image), cv2.COLOR_BGR2RGB))
        result = (
            self._landmarker.detect_for_video(picture, milliseconds)
            if self._video
            else self._landmarker.detect(picture)
        )
        return list(_hands(result, image.shape[1], image.shape[0]))

    def forget(self, milliseconds: int) -> None:
        """Lets go of the hand that is followed."""
        self.find(np.full((64, 64, 3), 128, np.uint8), milliseconds)

    def close(self) -> None:
        """Releases MediaPipe."""
        self._landmarker.close()


def _hands(result: Any, width: int, height: int) -> Iterator[Hand]:
    for points, categories in zip(result.hand_landmarks, result.handedness, strict=True):
        landmarks = np.array([(p.x * width, p.y * height, p.z * width) for p in points], np.float32)
        if landmarks.shape == (21, 3) and np.isfinite(landmarks).all():
            yield Hand(landmarks, categories[0].category_name, float(categories[0].score))


def _lit(image: np.ndarray) -> np.ndarray:
    """The picture, brightened where it is dark."""
    brightness = _light_parts(image)
    if not 4 < brightness < DARK:
        return image
    gamma = math.log(LIT / 255) / math.log(brightness / 255)
    return cv2.LUT(image, (255 * (np.arange(256) / 255) ** gamma).astype(np.uint8))


def _light_parts(image: np.ndarray) -> int:
    """The 95th percentile of every eighth pixel, 0..255; counted, since NumPy's percentile costs ten times as much."""
    values = np.ascontiguousarray(image[::8, ::8]).reshape(-1, 1)
    counts = cv2.calcHist([values], [0], None, [256], [0, 256]).ravel()
    return int(np.searchsorted(np.cumsum(counts), 0.95 * len(values)))


def shrunk(image: np.ndarray, side: int) -> tuple[np.ndarray, float]:
    """The picture with its longer side at most `side`, and the factor back to the original."""
    longer = max(image.shape[:2])
    if longer <= side:
        return image, 1.0
    size = max(1, round(image.shape[1] * side / longer)), max(1, round(image.shape[0] * side / longer))
    # Halving by linear sampling is as good as by area and much faster.
    method = cv2.INTER_LINEAR if longer <= 2 * side else cv2.INTER_AREA
    return cv2.resize(image, size, interpolation=method), longer / side


def moved(hand: Hand, scale: float = 1.0, shift: tuple[float, float] = (0.0, 0.0)) -> Hand:
    """The hand in another picture: first shifted, then scaled."""
    landmarks = (hand.landmarks + np.array([*shift, 0.0], np.float32)) * np.float32(scale)
    return Hand(landmarks, hand.handedness, hand.score)


def look(landmarker: Landmarker, image: np.ndarray, view: View, milliseconds: int = 0) -> list[Hand]:
    """The hands in a part of the picture, in pixels of the whole picture."""
    part, zoom = shrunk(view.cut(image), WORKING_SIDE)
    return [moved(moved(hand, zoom), shift=(view.x, view.y)) for hand in landmarker.find(part, milliseconds)]


def overlap(a: Hand, b: Hand) -> bool:
    """Whether the boxes of two hands share more than 30 % of the smaller one."""
    ax0, ay0, ax1, ay1 = a.box
    bx0, by0, bx1, by1 = b.box
    width, height = min(ax1, bx1) - max(ax0, bx0), min(ay1, by1) - max(ay0, by0)
    smaller = min((ax1 - ax0) * (ay1 - ay0), (bx1 - bx0) * (by1 - by0))
    return width > 0 and height > 0 and width * height > 0.3 * smaller


def without(image: np.ndarray, hands: Sequence[Hand]) -> np.ndarray:
    """The picture with these hands painted over; the picture itself where there are none."""
    if not hands:
        return image
    image = image.copy()
    for hand in hands:
        x0, y0, x1, y1 = hand.box
        margin = 0.35 * hand.side
        corner = max(0, int(x0 - margin)), max(0, int(y0 - margin))
        cv2.rectangle(image, corner, (int(x1 + margin), int(y1 + margin)), (128, 128, 128), cv2.FILLED)
    return image
