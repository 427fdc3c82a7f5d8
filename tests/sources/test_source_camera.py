"""Live sources, with the real reading thread and a synthetic device that misbehaves on schedule."""

from __future__ import annotations

import functools
import http.server
import itertools
import re
import socket
import threading
import time
from dataclasses import replace

import cv2
import numpy as np
import pytest
from media import noise, number_of, numbered_picture, write_video

from realtime_asl.errors import UserError
from realtime_asl.sources.faults import KINDS, Fault, FaultyCamera
from realtime_asl.sources.health import PictureHealth
from realtime_asl.sources.live import LiveSource
from realtime_asl.sources.open_source import open_source
from realtime_asl.sources.reconnect import Patience

#: Everything many times as fast as in real life, so that the tests are.
FAST = Patience(open=5.0, stall=0.2, fault=0.1, stuck=10.0, unhealthy=0.3, retry=0.02, retry_longest=0.1)
#: Enough for any machine; only a failing test waits that long.
GIVE_UP = 20.0


class Watched:
    """Takes frames in one thread and looks at the status from another, as the window does."""

    def __init__(self, source: LiveSource) -> None:
        self.source, self.frames, self.statuses = source, [], []
        self._thread = threading.Thread(target=self._take)

    def __enter__(self) -> Watched:
        self._thread.start()
        return self

    def __exit__(self, *error) -> None:
        self.source.close()
        self._thread.join(GIVE_UP)
        assert not self._thread.is_alive(), "the iteration did not end"

    def wait_for(self, predicate) -> None:
        deadline = time.monotonic() + GIVE_UP
        while not predicate(self):
            if (status := self.source.status) and status not in self.statuses:
                self.statuses.append(status)
            assert time.monotonic() < deadline, f"{len(self.frames)} frames, statuses {self.statuses}"
            time.sleep(0.002)

    def has_status(self, pattern: str) -> bool:
        return any(re.search(pattern, status) for status in self.statuses)

    def _take(self) -> None:
        for frame in self.source:
            self.frames.append(frame)


def live(camera: FaultyCamera, **changes) -> LiveSource:
    return LiveSource("test camera", camera.open, lambda: "why not", patience=FAST, **changes)


def test_frames_come_with_times_that_rise():
    camera = FaultyCamera(noise(), fps=200)
    with Watched(live(camera)) as watched:
        watched.wait_for(lambda w: len(w.frames) > 60)
    frames = watched.frames
    # On a busy machine the first pictures may have been replaced by newer ones before they were taken.
    assert (frames[0].time == 0) == (frames[0].index == 0)
    assert all(b.time > a.time and b.index > a.index for a, b in itertools.pairwise(frames))
    assert watched.source.info.live
    assert (watched.source.info.width, watched.source.info.height) == (96, 64)
    assert not watched.has_status("black|frozen|damaged|lost")
    assert camera.opened == camera.released == 1


def test_the_newest_frame_wins():
    taken, waiting, go_on = (threading.Event() for _ in range(3))

    def pictures():
        for number in itertools.count():
            if number == 1:
                taken.wait(GIVE_UP)
            elif number == 15:  # who asks for this one has published those before it
                waiting.set()
                go_on.wait(GIVE_UP)
            yield numbered_picture(number)

    source = live(FaultyCamera(pictures(), fps=200))
    frames = iter(source)
    assert next(frames).index == 0
    taken.set()
    assert waiting.wait(GIVE_UP)  # a slow consumer: the camera goes on meanwhile
    newest = next(frames)
    go_on.set()
    later = next(frames)
    source.close()
    assert (newest.index, number_of(newest.image)) == (14, 14)
    assert later.index > 14
    assert number_of(later.image) == later.index % 20


@pytest.mark.parametrize("kind", KINDS)
def test_every_fault_passes_and_pictures_come_again(kind):
    camera = FaultyCamera(noise((320, 240)), fps=100, faults=(Fault(0.3, 0.9, kind),))
    with Watched(live(camera)) as watched:
        watched.wait_for(lambda w: camera.fault() == kind)
        watched.wait_for(lambda w: camera.fault() is None)
        before = len(watched.frames)
        watched.wait_for(lambda w: len(w.frames) > before + 20 and w.source.status is None)
    expected = {
        "unplugged": "lost, reconnecting",
        "stall": "no pictures|lost, reconnecting",
        "black": "black",
        "frozen": "frozen",
        "damaged": "damaged",
        "garbage": "damaged",
    }
    if kind in expected:
        assert watched.has_status(expected[kind]), watched.statuses
    else:
        assert not watched.has_status("black|frozen|damaged|lost")
    if kind == "resized":
        assert {frame.size for frame in watched.frames} == {(320, 240), (161, 160)}
        assert (watched.source.info.width, watched.source.info.height) == (320, 240)
    if kind == "unplugged":
        assert camera.opened == 2
    assert all(b.time > a.time for a, b in itertools.pairwise(watched.frames))
    assert camera.released == camera.opened


