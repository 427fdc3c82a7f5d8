"""The doctor finds what is wrong, says what to do, and its exit code tells whether the program runs."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from types import SimpleNamespace

import pytest

from realtime_asl.diagnosis import doctor, models, packages, system
from realtime_asl.diagnosis.finding import FAIL, NOTE, OK, Finding
from realtime_asl.model_files import find_hand_model


@pytest.mark.parametrize(
    ("number", "bits", "status"),
    [((3, 11), 64, OK), ((3, 13), 64, OK), ((3, 10), 64, FAIL), ((3, 12), 32, FAIL)],
)
def test_python(number, bits, status):
    assert system.check_python(number, bits).status == status


@pytest.mark.parametrize(
    ("name", "machine", "libc", "mac", "status"),
    [
        ("linux", "x86_64", ("glibc", "2.36"), "", OK),
        ("linux", "aarch64", ("glibc", "2.36"), "", FAIL),
        ("linux", "x86_64", ("", ""), "", FAIL),
        ("darwin", "arm64", ("", ""), "15.1", OK),
        ("darwin", "arm64", ("", ""), "12.6", FAIL),
        ("darwin", "x86_64", ("", ""), "14.2", FAIL),
        ("win32", "AMD64", ("", ""), "", OK),
        ("win32", "ARM64", ("", ""), "", FAIL),
        ("freebsd14", "amd64", ("", ""), "", FAIL),
    ],
)
def test_systems_without_mediapipe_are_named(name, machine, libc, mac, status):
    finding = system.check_platform(name, machine, libc, mac)
    assert finding.status == status
    assert (finding.mend is None) == (status == OK)


def test_all_packages_of_this_environment_are_fine():
    assert [finding for finding in packages.check_packages() if finding.status != OK] == []


@pytest.mark.parametrize(
    ("error", "detail", "mend"),
    [
        (ImportError("libGL.so.1: cannot open shared object file"), "libGL.so.1", "libgl1"),
        (ImportError("libgthread-2.0.so.0: cannot open shared object"), "libgthread", "libglib2.0-0"),
        (OSError("libGLESv2.so.2: cannot open shared object file"), "libGLESv2", "libgles2"),
        (ImportError("DLL load failed while importing cv2"), "DLL load failed", "Visual C++"),
        (ModuleNotFoundError("No module named 'cv2'"), "cannot be loaded", "pip install"),
        (RuntimeError("numpy.core.multiarray\nfailed"), "numpy.core.multiarray failed", "pip install"),
    ],
)
def test_a_package_that_cannot_be_loaded_says_what_is_missing(error, detail, mend):
    def load(module):
        if module == "cv2":
            raise error

    finding = next(f for f in packages.check_packages(load) if f.name == "opencv-python")
    assert finding.status == FAIL
    assert detail in finding.detail
    assert mend in finding.mend


@pytest.mark.parametrize(
    ("versions", "name", "status", "words"),
    [
        ({"opencv-python": "5.0", "opencv-contrib-python": "4.11"}, "OpenCV", NOTE, "overwrite each other"),
        ({"opencv-python-headless": "5.0"}, "OpenCV", NOTE, "no window"),
        ({"onnxruntime": "1.20", "onnxruntime-gpu": "1.20"}, "ONNX Runtime", NOTE, "share one folder"),
        ({"onnxruntime": "1.32.0"}, "Privacy", NOTE, "switches off"),
        ({"mediapipe": "0.10.35"}, "Privacy", FAIL, "over the internet"),
        ({"mediapipe": "1.2.2"}, "Privacy", FAIL, "over the internet"),
        ({"mediapipe": "0.11"}, "Privacy", FAIL, "over the internet"),
        ({"mediapipe": "0.10.35rc1"}, "Privacy", FAIL, "over the internet"),
    ],
)
def test_conflicts_are_found(versions, name, status, words):
    (finding,) = packages.check_conflicts(versions)
    assert (finding.name, finding.status) == (name, status)
    assert words in finding.detail
    assert "pip" in finding.mend


def test_what_fits_together_is_no_conflict():
    assert packages.check_conflicts({"opencv-python": "5.0", "mediapipe": "0.10.31", "onnxruntime": "1.28.0"}) == []
    assert [f for f in packages.check_conflicts() if f.status == FAIL] == []  # this environment


def test_onnxruntime_that_would_report_its_use_is_not_accepted(monkeypatch):
    monkeypatch.delenv("ORT_DISABLE_TELEMETRY")
    (finding,) = packages.check_conflicts({"onnxruntime": "1.29.0"})
    assert finding.status == FAIL


def test_a_damaged_hand_model_is_found(tmp_path):
    assert models.check_hand_model(None).status == OK
    (tmp_path / "hand.task").write_bytes(b"half a model")
    for path in (tmp_path / "hand.task", tmp_path / "missing.task"):
        finding = models.check_hand_model(str(path))
        assert finding.status == FAIL
        assert str(path) in finding.detail
        assert finding.mend
    shutil.copy(find_hand_model(), tmp_path / "good.task")
    assert models.check_hand_model(str(tmp_path / "good.task")).status == OK


@pytest.mark.parametrize(("suffix", "status"), [(".onnx", FAIL), (".safetensors", NOTE)])
def test_missing_weights_are_found(tmp_path, suffix, status):
    (finding,) = models.check_weights(str(tmp_path / f"weights{suffix}"))
    assert finding.status == status
    assert "do not exist" in finding.detail


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only there a display can be missing")
def test_the_window_without_and_with_a_display(monkeypatch, xvfb):
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
    monkeypatch.delenv("DISPLAY", raising=False)
    finding = system.check_window()
    assert finding.status == NOTE
    assert "--headless" in finding.mend
    monkeypatch.setenv("DISPLAY", xvfb)
    assert system.check_window().status == OK


@pytest.mark.parametrize(("statuses", "code"), [((OK, NOTE), 0), ((OK, FAIL, NOTE), 2)])
@pytest.mark.parametrize("as_json", [False, True])
def test_the_exit_code_says_whether_it_runs(monkeypatch, capsys, statuses, code, as_json):
    found = [Finding(f"part {n}", status, "detail", "do this") for n, status in enumerate(statuses)]
    monkeypatch.setattr(doctor, "findings", lambda model, hand_model: iter(found))
    assert doctor.run_command(SimpleNamespace(json=as_json, model=None, hand_model=None)) == code
    printed = capsys.readouterr().out
    if as_json:
        result = json.loads(printed)
        assert result["runs"] == (code == 0)
        assert [finding["status"] for finding in result["findings"]] == list(statuses)
    else:
        assert printed.count("-> do this") == len(statuses)
        assert ("cannot run" in printed) == (code == 2)


def doctor_as_a_person_runs_it(environment, *arguments) -> tuple[int, dict]:
    command = [sys.executable, "-m", "realtime_asl", "doctor", "--json", *arguments]
    done = subprocess.run(command, capture_output=True, text=True, env=environment, timeout=120, check=False)
    assert done.stderr == ""
    return done.returncode, json.loads(done.stdout)


def test_the_doctor_on_this_machine(program_environment):
    code, result = doctor_as_a_person_runs_it(program_environment)
    assert code == 0, result
    found = {finding["name"]: finding for finding in result["findings"]}
    assert "pictures a second" in found["Back-end onnxruntime"]["detail"]
    assert "ms a picture" in found["Hand tracking"]["detail"]


def test_the_doctor_works_where_packages_are_missing(program_environment, tmp_path):
    """OpenCV and MediaPipe cannot be imported: the doctor still says so, and everything else it can."""
    for name in ("cv2", "mediapipe"):
        (tmp_path / f"{name}.py").write_text("raise ImportError('libGL.so.1: cannot open shared object file')")
    program_environment["PYTHONPATH"] = os.pathsep.join([str(tmp_path), program_environment["PYTHONPATH"]])
    code, result = doctor_as_a_person_runs_it(program_environment)
    found = {finding["name"]: finding for finding in result["findings"]}
    assert code == 2
    assert found["opencv-python"]["status"] == found["mediapipe"]["status"] == "fail"
    assert "libgl1" in found["opencv-python"]["mend"]
    assert found["Hand model"]["status"] == "ok"
