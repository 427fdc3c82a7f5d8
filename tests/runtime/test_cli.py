import json
import subprocess
import sys
from pathlib import Path

import pytest
from demo_frames import signed
from media import write_video

from realtime_asl.arguments.parser import build_parser
from realtime_asl.cli import COMMANDS, main, webcam
from realtime_asl.diagnosis import against
from realtime_asl.errors import UserError
from realtime_asl.runtime.outcome import Outcome, run_stats
from realtime_asl.runtime.timing import Timings


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["translate"],
        ["run", "--hold", "-1"],
        ["run", "--hold", "soon"],
        ["run", "--width", "0"],
        ["run", "--spell", "HI"],
        ["run", "--camera", "demo", "--spell", "H3LLO", "--headless"],
        ["run", "--camera", "no-such-file.mp4", "--headless"],
        ["classify"],
        ["benchmark", "--camera", "no-such-file.mp4"],
        ["soak", "--camera", "no-such-file.mp4"],
        ["train", "nowhere", "--out", "a.safetensors", "--precision", "guess"],
        ["train", "nowhere", "--out", "a.safetensors", "--workers", "-1"],
        # Variables of a shell that were never set: neither this folder, nor as if nothing were said.
        ["classify", ""],
        ["evaluate", ""],
        ["evaluate", "nowhere", "--report", ""],
        ["progress", "--picture", ""],
        ["profiles", "--delete", ""],
        ["doctor", "--model", ""],
    ],
    ids=" ".join,
)
def test_wrong_usage_is_one_line_and_exit_code_2(arguments, capsys):
    assert main(arguments) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert len(err.strip().splitlines()) == 1
    assert err.startswith("error: ")


@pytest.mark.parametrize("seed", ["-1", str(2**32)])
def test_a_seed_that_no_library_takes_is_refused(seed):
    with pytest.raises(UserError, match=f"{seed} is not between 0 and 4294967295"):
        build_parser().parse_args(["train", "pictures", "--out", "a.safetensors", "--seed", seed])


@pytest.mark.parametrize(
    "arguments",
    [
        ["run", "--headless", "--camera", "-a.mp4"],
        ["classify", "-a.mp4"],
        ["classify", "b.png", "-a.mp4"],
        ["train", "pictures", "--out", "-a.mp4"],
    ],
    ids=" ".join,
)
def test_a_name_that_begins_with_a_dash_is_told_how_to_write(arguments, capsys):
    assert main(arguments) == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert "'-a.mp4' is taken for an option: if it is a file, write './-a.mp4'" in line
    assert main(["run", "--camera", "--headless"]) == 2  # no such name: no such advice
    assert "if it is a file" not in capsys.readouterr().err


def test_verbose_shows_the_traceback(capsys):
    assert main(["run", "--camera", "no-such-file.mp4", "--headless", "-v"]) == 2
    assert "Traceback" in capsys.readouterr().err


def test_what_nobody_foresaw_is_one_line_too(capsys, monkeypatch):
    def broken(options):
        raise RuntimeError("the sky\nhas fallen")

    monkeypatch.setattr("realtime_asl.diagnosis.doctor.run_command", broken)
    assert main(["doctor"]) == 2
    assert capsys.readouterr().err == "error: RuntimeError: the sky has fallen; -v shows where\n"
    assert main(["doctor", "-v"]) == 2
    assert "Traceback" in capsys.readouterr().err


def test_a_file_that_the_system_refuses_is_named(capsys):
    name = "a" * 300 + ".png"
    assert main(["progress", "--picture", name]) == 2
    error = capsys.readouterr().err
    assert error.startswith(f"error: '{name}' cannot be used (")
    assert "Errno" not in error


def test_no_file_name_changes_the_terminal(capsys, monkeypatch, tmp_path):
    take = tmp_path / "a\033[2J\nb.mp4"
    outcome = Outcome("", None, run_stats(Timings(), 0, 0), 1, takes=(take,), problems=(f"{take}: it is cut off",))
    monkeypatch.setattr("realtime_asl.run_command.run", lambda options: outcome)
    monkeypatch.setattr(Path, "exists", lambda path: path == take)
    assert webcam(["--camera", "demo", "--headless"]) == 1
    lines = capsys.readouterr().err.splitlines()
    assert [line.split()[0] for line in lines] == ["recorded", "warning:"]
    assert all(r"a\x1b[2J\nb.mp4" in line for line in lines)


