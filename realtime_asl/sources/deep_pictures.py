"""Pictures with more than 8 bits a value: brought to 8, as bright as the same picture in 8 bits."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
from PIL import Image

#: This share of the values (percent) tells how many bits are in use; a few hot pixels do not.
BRIGHT = 99.9
#: Where the upper 8 of 16 bits are no brighter than this, the values fill at most 15 of them.
DIM = 127


def to_8_bits(values: np.ndarray) -> np.ndarray:
    """Whole numbers of 8 to 32 bits, any shape -> uint8.

    Sensors deliver 10, 12 or 14 bits in files of 16: the brightest values tell how many there are.
    """
    values = values.astype(np.float64)
    values -= min(0.0, float(values.min()))
    brightest = float(np.percentile(values, BRIGHT)) or float(values.max())
    bits = min(32, max(8, int(brightest).bit_length()))
    return np.clip(values * (255 / (2**bits - 1)), 0, 255).astype(np.uint8)


def stretched(values: np.ndarray) -> np.ndarray:
    """Any numbers -> uint8, the smallest black and the largest white; what is no number is black."""
    values = np.where(np.isfinite(values), values, np.nan)
    if np.isnan(values).all():
        return np.zeros(values.shape, np.uint8)
    low, high = float(np.nanmin(values)), float(np.nanmax(values))
    return np.clip((np.nan_to_num(values, nan=low) - low) / max(high - low, 1e-12) * 255, 0, 255).astype(np.uint8)


def read_deep(path: str | Path, picture: Image.Image) -> Image.Image | None:
    """A colour picture of 16 bits a value whose lower bits hold the picture, as 8 bits; None for all others.

    Pillow keeps the upper 8 bits of such files, which are black where a sensor fills only 10 or 12 of the 16.
    """
    if not _is_deep(picture):
        return None
    shown = picture.convert("RGB")
    if max(high for _, high in shown.getextrema()) > DIM:
        return None
    values = cv2.imdecode(np.fromfile(path, np.uint8), cv2.IMREAD_UNCHANGED | cv2.IMREAD_IGNORE_ORIENTATION)
    if values is None or values.dtype != np.uint16 or values.shape[:2] != (picture.height, picture.width):
        return None
    if values.ndim == 2:
        return Image.fromarray(to_8_bits(values))
    if values.shape[2] == 4 and values[:, :, 3].min() == values[:, :, 3].max():  # opaque
        values = values[:, :, :3]
    colours = to_8_bits(values[:, :, :3])[:, :, ::-1]
    if values.shape[2] == 3:
        return Image.fromarray(np.ascontiguousarray(colours))
    alpha = to_8_bits(values[:, :, 3])[:, :, None]
    return Image.fromarray(np.concatenate([colours, alpha], axis=2))


def _is_deep(picture: Image.Image) -> bool:
    if picture.mode not in ("RGB", "RGBA", "LA"):
        return False
    if picture.format == "PNG":
        tiles = picture.tile
        return bool(tiles) and "16" in str(tiles[0][3])
    if picture.format == "TIFF":
        return 16 in np.atleast_1d(picture.tag_v2.get(258, 8))
    return False