def test_a_driver_that_never_comes_back_is_given_up_and_the_next_one_works():
    hangs = threading.Event()
    healthy = FaultyCamera(noise(), fps=100)

    class Hanging:
        count = 0

        def read(self):
            self.count += 1
            if self.count > 5:
                hangs.wait()
            return True, next(iter(noise()))

        def get(self, prop):
            return 30.0

        def release(self):
            pass

    captures = iter([Hanging(), healthy.open()])
    patience = replace(FAST, stuck=0.5)
    with Watched(LiveSource("test camera", lambda: next(captures), lambda: "", patience=patience)) as watched:
        watched.wait_for(lambda w: len(w.frames) > 40)
    assert watched.has_status("no pictures|reconnecting")
    hangs.set()


def test_a_driver_that_is_given_up_in_the_moment_of_closing_is_not_opened_again():
    hangs, opened = threading.Event(), []

    class Hanging:
        read_once = False

        def read(self):
            if self.read_once:
                hangs.wait()
                return False, None
            self.read_once = True
            return True, next(iter(noise()))

        def get(self, prop):
            return 30.0

        def release(self):
            pass

    def open_capture():
        opened.append(Hanging())
        return opened[-1]

    class ClosesWhenItIsOver(float):
        """Stands for the patience that is over when somebody closes the source."""

        def __lt__(self, seconds):
            hangs.set()
            source.close()
            return True

    patience = replace(FAST, stuck=ClosesWhenItIsOver())
    source = LiveSource("test camera", open_capture, lambda: "", patience=patience)
    assert len(list(source)) == 1
    for thread in threading.enumerate():
        if thread.name == "grabber":
            thread.join(GIVE_UP)
    assert len(opened) == 1


def test_closing_does_not_wait_for_a_driver_that_hangs():
    forever = threading.Event()

    class Hanging:
        def read(self):
            forever.wait()
            return False, None

        def get(self, prop):
            return 30.0

        def release(self):
            pass

    with pytest.raises(UserError, match="why not"):
        LiveSource("test camera", Hanging, lambda: "why not", patience=replace(FAST, open=0.5))
    forever.set()


def test_a_camera_that_cannot_be_opened_says_why():
    camera = FaultyCamera(noise(), faults=(Fault(0, 99, "unplugged"),))
    with pytest.raises(UserError, match="why not"):
        live(camera)
    assert camera.opened == 0


def test_waiting_grows_between_attempts():
    attempts = []

    def open_capture():
        attempts.append(time.monotonic())
        if len(attempts) == 1:
            return FaultyCamera(noise(), fps=100, faults=(Fault(0.1, 99, "unplugged"),)).open()
        raise OSError

    with Watched(LiveSource("test camera", open_capture, lambda: "", patience=FAST)) as watched:
        watched.wait_for(lambda w: len(attempts) >= 6)
    waits = np.diff(attempts[1:])
    assert waits[-1] > 2 * waits[0]


@pytest.mark.parametrize(
    "picture",
    [
        pytest.param(np.full((48, 64), 90, np.uint8), id="grey"),
        pytest.param(np.full((48, 64, 1), 90, np.uint8), id="grey with an axis"),
        pytest.param(np.full((48, 64, 4), 90, np.uint8), id="with transparency"),
    ],
)
def test_other_kinds_of_picture_become_bgr(picture):
    with Watched(live(FaultyCamera(itertools.repeat(picture), fps=100))) as watched:
        watched.wait_for(lambda w: len(w.frames) > 3)
    assert all(frame.image.shape == (48, 64, 3) for frame in watched.frames)


@pytest.mark.parametrize(
    "picture",
    [
        pytest.param(np.zeros((0, 0, 3), np.uint8), id="empty"),
        pytest.param(np.zeros((48, 64, 3), np.float32), id="floats"),
        pytest.param(np.zeros((48, 64, 2), np.uint8), id="two channels"),
        pytest.param(np.broadcast_to(np.uint8(0), (10_000, 10_000, 3)), id="huge"),
        pytest.param("text", id="no array"),
    ],
)
def test_what_is_no_picture_never_comes_out(picture):
    camera = FaultyCamera(itertools.repeat(picture), fps=100)
    with pytest.raises(UserError):
        LiveSource("test camera", camera.open, lambda: "why not", patience=replace(FAST, open=0.5))


# -- the health of pictures, on a clock of plain numbers ------------------------------------------


def _status_after(pictures, seconds: float, fps: float = 8.0) -> str | None:
    health = PictureHealth()
    for number in range(int(seconds * fps)):
        health.picture(next(pictures), number / fps)
    return health.status


