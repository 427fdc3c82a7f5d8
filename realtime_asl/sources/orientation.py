"""How a picture is to be turned, read from its EXIF data however odd that is.

Pillow gives up on EXIF data with one odd entry. Here only one number is wanted, so only that one is looked for: in
any type that can hold it, once or twice, in data that is cut off.
"""

from __future__ import annotations

import re
import struct

from PIL import Image

#: The entry's number, and for each of its values what makes the picture upright.
ORIENTATION = 0x0112
TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
#: EXIF's types: size in bytes of one value.
_SIZES = {1: 1, 2: 1, 3: 2, 4: 4, 5: 8, 6: 1, 7: 1, 8: 2, 9: 4, 10: 8, 11: 4, 12: 8, 13: 4}
_NUMBERS = {1: "B", 3: "H", 4: "I", 6: "b", 8: "h", 9: "i", 11: "f", 12: "d", 13: "I"}
#: A directory has a few dozen entries; a damaged count is not believed.
_MOST_ENTRIES = 1000


def upright(picture: Image.Image, orientation: int) -> Image.Image:
    """`picture` turned by an EXIF orientation (1..8)."""
    turn = TURNS.get(orientation)
    return picture if turn is None else picture.transpose(turn)


def orientation_of(picture: Image.Image) -> int:
    """EXIF orientation (1..8) of an opened picture, 1 where none can be known."""
    older = picture.info.get("Raw profile type exif")
    for raw in (picture.info.get("exif"), _from_hexadecimal(older) if isinstance(older, str) else older):
        if isinstance(raw, bytes) and (found := orientation_in(raw)):
            return found
    try:  # TIFF's own entries, and XMP
        found = picture.getexif().get(ORIENTATION)
        return found if found in TURNS else _in_xmp(picture) or 1
    except Exception:  # noqa: BLE001 - Pillow raises nearly anything on odd EXIF data
        return _in_xmp(picture) or 1


def orientation_in(exif: bytes) -> int | None:
    """The first orientation (1..8) in EXIF data, with or without the word Exif before it; None where there is none."""
    start = min((at for mark in (b"II*\0", b"MM\0*") if (at := exif.find(mark)) >= 0), default=-1)
    if start < 0:
        return None
    data = exif[start:]
    order = "<" if data.startswith(b"II") else ">"
    try:
        (at,) = struct.unpack_from(order + "I", data, 4)
        (count,) = struct.unpack_from(order + "H", data, at)
    except struct.error:
        return None
    for number in range(min(count, _MOST_ENTRIES)):
        try:
            entry = at + 2 + 12 * number
            tag, kind, amount = struct.unpack_from(order + "HHI", data, entry)
        except struct.error:
            return None
        if tag == ORIENTATION and (found := _value(data, order, entry + 8, kind, amount)):
            return found
    return None


def _value(data: bytes, order: str, at: int, kind: int, amount: int) -> int | None:
    """The value of an entry, when it is an orientation in any type."""
    field = data[at : at + 4]
    if _SIZES.get(kind, 1) * max(amount, 1) > 4 and len(field) == 4:  # it stands elsewhere
        (place,) = struct.unpack(order + "I", field)
        elsewhere = data[place : place + 8]
        candidates = [_read(elsewhere, order, kind), _read(field, order, kind)]
    else:
        candidates = [_read(field, order, kind)]
    # Programs that write a wrong type usually still write a whole number.
    candidates += [_read(field, order, other) for other in (3, 4, 1, 2)]
    return next((value for value in candidates if value in range(1, 9)), None)


def _read(raw: bytes, order: str, kind: int) -> int | None:
    try:
        if kind in (2, 7) and (text := re.match(rb"\s*0*([1-8])(?:\D|$)", raw)):
            return int(text.group(1))
        if kind in (5, 10):
            above, below = struct.unpack_from(order + "II", raw)
            return above // below if below and above % below == 0 else None
        if kind in _NUMBERS:
            (number,) = struct.unpack_from(order + _NUMBERS[kind], raw)
            return int(number) if abs(number) < 100 else None
    except struct.error:
        return None
    return None


def _from_hexadecimal(text: str) -> bytes:
    """PNG's older way: a name, a length, and the bytes written as hexadecimal digits."""
    try:
        return bytes.fromhex("".join(text.split()[2:]))
    except ValueError:
        return b""


def _in_xmp(picture: Image.Image) -> int | None:
    for name in ("xmp", "XML:com.adobe.xmp"):
        raw = picture.info.get(name, b"")
        raw = raw.encode("utf-8", "replace") if isinstance(raw, str) else bytes(raw)
        if found := re.search(rb"tiff:Orientation(?:=\"|=\'|>)\s*([1-8])", raw):
            return int(found.group(1))
    return None
