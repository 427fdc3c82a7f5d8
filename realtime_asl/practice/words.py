"""What is practised: built-in words by difficulty, and words from a person's own file."""

from __future__ import annotations

import unicodedata
from functools import cache
from importlib import resources
from pathlib import Path

from realtime_asl.alphabet import LETTERS
from realtime_asl.errors import UserError

#: From easy to hard, `data/<level>.txt`: short words without the letters that are hardest (J, Z, M, N, S, T);
#: everyday words; long ones, rich in J, Z and double letters.
LEVELS: tuple[str, ...] = ("easy", "medium", "hard")

#: A word list is a small text file; anything larger was named by mistake.
MAX_FILE_BYTES = 1_000_000
MAX_WORDS = 10_000
MAX_WORD_LETTERS = 60


@cache
def level_words(level: str) -> tuple[str, ...]:
    """The built-in words of one of `LEVELS`, in capitals."""
    text = resources.files("realtime_asl.practice").joinpath(f"data/{level}.txt").read_text(encoding="ascii")
    return tuple(text.split())


def spellable(text: str) -> str:
    """`text` in the letters A-Z and single spaces: accents, apostrophes and hyphens are dropped.

    Returns:
        "" where something else than letters would be lost (digits, other alphabets) or nothing is left.
    """
    plain = unicodedata.normalize("NFKD", text.replace("ß", "ss").replace("-", " ")).upper()
    kept = "".join(c for c in plain if c in LETTERS or c.isspace() or c.isalnum())
    words = " ".join(kept.split())
    return words if all(c in LETTERS or c == " " for c in words) and len(words) <= MAX_WORD_LETTERS else ""


def load_words(path: str | Path) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The words of a file, one a line, in its order.

    Returns:
        The words in capitals, and the lines that cannot be spelled with A-Z (to be named to the
        person). Empty lines are neither.

    Raises:
        UserError: missing, unreadable, too large, not text, or without a single word.
    """
    path = Path(path)
    mend = "give --practice letters, words, or a text file with one word a line"
    try:
        with path.open("rb") as file:
            content = file.read(MAX_FILE_BYTES + 1)
    except OSError as error:
        raise UserError(f"word list '{path}' cannot be read ({error.strerror or error}); {mend}") from None
    except ValueError as error:  # a NUL in the name
        raise UserError(f"word list {str(path)!r} cannot be read ({error}); {mend}") from None
    if len(content) > MAX_FILE_BYTES:
        raise UserError(f"word list '{path}' is larger than {MAX_FILE_BYTES // 1_000_000} MB; {mend}")
    # Ctrl-Z ends the text files of some old editors.
    lines = [line.strip(" \t\f\v\x1a") for line in _decode(content, path, mend).splitlines()]
    words, refused = [], []
    for line in filter(None, lines):
        word = spellable(line)
        (words if word else refused).append(word or line)
    if not words:
        raise UserError(f"word list '{path}' holds no word that is spelled with A-Z; {mend}")
    if len(words) > MAX_WORDS:
        raise UserError(f"word list '{path}' holds more than {MAX_WORDS} words; shorten it")
    return tuple(words), tuple(refused)


def _decode(content: bytes, path: Path, mend: str) -> str:
    try:
        if content.startswith((b"\xff\xfe", b"\xfe\xff")):
            return content.decode("utf-16")
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("latin-1")  # every byte is a letter there; editors on Windows still write it
    if any(ord(c) < 32 and c not in "\t\n\r\f\v\x1a" for c in text):
        raise UserError(f"word list '{path}' is not a text file; {mend}")
    return text
