"""The thread that reads a live device, and opens it again after faults.

A device must be emptied at its own speed whatever the program does meanwhile, and a read can block
for seconds when a cable is pulled.
"""

from __future__ import annotations

import math
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

import cv2
import numpy as np

from realtime_asl.sources.health import NAMED_AFTER

#: A camera never has more; a driver that says so is broken.
MAX_PIXELS = 8192 * 4608
#: How long before the end of a recorded video its last picture may come, seconds.
LAST_S = 1.0


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


class Listener(Protocol):
    """Who is told what came; called from the grabber's thread, and told who calls."""

    def publish(self, grabber: Grabber, image: np.ndarray | None) -> None:
        """A picture (height, width, 3) uint8 BGR came; None: something unusable came."""
        ...

    def report_fault(self, grabber: Grabber) -> None:
        """The device could not be opened or read; it will be opened again."""
        ...

    def report_end(self, grabber: Grabber) -> None:
        """A recorded stream has come to its end."""
        ...


class Grabber(threading.Thread):
    """Reads one device until it is stopped.

    Args:
        open_capture: opens the device; raises OSError (or cv2.error) when that fails.
        listener: told everything.
        patience: see there.
        paced: hold a recorded stream back to its own speed.
        capture: already open.

    Attributes:
        reported_rate: frames a second, as the driver says.
    """

    def __init__(
        self,
        open_capture: Callable[[], Capture],
        listener: Listener,
        patience: Patience,
        *,
        paced: bool = False,
        capture: Capture | None = None,
    ) -> None:
        super().__init__(name="grabber", daemon=True)
        self._open_capture, self._listener, self._patience = open_capture, listener, patience
        self._paced, self._capture = paced, capture
        self._stopped = threading.Event()
        self._heartbeat = time.monotonic()
        self._ended = False
        self.reported_rate = 0.0

    def stop(self) -> None:
        """End at the next picture; does not wait."""
        self._stopped.set()

    def silent_for(self) -> float:
        """Seconds since the driver last came back."""
        return time.monotonic() - self._heartbeat

    def run(self) -> None:
        """Until it is stopped."""
        retry = self._patience.retry
        while not self._stopped.is_set():
            try:
                capture = self._capture or self._open_capture()
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
            if self._stopped.is_set() or self._ended:
                return
            self._listener.report_fault(self)
            self._pause(retry)
            retry = min(2 * retry, self._patience.retry_longest)

    def _read_until_fault(self, capture: Capture) -> bool:
        """Returns whether any picture came before the fault."""
        self.reported_rate = capture.get(cv2.CAP_PROP_FPS)
        pace = _Pace(capture) if self._paced else None
        came, good = False, time.monotonic()
        while not self._stopped.is_set():
            try:
                ok, image = capture.read()
            except cv2.error:  # what OpenCV raises for a picture that cannot be decoded
                ok, image = True, None
            self._heartbeat = now = time.monotonic()
            if not ok:
                if pace is not None and pace.at_end:
                    self._ended = True
                    self._listener.report_end(self)
                    return came
                # The first picture may take a camera a while, and some refuse to be read until then.
                if now - good > (self._patience.fault if came else self._patience.open / 3):
                    return came
                self._stopped.wait(0.01)  # a dead device fails at once, again and again
                continue
            image = as_bgr(image)
            if pace is not None:
                pace.wait(self._stopped)
            self._listener.publish(self, image)
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
        rate = capture.get(cv2.CAP_PROP_FPS)
        self._length = self._frames / rate if rate > 0 else math.inf
        self._read, self._position = 0, 0.0
        self._origin: float | None = None

    @property
    def at_end(self) -> bool:
        """Nothing more is to come. Where the file does not say how many pictures it has, FFmpeg reckons them from its
        length, which is too many of a film with a variable rate; so the last picture's time counts, too."""
        if self._frames <= 0:
            return False
        return self._frames <= self._read + 2 or self._position >= self._length - LAST_S

    def wait(self, stop: threading.Event) -> None:
        self._read += 1
        if self._frames <= 0:
            return
        self._position = self._capture.get(cv2.CAP_PROP_POS_MSEC) / 1000
        now = time.monotonic()
        if self._origin is None:
            self._origin = now - self._position
        stop.wait(min(max(0.0, self._origin + self._position - now), 1.0))


def as_bgr(image: np.ndarray | None) -> np.ndarray | None:
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