@pytest.mark.skipif(sys.platform == "win32", reason="closes a stream as POSIX shells do")
@pytest.mark.parametrize(
    ("command", "closed", "code"), [("settings", ">&-", 0), ("translate", "2>&-", 2), ("settings", ">&- 2>&-", 0)]
)
def test_a_stream_that_was_closed_is_none(command, closed, code, program_environment):
    shell = ["sh", "-c", f'exec "$0" -m realtime_asl {command} {closed}', sys.executable]
    done = subprocess.run(shell, env=program_environment, capture_output=True, text=True, timeout=60, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (code, "", "")


FULL = Path("/dev/full")


@pytest.mark.skipif(not FULL.exists(), reason="no device that is always full")
@pytest.mark.parametrize("buffered", ["", "1"])
@pytest.mark.parametrize(
    ("arguments", "code"),
    [("-m realtime_asl settings", 1), ("-m realtime_asl --help", 1), ("-m realtime_asl translate", 2)],
)
def test_standard_output_on_a_full_disk_is_one_line(arguments, code, buffered, program_environment):
    with FULL.open("w") as full:
        done = subprocess.run(
            [sys.executable, *arguments.split()],
            env=program_environment | {"PYTHONUNBUFFERED": buffered},
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            timeout=60,
            check=False,
        )
    assert done.returncode == code
    assert len(done.stderr.splitlines()) == 1
    assert done.stderr.startswith("error: ")
    assert ("No space left on device" in done.stderr) == (code == 1)


@pytest.mark.skipif(not FULL.exists(), reason="no device that is always full")
@pytest.mark.parametrize("full", ["stdout", "stderr"])
def test_no_full_disk_takes_what_was_spelled(full, program_environment, clip, tmp_path):
    arguments = ["run_webcam.py", "--camera", clip, "--headless", "--record", str(tmp_path / "take.mp4")]
    with FULL.open("w") as nowhere:
        done = subprocess.run(
            [sys.executable, *arguments],
            env=program_environment,
            **{"stdout": subprocess.PIPE, "stderr": subprocess.PIPE} | {full: nowhere},
            text=True,
            timeout=120,
            check=False,
        )
    if full == "stderr":  # nobody hears of the recording, and all is well
        assert (done.returncode, done.stdout) == (0, "W\n")
    else:
        assert done.returncode == 1
        assert [line.split(":")[0].split()[0] for line in done.stderr.splitlines()] == ["recorded", "result", "error"]
        assert "result: W" in done.stderr


@pytest.mark.skipif(sys.platform == "win32", reason="a pipe of POSIX shells")
def test_a_pipe_that_nobody_reads_is_no_fault(program_environment):
    shell = ["bash", "-c", f"'{sys.executable}' -m realtime_asl settings | true; exit ${{PIPESTATUS[0]}}"]
    environment = program_environment | {"PYTHONUNBUFFERED": ""}
    done = subprocess.run(shell, env=environment, capture_output=True, text=True, timeout=60, check=False)
    assert (done.returncode, done.stderr) == (0, "")


def test_every_command_has_its_code():
    choices = next(action for action in build_parser()._actions if action.dest == "command").choices
    assert set(choices) == set(COMMANDS)


def test_live_program_imports_neither_torch_nor_what_it_does_not_use(program_environment):
    program = (
        "import sys; from realtime_asl.cli import main; "
        "main(['run', '--camera', 'demo', '--spell', 'L', '--headless', '--fps', '15', '--width', '320']); "
        "print([m for m in ('torch', 'torchvision', 'onnx', 'matplotlib', 'lightning_fabric') if m in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", program],
        env=program_environment,
        capture_output=True,
        text=True,
        timeout=120,
        check=True,
    )
    assert done.stdout.splitlines() == ["L", "[]"]


