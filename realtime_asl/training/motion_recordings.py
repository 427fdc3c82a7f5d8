"""Recorded sequences of moving hands, with the J or Z in them found, and recorded still hands."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from realtime_asl.alphabet import LETTERS
from realtime_asl.spelling.jz_stroke import GRID_HZ, LEGS, TIP, Legs, canonical_path, fit_legs, palm_size, plausible
from realtime_asl.training.motion_episode import Episode
from realtime_asl.training.stored_arrays import read_arrays, read_hands

#: Recorded strokes that follow the legs less well than this are left out of the fit (palm sizes).
LEAST_GAIN, LEAST_MARGIN = 0.8, 0.3
#: And those of Z that break off before the lower bar is this share of the stroke's size.
LEAST_LAST_LEG = {"J": 0.0, "Z": 0.3}
#: Of a recorded sequence.
FRAMES = 30
_MEND = f"it needs sequences (N, {FRAMES}, 21, 3), label and source"


def load_sequences(path: Path) -> list[Episode]:
    """The recorded sequences, with their strokes found.

    Args:
        path: an .npz with `sequences` (N, 30, 21, 3), picture-normalised, about a second each,
            NaN where no hand was seen; `label` J, Z or none; `source`.

    Returns:
        Those in which a hand is seen; J and Z only where the stroke is clear.

    Raises:
        UserError: the file cannot be read, or holds something else.
    """
    data = read_arrays(path, {"sequences": (FRAMES, 21, 3), "label": (), "source": ()}, _MEND)
    episodes = []
    for sequence, label, source in zip(data["sequences"], data["label"], data["source"], strict=True):
        seen = ~np.isnan(sequence[:, 0, 0])
        if seen.sum() < 8:
            continue
        points = sequence[seen].astype(np.float64) * (4 / 3, 1.0, 4 / 3)
        points /= np.median(palm_size(points))
        times = np.flatnonzero(seen) / GRID_HZ
        if label not in LEGS:
            episodes.append(Episode(times, points, None, None, str(source)))
            continue
        straight, mirrored = (find_stroke(str(label), times, points * (side, 1, 1)) for side in (1, -1))
        gains = [found[0] if found else 0.0 for found in (straight, mirrored)]
        if max(gains) < LEAST_GAIN or abs(gains[0] - gains[1]) < LEAST_MARGIN:
            continue
        best, side = (straight, 1) if gains[0] > gains[1] else (mirrored, -1)
        episodes.append(Episode(times, points * (side, 1, 1), str(label), best[1], str(source)))
    return episodes


def find_stroke(letter: str, times: np.ndarray, points: np.ndarray) -> tuple[float, tuple[float, float, float]] | None:
    """The gain of the best stroke in a sequence, and when it begins, when its last leg does, when it ends."""
    best: tuple[Legs, float] | None = None
    for until in range(len(times), 5, -max(1, len(times) // 30)):
        path = canonical_path(times[:until], points[:until])
        legs = fit_legs(letter, path[:, TIP[letter], :2])
        better = legs is not None and (best is None or legs.gain > best[0].gain - 0.02)
        if better and plausible(letter, path, legs) and _last_leg(letter, path, legs) >= LEAST_LAST_LEG[letter]:
            best = legs, times[until - 1]
    if best is None:
        return None
    legs, end = best
    begin, _, corner, last = legs.bounds
    return legs.gain, (end - (last - begin) / GRID_HZ, end - (last - corner) / GRID_HZ, end)


def _last_leg(letter: str, path: np.ndarray, legs: Legs) -> float:
    lengths = np.linalg.norm(np.diff(path[list(legs.bounds), TIP[letter], :2], axis=0), axis=1)
    return float(lengths[2] / max(np.linalg.norm(lengths), 1e-6))


def load_poses(folder: Path) -> dict[str, np.ndarray]:
    """Still hands from a folder with manifest.csv and landmarks.npy, of square pictures.

    Returns:
        letter -> (n, 21, 3) right hands, wrist at the origin, in palm sizes.

    Raises:
        UserError: as `read_hands`.
    """
    rows, landmarks = read_hands(folder, ("letter", "handedness"))
    poses: dict[str, list[np.ndarray]] = {}
    for row, points in zip(rows, landmarks.astype(np.float64), strict=True):
        if not np.isfinite(points).all() or row["letter"] not in LETTERS:
            continue
        hand = points - points[0]
        hand /= max(float(palm_size(hand[None])[0]), 1e-6)
        if row["handedness"] == "Left":
            hand[:, 0] *= -1
        poses.setdefault(row["letter"], []).append(hand)
    return {letter: np.stack(hands) for letter, hands in poses.items()}
