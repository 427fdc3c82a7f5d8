"""Finds the hand in every training picture as the program itself does, once, and remembers it."""

from __future__ import annotations

import hashlib
import os
import zipfile
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
        cache: .npz file; what an earlier run found in the same pictures is taken from it.
    """
    digest = _digest(images)
    known = _read_cache(cache, digest) if cache is not None else None
    if known is not None:
        return known
    finder = HandFinder()
    hands = [finder.detect(image) for image in tqdm(images, desc="finding hands", unit="")]
    finder.close()
    if cache is not None:
        empty = Hand(np.full((21, 3), np.nan, np.float32), "Right", float("nan"))
        known = [hand or empty for hand in hands]
        partial = cache.with_name(f".{cache.stem}-{os.getpid()}.npz")
        np.savez_compressed(
            partial,
            digest=digest,
            points=np.stack([hand.landmarks for hand in known]),
            left=np.array([hand.is_left for hand in known]),
            score=np.array([hand.score for hand in known], np.float32),
        )
        os.replace(partial, cache)
    return hands


def _digest(images: Sequence[np.ndarray]) -> str:
    sums = hashlib.sha256()
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
