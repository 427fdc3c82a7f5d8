"""Arrays of numbers and names from files that may be damaged, cut short or of something else."""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np

from realtime_asl.alphabet import class_named
from realtime_asl.errors import UserError


def read_array(file: Path, mend: str) -> np.ndarray:
    """The array of an .npy file.

    Args:
        file: the .npy.
        mend: what to do where it cannot be used, e.g. "delete it, and the hands are looked for".

    Raises:
        UserError: there is no such file, or it is damaged, cut short or of another kind.
    """
    try:
        array = np.load(file, allow_pickle=False)
        if not isinstance(array, np.ndarray):
            raise ValueError("it is an .npz, not an .npy")
    except Exception as error:  # noqa: BLE001 - reading damaged files raises nearly anything
        raise _unusable(file, error, mend) from None
    return array


def read_arrays(file: Path, rows: Mapping[str, tuple[int, ...]], mend: str) -> dict[str, np.ndarray]:
    """Arrays of an .npz that have a row each for the same things.

    Args:
        file: the .npz.
        rows: which arrays, and the shape of a row of numbers; () for one of names.
        mend: as in `read_array`.

    Raises:
        UserError: as `read_array`, an array is missing or of another shape, or there are no rows.
    """
    try:
        with np.load(file, allow_pickle=False) as stored:
            arrays = {name: stored[name] for name in rows}
        for name, row in rows.items():
            array = arrays[name]
            if array.ndim == 0 or array.shape[1:] != row or array.dtype.kind not in ("fiu" if row else "U"):
                wanted = f"numbers, each row {row}" if row else "names"
                raise ValueError(f"{name} holds {array.dtype} of shape {array.shape}, not {wanted}")
        counts = {len(array) for array in arrays.values()}
        if len(counts) > 1 or not counts.pop():
            raise ValueError(f"{', '.join(rows)} need equally many rows, and at least one")
    except Exception as error:  # noqa: BLE001 - reading damaged files raises nearly anything
        raise _unusable(file, error, mend) from None
    return arrays


def read_hands(folder: Path, columns: Sequence[str]) -> tuple[list[dict[str, str]], np.ndarray]:
    """The rows of a folder's manifest.csv and, row by row, the hands of its landmarks.npy.

    Args:
        folder: has both files.
        columns: which the manifest must have, `letter` among them; "" stands for what a row lacks.

    Returns:
        The rows; (N, 21, 3) landmarks, in units of the picture, NaN where no hand was found.

    Raises:
        UserError: a file is missing or damaged, a column is missing, or they do not belong together.
    """
    manifest, stored = folder / "manifest.csv", folder / "landmarks.npy"
    try:
        with manifest.open(newline="", encoding="utf-8-sig") as file:
            reader = csv.DictReader(file, restval="")
            named = reader.fieldnames or ()
            rows = [row | {"letter": class_named(row.get("letter", ""))} for row in reader]
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise _unusable(manifest, error, f"it needs the columns {', '.join(columns)}") from None
    missing = [name for name in columns if name not in named]
    if missing:
        raise UserError(f"'{manifest}' has no column {missing[0]}; it needs {', '.join(columns)}")
    landmarks = read_array(stored, "it needs an array (N, 21, 3), a hand for each row of manifest.csv")
    if landmarks.shape != (len(rows), 21, 3) or landmarks.dtype.kind != "f":
        raise UserError(
            f"'{stored}' holds {landmarks.dtype} of shape {landmarks.shape}, and manifest.csv {len(rows)} rows: "
            f"they do not belong together; it needs ({len(rows)}, 21, 3) numbers"
        )
    return rows, landmarks


def _unusable(file: Path, error: Exception, mend: str) -> UserError:
    reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error).strip("'\"")
    return UserError(f"'{file}' cannot be used ({reason or type(error).__name__}); {mend}")
