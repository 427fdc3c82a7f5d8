"""Changing the camera while it is read: real sources that are closed and opened, the demo signer in their place."""

from __future__ import annotations

import itertools
import threading
import time
from collections.abc import Callable

import pytest

from realtime_asl.errors import NoCamera, UserError
from realtime_asl.frame import Frame
from realtime_asl.sources.camera_switch import CameraSwitch
from realtime_asl.sources.cameras import CameraDevice, number_of
from realtime_asl.sources.demo_signer import DemoSource
from realtime_asl.sources.open_source import open_source

CAMERAS = (CameraDevice(0, "Built-in"), CameraDevice(2, "USB camera"), CameraDevice(5, "Document camera"))
WIDTHS = {0: 64, 2: 80, 5: 96}


def signer(number: int) -> DemoSource:
    return DemoSource("A", size=(WIDTHS[number], 64), fps=60, loop=True, realtime=True)


class Studio:
    """Opens the cameras of a list, of which some refuse, and reads what comes in a thread of its own."""

    def __init__(self, devices: tuple[CameraDevice, ...] = CAMERAS, refusing: tuple[int, ...] = ()) -> None:
        self.devices, self.refusing = devices, set(refusing)
        self.opened: list[int] = []
        self.frames: list[Frame] = []

    def open(self, device: CameraDevice) -> DemoSource:
        self.opened.append(device.index)
        if device.index in self.refusing:
            raise UserError(f"camera {device.index} is in use")
        return signer(device.index)

    def switch(self, source: DemoSource, number: int | None) -> CameraSwitch:
        switch = CameraSwitch(source, number, devices=lambda: self.devices, open_device=self.open)
        self._reader = threading.Thread(target=lambda: self.frames.extend(self._read(switch)), daemon=True)
        self._reader.start()
        self.wait(lambda: len(self.frames) > 2)
        return switch

    def _read(self, switch: CameraSwitch):
        for frame in switch:
            self.frames.append(frame)
        return ()

    def wait(self, reached: Callable[[], bool]) -> None:
        end = time.monotonic() + 60
        while not reached():
            assert time.monotonic() < end, "it never came"
            time.sleep(0.01)

    def shown(self, width: int) -> Callable[[], bool]:
        return lambda: self.frames[-1].size[0] == width

    def ended(self) -> bool:
        return not self._reader.is_alive()


def test_the_next_camera_comes_and_times_go_on_rising() -> None:
    studio = Studio()
    switch = studio.switch(signer(0), 0)
    studio.wait(lambda: switch.device == CAMERAS[0])
    for number in (2, 5, 0):
        switch.next_camera()
        studio.wait(studio.shown(WIDTHS[number]))
        assert switch.device.index == number
        assert switch.notice() == switch.device.name
        assert switch.notice() is None
        assert switch.info.width == WIDTHS[number]
    switch.close()
    studio.wait(studio.ended)
    times, indices = [frame.time for frame in studio.frames], [frame.index for frame in studio.frames]
    assert all(b > a for a, b in itertools.pairwise(times))
    assert all(b > a for a, b in itertools.pairwise(indices))
    assert studio.opened == [2, 5, 0]
    assert switch.status is None
    assert switch.error is None


def test_a_camera_that_refuses_is_passed_over_and_named() -> None:
    studio = Studio(refusing=(2,))
    switch = studio.switch(signer(0), 0)
    switch.next_camera()
    studio.wait(studio.shown(WIDTHS[5]))
    assert switch.notice() == "Document camera; camera 2 is in use"
    switch.close()
    studio.wait(studio.ended)


def test_where_no_other_one_works_the_first_comes_back_and_if_even_that_fails_it_is_said() -> None:
    studio = Studio(refusing=(2, 5))
    switch = studio.switch(signer(0), 0)
    switch.next_camera()
    studio.wait(lambda: 0 in studio.opened)
    studio.wait(lambda: (line := switch.notice()) is not None and line.startswith("Built-in; "))
    read = len(studio.frames)
    studio.wait(lambda: len(studio.frames) > read + 2)
    studio.refusing.add(0)
    switch.next_camera()
    studio.wait(studio.ended)
    assert "in use" in switch.error


