from __future__ import annotations

import subprocess
import sys

import pytest

from realtime_asl.spelling import english_words
from realtime_asl.spelling.english_words import background_lexicon, load_lexicon


def test_is_done_once_in_the_background():
    first, second = background_lexicon(), background_lexicon()
    assert first is second
    assert len(first.result(timeout=60)) > 80_000


def test_a_missing_dictionary_leaves_the_program_without_suggestions(monkeypatch, caplog):
    monkeypatch.setattr(english_words, "_loading", None)
    monkeypatch.setattr(english_words, "DICTIONARY", "no_such_file.txt")
    assert len(background_lexicon().result(timeout=60)) == 0
    assert "no word suggestions" in caplog.text


def test_a_missing_package_is_told(monkeypatch):
    monkeypatch.setattr(english_words, "PACKAGE", "no_such_package_at_all")
    with pytest.raises(OSError, match="not installed"):
        load_lexicon()


def test_importing_it_loads_neither_words_nor_package():
    code = "import sys, realtime_asl.spelling.speller; print('symspellpy' in sys.modules, 'torch' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["False", "False"]
