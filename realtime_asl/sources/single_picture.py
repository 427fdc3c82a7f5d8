"""Whether a file given as a video is a picture: a single one, or an animation, whatever it is called."""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from pathlib import Path

import av

from realtime_asl.sources.container import open_container

#: JPEGs one after the other are a film from so many on; fewer are a picture with its preview or depth map.
FILM = 5
FILM_SUFFIXES = (".mjpeg", ".mjpg")
#: How pictures begin; only these are looked into with Pillow, which takes a moment to load.
_MARKS = (b"\xff\xd8\xff", b"\x89PNG\r\n", b"GIF8", b"BM", b"II*\0", b"MM\0*", b"II+\0", b"MM\0+", b"\0\0\1\0")
_BRANDS = (b"avif", b"avis", b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1")
_JPEG_2000 = (b"\xff\x4f\xff\x51", b"\0\0\0\x0cjP  ")


@dataclass(frozen=True, slots=True)
class PictureFile:
    """A file that holds pictures: `kind` for people ("JPEG"), how many there are one after the other in time (1: a
    single picture), and whether they can be read at all."""

    kind: str
    pictures: int = 1
    readable: bool = True


def picture_file(path: Path) -> PictureFile | None:
    """What kind of picture a file is, by its content; None where it is none, and may be a video."""
    with path.open("rb") as file:
        head = file.read(16)
    if not _looks_like_picture(head):
        return None
    from realtime_asl.sources.pictures import picture_format

    kind = picture_format(path)
    if kind is None:
        heif = head[4:8] == b"ftyp"
        return PictureFile("HEIF", readable=False) if heif else None
    if kind in ("JPEG", "MPO"):
        many = _jpegs(path) if kind == "JPEG" else 1
        if path.suffix.lower() in FILM_SUFFIXES or many >= FILM:
            return None
        return PictureFile("JPEG")
    return PictureFile(kind, _moving(path) if kind in ("GIF", "PNG", "WEBP", "AVIF") else 1)


def _looks_like_picture(head: bytes) -> bool:
    if head[:4] == b"RIFF":
        return head[8:12] == b"WEBP"
    if head[4:8] == b"ftyp":
        return head[8:12] in _BRANDS
    return head.startswith((*_MARKS, *_JPEG_2000))


def _moving(path: Path) -> int:
    """How many pictures an animation has, as its header says."""
    from PIL import Image

    try:
        with warnings.catch_warnings(action="ignore"), Image.open(path) as picture:
            return int(getattr(picture, "n_frames", 1))
    except Exception:  # noqa: BLE001 - decoders raise nearly anything on damaged files; the reader says what is wrong
        return 1


def _jpegs(path: Path) -> int:
    """How many JPEGs lie one after the other, up to `FILM`."""
    try:
        container = open_container(path)
    except Exception:  # noqa: BLE001 - no film for FFmpeg is no film for anybody
        return 1
    try:
        return sum(1 for _, packet in zip(range(FILM), container.demux(video=0), strict=False) if packet.size)
    except (av.FFmpegError, IndexError):
        return 1
    finally:
        container.close()