@pytest.mark.parametrize(
    ("devices", "number", "line"),
    [((), None, "No camera was found"), (CAMERAS[:1], 0, "There is no other camera")],
    ids=["none", "only this one"],
)
def test_without_another_camera_everything_goes_on(devices, number, line) -> None:
    studio = Studio(devices)
    switch = studio.switch(signer(0), number)
    switch.next_camera()
    studio.wait(lambda: switch.notice() == line)
    read = len(studio.frames)
    studio.wait(lambda: len(studio.frames) > read + 5)
    assert studio.opened == []
    switch.close()
    studio.wait(studio.ended)


def test_cameras_that_cannot_be_listed_are_said_and_what_is_shown_goes_on() -> None:
    studio = Studio()

    def broken() -> tuple[CameraDevice, ...]:
        raise RuntimeError("the driver broke")

    switch = CameraSwitch(signer(0), 0, devices=broken, open_device=studio.open)
    assert next(iter(switch)).size[0] == WIDTHS[0]
    studio.wait(lambda: switch.notice() == "the cameras cannot be listed (the driver broke)")
    switch.close()
    assert switch.device is None


def test_a_name_that_comes_late_does_not_rename_the_camera_that_was_changed_to() -> None:
    studio, first, go_on = Studio(), threading.Event(), threading.Event()
    naming: list[threading.Thread] = []

    def listed() -> tuple[CameraDevice, ...]:
        if not first.is_set():
            first.set()
            assert go_on.wait(60)
            naming.append(threading.current_thread())
            return CAMERAS[:1]  # the others were plugged in meanwhile
        return CAMERAS

    switch = CameraSwitch(signer(0), 0, devices=listed, open_device=studio.open)
    assert first.wait(60)
    switch.next_camera()
    studio.wait(lambda: switch.device == CAMERAS[1])
    go_on.set()
    studio.wait(lambda: bool(naming) and not naming[0].is_alive())
    assert switch.device == CAMERAS[1]
    switch.close()


def test_after_the_end_no_further_camera_is_opened() -> None:
    studio = Studio(refusing=(2, 5, 0))
    switch = studio.switch(signer(0), 0)
    refuse = studio.open

    def refused_at_the_end(device: CameraDevice) -> DemoSource:
        switch.close()
        return refuse(device)

    switch._open = refused_at_the_end
    switch.next_camera()
    studio.wait(lambda: not switch._changing)
    assert studio.opened == [2]
    assert switch.error is None


def test_from_the_demo_signer_to_the_first_camera_that_opens() -> None:
    studio = Studio(refusing=(0, 2, 5))
    switch = studio.switch(DemoSource("A", size=(320, 64), fps=60, loop=True, realtime=True), None)
    switch.retarget("B")
    switch.next_camera()
    studio.wait(lambda: switch.notice() == "camera 0 is in use")
    studio.wait(lambda: switch.status is None)  # the change is over
    read = len(studio.frames)
    studio.wait(lambda: len(studio.frames) > read + 5)  # it was not let go
    studio.refusing = {0}
    switch.next_camera()
    studio.wait(studio.shown(WIDTHS[2]))
    assert switch.device == CAMERAS[1]
    switch.close()
    studio.wait(studio.ended)


def test_a_missing_camera_is_told_from_other_mistakes() -> None:
    with pytest.raises(NoCamera):
        open_source("97")
    with pytest.raises(UserError) as caught:
        open_source("missing.mp4")
    assert not isinstance(caught.value, NoCamera)


def test_a_camera_is_known_again_by_its_name(monkeypatch) -> None:
    monkeypatch.setattr("realtime_asl.sources.cameras.list_cameras", lambda: list(CAMERAS))
    assert number_of(2, "USB camera") == 2
    assert number_of(0, "USB camera") == 2
    assert number_of(7, "another one") == 7


@pytest.mark.parametrize("number", [0, None])
def test_a_driver_that_fails_in_its_own_way_is_named(number) -> None:
    studio = Studio()

    def broken(device: CameraDevice) -> DemoSource:
        raise RuntimeError("the driver broke")

    studio.open = broken
    switch = studio.switch(signer(0), number)
    switch.next_camera()
    studio.wait(lambda: switch.notice() == "the camera cannot be changed (the driver broke)")
    if number is None:
        assert switch.error is None  # what was shown goes on
    else:
        studio.wait(studio.ended)
        assert "the driver broke" in switch.error
    switch.close()
    studio.wait(studio.ended)
