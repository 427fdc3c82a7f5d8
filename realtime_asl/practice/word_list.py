"""A person's own word list: any plain text file, in any usual encoding, with any usual separator.

A word that cannot be spelled with A-Z as it is meant is left out and named, never cut.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from pathlib import Path

from realtime_asl.errors import UserError
from realtime_asl.practice.encodings import decoded
from realtime_asl.practice.spellable import spellable

#: A word list is a small text file; anything larger was named by mistake.
MAX_FILE_BYTES = 1_000_000
MAX_WORDS = 10_000
#: So many words alone in a file are no phrase any more.
A_LIST = 4
#: So many words that were left out are named.
NAMED = 3

MEND = "give --practice letters, words, or a text file with one word a line"
AS_TEXT = "open it, save it as plain text (.txt, UTF-8), and give that file"
#: How files begin that programs for documents, tables and pictures write, and what people call them.
_KINDS = (
    (b"{\\rtf", "rich text"),
    (b"%PDF", "a PDF"),
    (b"%!PS", "PostScript"),
    (b"PK\x03\x04", "a document or table of an office program, or an archive"),
    (b"\xd0\xcf\x11\xe0", "a document or table of an old office program"),
    (b"\x1f\x8b", "a packed file"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"GIF8", "a picture"),
    (b"bplist", "a file for programs"),
)
_MARKUP = re.compile(r"\s*<(\?xml|!--|!doctype|/?[a-z][a-z0-9:-]*[\s/>])", re.IGNORECASE)
#: A cell in quotation marks, as tables have it, or anything up to the next separator.
_CELL = re.compile(r'[ ]*"((?:[^"]|""){0,400})"[ ]*(?=[,;\t|，、；\n]|$)|([^,;\t|，、；\n]+)')
#: Between words, and nowhere else: "cat • dog", "cat · dog", "he/she"; but addresses, "3/4" and "w/o" stay whole.
_BETWEEN = re.compile(r"(?<=[^\W\d_])(?:[ ]*•[ ]*|[ ]+·[ ]+)(?=[^\W\d_])")
_SLASHED = re.compile(r"^[^\W\d_]{2,}(?:[ ]*/[ ]*[^\W\d_]{2,})+$", re.MULTILINE)
#: What stands before a word in a list: "1. cat", "- cat".
_BULLET = re.compile(r"\s*(?:\d{1,4}[.)]|[-*•–‣·])\s+")


@dataclass(frozen=True, slots=True)
class WordList:
    """`words` in capitals, in their order, and what was `left_out`, as it is written."""

    words: tuple[str, ...]
    left_out: tuple[str, ...] = ()

    @property
    def notice(self) -> str | None:
        """A line for the person about what was left out, or None."""
        if not self.left_out:
            return None
        named = ", ".join(repr(word[:20]) for word in self.left_out[:NAMED])  # repr: a terminal must not obey a file
        more = ", …" if len(self.left_out) > NAMED else ""
        return f"left out {len(self.left_out)} that cannot be spelled with A-Z ({named}{more})"


def load_words(path: str | Path) -> WordList:
    """The words of a file: one a line, or separated by commas, semicolons, tabs or bars.

    Raises:
        UserError: missing, unreadable, too large, no plain text, or without a single word.
    """
    path = Path(path)
    text = _text(_content(path), path)
    words, left_out = [], []
    for cell in _cells(text):
        word = spellable(_BULLET.sub("", cell, count=1))
        (words if word else left_out).append(word or cell)
        if len(words) > MAX_WORDS:
            raise UserError(f"word list '{path}' holds more than {MAX_WORDS} words; shorten it")
    if not words:
        example = f" ({left_out[0][:20]!r}, …)" if left_out else ""
        raise UserError(f"word list '{path}' holds no word that is spelled with A-Z{example}; {MEND}")
    return WordList(tuple(words), tuple(left_out))


def _content(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            content = file.read(MAX_FILE_BYTES + 1)
    except OSError as error:
        raise UserError(f"word list '{path}' cannot be read ({error.strerror or error}); {MEND}") from None
    except ValueError as error:  # a NUL in the name
        raise UserError(f"word list {str(path)!r} cannot be read ({error}); {MEND}") from None
    for mark, kind in _KINDS:
        if content.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(mark):
            raise UserError(f"word list '{path}' is {kind}, no plain text; {AS_TEXT}")
    if len(content) > MAX_FILE_BYTES:
        raise UserError(f"word list '{path}' is larger than {MAX_FILE_BYTES // 1_000_000} MB; {MEND}")
    return content


def _text(content: bytes, path: Path) -> str:
    # Ctrl-Z ends the text files of some old editors.
    content = content.rstrip(b"\x1a")
    text = decoded(content)
    if text is None:
        if any(byte < 9 or 13 < byte < 32 for byte in content):
            raise UserError(f"word list '{path}' is not a text file; {AS_TEXT}")
        raise UserError(f"word list '{path}' has letters in an encoding that cannot be told; save it as UTF-8")
    if any(ord(c) < 32 and c not in "\t\n\r\f\v" for c in text):
        raise UserError(f"word list '{path}' is not a text file; {AS_TEXT}")
    if _MARKUP.match(text):
        raise UserError(f"word list '{path}' is a web page or other mark-up, no plain text; {AS_TEXT}")
    if text.lstrip().startswith(("{", "[")) and _is_json(text):
        raise UserError(f"word list '{path}' is JSON, no plain text; {MEND}")
    return text


def _is_json(text: str) -> bool:
    try:
        json.loads(text)
    except (ValueError, RecursionError):
        return False
    return True


def _cells(text: str) -> list[str]:
    """What stands between separators, without quotation marks; empty ones left out."""
    lines = text.splitlines()
    if lines and re.fullmatch(r"sep=.", lines[0].strip()):  # how a table tells Excel its separator
        del lines[0]
    text = _SLASHED.sub(lambda found: found[0].replace("/", ","), _BETWEEN.sub(",", "\n".join(lines)))
    cells = (quoted.replace('""', '"') or plain for quoted, plain in _CELL.findall(text))
    found = [stripped for cell in cells if (stripped := " ".join(cell.split()))]
    # A single line of many words is a list, not one thing to spell.
    return found[0].split() if len(found) == 1 and found[0].count(" ") >= A_LIST - 1 else found
