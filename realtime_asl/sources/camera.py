"""Opens cameras and network streams."""

from __future__ import annotations

import threading
import time

import cv2
import numpy as np

from realtime_asl.sources.address import StreamAddress
from realtime_asl.sources.cameras import capture_backend, why_no_pictures
from realtime_asl.sources.live import LiveSource
from realtime_asl.sources.reconnect import Capture, Patience

#: Asked for where the person asked for nothing: what every camera has, and fast everywhere.
DEFAULT_SIZE = (640, 480)
#: A stream that ends behind its first picture, and within so many seconds, is no stream.
SINGLE_PICTURE_S = 2.0


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


def open_stream(address: StreamAddress) -> LiveSource:
    """The stream at `address` as a :class:`LiveSource`.

    Raises:
        UserError: nothing answers there in time, or what answers is no video.
    """
    name = address.name
    # FFmpeg's own limits (milliseconds) make the reading thread come back; ours is above them.
    limits = [cv2.CAP_PROP_OPEN_TIMEOUT_MSEC, 8000, cv2.CAP_PROP_READ_TIMEOUT_MSEC, 5000]
    looked_at, single = threading.Event(), threading.Event()

    def open_capture() -> Capture:
        capture = cv2.VideoCapture(address.url, cv2.CAP_FFMPEG, limits)
        if not capture.isOpened():
            raise OSError(f"{name} cannot be opened")
        if looked_at.is_set():  # opened again after a fault
            return capture
        begun = Begun(capture)
        looked_at.set()
        if begun.single_picture:
            single.set()
            capture.release()
            raise OSError(f"{name} is a single picture")
        return begun

    def why() -> str:
        if single.is_set():
            return (
                f"{name} gives a single picture and no video; give the address of the camera's stream, "
                "or save the picture and run: python -m realtime_asl classify FILE"
            )
        check = f"check the address, and {address.advice}" if address.advice else "check the address"
        return f"{name} gives no video: nothing answers there, or it is no video stream; {check}"

    return LiveSource(name, open_capture, why, noun="stream", patience=Patience(open=10.0))


class Begun:
    """An open stream of which the beginning was read, so that a single picture is told from a video.

    Args:
        capture: open; implements `Capture`.

    Attributes:
        single_picture: one picture came, and right behind it the end.
    """

    def __init__(self, capture: Capture) -> None:
        self._capture = capture
        self._read = [self._next()]
        self.single_picture = False
        if not self._read[0][0]:
            return
        asked = time.monotonic()
        second = self._next()
        if second[0]:
            self._read.append(second)
        else:
            # A stream that only stalls gives up later.
            self.single_picture = time.monotonic() - asked < SINGLE_PICTURE_S

    def _next(self) -> tuple[bool, np.ndarray | None]:
        try:
            return self._capture.read()
        except cv2.error:  # what OpenCV raises for a picture that cannot be decoded
            return True, None

    def read(self) -> tuple[bool, np.ndarray | None]:
        """The next picture."""
        return self._read.pop(0) if self._read else self._capture.read()

    def get(self, prop: int) -> float:
        """As the capture says."""
        return self._capture.get(prop)

    def release(self) -> None:
        """Close it."""
        self._capture.release()
