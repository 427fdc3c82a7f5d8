"""Reads still pictures of any kind into upright 8-bit BGR."""

from __future__ import annotations

import os
import warnings
from pathlib import Path

import numpy as np
from PIL import Image, ImageOps, UnidentifiedImageError

from realtime_asl.errors import PARTLY_FAILED, UserError

PICTURE_SUFFIXES = frozenset((".jpg", ".jpeg", ".png", ".webp", ".bmp", ".tif", ".tiff", ".gif", ".ppm", ".pgm"))
#: Larger pictures are refused before they are decoded: a header may claim anything.
MAX_PIXELS = 250_000_000
#: Decoded pictures are shrunk to this side; a hand needs far less.
MAX_SIDE = 2560

Image.MAX_IMAGE_PIXELS = None  # checked below, with a message for the person


def read_picture(path: str | Path) -> np.ndarray:
    """The picture of `read_scaled`, where its original size does not matter."""
    return read_scaled(path)[0]


def read_scaled(path: str | Path) -> tuple[np.ndarray, float]:
    """An upright picture, and how many times larger the file has it.

    EXIF rotation is applied, transparency is laid on grey, 16-bit and grey pictures are
    converted, of an animation the first picture is taken.

    Returns:
        (height, width, 3) uint8 BGR, at most `MAX_SIDE` on its longer side, and the factor (>= 1)
        from its pixels to those of the upright picture in the file.

    Raises:
        UserError: missing, unreadable, no picture, or more than `MAX_PIXELS`.
    """
    try:
        with warnings.catch_warnings(action="ignore"), Image.open(path) as picture:  # Pillow's remarks on damaged EXIF
            if picture.width * picture.height > MAX_PIXELS:
                raise UserError(
                    f"'{path}' has {picture.width} x {picture.height} pixels, more than can be read; shrink it",
                    PARTLY_FAILED,
                )
            longer = max(picture.size)
            picture.draft("RGB", (MAX_SIDE, MAX_SIDE))  # JPEG: decode at a fraction of the size
            upright = ImageOps.exif_transpose(picture)
            upright.thumbnail((MAX_SIDE, MAX_SIDE), Image.Resampling.BOX)
            return _to_bgr(upright), longer / max(upright.size)
    except (FileNotFoundError, IsADirectoryError, PermissionError) as error:
        raise UserError(f"'{path}' cannot be read ({os.strerror(error.errno)})", PARTLY_FAILED) from None
    except UnidentifiedImageError:
        raise UserError(f"'{path}' is not a picture in a known format", PARTLY_FAILED) from None
    except (OSError, ValueError, SyntaxError, EOFError, IndexError, TypeError, MemoryError) as error:
        # Pillow's decoders raise all of these on damaged files.
        raise UserError(f"'{path}' is a damaged picture ({error})", PARTLY_FAILED) from None


def _to_bgr(picture: Image.Image) -> np.ndarray:
    if picture.mode.startswith("I") or picture.mode == "F":
        values = np.asarray(picture, np.float32)
        low, high = (0.0, 65535.0) if picture.mode.startswith("I") else (float(values.min()), float(values.max()))
        grey = np.clip((values - low) / max(high - low, 1e-6) * 255, 0, 255).astype(np.uint8)
        return np.repeat(grey[:, :, None], 3, axis=2)
    if picture.mode in ("RGBA", "LA", "PA") or "transparency" in picture.info:
        layer = picture.convert("RGBA")
        ground = Image.new("RGBA", layer.size, (128, 128, 128, 255))
        picture = Image.alpha_composite(ground, layer)
    return np.ascontiguousarray(np.asarray(picture.convert("RGB"))[:, :, ::-1])
