"""Live pictures: a camera, or a stream from the network. Newest frame wins.

A thread of its own reads the device, because a device must be emptied at its own speed whatever
the program does meanwhile, and because a read can block for seconds when a cable is pulled. After
a fault it opens the device again, waiting longer each time.
"""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Protocol
from urllib.parse import urlsplit

import cv2
import numpy as np

from realtime_asl.cameras import capture_backend, why_no_pictures
from realtime_asl.errors import UserError
from realtime_asl.frame import Frame
from realtime_asl.sources.base import SourceInfo
from realtime_asl.sources.health import NAMED_AFTER, PictureHealth

#: Asked for where the person asked for nothing: what every camera has, and fast everywhere.
DEFAULT_SIZE = (640, 480)
#: A camera never has more; a driver that says so is broken.
MAX_PIXELS = 8192 * 4608


class Capture(Protocol):
    """The part of cv2.VideoCapture that is used."""

    def read(self) -> tuple[bool, np.ndarray | None]: ...  # noqa: D102
    def get(self, prop: int) -> float: ...  # noqa: D102
    def release(self) -> None: ...  # noqa: D102


@dataclass(frozen=True, slots=True)
class Patience:
    """How long what may take, in seconds.

    Attributes:
        open: from opening to the first picture.
        stall: without a picture until the screen says so.
        fault: of failing reads until the device is opened again.
        stuck: in one call of the driver until the thread is given up and another one started.
        unhealthy: of black, frozen or damaged pictures until the screen says so.
        retry: first wait before opening again; doubles with every failure up to `retry_longest`.
    """

    open: float = 15.0
    stall: float = 2.0
    fault: float = 1.0
    stuck: float = 12.0
    unhealthy: float = NAMED_AFTER
    retry: float = 0.5
    retry_longest: float = 5.0


#: Threads that hang in a driver at the same time; beyond this, only waiting is left.
MAX_STUCK_THREADS = 3


def open_camera(number: int, *, width: int | None = None, height: int | None = None, fps: float | None = None):
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


def open_stream(url: str):
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


class LiveSource:
    """Frames of a live device, with time stamps of the moment they arrived; implements `Source`.

    Args:
        name: for the screen.
        open_capture: opens the device; raises OSError (or cv2.error) when that fails. Called again
            after every fault, from a thread.
        why: asked when nothing could be opened; returns one line for the person.
        noun: what to call it on the screen.

    Raises:
        UserError: no picture came within `patience.open`.
    """

    error: str | None = None

    def __init__(
        self,
        name: str,
        open_capture: Callable[[], Capture],
        why: Callable[[], str],
        *,
        noun: str = "camera",
        patience: Patience | None = None,
    ) -> None:
        self._name, self._open_capture, self._noun = name, open_capture, noun
        self._patience = patience or Patience()
        self._changed = threading.Condition()
        self._health = PictureHealth(noun, self._patience.unhealthy)
        self._newest: Frame | None = None
        self._origin: float | None = None
        self._arrived = time.monotonic()
        self._count = 0
        self._rate = _RateMeter()
        self._lost = self._ended = self._closed = False
        self._stuck: list[_Grabber] = []
        # macOS asks for the permission only when the camera is opened in the main thread.
        first = self._open_first(why) if sys.platform == "darwin" else None
        self._grabber = _Grabber(self, first)
        self._grabber.start()
        with self._changed:
            self._changed.wait_for(lambda: self._newest or self._lost or self._ended, self._patience.open)
            newest = self._newest
        if newest is None:
            self.close()
            raise UserError(why())
        rate = self._grabber.reported_rate
        self.info = SourceInfo(name, *newest.size, fps=rate if 1 <= rate <= 1000 else 30.0, live=True)

    @property
    def status(self) -> str | None:
        """None, or what is wrong with the pictures right now."""
        if self._lost:
            return f"{self._noun} lost, reconnecting"
        if time.monotonic() - self._arrived > self._patience.stall and not self._ended:
            return f"{self._noun} delivers no pictures, waiting"
        return self._health.status

    def __iter__(self) -> Iterator[Frame]:
        while True:
            with self._changed:
                self._changed.wait_for(lambda: self._newest or self._ended or self._closed, 0.25)
                frame, self._newest = self._newest, None
                over = self._closed or (frame is None and self._ended)
                if frame is not None:
                    self._describe(frame)
            if over:
                return
            if frame is not None:
                yield frame
            elif self._grabber.silent_for() > self._patience.stuck:
                self._replace_grabber()

    def close(self) -> None:
        """Stop reading and release the device, waiting a moment for the driver."""
        with self._changed:
            self._closed = True
            self._changed.notify_all()
        self._grabber.stop()
        if threading.current_thread() is not self._grabber:
            self._grabber.join(timeout=2.0)

    def _open_first(self, why: Callable[[], str]) -> Capture:
        try:
            return self._open_capture()
        except (OSError, cv2.error) as error:
            raise UserError(why()) from error

    def _describe(self, frame: Frame) -> None:
        """Keep `info` true when size or rate turn out other than the driver said."""
        rate = self._rate.measured
        if frame.size != (self.info.width, self.info.height):
            self.info = replace(self.info, width=frame.size[0], height=frame.size[1])
        if rate is not None and abs(rate - self.info.fps) > 0.1 * self.info.fps:
            self.info = replace(self.info, fps=round(rate, 1))

    def _replace_grabber(self) -> None:
        self._stuck = [grabber for grabber in self._stuck if grabber.is_alive()]
        if len(self._stuck) >= MAX_STUCK_THREADS:
            return
        self._grabber.stop()
        self._stuck.append(self._grabber)
        self._lost = True
        self._grabber = _Grabber(self, None)
        self._grabber.start()

    # The rest is called by the grabber's thread.

    def _publish(self, grabber: _Grabber, image: np.ndarray | None) -> None:
        """A picture came; None says that something unusable came."""
        now = time.monotonic()
        with self._changed:
            if grabber is not self._grabber:
                return
            if image is None:
                self._health.unusable(now)
                return
            self._lost = False
            self._health.picture(image, now)
            if self._origin is None:
                self._origin, stamp = now, 0.0
            else:
                # MediaPipe counts whole milliseconds, so that two frames are never closer.
                stamp = max(now - self._origin, self._stamp + 0.001)
            self._stamp, self._arrived = stamp, now
            self._newest = Frame(image, stamp, self._count)
            self._count += 1
            self._rate.tick(now)
            self._changed.notify_all()

    def _report_fault(self, grabber: _Grabber) -> None:
        with self._changed:
            if grabber is self._grabber:
                self._lost = True
                self._rate = _RateMeter()
                self._changed.notify_all()

    def _report_end(self, grabber: _Grabber) -> None:
        with self._changed:
            if grabber is self._grabber:
                self._ended = True
                self._changed.notify_all()


