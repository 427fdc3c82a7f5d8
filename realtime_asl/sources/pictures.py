"""Reads still pictures of any kind into upright 8-bit BGR."""

from __future__ import annotations

import os
import warnings
from functools import cache
from pathlib import Path

import numpy as np
from PIL import Image, PngImagePlugin, UnidentifiedImageError

from realtime_asl.errors import PARTLY_FAILED, UserError
from realtime_asl.sources.deep_pictures import read_deep, stretched, to_8_bits
from realtime_asl.sources.orientation import orientation_of, upright

#: What pictures are usually called; what they are is told by their content.
PICTURE_SUFFIXES = frozenset(
    (
        ".jpg",
        ".jpeg",
        ".jpe",
        ".jfif",
        ".png",
        ".webp",
        ".avif",
        ".bmp",
        ".tif",
        ".tiff",
        ".gif",
        ".ppm",
        ".pgm",
        ".jp2",
    )
)
#: Pillow's names of what is no picture for us: pages that other programs would have to draw, films, weather maps.
REFUSED = frozenset(("EPS", "WMF", "MPEG", "PDF", "BUFR", "GRIB", "HDF5", "IPTC", "FPX", "MIC"))
#: Kinds that any file may look like: they are believed only under their own name.
UNMARKED = frozenset(("TGA", "PCD", "SPIDER", "XVTHUMB"))
#: How the usual kinds begin.
MARKS = ((b"\xff\xd8\xff", "JPEG"), (b"\x89PNG\r\n", "PNG"), (b"GIF8", "GIF"), (b"II*\0", "TIFF"), (b"MM\0*", "TIFF"))
#: Larger pictures are refused before they are decoded: a header may claim anything.
MAX_PIXELS = 250_000_000
#: Decoded pictures are shrunk to this side; a hand needs far less.
MAX_SIDE = 2560

Image.MAX_IMAGE_PIXELS = None  # checked below, with a message for the person
# Pillow calls a PNG with more than 1 MB of text, XMP or colour profile damaged. These bounds stay far below what a
# picture of `MAX_PIXELS` takes.
PngImagePlugin.MAX_TEXT_CHUNK, PngImagePlugin.MAX_TEXT_MEMORY = 128 << 20, 256 << 20


def read_picture(path: str | Path) -> np.ndarray:
    """The picture of `read_scaled`, where its original size does not matter."""
    return read_scaled(path)[0]


def picture_format(path: str | Path) -> str | None:
    """What kind of picture a file holds, by its content ("JPEG", "AVIF"); None where it is none that can be read."""
    try:
        with warnings.catch_warnings(action="ignore"), Image.open(path, formats=_formats()) as picture:
            known = picture.format not in UNMARKED or Path(path).suffix.lower() == f".{picture.format.lower()}"
            return picture.format if known else None
    except UnidentifiedImageError:
        return None
    except Exception:  # noqa: BLE001 - it begins like a picture: the one who reads it says what is wrong
        return _begins_like(path)


def read_scaled(path: str | Path) -> tuple[np.ndarray, float]:
    """An upright picture, and how many times larger the file has it.

    EXIF rotation is applied, transparency is laid on grey, 9- to 16-bit and grey pictures are
    converted, of an animation the first picture is taken.

    Returns:
        (height, width, 3) uint8 BGR, at most `MAX_SIDE` on its longer side, and the factor (>= 1)
        from its pixels to those of the upright picture in the file.

    Raises:
        UserError: missing, unreadable, no picture, or more than `MAX_PIXELS`.
    """
    try:
        with warnings.catch_warnings(action="ignore"), Image.open(path, formats=_formats()) as picture:
            if picture.width * picture.height > MAX_PIXELS:
                raise UserError(
                    f"'{path}' has {picture.width} x {picture.height} pixels, more than can be read; shrink it",
                    PARTLY_FAILED,
                )
            longer = max(picture.size)
            deep = read_deep(path, picture)  # first: its depth is forgotten once Pillow has loaded it
            orientation = orientation_of(picture)
            picture.draft("RGB", (MAX_SIDE, MAX_SIDE))  # JPEG: decode at a fraction of the size
            image = upright(deep or picture, orientation)
            if image is picture:
                picture.load()
            image.thumbnail((MAX_SIDE, MAX_SIDE), Image.Resampling.BOX)
            return to_bgr(image), longer / max(image.size)
    except UserError:
        raise
    except UnidentifiedImageError:
        raise UserError(f"'{path}' is not a picture in a known format", PARTLY_FAILED) from None
    except Exception as error:  # noqa: BLE001 - decoders raise nearly anything on damaged files
        if isinstance(error, OSError) and error.errno:  # of the system, not of a decoder
            raise UserError(f"'{path}' cannot be read ({os.strerror(error.errno)})", PARTLY_FAILED) from None
        reason = str(error) or type(error).__name__
        raise UserError(f"'{path}' is a damaged picture ({reason})", PARTLY_FAILED) from None


@cache
def _formats() -> tuple[str, ...]:
    Image.init()
    return tuple(name for name in Image.ID if name not in REFUSED)


def _begins_like(path: str | Path) -> str | None:
    try:
        with Path(path).open("rb") as file:
            head = file.read(12)
    except (OSError, ValueError):
        return None
    return next((name for mark, name in MARKS if head.startswith(mark)), None)


def to_bgr(picture: Image.Image) -> np.ndarray:
    """(height, width, 3) uint8 BGR of a picture of any mode; transparency is laid on grey."""
    if picture.mode.startswith("I") or picture.mode == "F":
        grey = to_8_bits(np.asarray(picture)) if picture.mode != "F" else stretched(np.asarray(picture, np.float32))
        return np.repeat(grey[:, :, None], 3, axis=2)
    if picture.mode in ("RGBA", "LA", "PA") or "transparency" in picture.info:
        layer = picture.convert("RGBA")
        ground = Image.new("RGBA", layer.size, (128, 128, 128, 255))
        picture = Image.alpha_composite(ground, layer)
    return np.ascontiguousarray(np.asarray(picture.convert("RGB"))[:, :, ::-1])
