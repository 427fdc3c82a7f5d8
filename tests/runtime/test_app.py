"""The whole program, from the command line to what it prints, shows and saves."""

from __future__ import annotations

import json
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import av
import pytest
from x11 import close_window, window_id

from realtime_asl import app
from realtime_asl.arguments.parser import build_parser
from realtime_asl.cli import webcam

PROGRAM = Path(__file__).resolve().parents[2] / "run_webcam.py"


def headless(*arguments: str) -> list[str]:
    return ["--camera", "demo", "--headless", *arguments]


def last_line(text: str) -> str:
    return text.splitlines()[-1]


def events_of(transcript: Path) -> list[dict]:
    return [json.loads(line) for line in transcript.read_text().splitlines()]


def start(environment: dict[str, str], folder: Path, *arguments: str) -> subprocess.Popen:
    """The program with the demo signer, in a process of its own."""
    command = [sys.executable, str(PROGRAM), "--camera", "demo", *arguments]
    pipe = subprocess.PIPE
    return subprocess.Popen(command, cwd=folder, env=environment, stdout=pipe, stderr=pipe, text=True)


def wait_for_letters(transcript: Path) -> None:
    """Until the running program has written something down, a minute at most."""
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and not (transcript.exists() and transcript.stat().st_size > 0):
        time.sleep(0.1)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--spell", "HI", "--camera", "0", "--headless"], "--camera demo"),
        (["--camera", "demo", "--spell", "H1!", "--headless"], "A-Z"),
        (["--camera", "missing.mp4", "--headless"], "missing.mp4"),
        (["--camera", "demo", "--headless", "--record-clean"], "--record"),
        (["--camera", "demo", "--headless", "--record", "out.xyz"], ".mp4"),
        (["--camera", "demo", "--headless", "--record", "no/such/folder/out.mp4"], "folder"),
        (["--camera", "demo", "--headless", "--transcript", "out.doc"], ".jsonl"),
        (["--camera", "demo", "--headless", "--practice", "missing-words.txt", "--no-save"], "missing-words.txt"),
        (["--camera", "demo", "--headless", "--model", "missing.onnx"], "missing.onnx"),
        (["--camera", "demo", "--headless", "--hand-model", "missing.task"], "missing.task"),
        (["--camera", "demo", "--headless", "--hold", "-1"], "hold"),
    ],
    ids=lambda value: "" if isinstance(value, list) else value,
)
def test_what_cannot_start_is_said_in_one_line(arguments, message, capsys, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert webcam(arguments) == 2
    printed = capsys.readouterr()
    assert printed.out == ""
    assert printed.err.startswith("error: ")
    assert printed.err.count("\n") == 1
    assert message in printed.err
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "output", [("--record", "out.mp4"), ("--transcript", "out.txt")], ids=["recording", "transcript"]
)
def test_outputs_that_exist_are_not_touched(output, capsys, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path(output[1]).write_text("mine")
    assert webcam(headless("--spell", "A", *output)) == 2
    assert "--overwrite" in capsys.readouterr().err
    assert Path(output[1]).read_text() == "mine"


def test_without_a_display_the_way_out_is_named_before_anything_is_loaded(program_environment):
    if not sys.platform.startswith("linux"):
        pytest.skip("other systems always have a display")
    environment = {k: v for k, v in program_environment.items() if k not in ("DISPLAY", "WAYLAND_DISPLAY")}
    program = (
        "import sys; from realtime_asl.cli import webcam; print(webcam(['--camera', 'demo'])); "
        "print([m for m in ('mediapipe', 'onnxruntime') if m in sys.modules])"
    )
    command = [sys.executable, "-c", program]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=120, check=True)
    assert done.stdout.splitlines() == ["2", "[]"]
    assert "--headless" in done.stderr
    assert done.stderr.count("\n") == 1


