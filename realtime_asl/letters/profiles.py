"""People's examples, one small file each in the user's data folder: numbers only, no pictures.

profiles = Profiles()
profiles.save("anna", examples)
examples = profiles.load("anna")     # a damaged file is set aside, profiles.notice says so
"""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import Path

import numpy as np

from realtime_asl.alphabet import CLASSES, INDEX
from realtime_asl.errors import UserError
from realtime_asl.letters.examples import Examples
from realtime_asl.letters.network_output import EMBEDDING
from realtime_asl.stored_file import replace_file, set_aside, user_file

DEFAULT_NAME = "me"
NO_HOME = "there is no home folder, so taught hands are not kept; set HOME"
SUFFIX = ".hand.npz"
#: The first one had no embeddings: of its examples, only the landmarks are of use.
FORMAT, WITHOUT_EMBEDDINGS = 2, 1
#: A full set of examples takes about 100 kB; anything far larger is no profile.
MAX_BYTES, MAX_EXAMPLES = 4_000_000, 600
#: Names become file names on three systems: letters, digits, `-` and `_`.
_NAME = re.compile(r"\w[\w-]{0,39}")
_RESERVED = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)", re.IGNORECASE)


class Profiles:
    """The profiles of a folder.

    Args:
        folder: default: `hands` in the user's data folder for this program.

    Attributes:
        notice: a line for the person about a file that was damaged, or None.
    """

    def __init__(self, folder: Path | None = None) -> None:
        self.folder = user_file("data", "hands") if folder is None else folder
        self.notice: str | None = None
        if self.folder is None:
            self.notice = NO_HOME

    def path(self, name: str) -> Path:
        """The file of a profile, whether it exists or not.

        Raises:
            UserError: not a name, or the user has no home folder.
        """
        if self.folder is None:
            raise UserError(NO_HOME)
        if not _NAME.fullmatch(name) or _RESERVED.fullmatch(name):
            raise UserError(f"'{name}' is no name for a profile; use up to 40 letters, digits, '-' and '_'")
        return self.folder / f"{name}{SUFFIX}"

    def names(self) -> list[str]:
        """The profiles that exist, sorted."""
        found = self.folder.glob(f"*{SUFFIX}") if self.folder is not None and self.folder.is_dir() else ()
        return sorted(name for file in found if _NAME.fullmatch(name := file.name.removesuffix(SUFFIX)))

    def load(self, name: str) -> Examples:
        """A person's examples; none where there is no such profile. A damaged file is renamed, see `notice`.

        Raises:
            UserError: the file cannot be read.
        """
        if self.folder is None:
            return Examples.none()
        file = self.path(name)
        try:
            return read_profile(file)
        except FileNotFoundError:
            return Examples.none()
        except ValueError as error:
            self.notice = f"profile '{name}' was damaged ({error}); kept as '{self._set_aside(file)}', starting anew"
            return Examples.none()
        except OSError as error:
            reason = error.strerror or error
            raise UserError(
                f"profile '{file}' cannot be read ({reason}); mend that, or use another --profile"
            ) from None

    def save(self, name: str, examples: Examples) -> Path:
        """Write a profile in one stroke, so that no crash leaves half of it; returns its file.

        Raises:
            UserError: the folder cannot be written.
        """
        file = self.path(name)
        write_profile(file, examples)
        return file

    def delete(self, name: str) -> None:
        """Remove a profile.

        Raises:
            UserError: there is none of that name, or it cannot be removed.
        """
        file = self.existing(name)
        try:
            file.unlink()
        except OSError as error:
            raise UserError(f"profile '{file}' cannot be deleted ({error.strerror or error})") from None

    def existing(self, name: str) -> Path:
        """The file of a profile that must exist."""
        file = self.path(name)
        if not file.is_file():
            known = ", ".join(self.names()) or "none yet"
            raise UserError(f"there is no profile '{name}' (there are: {known}); 'profiles' lists them")
        return file

    def _set_aside(self, file: Path) -> Path:
        try:
            return set_aside(file)
        except OSError as error:
            raise UserError(
                f"profile '{file}' is damaged and cannot be moved ({error.strerror or error}); move it away"
            ) from None


def read_profile(file: Path) -> Examples:
    """The examples in a file.

    Raises:
        OSError: it cannot be read (FileNotFoundError: there is none).
        ValueError: it is damaged, or no profile.
    """
    with file.open("rb") as stored:
        content = stored.read(MAX_BYTES + 1)
    if len(content) > MAX_BYTES:
        raise ValueError("larger than a profile can be")
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:  # before NumPy unpacks what may be a bomb
            if sum(entry.file_size for entry in archive.infolist()) > 4 * MAX_BYTES:
                raise ValueError("larger than a profile can be")
        with np.load(io.BytesIO(content), allow_pickle=False) as data:
            written = int(data["format"])
            if written not in (FORMAT, WITHOUT_EMBEDDINGS):
                raise ValueError("written by another version of the program")
            letters = [str(letter) for letter in data["letters"]]
            posteriors, points = data["posteriors"].astype(np.float32), data["points"].astype(np.float32)
            if written == FORMAT:
                embeddings, space = data["embeddings"].astype(np.float32), str(data["space"])
            else:
                embeddings, space = np.zeros((len(letters), EMBEDDING), np.float32), ""
    # RuntimeError is what zipfile raises for an encrypted entry, or a kind of it for a compression it does not know.
    except (KeyError, EOFError, OSError, TypeError, RuntimeError) as error:
        raise ValueError(f"no profile: {error}") from None
    except (zipfile.BadZipFile, ValueError) as error:
        raise ValueError(str(error)) from None
    except Exception as error:  # noqa: BLE001 - zlib and struct raise their own kinds for damaged files
        raise ValueError(f"cannot be unpacked: {error}") from None
    count = len(letters)
    fits = (
        count <= MAX_EXAMPLES
        and posteriors.shape == (count, len(CLASSES))
        and embeddings.shape == (count, EMBEDDING)
        and points.shape == (count, 21, 3)
        and all(letter in INDEX for letter in letters)
        and np.isfinite(points).all()
        and (np.abs(points) < 100).all()
        and bool((np.abs(embeddings) <= 1.001).all())
        and bool(((posteriors >= 0) & (posteriors <= 1.001)).all())
    )
    if not fits:
        raise ValueError("its examples are none")
    return Examples(np.array([INDEX[letter] for letter in letters], np.int64), posteriors, embeddings, points, space)


def write_profile(file: Path, examples: Examples) -> None:
    """Write a profile file in one stroke. A link to it stays one.

    Raises:
        UserError: the folder cannot be written.
    """
    content = io.BytesIO()
    np.savez_compressed(
        content,
        format=FORMAT,
        letters=np.array([CLASSES[i] for i in examples.letters], "U8"),
        posteriors=examples.posteriors,
        embeddings=examples.embeddings.astype(np.float16),
        points=examples.points,
        space=examples.space,
    )
    try:
        replace_file(file, content.getvalue())
    except OSError as error:
        reason = error.strerror or error
        raise UserError(f"profile '{file}' cannot be saved ({reason}); free some space or mend the folder") from None
