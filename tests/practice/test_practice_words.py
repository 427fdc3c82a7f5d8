"""Word lists, from the package and from files that people (and fuzzers) hand over."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from realtime_asl.alphabet import LETTERS
from realtime_asl.errors import UserError
from realtime_asl.practice import plan_round
from realtime_asl.practice.words import LEVELS, MAX_FILE_BYTES, level_words, spellable


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
    ],
)
def test_spellable(text: str, letters: str) -> None:
    assert spellable(text) == letters


@pytest.mark.parametrize(
    "content",
    [
        b"cat\ndog\n",
        b"cat\r\n\r\ndog",
        b"\xef\xbb\xbfcat\ndog\n",
        "cat\ndog\n".encode("utf-16"),
        b"cat\rdog\r",
        b"  cat  \n\n\tdog\n\x1a",
    ],
    ids=["plain", "windows", "bom", "utf-16", "old mac", "spaces"],
)
@pytest.mark.parametrize("name", ["words.txt", "words.csv", "words"])
def test_a_file_is_gone_through_in_order(tmp_path: Path, content: bytes, name: str) -> None:
    file = tmp_path / name
    file.write_bytes(content)
    plan = plan_round(str(file))
    assert plan.targets == ("CAT", "DOG")
    assert plan.notice is None
    assert not plan.adaptive


def test_latin_1_and_lines_that_cannot_be_spelled(tmp_path: Path) -> None:
    file = tmp_path / "words.txt"
    file.write_bytes("café\nR2D2\nnaïve\n42\n".encode("latin-1"))
    plan = plan_round(str(file))
    assert plan.targets == ("CAFE", "NAIVE")
    assert plan.notice is not None
    assert "2 lines" in plan.notice
    assert "'R2D2'" in plan.notice


@pytest.mark.parametrize("content", [b"", b"\n\n", b"123\n", b"\x00\x01\x02", b"\x89PNG\r\n\x1a\n\x00\x00"])
def test_files_without_words_are_refused(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "words.txt"
    file.write_bytes(content)
    with pytest.raises(UserError, match=r"words\.txt"):
        plan_round(str(file))


def test_missing_folders_and_huge_files_are_refused(tmp_path: Path) -> None:
    for path in (tmp_path / "none.txt", tmp_path, "bad\0name"):
        with pytest.raises(UserError, match="cannot be read"):
            plan_round(str(path))
    huge = tmp_path / "huge.txt"
    huge.write_bytes(b"CAT\n" * (MAX_FILE_BYTES // 4 + 1))
    with pytest.raises(UserError, match="larger"):
        plan_round(str(huge))
    many = tmp_path / "many.txt"
    many.write_bytes(b"CAT\n" * 10_001)
    with pytest.raises(UserError, match="more than"):
        plan_round(str(many))


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(content=st.binary(max_size=300))
def test_any_bytes_give_words_or_one_line(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "fuzz.txt"
    file.write_bytes(content)
    try:
        plan = plan_round(str(file))
    except UserError as error:
        said = str(error)
    else:
        assert plan.targets
        assert all(set(word) <= set(LETTERS) | {" "} and word.strip() == word for word in plan.targets)
        said = plan.notice or ""
    assert said.isprintable()