@pytest.fixture(scope="module")
def hello(tmp_path_factory, request):
    """One headless run with all outputs."""
    folder = tmp_path_factory.mktemp("hello")
    arguments = headless(
        *("--spell", "HELLO WE", "--fps", "15"),
        *("--record", str(folder / "out.mp4"), "--transcript", str(folder / "out.jsonl")),
    )
    capture = request.getfixturevalue("module_capture")
    with capture() as printed:
        code = webcam(arguments)
    return code, printed, folder


@pytest.fixture(scope="module")
def module_capture():
    import contextlib
    import io

    @contextlib.contextmanager
    def capture():
        out, err = io.StringIO(), io.StringIO()
        printed: dict[str, str] = {}
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            yield printed
        printed["out"], printed["err"] = out.getvalue(), err.getvalue()

    return capture


def test_the_demo_signer_is_read_from_its_pictures(hello):
    code, printed, _ = hello
    assert code == 0
    assert last_line(printed["out"]) == "HELLO WE"


def test_the_transcript_tells_every_letter_in_time_order(hello):
    *_, folder = hello
    events = events_of(folder / "out.jsonl")
    assert [event["letter"] for event in events if event["kind"] == "letter"] == list("HELLOWE")
    assert [event["time"] for event in events] == sorted(event["time"] for event in events)
    assert {event["kind"] for event in events} == {"letter", "space"}
    assert all(0 < event["confidence"] <= 1 for event in events if event["kind"] == "letter")


def test_the_recording_is_as_long_as_what_was_signed_and_annotated(hello):
    *_, folder = hello
    end = events_of(folder / "out.jsonl")[-1]["time"]
    with av.open(str(folder / "out.mp4")) as container:
        video = container.streams.video[0]
        assert (video.codec_context.name, video.codec_context.pix_fmt) == ("h264", "yuv420p")
        assert (video.width, video.height) == (640, 480)
        frames = list(container.decode(video))
    assert frames[-1].time >= end - 0.1
    assert frames[-1].time == pytest.approx((len(frames) - 1) / 15, abs=0.1)
    picture = frames[-1].to_ndarray(format="bgr24")
    assert picture[430:460, 30:300].max() > 235  # the text, white on its dark bar
    assert picture[425:465, 500:600].mean() < 110


def test_a_clean_recording_has_no_annotations(tmp_path, capsys):
    clean = tmp_path / "clean.mp4"
    small = ("--width", "320", "--fps", "15")
    assert webcam(headless("--spell", "A", "--record", str(clean), "--record-clean", *small)) == 0
    with av.open(str(clean)) as container:
        picture = next(container.decode(video=0)).to_ndarray(format="bgr24")
    assert picture.shape == (240, 320, 3)
    assert last_line(capsys.readouterr().out) == "A"
    assert picture[205:235, 10:310].mean() > 90  # no dark bar


@pytest.mark.parametrize(("hand", "fps", "text"), [("left", "30", "JAZEE"), ("right", "15", "JAZZ BEE")])
def test_the_demo_signer_signs_with_the_hand_that_is_asked_for(hand, fps, text, capsys):
    """J and Z are mirrored for left-handers, and so is everything else."""
    assert webcam(headless("--spell", text, "--hand", hand, "--fps", fps, "--width", "320")) == 0
    assert last_line(capsys.readouterr().out) == text


def test_every_frame_is_read_and_measured():
    options = build_parser().parse_args(["run", *headless("--spell", "A")])
    stats = app.run(options, annotate=True).stats
    assert stats.frames == stats.classified > 60
    assert stats.dropped == 0
    assert list(stats.stages) == ["capture", "hand", "classify", "decode", "overlay", "total"]
    assert all(stats.stages[name].count == stats.frames for name in ("hand", "decode", "overlay", "total"))
    # Only where the classifier ran: there is a hand, and it does not just keep still.
    assert 10 < stats.stages["classify"].count < stats.frames
    assert stats.fps > 0
    assert stats.startup_s > 0


def test_practice_prints_its_summary_last(tmp_path, capsys):
    words = tmp_path / "words.txt"
    words.write_text("cab\nee\n")
    assert webcam(headless("--practice", str(words), "--no-save", "--fps", "15")) == 0
    summary = json.loads(last_line(capsys.readouterr().out))
    assert (summary["words"], summary["done"], summary["letters"], summary["skipped"]) == (2, 2, 5, 0)


