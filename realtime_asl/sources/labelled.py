"""Folders of labelled pictures: which pictures there are, what they show and who signs.

Two layouts are read: ``manifest.csv`` (columns path, letter, signer; others are ignored here), and a
folder per class (A, B, …, del, nothing, space), whose parent then is the one signer. Classes may be named in small or
capital letters.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from realtime_asl.alphabet import CLASSES, class_named
from realtime_asl.errors import PARTLY_FAILED, UserError
from realtime_asl.sources.picture_files import PASSED_FOLDERS, find_pictures, looks_like_picture, tell_left_out
from realtime_asl.sources.pictures import read_picture

MANIFEST = "manifest.csv"
COLUMNS = ("path", "letter", "signer")
KNOWN = "known are A-Z, del, nothing, space"
NEEDED = "it needs the columns path, letter, signer, with commas between them"


@dataclass(frozen=True, slots=True)
class Labelled:
    """One labelled picture.

    Attributes:
        path: the file; the manifest itself where its row is of no use.
        letter: the class.
        signer: who signs.
        handedness: "" where the folder does not say.
        doubt: a person would dispute the label.
        problem: why there is no picture, one line; None where there should be one. Such a row stays, since what
            stands beside a manifest (`landmarks.npy`) counts its rows.
    """

    path: Path
    letter: str
    signer: str
    handedness: str = ""
    doubt: bool = False
    problem: str | None = None

    def picture(self) -> np.ndarray:
        """(height, width, 3) uint8 BGR, upright.

        Raises:
            UserError: the row names no picture or no class, or the picture cannot be read.
        """
        if self.problem is not None:
            raise UserError(self.problem, PARTLY_FAILED)
        return read_picture(self.path)


def check_folder(folder: Path) -> None:
    """Looks whether there is a folder, before any work is done.

    Raises:
        UserError: there is none.
    """
    if not folder.is_dir():
        raise UserError(f"'{folder}' is not a folder; name one with manifest.csv or with a folder for each class")


def list_pictures(folder: Path) -> list[Labelled]:
    """The labelled pictures of a folder, in a fixed order.

    Raises:
        UserError: no such folder, nothing labelled in it, or unknown classes only.
    """
    check_folder(folder)
    manifest = folder / MANIFEST
    rows = _from_manifest(manifest) if manifest.is_file() else _from_folders(folder)
    unknown = {row.letter for row in rows} - set(CLASSES)
    if unknown and all(row.letter in unknown for row in rows):  # another alphabet, or another column
        raise UserError(f"'{folder}' names unknown classes {sorted(unknown)}; {KNOWN}")
    if not rows:
        raise UserError(f"'{folder}' holds no labelled pictures; it needs manifest.csv or a folder for each class")
    return rows


def _from_manifest(manifest: Path) -> list[Labelled]:
    labelled: list[Labelled] = []
    try:
        with manifest.open(newline="", encoding="utf-8-sig") as file:
            rows = csv.DictReader(file)
            if missing := [name for name in COLUMNS if name not in (rows.fieldnames or ())]:
                raise UserError(f"'{manifest}' has no column '{missing[0]}'; {NEEDED}")
            for row in rows:
                # A row that is too short has None in its last columns.
                letter = class_named(row["letter"] or "")
                problem = _problem(row["path"], letter, f"line {rows.line_num} of '{manifest}'")
                labelled.append(
                    Labelled(
                        manifest if problem else manifest.parent / row["path"],
                        letter,
                        row["signer"] or "",
                        row.get("handedness") or "",
                        row.get("doubt") == "1",
                        problem,
                    )
                )
    except UnicodeDecodeError:
        raise UserError(f"'{manifest}' is in another encoding than UTF-8; save it as UTF-8") from None
    except (OSError, csv.Error) as error:
        raise UserError(f"'{manifest}' is damaged ({error}); {NEEDED}") from None
    return labelled


def _problem(path: str | None, letter: str, line: str) -> str | None:
    """Why a row of a manifest is of no use; None where it names a picture and a class."""
    if not path:
        return f"{line} names no picture; name one there, or delete the line"
    if letter not in CLASSES:
        return f"{line} names the unknown class '{letter}' for '{path}'; {KNOWN}; mend the line, or delete it"
    return None


def _from_folders(folder: Path) -> list[Labelled]:
    rows: list[Labelled] = []
    left_out: list[Path] = []
    other: list[Path] = []
    for sub in sorted(folder.iterdir()):
        if not sub.is_dir() or sub.name in PASSED_FOLDERS:
            continue
        letter = class_named(sub.name)
        if letter not in CLASSES:
            other.append(sub)
            continue
        found = find_pictures(sub)
        # What is called a picture and is none is reported by the one who reads it.
        named = [path for path in found.left_out if looks_like_picture(path)]
        left_out += [path for path in found.left_out if path not in named]
        rows += [Labelled(path, letter, folder.resolve().name) for path in sorted([*found.pictures, *named])]
    if rows:
        tell_left_out(left_out)
        tell_left_out(other, "folders that are no class")
    return rows
