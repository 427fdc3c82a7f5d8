"""Word lists that people (and fuzzers) hand over: any separator, any usual encoding, nothing mutilated."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from realtime_asl.alphabet import LETTERS
from realtime_asl.errors import UserError
from realtime_asl.practice.plan import plan_round
from realtime_asl.practice.reading import READ
from realtime_asl.practice.word_list import MAX_FILE_BYTES, load_words
from realtime_asl.runtime.reading_rounds import ReadingRounds


def _targets(tmp_path: Path, content: bytes, name: str = "words.txt") -> tuple[str, ...]:
    file = tmp_path / name
    file.write_bytes(content)
    return plan_round(str(file)).targets


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


def test_latin_1_and_words_that_cannot_be_spelled(tmp_path: Path) -> None:
    file = tmp_path / "words.txt"
    file.write_bytes("café\nR2D2\nnaïve\n42\n".encode("latin-1"))
    plan = plan_round(str(file))
    assert plan.targets == ("CAFE", "NAIVE")
    assert plan.notice is not None
    assert "left out 2" in plan.notice
    assert "'R2D2'" in plan.notice


SEPARATED = {
    "commas": "cat,dog,ice cream",
    "commas and spaces": "cat, dog, ice cream",
    "semicolons": "cat;dog;ice cream\r\n",
    "tabs": "cat\tdog\tice cream\n",
    "bars": "cat | dog | ice cream",
    "lines of a table": "cat,dog\r\nice cream\r\n",
    "several": "cat,dog;ice cream",
    "empty cells": "cat,,dog,\n,,\n;ice cream;;\n",
    "quoted": '"cat","dog","ice cream"\n',
    "quoted where need be": 'cat,"dog","ice ""cream"""\n',
    "a line break in a cell": '"cat","dog"\n"ice\ncream"\n',
    "told to Excel": "sep=;\ncat;dog;ice cream\n",
    "a list with numbers": "1. cat\n2. dog\n10) ice cream\n",
    "a list with dashes": "- cat\n* dog\n• ice cream\n",
    "dots between": "cat • dog · ice cream",
    "slashes": "cat/dog\nice cream",
    "wide commas": "cat，dog、ice cream",
    "new lines of Unicode": "cat\u2028dog\u0085ice cream",
}


@pytest.mark.parametrize("text", SEPARATED.values(), ids=SEPARATED)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_any_separator(tmp_path: Path, text: str, encoding: str) -> None:
    content = text.encode(encoding)
    if encoding in ("utf-16-le", "utf-16-be") and not text.isascii():
        content = text.encode("utf-16")  # without a mark, only A-Z tell
    assert [word.replace('"', "") for word in _targets(tmp_path, content)] == ["CAT", "DOG", "ICE CREAM"]


def test_signs_inside_words_separate_nothing(tmp_path: Path) -> None:
    content = "col·lecció\ncat\nw/o\n3/4\nhttp://cat.dog/fish\n".encode()
    assert _targets(tmp_path, content) == ("COLLECCIO", "CAT")


def test_a_line_of_words_is_a_list_and_a_short_one_a_phrase(tmp_path: Path) -> None:
    assert _targets(tmp_path, b"cat dog  fish bird\n") == ("CAT", "DOG", "FISH", "BIRD")
    assert _targets(tmp_path, b"see you later\n") == ("SEE YOU LATER",)
    assert _targets(tmp_path, b"how are you today\nfine\n") == ("HOW ARE YOU TODAY", "FINE")


#: Lists as people write them in these languages, and in what they save them.
IN_ENCODINGS = (
    ("Škoda\nžena\ncœur\ncafé", "cp1252"),
    ("Škoda\ncat\ndog", "cp1252 cp1250 iso8859_2"),
    ("cat\ndog\nKöln", "cp1252 cp1250 iso8859_15 mac_roman cp850"),
    ("naïve\ncafé\nrésumé\n" + "cat\n" * 40, "cp1252 iso8859_1 mac_roman cp850"),
    ("Müller\nGröße\nStraße\nÄpfel\nÜbung", "cp1252 cp1250 iso8859_1 mac_roman cp850 cp437"),
    ("garçon\nélève\nNoël\nœuvre\nforêt", "cp1252 iso8859_15 mac_roman"),
    ("élève", "cp1252 iso8859_1 mac_roman cp850"),
    ("mañana\nniño\ncorazón", "cp1252 iso8859_1 mac_roman cp850"),
    ("coração\nmaçã\npão\navô", "cp1252 iso8859_1 mac_roman cp850"),
    ("città\nperché\nvirtù", "cp1252 mac_roman"),
    ("smörgås\nälg\nblåbär", "cp1252 iso8859_1 mac_roman cp850"),
    ("Ærø\nsmørrebrød\nÅrhus", "cp1252 mac_roman cp850"),
    ("Škoda\nPříbram\nžluťoučký\nkůň\nÚstí", "cp1250 iso8859_2 cp852 mac_latin2"),
    ("Łódź\nświerszcz\nżółty\nKraków\nGdańsk", "cp1250 iso8859_2 cp852 mac_latin2"),
    ("őszibarack\ntűzoltó", "cp1250 iso8859_2 cp852"),
    ("čovjek\nkuća\nžaba\nšuma", "cp1250 iso8859_2"),
    ("ţară\nşcoală\npâine", "cp1250 iso8859_2"),
    ("İzmir\nışık\ngüneş\nçiçek\nağaç", "cp1254 iso8859_9"),
    ("žąsis\nšuo\nėduonis", "cp1257"),
    ("“cat”\ndon’t\nice–cream", "cp1252"),
)


