"""Listing cameras, and saying why one gives no pictures."""

from __future__ import annotations

import errno
import json
import os
import subprocess
import sys
from types import SimpleNamespace

import pytest

from realtime_asl.sources import cameras
from realtime_asl.sources.cameras import CameraDevice, list_cameras, run_command, why_no_pictures

TWO = [CameraDevice(0, "Built-in", "/dev/video0"), CameraDevice(2, "USB camera", "/dev/video2")]


@pytest.fixture
def two_cameras(monkeypatch):
    monkeypatch.setattr(cameras, "list_cameras", lambda: TWO)


def test_the_list_can_be_made_on_this_machine():
    devices = list_cameras()
    numbers = [device.index for device in devices]
    assert numbers == sorted(numbers)
    assert all(device.name.isprintable() and device.name for device in devices)


def test_cameras_come_by_number_with_names_that_can_be_kept(monkeypatch):
    found = [(3, "Cam\u00e9ra\u00a0HD ", None), (1, "", "p")]
    devices = [SimpleNamespace(index=index, name=name, path=path) for index, name, path in found]
    monkeypatch.setattr(cameras, "enumerate_cameras", lambda backend: devices)
    assert list_cameras() == [CameraDevice(1, "camera 1", "p"), CameraDevice(3, "Cam\u00e9ra HD")]


def test_cameras_are_listed_with_their_names(two_cameras, capsys):
    assert run_command(SimpleNamespace(json=False)) == 0
    assert capsys.readouterr().out.splitlines() == ["0  Built-in", "2  USB camera"]
    assert run_command(SimpleNamespace(json=True)) == 0
    assert json.loads(capsys.readouterr().out)[1] == {"index": 2, "name": "USB camera", "path": "/dev/video2"}


def test_no_camera_is_said(monkeypatch, capsys):
    monkeypatch.setattr(cameras, "list_cameras", list)
    assert run_command(SimpleNamespace(json=True)) == 1
    printed = capsys.readouterr()
    assert json.loads(printed.out) == []
    assert "no camera was found" in printed.err
    assert "--camera demo" in printed.err


def test_a_missing_number_names_the_others(two_cameras):
    assert why_no_pictures(7) == "there is no camera 7; use --camera with one of: 0 (Built-in), 2 (USB camera)"


def test_without_any_camera_the_demo_signer_is_offered(monkeypatch):
    monkeypatch.setattr(cameras, "list_cameras", list)
    assert "--camera demo" in why_no_pictures(0)


@pytest.mark.parametrize("system", ["win32", "darwin"])
def test_other_systems_get_their_own_advice(two_cameras, monkeypatch, system):
    monkeypatch.setattr(sys, "platform", system)
    assert cameras.ADVICE[system] in why_no_pictures(0)


@pytest.mark.skipif(sys.platform != "linux", reason="looks at Linux device files")
class TestLinux:
    """With a plain file in the place of the device."""

    @pytest.fixture
    def node(self, tmp_path):
        path = tmp_path / "video0"
        path.touch()
        return path

    def test_forbidden(self, node, monkeypatch):
        monkeypatch.setattr(os, "access", lambda path, mode: False)
        assert "group 'video'" in cameras._why_on_linux(0, str(node))

    def test_busy_names_who_has_it(self, node):
        holder = subprocess.Popen(
            [
                sys.executable,
                "-c",
                "import sys; f = open(sys.argv[1]); print(1, flush=True); sys.stdin.read()",
                str(node),
            ],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )
        try:
            holder.stdout.readline()
            message = cameras._why_on_linux(0, str(node))
        finally:
            holder.communicate()
        assert "in use by" in message
        assert str(holder.pid) in message

    @pytest.mark.parametrize(
        ("number", "words"), [(errno.EBUSY, "in use by another program"), (errno.ENODEV, "cannot be opened")]
    )
    def test_what_the_system_says(self, node, monkeypatch, number, words):
        def refuse(*arguments):
            raise OSError(number, os.strerror(number))

        monkeypatch.setattr(os, "open", refuse)
        assert words in cameras._why_on_linux(0, str(node))

    def test_nothing_known(self, node):
        assert "opens but gives no picture" in cameras._why_on_linux(0, str(node))


def test_opening_a_camera_that_is_not_there_says_so_and_nothing_else(program_environment):
    missing = 1 + max((device.index for device in list_cameras()), default=40)
    command = [sys.executable, "-m", "realtime_asl", "run", "--headless", "--camera", str(missing)]
    done = subprocess.run(command, capture_output=True, text=True, env=program_environment, timeout=120, check=False)
    assert done.returncode == 2
    assert done.stdout == ""
    assert done.stderr.startswith(f"error: there is no camera {missing}")
    assert done.stderr.count("\n") == 1  # OpenCV's own complaints are not for people
