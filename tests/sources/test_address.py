"""What --camera names, however it is written, and what of it people may see."""

from __future__ import annotations

import string
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from media import numbered_picture, write_video

from realtime_asl.arguments.parser import build_parser
from realtime_asl.cli import webcam
from realtime_asl.errors import UserError
from realtime_asl.sources.address import file_path, path_of_file_url, public_name, stream_address
from realtime_asl.sources.open_source import is_live, open_source

SECRET = "Gehe1m"


@pytest.mark.parametrize("character", "/#?@[]")
@pytest.mark.parametrize("scheme", ["rtsp", "http"])
def test_a_password_with_this_in_it_is_never_shown(character, scheme, capfd, monkeypatch):
    """The whole program, with the details of -v, and with all that the libraries say."""
    monkeypatch.setenv("OPENCV_LOG_LEVEL", "VERBOSE")
    camera = f"{scheme}://admin:{SECRET}{character}{SECRET}@127.0.0.1:9/s"
    assert webcam(["--camera", camera, "--headless", "-v"]) == 2
    out, err = capfd.readouterr()
    assert SECRET not in out + err
    assert "ValueError" not in err
    told = err.splitlines()[-1]
    assert told.startswith("error: ")
    assert f"{scheme}://127.0.0.1:9/s" in told
    assert {"/": "%2F", "#": "%23", "?": "%3F", "@": "%40", "[": "%5B", "]": "%5D"}[character] in told


@settings(deadline=None)
@given(
    password=st.text(string.ascii_letters + string.digits + "/#?@[]:;&=+$,% '\"\\<>{}|^`~.!*()", min_size=6),
    user=st.sampled_from(["admin", "", "me@home.example", "a/b"]),
    host=st.sampled_from(["127.0.0.1:9", "cam", "cam.example:554", "[::1]:8554"]),
    tail=st.sampled_from(["", "/", "/live/1", "/s?channel=1#x"]),
)
def test_no_password_comes_through(password, user, host, tail):
    camera = f"rtsp://{user}:<{password}>@{host}{tail}"  # < and > are nowhere else
    shown = [public_name(camera)]
    try:
        address = stream_address(camera)
        shown += [address.name, address.advice or ""]
        # What would be asked for on the network is never a piece of the password.
        assert "<" not in address.url.split("://")[1].rpartition("@")[2]
    except UserError as error:
        shown.append(str(error))
    assert not any("<" in text or ">" in text for text in shown)


@pytest.mark.parametrize(
    ("camera", "shown"),
    [
        ("rtsp://admin:pass/stream", "rtsp://…"),
        ("rtsp://cam/user=admin&password=pass&channel=1", "rtsp://cam/…"),
        ("http://cam/video?user=admin&password=pass", "http://cam/video"),
        ("admin:pass@192.168.1.2/stream", "the camera address"),
        ("rtsp:/admin:pass@192.168.1.2/stream", "the camera address"),
        ("http://[::1/s?password=pass", "http://…"),
        ("http://10.0.0.2:81/snap?user=a&pwd=b@pass", "http://10.0.0.2:81/…"),
        ("http://cam/snap?pwd=b@pass", "http://cam/…"),
        ("http://cam:81/snap?pwd=b@pass.word", "http://…"),
        ("http://me:b@cam/snap?pwd=b@pass", "http://…"),
        ("rtsp://admin:12/pass@10.0.0.2:9/s", "rtsp://10.0.0.2:9/s"),
        ("//admin:pass@cam/s", "the camera address"),
        ("rtsp//admin:pass@cam/s", "the camera address"),
    ],
)
def test_nor_where_the_address_is_wrong_or_has_it_elsewhere(camera, shown):
    assert public_name(camera) == shown


@pytest.mark.parametrize("camera", ["rtsp://admin:pass/stream", "http://[::1/s?password=pass", "a:pass@10.0.0.2/s"])
def test_nor_in_the_message_about_it(camera):
    with pytest.raises(UserError) as raised:
        open_source(camera)
    assert "pass/" not in str(raised.value)
    assert "pass@" not in str(raised.value).replace("user:password@host", "")
    assert "=pass" not in str(raised.value)


def test_a_login_without_the_beginning_of_an_address_is_told_so():
    with pytest.raises(UserError, match="begin it with rtsp://"):
        open_source("admin:secret@192.168.1.2/stream")


@pytest.mark.parametrize(
    "camera",
    [
        "rtsp://admin:p%2Fa%40ss@192.168.1.2:554/s",
        "http://[fe80::1%25eth0]:8080/v",
        "udp://@239.0.0.1:1234",
        "http://192.168.1.5:8080/video?mail=a@b",
        "http://cam.example/@user/live",
        "http://cam/snap?pwd=b@c",
        "rtsp://me@cam/s",
    ],
)
def test_what_is_written_rightly_is_given_on_as_it_is(camera):
    assert stream_address(camera).url == camera


def test_capitals_and_spaces_around_make_no_difference(tmp_path):
    assert stream_address(" HTTP://Cam.Example/Video\n").url == "http://Cam.Example/Video"
    assert is_live("RTSP://cam/s")
    assert is_live(" 0 ")
    film = write_video(tmp_path / "a b.mp4", [numbered_picture(i) for i in range(3)])
    for camera in (film.as_uri(), f" {film.as_uri()} ", f"FILE://{film}", f"File://localhost{film}", f"file:{film}"):
        assert not is_live(camera)
        assert len(list(open_source(camera))) == 3
    assert len(list(open_source(f" {film}\n"))) == 3
    for command in (["run"], ["benchmark"], ["soak"]):
        assert build_parser().parse_args([*command, "--camera", " demo "]).camera == "demo"


def test_a_name_that_has_spaces_around_it_is_that_file(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    write_video(tmp_path / "a.mp4", [numbered_picture(i) for i in range(3)]).rename(tmp_path / " a.mp4")
    assert len(list(open_source(" a.mp4"))) == 3


@pytest.mark.parametrize(
    ("url", "path"),
    [
        ("file:///C:/Users/J%C3%BCrg/a%20b.mp4", "C:\\Users\\Jürg\\a b.mp4"),
        ("file:///c|/a.mp4", "c:\\a.mp4"),
        ("file://C:/a.mp4", "C:\\a.mp4"),
        ("file:/C:/a.mp4", "C:\\a.mp4"),
        ("FILE:///C:\\films\\a.mp4", "C:\\films\\a.mp4"),
        ("file://localhost/D:/a.mp4", "D:\\a.mp4"),
        ("file:///C:", "C:\\"),
        ("file://server/films/a b.mp4", "\\\\server\\films\\a b.mp4"),
        ("file:////server/films/a.mp4", "\\\\server\\films\\a.mp4"),
    ],
)
def test_file_addresses_of_windows(url, path):
    assert path_of_file_url(url, windows=True) == path


@pytest.mark.parametrize(
    ("url", "path"),
    [
        ("file:///home/me/a%20b.mp4", "/home/me/a b.mp4"),
        ("file:///home/me/take #1?.mp4", "/home/me/take #1?.mp4"),
        ("file://localhost/a.mp4", "/a.mp4"),
        ("file:/a.mp4", "/a.mp4"),
        ("file://clip.mp4", "clip.mp4"),
        ("file:///100%.mp4", "/100%.mp4"),
        ("file:///%E9t%E9.mp4", "/\udce9t\udce9.mp4"),  # a name in Latin-1, as Python holds it
    ],
)
def test_file_addresses_elsewhere(url, path):
    assert path_of_file_url(url, windows=False) == path
    if sys.platform != "win32":
        assert file_path(url) == Path(path)
