"""Finds the hand in every training picture as the program itself does, once, and remembers it."""

from __future__ import annotations

import hashlib
import os
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from tqdm import tqdm

from realtime_asl.errors import UserError
from realtime_asl.frame import Frame
from realtime_asl.hand import Hand
from realtime_asl.tracking.hand_finder import HandFinder
from realtime_asl.tracking.hand_tracker import MEMORY_S, HandTracker
from realtime_asl.tracking.landmarker import moved

#: Frames for which a picture stands still before the tracker, which places landmarks a little differently from the
#: second frame on.
STILL_FRAMES = 4
#: Time between them, seconds: of a camera that is so slow that each frame is searched in every way.
FRAME_S = 0.1
#: Changes when hands are found otherwise, so that what an earlier version found is not taken for it.
FINDER = b"6"
#: Width of the border that gives the tracker some room, in sides of the picture.
TRACKING_BORDER = 0.5


@dataclass(frozen=True, slots=True)
class HandCaches:
    """Where the hands that were found are remembered: of the training pictures, of the same pictures while a hand is
    followed, and of the validation pictures."""

    train: Path
    followed: Path
    val: Path

    @classmethod
    def beside(cls, out: Path, number: int = 0) -> HandCaches:
        """Those of the weights `out`, for the folder with this number of several."""
        more = f"-{number}" if number else ""
        kinds = ("hands", "followed-hands", "val-hands")
        return cls(*(out.with_name(f"{out.stem}.{kind}{more}.npz") for kind in kinds))


class _Follower:
    """The hand in single pictures as it is found live, while it is being followed."""

    def __init__(self) -> None:
        self._tracker = HandTracker()
        self._time = 0.0

    def detect(self, image: np.ndarray) -> Hand | None:
        """As `HandFinder.detect`."""
        height, width = image.shape[:2]
        x, y = round(width * TRACKING_BORDER), round(height * TRACKING_BORDER)
        bordered = cv2.copyMakeBorder(image, y, y, x, x, cv2.BORDER_REPLICATE)
        self._see(np.full_like(bordered, 128), 2 * MEMORY_S)  # the hand of the last picture is gone
        hand = None
        for _ in range(STILL_FRAMES):
            hand = self._see(bordered, FRAME_S)
            if hand is None:
                return None
        return moved(hand, shift=(-x, -y))

    def _see(self, image: np.ndarray, later: float) -> Hand | None:
        self._time += later
        return self._tracker.detect(Frame(image, self._time, 0))

    def close(self) -> None:
        self._tracker.close()


def find_hands(images: Sequence[np.ndarray], cache: Path | None = None, follow: bool = False) -> list[Hand | None]:
    """The hand in each BGR picture, None where there is none.

    Args:
        images: upright pictures.
        cache: .npz file; what an earlier run found in the same pictures is taken from it.
        follow: as it is found live, in a hand that is being followed, rather than in a single picture.

    Raises:
        UserError: the cache cannot be written.
    """
    digest = _digest(images)
    known = _read_cache(cache, digest) if cache is not None else None
    if known is not None:
        return known
    finder = _Follower() if follow else HandFinder()
    task = "following hands" if follow else "finding hands"
    hands = [finder.detect(image) for image in tqdm(images, desc=task, unit="")]
    finder.close()
    if cache is not None:
        _write_cache(cache, digest, hands)
    return hands


def _write_cache(cache: Path, digest: str, hands: Sequence[Hand | None]) -> None:
    empty = Hand(np.full((21, 3), np.nan, np.float32), "Right", float("nan"))
    known = [hand or empty for hand in hands]
    partial = cache.with_name(f".{cache.stem}-{os.getpid()}.npz")
    try:
        np.savez_compressed(
            partial,
            digest=digest,
            points=np.stack([hand.landmarks for hand in known]),
            left=np.array([hand.is_left for hand in known]),
            score=np.array([hand.score for hand in known], np.float32),
        )
        os.replace(partial, cache)
    except OSError as error:  # a training needs far more room than this
        reason = error.strerror or error
        raise UserError(
            f"'{cache}' cannot be written ({reason}); make room on the disk, or choose another --out"
        ) from None
    finally:
        partial.unlink(missing_ok=True)


def _digest(images: Sequence[np.ndarray]) -> str:
    sums = hashlib.sha256(FINDER)
    for image in images:
        sums.update(repr(image.shape).encode())
        sums.update(np.ascontiguousarray(image[::7, ::7]))
    return sums.hexdigest()


def _read_cache(cache: Path, digest: str) -> list[Hand | None] | None:
    """What the cache knows of these pictures; None where it is of others, or damaged."""
    try:
        with np.load(cache, allow_pickle=False) as stored:
            if str(stored["digest"]) != digest:
                return None
            return [
                Hand(points, "Left" if left else "Right", float(score)) if np.isfinite(score) else None
                for points, left, score in zip(stored["points"], stored["left"], stored["score"], strict=True)
            ]
    except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile):
        return None
