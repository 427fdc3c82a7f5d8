"""Words in any Latin spelling -> the letters A-Z, as they are fingerspelled."""

from __future__ import annotations

import re
import unicodedata
from functools import cache

MAX_WORD_LETTERS = 60
#: Letters that stand for two, or for one that their name does not tell.
_SPELLED = {
    **{"ß": "SS", "ẞ": "SS", "Æ": "AE", "Œ": "OE", "Þ": "TH", "Ð": "D", "Ŋ": "NG", "ı": "I", "ſ": "S", "ĸ": "K"},
    **{"Ĳ": "IJ", "Ǆ": "DZ", "ǅ": "DZ", "Ǉ": "LJ", "ǈ": "LJ", "Ǌ": "NJ", "ǋ": "NJ", "ŉ": "N"},
}
#: Fingerspelled as if it were not there: apostrophes, quotation marks, the full stops of abbreviations.
_DROPPED = frozenset("'’‘ʼ`´ʹ\"“”„«».·")
#: As if there were two words.
_SPACES = frozenset("-‐‑‒–—_")
#: Punctuation that may stand around a word.
_AROUND = re.compile(r'^[\s"“”„«»‹›‘’\'¿¡(\[*]+|[\s"“”„«»‹›‘’\'!?.…,:;)\]*]+$')
#: Words with a full stop between them: an address, or two words whose space got lost.
_JOINED = re.compile(r"[^\W\d_]{2}\.[^\W\d_]")
_NAME = re.compile(r"LATIN (?:CAPITAL|SMALL) LETTER ([A-Z])(?: WITH .*)?")


def spellable(text: str) -> str:
    """`text` in the letters A-Z and single spaces: accents and apostrophes are dropped, hyphens become spaces.

    Returns:
        "" where something else would be lost (digits, signs, other alphabets) or nothing is left.
    """
    letters = [_folded(c) for c in _AROUND.sub("", text)]
    if None in letters or _JOINED.search(text):
        return ""
    words = " ".join("".join(letters).split())
    return words if len(words) <= MAX_WORD_LETTERS else ""


@cache
def _folded(character: str) -> str | None:
    """A-Z for one character; "" for what is dropped, None for what has no letter."""
    if character.isascii() and character.isalpha():
        return character.upper()
    if character in _DROPPED or unicodedata.category(character) in ("Mn", "Cf"):  # accents of their own, joiners
        return ""
    if character in _SPACES or character.isspace():
        return " "
    if not character.isalpha():
        return None
    spelled = _SPELLED.get(character) or _SPELLED.get(character.upper())
    if spelled is not None:
        return spelled
    name = _NAME.fullmatch(unicodedata.name(character, ""))
    if name is not None:
        return name[1]
    # Wide letters and ligatures: Ａ, ﬁ.
    whole = unicodedata.normalize("NFKC", character)
    parts = [_folded(part) for part in whole] if whole != character else [None]
    return None if None in parts else "".join(parts)