class _Grabber(threading.Thread):
    """Reads one device until it is stopped, opening it again after faults."""

    def __init__(self, source: LiveSource, capture: Capture | None) -> None:
        super().__init__(name=f"grab {source._name}", daemon=True)
        self._source, self._capture = source, capture
        self._patience = source._patience
        self._stopped = threading.Event()
        self._heartbeat = time.monotonic()
        self.reported_rate = 0.0

    def stop(self) -> None:
        self._stopped.set()

    def silent_for(self) -> float:
        """Seconds since the driver last came back."""
        return time.monotonic() - self._heartbeat

    def run(self) -> None:
        retry = self._patience.retry
        while not self._stopped.is_set():
            try:
                capture = self._capture or self._source._open_capture()
            except (OSError, cv2.error):
                capture = None
            self._capture = None
            self._heartbeat = time.monotonic()
            if capture is not None:
                try:
                    if self._read_until_fault(capture):
                        retry = self._patience.retry
                finally:
                    capture.release()
            if self._stopped.is_set() or self._source._ended:
                return
            self._source._report_fault(self)
            self._pause(retry)
            retry = min(2 * retry, self._patience.retry_longest)

    def _read_until_fault(self, capture: Capture) -> bool:
        """Returns whether any picture came before the fault."""
        self.reported_rate = capture.get(cv2.CAP_PROP_FPS)
        pace = _Pace(capture) if self._source._noun == "stream" else None
        came, good = False, time.monotonic()
        while not self._stopped.is_set():
            try:
                ok, image = capture.read()
            except cv2.error:  # what OpenCV raises for a picture that cannot be decoded
                ok, image = True, None
            self._heartbeat = now = time.monotonic()
            if not ok:
                if pace is not None and pace.at_end:
                    self._source._report_end(self)
                    return came
                # The first picture may take a camera a while, and some refuse to be read until then.
                if now - good > (self._patience.fault if came else self._patience.open / 3):
                    return came
                self._stopped.wait(0.01)  # a dead device fails at once, again and again
                continue
            image = _as_bgr(image)
            if pace is not None:
                pace.wait(self._stopped)
            self._source._publish(self, image)
            good = now
            came = came or image is not None
        return came

    def _pause(self, seconds: float) -> None:
        end = time.monotonic() + seconds
        while (left := end - time.monotonic()) > 0 and not self._stopped.wait(min(left, 1.0)):
            self._heartbeat = time.monotonic()
        self._heartbeat = time.monotonic()


class _Pace:
    """A recorded video behind a URL comes faster than it was filmed: hold it back to its own speed."""

    def __init__(self, capture: Capture) -> None:
        self._capture = capture
        self._frames = capture.get(cv2.CAP_PROP_FRAME_COUNT)
        self._read = 0
        self._origin: float | None = None

    @property
    def at_end(self) -> bool:
        return 0 < self._frames <= self._read + 2

    def wait(self, stop: threading.Event) -> None:
        self._read += 1
        if self._frames <= 0:
            return
        position = self._capture.get(cv2.CAP_PROP_POS_MSEC) / 1000
        now = time.monotonic()
        if self._origin is None:
            self._origin = now - position
        stop.wait(min(max(0.0, self._origin + position - now), 1.0))


class _RateMeter:
    """The rate at which pictures really come, once 45 of them are in (cameras halve it in the dark)."""

    def __init__(self) -> None:
        self._first, self._ticks = 0.0, 0
        self.measured: float | None = None

    def tick(self, now: float) -> None:
        if self._ticks == 0:
            self._first = now
        self._ticks += 1
        if self._ticks > 45 and now > self._first:
            self.measured = (self._ticks - 1) / (now - self._first)
            self._ticks = 0


def _as_bgr(image: np.ndarray | None) -> np.ndarray | None:
    """The picture as (height, width, 3) uint8; None when it is none. Infrared cameras deliver grey."""
    if not isinstance(image, np.ndarray) or image.dtype != np.uint8 or image.size == 0:
        return None
    if image.shape[0] * image.shape[1] > MAX_PIXELS:
        return None
    if image.ndim == 2 or (image.ndim == 3 and image.shape[2] == 1):
        return cv2.cvtColor(image, cv2.COLOR_GRAY2BGR)
    if image.ndim == 3 and image.shape[2] == 4:
        return cv2.cvtColor(image, cv2.COLOR_BGRA2BGR)
    return image if image.ndim == 3 and image.shape[2] == 3 else None
