"""Finds the hand in every training picture as the program itself does, once, and remembers it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from tqdm import tqdm

from realtime_asl.hand import Hand
from realtime_asl.hand_tracker import HandFinder


def find_hands(images: Sequence[np.ndarray], cache: Path | None = None) -> list[Hand | None]:
    """The hand in each BGR picture, None where there is none.

    Args:
        images: upright pictures.
        cache: .npz file; what an earlier run found in the same number of pictures is taken from it.
    """
    if cache is not None and cache.is_file():
        with np.load(cache, allow_pickle=False) as stored:
            if len(stored["left"]) == len(images):
                return [
                    Hand(points, "Left" if left else "Right", float(score)) if np.isfinite(score) else None
                    for points, left, score in zip(stored["points"], stored["left"], stored["score"], strict=True)
                ]
    finder = HandFinder()
    hands = [finder.detect(image) for image in tqdm(images, desc="finding hands", unit="")]
    finder.close()
    if cache is not None:
        empty = Hand(np.full((21, 3), np.nan, np.float32), "Right", float("nan"))
        known = [hand or empty for hand in hands]
        np.savez_compressed(
            cache,
            points=np.stack([hand.landmarks for hand in known]),
            left=np.array([hand.is_left for hand in known]),
            score=np.array([hand.score for hand in known], np.float32),
        )
    return hands
