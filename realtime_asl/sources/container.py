"""Opens media files that nobody has checked, so that they can do no harm.

FFmpeg reads far more than video: a text file becomes a picture of itself, a play list opens network
connections. So the containers are listed here, nothing but the file itself may be opened, and the
size of a picture is bounded before memory is taken for it.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import av

from realtime_asl.errors import UserError

#: FFmpeg's names of the containers that are accepted.
CONTAINERS = (
    *("mov", "mp4", "m4v", "3gp", "matroska", "webm", "avi", "mpegts", "mpeg", "mpegvideo", "flv", "asf", "ogg"),
    *("h264", "hevc", "mjpeg", "gif", "apng", "ivf", "nut", "mxf", "dv", "yuv4mpegpipe"),
)
#: 8K video (7680 x 4320) fits; a header that claims more is refused before memory is taken for it.
MAX_PIXELS = 8192 * 4608


def check_input_file(path: str | Path) -> Path:
    """`path` as a Path.

    Raises:
        UserError: it does not exist, is no plain file, is empty or may not be read.
    """
    path = Path(path)
    try:
        if path.is_dir():
            raise UserError(f"{path} is a folder; give a video file")
        if not path.exists():
            raise UserError(f"there is no file {path}; give a video file, a camera number, a URL or 'demo'")
        if not path.is_file():
            raise UserError(f"{path} is not a plain file; give a video file, a camera number or 'demo'")
        if path.stat().st_size == 0:
            raise UserError(f"{path} is empty (0 bytes); give another video file")
        with path.open("rb"):
            pass
    except (OSError, ValueError) as error:  # ValueError: a null character in the name
        reason = getattr(error, "strerror", None) or error
        raise UserError(f"{path} cannot be opened ({reason}); check its permissions") from error
    return path


def open_container(path: Path) -> av.container.InputContainer:
    """A media file that nobody has checked, opened so that it can do no harm.

    Raises:
        UserError: it is no video or audio that is known here.
    """
    options = {
        "protocol_whitelist": "file",
        "format_whitelist": ",".join(CONTAINERS),
        "max_pixels": str(MAX_PIXELS),
    }
    # JPEGs one after the other have no mark of their own: FFmpeg would go by the name of the file.
    kind = "mjpeg" if _begins(path, b"\xff\xd8\xff") else None
    try:
        # "file:" keeps a name like "concat:a|b" from being taken for an FFmpeg protocol.
        return av.open(f"file:{path}", format=kind, options=options, metadata_errors="replace")
    except av.FFmpegError as error:
        # What FFmpeg says of a kind that is not in the list.
        known = not isinstance(error, av.error.ArgumentError)
        reason = error.strerror if known else "its kind is none of those that are read here"
        raise UserError(
            f"{path} cannot be read as a video ({reason}); it may be no video, cut off or damaged"
        ) from error


def _begins(path: Path, mark: bytes) -> bool:
    try:
        with path.open("rb") as file:
            return file.read(len(mark)) == mark
    except OSError:
        return False


def read_packets(container: av.container.InputContainer, stream: av.stream.Stream) -> Iterator[av.Packet]:
    """The packets of one stream, and one at the end that flushes its decoder."""
    try:
        yield from container.demux(stream)
    except IndexError:
        # PyAV's flush stumbles over streams that began in the middle of the file (damaged transport
        # streams seem to have some). Ours has the lower number and is flushed by then.
        return


def too_large(context: av.VideoCodecContext) -> str | None:
    """What is wrong when the pictures of a video are larger than is allowed, else None."""
    if context.width * context.height <= MAX_PIXELS:
        return None
    return f"pictures of {context.width} x {context.height} are larger than 8K"