@pytest.mark.parametrize(
    "ending", [signal.SIGINT, signal.SIGTERM] if sys.platform != "win32" else [signal.CTRL_C_EVENT], ids=str
)
def test_ctrl_c_saves_everything_and_prints_the_text(ending, tmp_path, program_environment):
    transcript, recording = tmp_path / "out.jsonl", tmp_path / "out.mp4"
    arguments = ("--headless", "--realtime", "--spell", "HELLO " * 20, "--fps", "15", "--width", "320")
    outputs = ("--transcript", str(transcript), "--record", str(recording))
    child = start(program_environment, tmp_path, *arguments, *outputs)
    try:
        wait_for_letters(transcript)
        child.send_signal(ending)
        out, err = child.communicate(timeout=30)
    finally:
        child.kill()
    assert child.returncode == 130
    assert err.splitlines() == [f"recorded {recording}"]  # and nothing of what the libraries print
    letters = "".join(event.get("letter", " ") for event in events_of(transcript))
    assert last_line(out) == letters.strip() != ""
    with av.open(str(recording)) as container:
        assert sum(1 for _ in container.decode(video=0)) > 5


#: Every key but the last two, which fill the screen and end the program.
KEYS = ("m", "l", "bracketright", "bracketleft", "plus", "minus", "s", "h", "h", "space", "BackSpace", "c", "x", "1")
PRACTICE_KEYS = ("p", "n", "v", "i", "p", "f")


def test_the_window_draws_records_and_answers_every_key(xvfb, program_environment, tmp_path):
    if shutil.which("xdotool") is None:
        pytest.skip("needs xdotool to press keys in a real window")
    environment = {**program_environment, "DISPLAY": xvfb}
    transcript = tmp_path / "out.jsonl"
    small = ("--fps", "15", "--width", "320")
    child = start(environment, tmp_path, "--spell", "AB", "--no-save", "--transcript", str(transcript), *small)

    def press(*keys: str) -> None:
        for key in keys:
            subprocess.run(
                ["xdotool", "windowfocus", "--sync", window, "key", key], env=environment, check=True, timeout=20
            )
            time.sleep(0.15)

    try:
        window = window_id(environment, "realtime_asl", timeout=60)
        wait_for_letters(transcript)
        press("r")
        time.sleep(1.5)
        press("r", *KEYS, *PRACTICE_KEYS, "q")
        out, err = child.communicate(timeout=30)
    finally:
        child.kill()
    assert child.returncode == 0, err
    assert "Traceback" not in err
    assert len(out.splitlines()) == 1
    read = {event["letter"] for event in events_of(transcript) if event["kind"] == "letter"}
    assert read
    assert read <= {"A", "B"}
    with av.open(str(tmp_path / "recording.mp4")) as container:
        assert sum(1 for _ in container.decode(video=0)) > 0


def test_closing_the_window_saves_everything(xvfb, program_environment, tmp_path):
    if shutil.which("xdotool") is None:
        pytest.skip("needs xdotool to close a real window")
    environment = {**program_environment, "DISPLAY": xvfb}
    transcript, recording = tmp_path / "out.jsonl", tmp_path / "out.mp4"
    outputs = ("--transcript", str(transcript), "--record", str(recording))
    child = start(environment, tmp_path, "--spell", "LB", "--no-save", *outputs)
    try:
        window = window_id(environment, "realtime_asl", timeout=60)
        wait_for_letters(transcript)
        close_window(xvfb, int(window))
        out, err = child.communicate(timeout=30)
    finally:
        child.kill()
    assert child.returncode == 0, err
    letters = "".join(event.get("letter", " ") for event in events_of(transcript))
    assert last_line(out) == letters.strip() != ""
    with av.open(str(recording)) as container:
        assert sum(1 for _ in container.decode(video=0)) > 5
