"""Opens cameras and network streams."""

from __future__ import annotations

from urllib.parse import urlsplit

import cv2

from realtime_asl.sources.cameras import capture_backend, why_no_pictures
from realtime_asl.sources.live import LiveSource
from realtime_asl.sources.reconnect import Capture, Patience

#: Asked for where the person asked for nothing: what every camera has, and fast everywhere.
DEFAULT_SIZE = (640, 480)


def open_camera(
    number: int, *, width: int | None = None, height: int | None = None, fps: float | None = None
) -> LiveSource:
    """The camera with this number as a :class:`LiveSource`.

    Raises:
        UserError: it is missing, forbidden, busy or gives no picture, as far as the system tells.
    """

    def open_capture() -> Capture:
        capture = cv2.VideoCapture(number, capture_backend())
        if not capture.isOpened():
            raise OSError(f"camera {number} cannot be opened")
        # MJPG first: uncompressed, most USB cameras manage only 5-10 pictures a second at 1280 x 720.
        capture.set(cv2.CAP_PROP_FOURCC, cv2.VideoWriter.fourcc(*"MJPG"))
        wide, high = width, height
        if wide is None and height is None:
            wide, high = DEFAULT_SIZE
        capture.set(cv2.CAP_PROP_FRAME_WIDTH, wide or round(high * 4 / 3))
        capture.set(cv2.CAP_PROP_FRAME_HEIGHT, high or round(wide * 3 / 4))
        if fps is not None:
            capture.set(cv2.CAP_PROP_FPS, fps)
        capture.set(cv2.CAP_PROP_BUFFERSIZE, 1)  # the newest picture; drivers that cannot ignore it
        return capture

    return LiveSource(f"camera {number}", open_capture, lambda: why_no_pictures(number))


def open_stream(url: str) -> LiveSource:
    """The stream at `url` as a :class:`LiveSource`.

    Raises:
        UserError: nothing answers there in time, or what answers is no video.
    """
    name = _public_name(url)
    # FFmpeg's own limits (milliseconds) make the reading thread come back; ours is above them.
    limits = [cv2.CAP_PROP_OPEN_TIMEOUT_MSEC, 8000, cv2.CAP_PROP_READ_TIMEOUT_MSEC, 5000]

    def open_capture() -> Capture:
        capture = cv2.VideoCapture(url, cv2.CAP_FFMPEG, limits)
        if not capture.isOpened():
            raise OSError(f"{name} cannot be opened")
        return capture

    def why() -> str:
        return f"{name} gives no video: nothing answers there, or it is no video stream; check the address"

    return LiveSource(name, open_capture, why, noun="stream", patience=Patience(open=10.0))


def _public_name(url: str) -> str:
    """`url` without user, password and query: it is shown on the screen, and screens are recorded."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}{parts.path}"