@pytest.mark.parametrize(
    ("text", "encoding"),
    [(text, encoding) for text, encodings in IN_ENCODINGS for encoding in encodings.split()],
    ids=lambda value: value.split("\n")[0],
)
def test_any_usual_encoding(tmp_path: Path, text: str, encoding: str) -> None:
    assert _targets(tmp_path, text.encode(encoding)) == _targets(tmp_path, text.encode("utf-8"))


def test_other_scripts_are_told_not_read_as_nonsense(tmp_path: Path) -> None:
    for text, encoding in (("привет\nмир", "cp1251"), ("γεια\nκόσμος", "cp1253"), ("你好\n世界", "gbk")):
        with pytest.raises(UserError, match="UTF-8"):
            _targets(tmp_path, text.encode(encoding))
    with pytest.raises(UserError, match=r"no word.*привет"):
        _targets(tmp_path, "привет\nмир".encode())


def _zipped(name: str, content: str) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr(name, content)
    return file.getvalue()


def _png() -> bytes:
    file = io.BytesIO()
    Image.new("RGB", (3, 3)).save(file, "PNG")
    return file.getvalue()


DOCUMENTS = {
    "rtf": b"{\\rtf1\\ansi\\ansicpg1252 cat\\par dog}",
    "docx": _zipped("word/document.xml", "<w:t>cat</w:t>"),
    "odt": _zipped("mimetype", "application/vnd.oasis.opendocument.text"),
    "pdf": b"%PDF-1.7\n1 0 obj\n(cat)\nendobj\n",
    "doc": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1cat",
    "html": b"<!DOCTYPE html>\n<html><body>cat<br>dog</body></html>",
    "page without head": b"<p>cat</p>\n<p>dog</p>",
    "html in utf-16": "<html>cat</html>".encode("utf-16"),
    "xml": b'\xef\xbb\xbf<?xml version="1.0"?><words><word>cat</word></words>',
    "json": b'["cat", "dog"]',
    "gz": b"\x1f\x8b\x08\0cat",
    "png": _png(),
    "binary": b"cat\0\1\2dog",
}


@pytest.mark.parametrize("content", DOCUMENTS.values(), ids=DOCUMENTS)
def test_what_is_no_plain_text_is_refused_with_what_to_do(tmp_path: Path, content: bytes) -> None:
    with pytest.raises(UserError, match="text") as raised:
        _targets(tmp_path, content)
    assert "plain text" in str(raised.value) or "one word a line" in str(raised.value)


def test_words_are_left_out_and_named_never_cut(tmp_path: Path) -> None:
    file = tmp_path / "words.csv"
    file.write_text("cat,R2D2,dog,ca\N{CYRILLIC SMALL LETTER TE}\nAT&T,Łódź,50 %,schwə\n", encoding="utf-8")
    listed = load_words(file)
    assert listed.words == ("CAT", "DOG", "LODZ")
    assert listed.left_out == ("R2D2", "ca\N{CYRILLIC SMALL LETTER TE}", "AT&T", "50 %", "schwə")
    assert listed.notice == "left out 5 that cannot be spelled with A-Z ('R2D2', 'caт', 'AT&T', …)"


def test_reading_practice_takes_the_same_lists(tmp_path: Path) -> None:
    file = tmp_path / "words.csv"
    file.write_bytes("Škoda;žena;R2D2".encode("cp1250"))
    rounds = ReadingRounds(f"{READ}:{file}", save=False)
    assert "'R2D2'" in rounds.notice
    session = rounds.begin(0.0)
    assert session.showing.word == "SKODA"
    file.write_bytes(DOCUMENTS["rtf"])
    with pytest.raises(UserError, match="rich text"):
        ReadingRounds(f"{READ}:{file}", save=False)


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
