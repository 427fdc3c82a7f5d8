"""A source of pictures that happen now: the newest frame wins."""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace

import cv2
import numpy as np

from realtime_asl.errors import UserError
from realtime_asl.frame import Frame
from realtime_asl.sources.health import PictureHealth
from realtime_asl.sources.reconnect import Capture, Grabber, Patience
from realtime_asl.sources.source import SourceInfo

#: Threads that hang in a driver at the same time; beyond this, only waiting is left.
MAX_STUCK_THREADS = 3


class LiveSource:
    """Frames of a live device, with time stamps of the moment they arrived; implements `Source`.

    Args:
        name: for the screen.
        open_capture: opens the device; raises OSError (or cv2.error) when that fails. Called again
            after every fault, from a thread.
        why: asked when nothing could be opened; returns one line for the person.
        noun: what to call it on the screen; a "stream" that was recorded is held back to its own speed.
        patience: how long what may take.

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
        self._stamp = 0.0
        #: When anything came, be it no picture.
        self._heard = time.monotonic()
        self._count = 0
        self._rate = _RateMeter()
        self._lost = self._ended = self._closed = False
        self._stuck: list[Grabber] = []
        # macOS asks for the permission only when the camera is opened in the main thread.
        first = self._open_first(why) if sys.platform == "darwin" else None
        self._grabber = self._new_grabber(first)
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
        if time.monotonic() - self._heard > self._patience.stall and not self._ended:
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
            grabber = self._grabber  # no other one follows it from now on
            self._changed.notify_all()
        grabber.stop()
        if threading.current_thread() is not grabber:
            grabber.join(timeout=2.0)

    def _new_grabber(self, capture: Capture | None) -> Grabber:
        paced = self._noun == "stream"
        return Grabber(self._open_capture, self, self._patience, paced=paced, capture=capture)

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
        with self._changed:
            self._stuck = [grabber for grabber in self._stuck if grabber.is_alive()]
            if self._closed or len(self._stuck) >= MAX_STUCK_THREADS:
                return
            self._grabber.stop()
            self._stuck.append(self._grabber)
            self._lost = True
            self._grabber = self._new_grabber(None)
            self._grabber.start()

    # The rest is called by the grabber's thread.

    def publish(self, grabber: Grabber, image: np.ndarray | None) -> None:
        """See `reconnect.Listener`."""
        now = time.monotonic()
        with self._changed:
            if grabber is not self._grabber:
                return
            self._heard = now
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
            self._stamp = stamp
            self._newest = Frame(image, stamp, self._count)
            self._count += 1
            self._rate.tick(now)
            self._changed.notify_all()

    def report_fault(self, grabber: Grabber) -> None:
        """See `reconnect.Listener`."""
        with self._changed:
            if grabber is self._grabber:
                self._lost = True
                self._rate = _RateMeter()
                self._changed.notify_all()

    def report_end(self, grabber: Grabber) -> None:
        """See `reconnect.Listener`."""
        with self._changed:
            if grabber is self._grabber:
                self._ended = True
                self._changed.notify_all()


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
