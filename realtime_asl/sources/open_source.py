"""Where the pictures come from: one function, one iterator of frames.

    with contextlib.closing(open_source("0")) as source:   # or "clip.mp4", "rtsp://…", "demo"
        for frame in source:
            ...

Files give every frame in order, with the file's own time stamps. Live sources give the newest
frame and drop what nobody took.
"""

from __future__ import annotations

import re
from pathlib import Path

from realtime_asl.errors import NoCamera, UserError
from realtime_asl.sources.address import file_path, is_url, stream_address, tidy
from realtime_asl.sources.source import Source, SourceInfo

__all__ = ["Source", "SourceInfo", "device_number", "file_path", "is_live", "open_source"]


def is_live(camera: str) -> bool:
    """Whether `camera` names a camera or a stream: pictures that happen now."""
    return device_number(tidy(camera)) is not None or is_url(camera)


def open_source(
    camera: str,
    *,
    width: int | None = None,
    height: int | None = None,
    fps: float | None = None,
    spell: str | None = None,
    loop: bool = False,
    realtime: bool = False,
    hand: str = "auto",
    pace: float = 1.0,
) -> Source:
    """Open a camera ("0"), a video file, a stream URL or the demo signer ("demo").

    Args:
        camera: which one.
        width: wished size in pixels; cameras may deliver another, `Source.info` tells.
        height: likewise.
        fps: wished rate; likewise.
        spell: what the demo signer spells (A-Z and space).
        loop: files and the demo signer begin again at their end.
        realtime: files and the demo signer at their own speed, instead of as fast as they are taken.
        hand: "left" for a left-handed demo signer; cameras and files show what they show.
        pace: how fast the demo signer spells; 1 is natural.

    Raises:
        UserError: it does not exist, is busy, forbidden, or delivers no picture; a camera: NoCamera.
    """
    camera = tidy(camera)
    if camera == "demo":
        from realtime_asl.sources.demo_signer import DemoSource

        size, side = _demo_size(width, height), "Left" if hand == "left" else "Right"
        return DemoSource(spell, size=size, fps=fps or 30.0, loop=loop, realtime=realtime, hand=side, pace=pace)
    if spell is not None:
        raise UserError("--spell is for the demo signer; add --camera demo")
    if (number := device_number(camera)) is not None:
        from realtime_asl.sources.camera import open_camera

        try:
            return open_camera(number, width=width, height=height, fps=fps)
        except UserError as error:
            raise NoCamera(str(error)) from error
    if is_url(camera):
        address = stream_address(camera)
        from realtime_asl.sources.camera import open_stream

        return open_stream(address)
    path = file_path(camera)
    from realtime_asl.sources.file import FileSource

    return FileSource(path, loop=loop, realtime=realtime)


def device_number(camera: str) -> int | None:
    """The number of a camera: "0", or on Linux a device file (also a link to it)."""
    if re.fullmatch(r"[0-9]{1,6}", camera):
        return int(camera)
    if camera.startswith("/dev/"):
        match = re.fullmatch(r"/dev/video([0-9]+)", str(Path(camera).resolve()))
        return int(match.group(1)) if match else None
    return None


def _demo_size(width: int | None, height: int | None) -> tuple[int, int]:
    """The demo signer's picture: 4:3 where only one side is given."""
    if width is None and height is None:
        return 640, 480
    return width or round(height * 4 / 3), height or round(width * 3 / 4)
