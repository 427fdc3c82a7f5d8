"""The packages: missing, broken, fighting over one folder, or reporting what they are used for."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from importlib import import_module
from importlib.metadata import PackageNotFoundError, version

from realtime_asl.diagnosis.finding import FAIL, NOTE, OK, Finding

#: Package -> (module, what for). Without one of these the program does not run.
NEEDED = {
    "numpy": ("numpy", "arithmetic"),
    "opencv-python": ("cv2", "cameras, pictures, the window"),
    "mediapipe": ("mediapipe", "hand tracking"),
    "onnxruntime": ("onnxruntime", "the classifier"),
    "av": ("av", "video files"),
    "pillow": ("PIL", "pictures"),
    "platformdirs": ("platformdirs", "where settings and practice history are kept"),
    "tomlkit": ("tomlkit", "what the window remembers"),
    "symspellpy": ("symspellpy", "word suggestions"),
    "pyperclip": ("pyperclip", "the clipboard"),
    "cv2-enumerate-cameras": ("cv2_enumerate_cameras", "names of the cameras"),
    "psutil": ("psutil", "memory and start-up times"),
    "tqdm": ("tqdm", "progress bars"),
}
#: All of them install the same folder `cv2`, and the last one wins.
OPENCV_WHEELS = ("opencv-python", "opencv-python-headless", "opencv-contrib-python", "opencv-contrib-python-headless")
ONNX_WHEELS = ("onnxruntime", "onnxruntime-gpu", "onnxruntime-directml", "onnxruntime-openvino")
#: The first release of MediaPipe that reports its use over the internet.
MEDIAPIPE_REPORTING = (0, 10, 35)
MEDIAPIPE = "mediapipe==0.10.31"
#: The first release of ONNX Runtime whose Linux wheel can do so, too; `realtime_asl/__init__.py` switches it off.
ONNXRUNTIME_REPORTING = (1, 29)
#: What an import that fails for want of a system library needs, by a word in its message.
SYSTEM_LIBRARIES = {
    "libGL.so": "sudo apt install libgl1 (Fedora: sudo dnf install mesa-libGL)",
    "libgthread": "sudo apt install libglib2.0-0 (Fedora: sudo dnf install glib2)",
    "libglib": "sudo apt install libglib2.0-0 (Fedora: sudo dnf install glib2)",
    "libEGL": "sudo apt install libegl1 (Fedora: sudo dnf install mesa-libEGL)",
    "libGLES": "sudo apt install libgles2 (Fedora: sudo dnf install mesa-libGLES)",
    "libportaudio": "sudo apt install libportaudio2 (Fedora: sudo dnf install portaudio)",
    "DLL load failed": "install the Microsoft Visual C++ Redistributable (x64) and restart",
}


def installed_versions(names: tuple[str, ...]) -> dict[str, str]:
    """Package -> version, of those that are installed."""
    found = {}
    for name in names:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            continue
    return found


def check_packages(load: Callable[[str], object] = import_module) -> list[Finding]:
    """Whether everything that is needed is installed and can be loaded."""
    findings = []
    versions = installed_versions(tuple(NEEDED))
    for name, (module, purpose) in NEEDED.items():
        found = versions.get(name, "")
        try:
            load(module)
        except Exception as error:  # noqa: BLE001 - a broken package may raise anything; it is reported
            findings.append(Finding(name, FAIL, _why_not(name, found, purpose, error), mend_import(name, error)))
        else:
            findings.append(Finding(name, OK, f"{found or 'another package provides it'} ({purpose})"))
    return findings


def _why_not(name: str, found: str, purpose: str, error: Exception) -> str:
    if isinstance(error, ModuleNotFoundError) and not found:
        return f"not installed ({purpose})"
    return f"{found or name} cannot be loaded: {' '.join(str(error).split())}"


def mend_import(name: str, error: Exception) -> str:
    """What to do when the package `name` cannot be imported because of `error`."""
    hint = next((mend for word, mend in SYSTEM_LIBRARIES.items() if word in str(error)), None)
    return hint or f"pip install --force-reinstall {MEDIAPIPE if name == 'mediapipe' else name}"


def check_conflicts(versions: Mapping[str, str] | None = None) -> list[Finding]:
    """Packages that overwrite each other, or that report what they are used for."""
    if versions is None:
        versions = installed_versions((*OPENCV_WHEELS, *ONNX_WHEELS, "mediapipe"))
    findings = []
    opencv = [name for name in OPENCV_WHEELS if name in versions]
    if len(opencv) > 1:
        findings.append(
            Finding(
                "OpenCV",
                NOTE,
                f"{len(opencv)} packages share the folder cv2 and overwrite each other: {', '.join(opencv)}",
                f"pip uninstall -y {' '.join(opencv)}; pip install opencv-python",
            )
        )
    elif opencv and opencv[0].endswith("-headless"):
        findings.append(
            Finding(
                "OpenCV",
                NOTE,
                f"{opencv[0]} has no window; only --headless works",
                f"pip uninstall -y {opencv[0]}; pip install opencv-python",
            )
        )
    onnx = [name for name in ONNX_WHEELS if name in versions]
    if len(onnx) > 1:
        findings.append(
            Finding(
                "ONNX Runtime",
                NOTE,
                f"{len(onnx)} packages share one folder: {', '.join(onnx)}",
                f"pip uninstall -y {' '.join(onnx)}; then install the one you want",
            )
        )
    if "onnxruntime" in versions and _numbers(versions["onnxruntime"]) >= ONNXRUNTIME_REPORTING:
        off = os.environ.get("ORT_DISABLE_TELEMETRY") == "1"
        findings.append(
            Finding(
                "Privacy",
                NOTE if off else FAIL,
                f"onnxruntime {versions['onnxruntime']} can report its use to its maker over the internet"
                + (", which this program switches off" if off else ""),
                "pip install 'onnxruntime<1.29' for one that cannot",
            )
        )
    if "mediapipe" in versions and _numbers(versions["mediapipe"]) >= MEDIAPIPE_REPORTING:
        findings.append(
            Finding(
                "Privacy",
                FAIL,
                f"mediapipe {versions['mediapipe']} reports its use to its maker over the internet",
                f"pip install {MEDIAPIPE}, the release this program was checked with",
            )
        )
    return findings


def _numbers(text: str) -> tuple[int, ...]:
    """ "0.10.35rc1" -> (0, 10, 35)"""
    parts = []
    for part in text.split(".")[:3]:
        digits = part[: len(part) - len(part.lstrip("0123456789"))]
        if not digits:
            break
        parts.append(int(digits))
    return tuple(parts)
