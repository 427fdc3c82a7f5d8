"""The text of a word list that somebody saved in an encoding of old.

Unicode announces itself. The others do not, and word lists are too short for the statistics that detectors of
encodings go by (tried: charset-normalizer takes three of four such lists for another one, "élève" for "élčve").
But they are made of words: a right guess gives letters, no capitals after small ones, vowels among consonants, and
the letters of one language.
"""

from __future__ import annotations

import codecs
import re
import unicodedata

#: So many characters of a list are looked at.
ENOUGH = 20_000
#: Byte order marks, the longer ones first.
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
#: What editors write for Latin letters, and how much less each is believed than the most usual one, on a scale on
#: which 1 is a neighbour that fits: Windows, Unix, macOS, DOS.
_LATIN = {
    **{"cp1252": 0.0, "cp1250": 0.04, "cp1254": 0.08, "cp1257": 0.12},
    **{"iso8859_15": 0.16, "iso8859_2": 0.2, "iso8859_9": 0.24, "iso8859_13": 0.28},
    **{"mac_roman": 1.2, "mac_latin2": 1.25, "mac_turkish": 1.3},
    **{"cp850": 1.4, "cp852": 1.45, "cp857": 1.5},
}
#: The letters of a language beside A-Z.
_LANGUAGES = tuple(
    frozenset(letters + letters.upper())
    for letters in (
        "éèêëàâçîïôûùüœæ",  # French
        "äöüß",  # German
        "áéíóúñü",  # Spanish
        "áâãàçéêíóôõú",  # Portuguese
        "àèéìòù",  # Italian
        "åäöéæø",  # Nordic
        "áčďéěíňóřšťúůýž",  # Czech
        "áäčďéíĺľňóôŕšťúýž",  # Slovak
        "ąćęłńóśźż",  # Polish
        "áéíóöőúüű",  # Hungarian
        "čćđšž",  # Croatian, Slovene
        "ăâîșțşţ",  # Romanian
        "çğıiöşüâî",  # Turkish
        "ąčęėįšųūž",  # Lithuanian
        "āčēģīķļņšūž",  # Latvian
        "äöõüšž",  # Estonian
        "áéíóúýþæöð",  # Icelandic
    )
)
#: Punctuation inside words, and around them.
_INSIDE, _AROUND = frozenset("’‘–—´`·\xad"), frozenset("’‘“”„«»‹›–—…\xa0")
#: Of these, what no other encoding has in such places.
_CERTAIN = frozenset("’“”„«»…")
#: Letters of which another one is more likely, where nothing else tells.
_RARE = frozenset("îûùÿ")
_DIAERESIS = "\u0308"
_VOWELS = frozenset("aeiouyæœøı")
_WORD = re.compile(r"[^\W\d_]+")
#: A word in another script has hardly any of A-Z.
_FOREIGN = 0.75


def decoded(content: bytes) -> str | None:
    """The text in `content`; None where its encoding cannot be told."""
    for mark, name in _MARKS:
        if content.startswith(mark):
            return _decode(content.removeprefix(mark) if name == "utf-8" else content, name)
    text = _decode(content, "utf-8")
    if text is not None and "\0" not in text:
        return text
    if b"\0" in content:
        return _without_mark(content)
    texts = ((_decode(content, name), doubt) for name, doubt in _LATIN.items())
    begun = ((text, text[:ENOUGH], doubt) for text, doubt in texts if text is not None)
    guesses = [(_score(start) - doubt, text) for text, start, doubt in begun if _is_latin(start)]
    return max(guesses, key=lambda guess: guess[0])[1] if guesses else None


def _decode(content: bytes, name: str) -> str | None:
    try:
        return content.decode(name)
    except UnicodeDecodeError:
        return None


def _without_mark(content: bytes) -> str | None:
    """UTF-16 without its mark has zeros at every other byte, since most letters are of A-Z."""
    even, odd = content[::2].count(0), content[1::2].count(0)
    text = _decode(content, "utf-16-le" if odd > even else "utf-16-be")
    return text if text is not None and "\0" not in text and max(even, odd) > len(content) // 4 else None


def _is_latin(text: str) -> bool:
    """Whether all beside ASCII is letters or punctuation in its place, and the words look as words do."""
    for i, c in enumerate(text):
        if c.isascii() or c.isalpha():
            continue
        inside = 0 < i < len(text) - 1 and text[i - 1].isalpha() and text[i + 1].isalpha()
        if c not in (_INSIDE if inside else _AROUND):
            return False
    return all(_looks_right(word) for word in _WORD.findall(text))


def _looks_right(word: str) -> bool:
    if word.isascii():
        return True
    return not _is_foreign(word) and (word.islower() or word.isupper() or word[1:].islower())


def _is_foreign(word: str) -> bool:
    return len(word) > 3 and sum(not c.isascii() for c in word) > _FOREIGN * len(word)


def _score(text: str) -> float:
    """How well what is beside ASCII fits to its neighbours (-2 .. 2) and to one language (0 .. 2), on average."""
    letters, fits = [], 0.0
    for word in _WORD.findall(text):
        for i, letter in enumerate(word):
            if not letter.isascii():
                letters.append(letter)
                fits += _fits(word, i - 1, i) + _fits(word, i, i + 1) - (letter.lower() in _RARE) / 4
    signs = sum(c in _CERTAIN for c in text)
    if not letters:
        return 4.0 if signs else 1.5  # a dash alone may be a letter of another encoding
    covered = max(sum(letter in language for letter in letters) for language in _LANGUAGES)
    return (fits + 2 * covered + 4 * signs) / (len(letters) + signs)


def _fits(word: str, i: int, j: int) -> float:
    """How well two letters of a word follow each other: a vowel and a consonant best, two vowels worst."""
    if i < 0 or j == len(word):
        return 0.0
    vowels = _is_vowel(word[i]) + _is_vowel(word[j])
    if vowels == 2 and (word[i] in "æœÆŒ" or unicodedata.normalize("NFD", word[j])[-1] == _DIAERESIS):
        return 1.0  # cœur, naïve
    if vowels == 0:
        return 0.0 if i == 0 else -0.5  # words begin with several consonants more often than they have them inside
    return 1.0 if vowels == 1 else -1.0


def _is_vowel(letter: str) -> bool:
    return unicodedata.normalize("NFD", letter.lower())[0] in _VOWELS
