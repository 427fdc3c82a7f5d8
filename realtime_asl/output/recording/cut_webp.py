"""An animated WebP of which the end is missing, cut back to its whole pictures: FFmpeg writes all of it at the end."""

from __future__ import annotations

import os
from typing import BinaryIO

#: "RIFF", the length of what follows it, "WEBP"; then come chunks: a name, a length, as many bytes, to an even number.
_HEADER, _CHUNK = 12, 8
#: One picture of an animation (container specification of WebP, "ANMF").
_PICTURE = b"ANMF"


def cut_to_whole_pictures(file: BinaryIO) -> int:
    """Cut the file behind its last whole picture, mend its length and go to its end; returns how many it holds.

    With none it is left as it is.

    Args:
        file: readable and writable, unbuffered.

    Raises:
        OSError: the disk refuses it.
    """
    length = file.seek(0, os.SEEK_END)
    position, end, pictures = _HEADER, 0, 0
    while position + _CHUNK <= length:
        file.seek(position)
        head = file.read(_CHUNK)
        size = int.from_bytes(head[4:], "little")
        position += _CHUNK + size + size % 2
        if head[:4] == _PICTURE and position <= length:
            pictures, end = pictures + 1, position
    if pictures:
        file.truncate(end)
        file.seek(4)
        file.write((end - 8).to_bytes(4, "little"))
        file.seek(end)
    return pictures
