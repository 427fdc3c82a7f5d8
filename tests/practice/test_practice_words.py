"""The built-in words, and how words are spelled with A-Z."""

from __future__ import annotations

import pytest

from realtime_asl.alphabet import LETTERS
from realtime_asl.practice.spellable import spellable
from realtime_asl.practice.words import LEVELS, level_words


@pytest.mark.parametrize("level", LEVELS)
def test_built_in_words_are_spellable_and_different(level: str) -> None:
    words = level_words(level)
    assert len(words) >= 50
    assert len(set(words)) == len(words)
    assert all(spellable(word) == word for word in words)


def test_levels_get_harder() -> None:
    assert not set("JZMNST") & set("".join(level_words("easy")))
    assert set("JZ") <= set("".join(level_words("hard")))
    assert set(LETTERS) == set("".join(word for level in LEVELS for word in level_words(level)))
    lengths = [sum(map(len, level_words(level))) / len(level_words(level)) for level in LEVELS]
    assert lengths == sorted(lengths)


@pytest.mark.parametrize(
    ("text", "letters"),
    [
        ("hello", "HELLO"),
        ("Crème brûlée", "CREME BRULEE"),
        ("don't", "DONT"),
        ("ice-cream", "ICE CREAM"),
        ("Straße", "STRASSE"),
        ("  New   York ", "NEW YORK"),
        ("R2D2", ""),
        ("привет", ""),
        ("—", ""),
        ("", ""),
        ("A" * 61, ""),
        ("Škoda", "SKODA"),
        ("S\u030ckoda", "SKODA"),  # the accent as a character of its own, as macOS writes it
        ("Łódź", "LODZ"),
        ("Øresund", "ORESUND"),
        ("Đorđe", "DORDE"),
        ("Æther", "AETHER"),
        ("cœur", "COEUR"),
        ("GROẞ", "GROSS"),
        ("İstanbul ışık", "ISTANBUL ISIK"),
        ("Ħal Tarxien", "HAL TARXIEN"),
        ("þing", "THING"),
        ("ｃａｔ", "CAT"),
        ("ﬁsh", "FISH"),
        ("so\xadcial", "SOCIAL"),
        ("“cat”", "CAT"),
        ("(cat)!", "CAT"),
        ("¿qué?", "QUE"),
        ("U.S.A.", "USA"),
        ("St. Louis", "ST LOUIS"),
        ("rock ’n’ roll", "ROCK N ROLL"),
        ("ice_cream", "ICE CREAM"),
        ("AT&T", ""),
        ("C++", ""),
        ("a/b", ""),
        ("cat.dog", ""),
        ("me@home", ""),
        ("Lego™", ""),
        ("m²", ""),
        ("ca\N{CYRILLIC SMALL LETTER TE}", ""),
        ("schwə", ""),
        ("caf\N{REPLACEMENT CHARACTER}", ""),
        ("cat (animal)", ""),
    ],
)
def test_spellable(text: str, letters: str) -> None:
    assert spellable(text) == letters
