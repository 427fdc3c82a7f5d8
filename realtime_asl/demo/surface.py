"""From sweeps to what is seen of them: a height field with normals.

Seen from the front, the height of a sweep over a pixel has a closed form, so one sweep costs a few array
operations on its own box. Sweeps are joined by a smooth maximum, wide where flesh is continuous (the palm,
the roots of the fingers), narrow where skin only touches skin.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from realtime_asl.demo.flesh import FOREARM, PALM, SLEEVE, Sweeps

#: Height of pixels where there is nothing; far below any hand, small enough for float32.
EMPTY = -8.0e3


@dataclass(frozen=True)
class Surface:
    """What is seen of the sweeps in a box of pixels.

    Attributes:
        left, top: position of the box in the picture.
        height: (h, w) float32, pixels towards the viewer; EMPTY where nothing is.
        normal_x, normal_y: (h, w) float32 of the unit normal.
        sweep: (h, w) int16, the sweep that is in front; only where height is not EMPTY.
    """

    left: int
    top: int
    height: np.ndarray
    normal_x: np.ndarray
    normal_y: np.ndarray
    sweep: np.ndarray


def sculpt(sweeps: Sweeps, width: int, height: int) -> Surface | None:
    """The visible surface inside a picture of `width` x `height`; None when nothing is in view."""
    ends = sweeps.ends
    lows = np.minimum(ends[:, 0:2] - ends[:, 3:4], ends[:, 4:6] - ends[:, 7:8])
    highs = np.maximum(ends[:, 0:2] + ends[:, 3:4], ends[:, 4:6] + ends[:, 7:8])
    lows = np.clip(np.floor(lows) - 1, 0, (width, height)).astype(int)
    highs = np.clip(np.ceil(highs) + 2, 0, (width, height)).astype(int)
    seen = (highs > lows).all(axis=1)
    if not seen.any():
        return None
    left, top = lows[seen].min(axis=0)
    right, bottom = highs[seen].max(axis=0)
    shape = (bottom - top, right - left)
    surface = Surface(
        int(left),
        int(top),
        np.full(shape, EMPTY, np.float32),
        np.zeros(shape, np.float32),
        np.zeros(shape, np.float32),
        np.zeros(shape, np.int16),
    )
    body = np.isin(sweeps.part, (PALM, FOREARM))
    for group in (body, ~body):
        for number in np.flatnonzero(seen & group):
            x0, y0 = lows[number] - (left, top)
            x1, y1 = highs[number] - (left, top)
            _join(surface, (slice(y0, y1), slice(x0, x1)), sweeps, number)
        if group is body:
            _smooth_skin(surface, sweeps.smoothing)
    return surface


def _below_cuff(qx: np.ndarray, qy: np.ndarray, direction: tuple[float, float], radius: float) -> np.ndarray:
    """Where a sleeve is, from its end on: the cuff is a circle, seen as a slightly bent line."""
    length = max(float(np.hypot(*direction)), 1e-3)
    x, y = direction[0] / length, direction[1] / length
    across = (qx * np.float32(y) - qy * np.float32(x)) / np.float32(radius)
    bend = np.sqrt(np.maximum(1 - across * across, 0)) * np.float32(0.22 * radius)
    return qx * np.float32(x) + qy * np.float32(y) > -bend


def _smooth_skin(surface: Surface, reach: float) -> None:
    """Let the parts of palm and arm flow into one another: one skin is stretched over all of them."""
    mask = surface.height > EMPTY / 2
    # At half size: what remains after smoothing has no finer detail.
    size = (max(1, mask.shape[1] // 2), max(1, mask.shape[0] // 2))
    planes = cv2.merge([surface.normal_x, surface.normal_y, mask.astype(np.float32)])
    small = cv2.GaussianBlur(cv2.resize(planes, size, interpolation=cv2.INTER_AREA), (0, 0), max(0.5, reach / 2))
    small /= np.maximum(small[..., 2:], 1e-3)
    smooth = cv2.resize(small, mask.shape[::-1], interpolation=cv2.INTER_LINEAR)
    np.copyto(surface.normal_x, smooth[..., 0], where=mask)
    np.copyto(surface.normal_y, smooth[..., 1], where=mask)


def _join(surface: Surface, window: tuple[slice, slice], sweeps: Sweeps, number: int) -> None:
    """Add one sweep to the surface. Written with few temporary arrays: this is where the time goes."""
    x, y, h, r, end_x, end_y, end_h, end_r = (float(v) for v in sweeps.ends[number])
    dx, dy, dh, dr = end_x - x, end_y - y, end_h - h, end_r - r
    rows, columns = window
    qx = (np.arange(columns.start, columns.stop, dtype=np.float32) + np.float32(surface.left - x))[None, :]
    qy = (np.arange(rows.start, rows.stop, dtype=np.float32) + np.float32(surface.top - y))[:, None]
    square = dr * dr - dx * dx - dy * dy
    linear = qx * np.float32(dx) + (qy * np.float32(dy) + np.float32(r * dr))
    constant = np.float32(r * r) - qx * qx - qy * qy
    end_on = square > -0.05  # the nearer sphere hides the rest
    if end_on:
        share = np.full(linear.shape, 1.0 if dh + dr > 0 else 0.0, np.float32)
    else:
        # Height along the sweep is h + t dh + sqrt(square t² + 2 linear t + constant), concave in t.
        share = linear * linear
        share -= np.float32(square) * constant
        np.maximum(share, 0, out=share)
        np.sqrt(share, out=share)
        share *= np.float32(-dh / np.sqrt(dh * dh - square))
        share -= linear
        share *= np.float32(1 / square)
    np.minimum(np.maximum(share, 0, out=share), 1, out=share)
    new = np.float32(square) * share
    new += 2 * linear
    new *= share
    new += constant
    hit = new > 0
    if sweeps.part[number] == SLEEVE:
        hit &= _below_cuff(qx, qy, (dx, dy), r)
    np.maximum(new, 0, out=new)
    np.sqrt(new, out=new)
    new += share * np.float32(dh) + np.float32(h)

    old = surface.height[window]
    first, last = (float(v) for v in sweeps.softness[number])
    width = share * np.float32(last - first) + np.float32(first + 1e-3)
    part = new - old
    blend = part / width
    blend *= np.float32(0.5)
    blend += np.float32(0.5)
    np.minimum(np.maximum(blend, 0, out=blend), 1, out=blend)
    blend *= hit
    part *= blend
    old += part
    width *= blend
    width *= 1 - blend
    old += width
    inverse = 1 / (share * np.float32(dr) + np.float32(r))
    for plane, offset, step in ((surface.normal_x, qx, dx), (surface.normal_y, qy, dy)):
        normal = offset - share * np.float32(step)
        normal *= inverse
        seen = plane[window]
        normal -= seen
        normal *= blend
        seen += normal
    surface.sweep[window][blend > 0.5] = number