def _scene(size=(640, 480)):
    """A dark room with the noise of a sensor."""
    generator = np.random.default_rng(3)
    ground = np.full((size[1], size[0], 3), 14, np.uint8)
    while True:
        yield ground + generator.integers(0, 12, ground.shape, np.uint8)


def test_a_fault_is_named_after_three_seconds_and_forgotten_at_once():
    health, black, good = PictureHealth(), np.zeros((480, 640, 3), np.uint8), noise((640, 480))
    for number in range(29):
        health.picture(black, number / 10)
        assert health.status is None
    health.picture(black, 3.1)
    assert "black" in health.status
    health.picture(next(iter(good)), 3.2)
    assert health.status is None


@pytest.mark.parametrize(
    ("pictures", "word"),
    [
        pytest.param(itertools.repeat(np.zeros((480, 640, 3), np.uint8)), "black", id="black"),
        pytest.param(itertools.repeat(next(iter(noise((640, 480))))), "frozen", id="frozen"),
        pytest.param(
            itertools.cycle(np.full((480, 640, 3), (0, c, 0), np.uint8) for c in (135, 136)), "damaged", id="green"
        ),
        pytest.param(noise((640, 480)), None, id="healthy"),
        pytest.param(_scene(), None, id="dark room"),
    ],
)
def test_faults_are_told_apart(pictures, word):
    status = _status_after(iter(pictures), 4)
    assert status is None if word is None else word in status


def test_half_filled_pictures_are_damaged_and_black_bars_are_not():
    def with_bottom(value):
        for picture in noise((640, 480)):
            picture[300:] = value
            yield picture

    assert "damaged" in _status_after(with_bottom(128), 4)
    assert _status_after(with_bottom(0), 4) is None


# -- streams ---------------------------------------------------------------------------------------


class _Quiet(http.server.BaseHTTPRequestHandler):
    def log_message(self, *arguments):
        pass


class _Mjpeg(_Quiet):
    """A camera in the network: JPEG pictures without end."""

    def do_GET(self):
        self.send_response(200)
        self.send_header("Content-Type", "multipart/x-mixed-replace; boundary=frame")
        self.end_headers()
        try:
            for picture in noise((320, 240)):
                data = cv2.imencode(".jpg", picture)[1].tobytes()
                head = f"--frame\r\nContent-Type: image/jpeg\r\nContent-Length: {len(data)}\r\n\r\n"
                self.wfile.write(head.encode() + data + b"\r\n")
                time.sleep(0.02)
        except OSError:
            return


@pytest.fixture
def serve():
    servers = []

    def start(handler) -> str:
        server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
        server.daemon_threads = True
        threading.Thread(target=server.serve_forever, daemon=True).start()
        servers.append(server)
        return f"http://127.0.0.1:{server.server_port}"

    yield start
    for server in servers:
        server.shutdown()
        server.server_close()


def test_a_network_camera_is_read(serve):
    source = open_source(serve(_Mjpeg) + "/video")
    with Watched(source) as watched:
        watched.wait_for(lambda w: len(w.frames) > 10)
    assert watched.source.info.live
    assert watched.frames[0].size == (320, 240)


def test_a_video_behind_a_url_plays_at_its_own_speed_and_ends(serve, tmp_path):
    write_video(tmp_path / "clip.mp4", [numbered_picture(i) for i in range(40)])

    class Files(http.server.SimpleHTTPRequestHandler):
        def log_message(self, *arguments):
            pass

    started = time.monotonic()
    source = open_source(serve(functools.partial(Files, directory=tmp_path)) + "/clip.mp4")
    frames = list(source)  # ends by itself
    assert time.monotonic() - started > 1.0  # 40 frames at 25 a second, not as fast as they come
    assert frames[-1].index >= 30
    source.close()


def test_a_video_of_a_variable_rate_behind_a_url_is_read_once(serve, tmp_path):
    stamps = [*range(0, 400, 40), *range(400, 2000, 200)]  # its length at 25 a second would be 45 pictures, not 18
    write_video(tmp_path / "clip.mkv", [numbered_picture(i) for i in range(18)], stamps)

    class Files(http.server.SimpleHTTPRequestHandler):
        def log_message(self, *arguments):
            pass

    source = open_source(serve(functools.partial(Files, directory=tmp_path)) + "/clip.mkv")
    assert len(list(itertools.islice(source, 30))) <= 18
    source.close()


def test_a_stream_that_answers_nothing_is_refused():
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    with pytest.raises(UserError, match="gives no video") as raised:
        open_source(f"rtsp://me:secret@127.0.0.1:{port}/a")
    assert "secret" not in str(raised.value)


def test_a_page_is_no_stream(serve):
    class Page(_Quiet):
        def do_GET(self):
            self.send_response(200)
            self.end_headers()
            self.wfile.write(b"<html>" + b"hello " * 1000)

    with pytest.raises(UserError, match="gives no video"):
        open_source(serve(Page))
