"""A source that can be changed for the next camera while it is read."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from realtime_asl.errors import UserError
from realtime_asl.frame import Frame
from realtime_asl.sources.cameras import CameraDevice
from realtime_asl.sources.source import Source, SourceInfo


class CameraSwitch:
    """Frames of one camera after the other, with times that go on rising; implements `Source`.

    A camera is let go before the next one is opened, in a thread of its own: both can take seconds. One that cannot
    be opened is passed over, and where none can, what was shown comes back.

    Args:
        source: what is shown first: a camera, or the demo signer.
        number: of that camera; None: it is no numbered camera.
        devices: lists the cameras.
        open_device: opens one; raises UserError.

    Attributes:
        device: the camera that is shown, as soon as its name is known; None: no numbered camera.
    """

    def __init__(
        self,
        source: Source,
        number: int | None,
        *,
        devices: Callable[[], Sequence[CameraDevice]],
        open_device: Callable[[CameraDevice], Source],
    ) -> None:
        self.device: CameraDevice | None = None
        self._source, self._number = source, number
        self._devices, self._open = devices, open_device
        self._changed = threading.Condition()
        self._opening: str | None = None
        self._changing = self._closed = False
        self._notice: str | None = None
        self._failed: str | None = None
        #: What is shown was closed for the change.
        self._let_go = False
        #: What is added to the times and numbers of the camera that is shown, and the number that comes next.
        self._shift, self._index, self._following = 0.0, 0, 0
        self._last: tuple[float, float] | None = None
        if number is not None:
            threading.Thread(target=self._identify, name="name of the camera", daemon=True).start()

    @property
    def info(self) -> SourceInfo:
        """What is delivered now."""
        return self._source.info

    @property
    def status(self) -> str | None:
        """None, or what is wrong with the pictures right now."""
        return self._opening or self._source.status

    @property
    def error(self) -> str | None:
        """Why no camera came back after a change, or see `Source`."""
        return self._failed or self._source.error

    def next_camera(self) -> None:
        """Begin to change to the next camera; `notice` tells where there is none."""
        with self._changed:
            if self._changing or self._closed:
                return
            self._changing = True
        threading.Thread(target=self._change, name="next camera", daemon=True).start()

    def notice(self) -> str | None:
        """A line for the person about the last change, given once."""
        notice, self._notice = self._notice, None
        return notice

    def retarget(self, text: str) -> None:
        """What the demo signer spells next, while it is shown."""
        change = getattr(self._source, "retarget", None)
        if change is not None:
            change(text)

    def close(self) -> None:
        """Release what is shown, and end the iteration."""
        with self._changed:
            self._closed = True
            self._changed.notify_all()
        self._source.close()

    def __iter__(self) -> Iterator[Frame]:
        while True:
            source = self._source
            for frame in source:
                yield self._placed(frame)
            with self._changed:
                # It has ended because another one takes its place, or for good.
                self._changed.wait_for(lambda: not self._changing or self._closed)
                if self._closed or self._source is source:
                    return
                self._begin_anew()

    def _placed(self, frame: Frame) -> Frame:
        placed = replace(frame, time=frame.time + self._shift, index=frame.index + self._index)
        self._last = (placed.time, time.monotonic())
        self._following = placed.index + 1
        return placed

    def _begin_anew(self) -> None:
        """The next frames come after the last one, by as much as has really passed."""
        if self._last is not None:
            last, seen = self._last
            self._shift, self._index = last + max(time.monotonic() - seen, 0.001), self._following

    def _identify(self) -> None:
        try:
            named = {device.index: device for device in self._devices()}
        except Exception as error:  # noqa: BLE001 - drivers fail in their own ways; the pictures are there all the same
            self._notice = f"the cameras cannot be listed ({error or type(error).__name__})"
            return
        with self._changed:
            if self.device is None:  # else another one was changed to meanwhile
                self.device = named.get(self._number)

    def _change(self) -> None:
        try:
            self._try_all()
        except Exception as error:  # noqa: BLE001 - drivers fail in their own ways; the person is told
            self._notice = f"the camera cannot be changed ({error or type(error).__name__})"
            self._failed = self._notice if self._let_go else None
        finally:
            with self._changed:
                self._opening, self._changing = None, False
                self._changed.notify_all()

    def _try_all(self) -> None:
        devices = sorted(self._devices(), key=lambda device: device.index)
        others = [device for device in devices if device.index != self._number]
        if not others:
            self._notice = "There is no other camera" if self._number is not None else "No camera was found"
            return
        before = self._number
        after = [d for d in others if before is not None and d.index > before]
        back = [d for d in devices if d.index == before]
        shown = self._source
        if before is not None:
            self._let_go = True
            shown.close()  # the same driver may be needed
        refused: str | None = None
        for device in (*after, *(d for d in others if d not in after), *back):
            if self._closed:
                return
            self._opening = f"opening {device.name}"
            try:
                source = self._open(device)
            except UserError as error:
                refused = refused or str(error)
                continue
            with self._changed:
                if self._closed:
                    source.close()
                    return
                self._source, self._number, self.device = source, device.index, device
                self._let_go = False
            shown.close()
            self._notice = device.name if refused is None else f"{device.name}; {refused}"
            return
        if not self._closed:
            self._notice = refused
            self._failed = refused if self._let_go else None
