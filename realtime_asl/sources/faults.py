"""A camera that misbehaves on schedule: the endurance run and the tests are driven by it.

It stands where cv2.VideoCapture stands, below everything this project does about cameras, and
takes its pictures from the demo signer, a file or anything else that yields pictures.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import cv2
import numpy as np

from realtime_asl.sources.reconnect import Capture

#: What can go wrong: the cable is out (reads and opening fail), a read blocks, every second picture
#: is missing, the size changes, pictures are black, all the same, half filled, or none at all.
KINDS = ("unplugged", "stall", "drops", "resized", "black", "frozen", "damaged", "garbage")


@dataclass(frozen=True, slots=True)
class Fault:
    """From `start` on, for `seconds`, the camera does what `kind` (of :data:`KINDS`) says."""

    start: float
    seconds: float
    kind: str


class FaultyCamera:
    """Opens captures of a camera whose pictures are `pictures`.

    Args:
        pictures: (height, width, 3) uint8 BGR, as long as the camera is used.
        fps: how many come a second.
        faults: in seconds since the first opening; `repeat` starts them again after so many seconds.

    Attributes:
        opened: how many times it was opened.
        released: how many of these captures were released.
    """

    def __init__(
        self,
        pictures: Iterable[np.ndarray],
        fps: float = 30.0,
        faults: tuple[Fault, ...] = (),
        repeat: float | None = None,
    ) -> None:
        if unknown := {fault.kind for fault in faults} - set(KINDS):
            raise ValueError(f"unknown faults: {', '.join(sorted(unknown))}")
        self.fps, self._faults, self._repeat = fps, faults, repeat
        self._pictures: Iterator[np.ndarray] = iter(pictures)
        self._lock = threading.Lock()
        self._origin: float | None = None
        self.opened = self.released = 0

    def open(self) -> Capture:
        """What LiveSource calls; raises OSError while the camera is unplugged."""
        self._origin = self._origin or time.monotonic()
        if self.fault() == "unplugged":
            raise OSError("no such device")
        self.opened += 1
        return _FaultyCapture(self)

    def fault(self) -> str | None:
        """What is wrong now."""
        elapsed = time.monotonic() - (self._origin or time.monotonic())
        if self._repeat is not None:
            elapsed %= self._repeat
        return next((f.kind for f in self._faults if f.start <= elapsed < f.start + f.seconds), None)

    def next_picture(self) -> np.ndarray:
        """One picture; a thread that was given up may still ask for one, hence the lock."""
        with self._lock:
            return next(self._pictures)


class _FaultyCapture:
    def __init__(self, camera: FaultyCamera) -> None:
        self._camera = camera
        self._due = time.monotonic()
        self._last: np.ndarray | None = None

    def read(self) -> tuple[bool, np.ndarray | None]:
        fault = self._camera.fault()
        while fault == "stall":  # as a driver does: it comes back when the device does
            time.sleep(0.01)
            fault = self._camera.fault()
        if fault == "unplugged":
            return False, None
        self._wait(2 if fault == "drops" else 1)
        picture = self._last if fault == "frozen" and self._last is not None else self._camera.next_picture()
        self._last = picture
        return True, _spoil(picture, fault)

    def get(self, prop: int) -> float:
        return self._camera.fps if prop == cv2.CAP_PROP_FPS else 0.0

    def release(self) -> None:
        self._camera.released += 1

    def _wait(self, periods: int) -> None:
        self._due = max(self._due + periods / self._camera.fps, time.monotonic() - 1.0)
        time.sleep(max(0.0, self._due - time.monotonic()))


def _spoil(picture: np.ndarray, fault: str | None) -> np.ndarray | None:
    if fault == "resized":
        return cv2.resize(picture, (picture.shape[1] // 2 + 1, picture.shape[0] * 2 // 3))
    if fault == "black":
        return np.zeros_like(picture)
    if fault == "damaged":
        picture = picture.copy()
        picture[len(picture) // 2 :] = 128
        return picture
    return None if fault == "garbage" else picture