@pytest.fixture(scope="module")
def clip(tmp_path_factory) -> str:
    """A video in which the demo signer raises a hand and holds a W: 60 frames."""
    pictures = [frame.image for frame in signed("W", fps=30, size=(320, 240)).frames[:60]]
    return str(write_video(tmp_path_factory.mktemp("clip") / "w.mp4", pictures, fps=30))


@pytest.fixture(scope="module")
def short_clip(tmp_path_factory) -> str:
    """A video of a held W: 12 frames, since eager torch is slow."""
    w = signed("W", fps=30, size=(320, 240))
    pictures = [frame.image for frame in w.frames if w.held(frame.index)][:12]
    return str(write_video(tmp_path_factory.mktemp("clip") / "held.mp4", pictures, fps=30))


def test_benchmark_measures_the_real_program(program_environment, clip):
    done = subprocess.run(
        [sys.executable, "-m", "realtime_asl", "benchmark", "--camera", clip, "--json"],
        env=program_environment,
        capture_output=True,
        text=True,
        timeout=300,
        check=True,
    )
    result = json.loads(done.stdout.splitlines()[-1])
    assert result["frames"] == result["classified"] == 60
    assert result["dropped"] == 0
    assert result["fps"] > 1
    assert result["startup_s"] > 0
    assert 100 < result["rss_start_mb"] <= result["rss_peak_mb"]
    assert 100 < result["rss_mb"] <= result["rss_peak_mb"] < 2000
    assert result["latency_last_ms"] > 0
    assert {"capture", "hand", "classify", "decode", "overlay", "total"} <= set(result["stages"])
    for stage in result["stages"].values():
        assert 0 <= stage["p50_ms"] <= stage["p95_ms"] <= stage["max_ms"]
    floor = result["floor"]
    assert 0 < floor["p50_ms"] <= floor["p95_ms"]
    assert set(floor["stages"]) == {"capture", "hand", "classify"}
    assert 100 < floor["rss_mb"] < 2000
    assert result["ratio_to_floor"]["p50"] == pytest.approx(
        result["stages"]["total"]["p50_ms"] / floor["p50_ms"], rel=0.02
    )
    assert result["machine"]["cores"] >= 1
    assert 0 <= result["machine"]["others"] <= 1


def test_benchmark_compares_two_checkouts_in_turns(monkeypatch, short_clip):
    monkeypatch.setattr(against, "TURNS", 1)

    result = against.compare_in_turns(["--camera", short_clip], against.ROOT)

    assert result["ratio"]["fps"] == pytest.approx(result["this"]["fps"] / result["other"]["fps"], abs=2e-3)
    assert "this / other" in against.table(result)


def test_a_benchmark_replaces_no_recording_unasked(tmp_path, short_clip, capsys):
    take = tmp_path / "take.mp4"
    take.write_text("of a holiday", encoding="utf-8")
    assert main(["benchmark", "--camera", short_clip, "--record", str(take)]) == 2
    assert "--overwrite" in capsys.readouterr().err
    assert take.read_text(encoding="utf-8") == "of a holiday"
    assert build_parser().parse_args(["benchmark", "--record", str(take), "--overwrite"]).overwrite


@pytest.mark.parametrize("name", ["missing", "empty folder"])
def test_benchmark_against_nothing_is_named(tmp_path, name):
    other = tmp_path / "other"
    if name == "empty folder":
        other.mkdir()
    with pytest.raises(UserError, match="other"):
        against.compare_in_turns([], other)


def test_benchmark_of_the_window_ends_by_itself_and_compares(xvfb, program_environment, short_clip):
    pytest.importorskip("torch", reason="--compare torch needs the extra 'train'")
    arguments = ["--camera", short_clip, "--window", "--seconds", "2", "--compare", "torch", "--json"]
    done = subprocess.run(
        [sys.executable, "-m", "realtime_asl", "benchmark", *arguments],
        env={**program_environment, "DISPLAY": xvfb},
        capture_output=True,
        text=True,
        timeout=300,
        check=True,
    )
    result = json.loads(done.stdout.splitlines()[-1])
    assert result["frames"] > 10
    assert result["compare"]["ratio"] == pytest.approx(
        result["compare"]["torch_p50_ms"] / result["stages"]["classify"]["p50_ms"], rel=0.02
    )
