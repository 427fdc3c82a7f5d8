"""What a person chose in the window, kept between runs in one small TOML file that can be read and edited.

file = SettingsFile()                  # the user's own configuration folder
settings = file.load()                 # what is not there, or makes no sense, is as it always was
file.keep(hold=0.6)                    # only what was changed; comments in the file stay
"""

from __future__ import annotations

import argparse
import json
import sys
import tomllib
from collections.abc import Callable
from dataclasses import asdict, dataclass, fields
from pathlib import Path

from realtime_asl.errors import DONE, UserError
from realtime_asl.stored_file import replace_file, set_aside, user_file

FILE_NAME = "settings.toml"
#: Settings take a few hundred bytes; anything far larger is something else.
MAX_BYTES = 100_000
_HEADER = (
    "What was last chosen in the window of realtime_asl. Options on the command line come before it.",
    "`python -m realtime_asl settings --reset` forgets all of it.",
)


@dataclass(frozen=True, slots=True)
class Settings:
    """What is remembered; None: nothing was chosen yet.

    Attributes:
        camera, camera_name: the camera that was last used, by number and as the system names it.
        hand: "auto", "left" or "right": the person's signing hand.
        mirror: show cameras as in a mirror.
        hold: seconds a letter is held until it counts, or "auto".
        text_size: 1 is normal.
        practice: "letters", "words", or the path of a word list.
        reading_words: kind of words in reading practice.
        reading_speed: letters a second in reading practice.
        window: (width, height) of the window in pixels.
    """

    camera: int | None = None
    camera_name: str | None = None
    hand: str | None = None
    mirror: bool | None = None
    hold: float | str | None = None
    text_size: float | None = None
    practice: str | None = None
    reading_words: str | None = None
    reading_speed: float | None = None
    window: tuple[int, int] | None = None


def _number(low: float, high: float) -> Callable[[object], bool]:
    return lambda value: type(value) in (int, float) and low <= value <= high


def _is_text(value: object) -> bool:
    return isinstance(value, str) and 0 < len(value) <= 4096 and value.isprintable()


def _is_size(value: object) -> bool:
    return isinstance(value, list) and len(value) == 2 and all(type(v) is int and 64 <= v <= 16384 for v in value)


_CHECKS: dict[str, Callable[[object], bool]] = {
    "camera": lambda value: type(value) is int and 0 <= value < 10**6,
    "camera_name": _is_text,
    "hand": lambda value: value in ("auto", "left", "right"),
    "mirror": lambda value: isinstance(value, bool),
    "hold": lambda value: value == "auto" or _number(0.05, 10)(value),
    "text_size": _number(0.4, 4),
    "practice": _is_text,
    "reading_words": _is_text,
    "reading_speed": _number(0.1, 20),
    "window": _is_size,
}


class SettingsFile:
    """The file. Whatever is wrong with it, the program goes on without.

    Args:
        path: default: `settings.toml` in the user's configuration folder for this program.

    Attributes:
        path: of the file; None where the user has no home folder.
        notice: a line for the person about what was wrong, or None.
    """

    def __init__(self, path: Path | None = None) -> None:
        self.path = user_file("config", FILE_NAME) if path is None else path
        self.notice: str | None = None
        if self.path is None:
            self.notice = "there is no home folder, so what you choose in the window is not remembered; set HOME"

    def load(self) -> Settings:
        """What is remembered. A damaged file is renamed and a value that makes no sense passed over; see `notice`."""
        values = {}
        for key, value in self._read().items():
            check = _CHECKS.get(key)  # another version of the program may know more
            if check is None:
                continue
            if check(value):
                values[key] = tuple(value) if isinstance(value, list) else value
            else:
                self.notice = f"'{key}' in '{self.path}' is no such setting ({value!r:.40}) and is passed over; mend it"
        return Settings(**values)

    def keep(self, **changes: object) -> None:
        """Remember these fields of `Settings` and leave all others as the file has them; None forgets one.

        What cannot be written is said in `notice`, and the program goes on.
        """
        if self.path is None:
            return
        self._read()  # sets a damaged one aside
        import tomlkit  # only for writing: it keeps what people wrote beside the values

        try:
            document = tomlkit.parse(self.path.read_text("utf-8")) if self.path.exists() else tomlkit.document()
            if not document.body:
                for line in _HEADER:
                    document.add(tomlkit.comment(line))
            for key, value in changes.items():
                if value is not None and not _CHECKS[key](list(value) if isinstance(value, tuple) else value):
                    continue  # it would be refused at the next start
                if value is None:
                    document.pop(key, None)
                else:
                    document[key] = list(value) if isinstance(value, tuple) else value
            replace_file(self.path, tomlkit.dumps(document).encode("utf-8"))
        except (OSError, ValueError) as error:
            reason = getattr(error, "strerror", None) or error
            self.notice = f"settings '{self.path}' cannot be saved ({reason}); going on without"

    def reset(self) -> bool:
        """Forget everything; False where there was nothing.

        Raises:
            UserError: the file cannot be removed.
        """
        if self.path is None or not self.path.exists():
            return False
        try:
            self.path.unlink()
        except OSError as error:
            raise UserError(f"settings '{self.path}' cannot be removed ({error.strerror or error})") from None
        return True

    def _read(self) -> dict[str, object]:
        if self.path is None:
            return {}
        try:
            with self.path.open("rb") as file:
                content = file.read(MAX_BYTES + 1)
            if len(content) > MAX_BYTES:
                raise ValueError("larger than settings can be")
            return tomllib.loads(content.decode("utf-8"))
        except FileNotFoundError:
            return {}
        except OSError as error:
            self.notice = f"settings '{self.path}' cannot be read ({error.strerror or error}); going on without"
        except (ValueError, RecursionError) as error:  # TOMLDecodeError and UnicodeDecodeError are ValueErrors
            self._set_aside(" ".join(str(error).split()))
        return {}

    def _set_aside(self, reason: str) -> None:
        try:
            aside = set_aside(self.path)
        except OSError as error:
            self.notice = f"settings '{self.path}' are damaged ({reason}) and cannot be moved ({error.strerror})"
        else:
            self.notice = f"settings were damaged ({reason}); kept as '{aside}', beginning anew"


def run_command(options: argparse.Namespace) -> int:
    """``python -m realtime_asl settings``."""
    file = SettingsFile()
    forgotten = options.reset and file.reset()
    settings = file.load()
    if file.notice:
        print(f"note: {file.notice}", file=sys.stderr)
    values = asdict(settings)
    if options.json:
        print(json.dumps({"file": None if file.path is None else str(file.path), "settings": values}))
        return DONE
    if options.reset:
        print("Forgotten." if forgotten else "Nothing was remembered.")
    width = max(len(field.name) for field in fields(settings))
    for name, value in values.items():
        print(f"{name:{width}}  {'-' if value is None else _shown(value)}")
    print(f"\nSettings file: {file.path or 'none, there is no home folder'}")
    return DONE


def _shown(value: object) -> str:
    if isinstance(value, tuple):
        return " x ".join(map(str, value))
    return {True: "yes", False: "no"}[value] if isinstance(value, bool) else str(value)
