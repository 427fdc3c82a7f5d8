"""Reading practice: the staircase, the comparison of answers, the choice of words, a whole round."""

from __future__ import annotations

import json
import random
import subprocess
import sys
from collections import Counter
from datetime import datetime
from pathlib import Path

import numpy as np
import pytest

from realtime_asl.practice.progress import History
from realtime_asl.practice.progress.report import report, table
from realtime_asl.practice.progress.store import HistoryStore
from realtime_asl.practice.reading.answers import compare, letters_of, misread_places
from realtime_asl.practice.reading.history import LetterRead, ReadingHistory, extended, from_json, to_json
from realtime_asl.practice.reading.session import SLOWLY, VERY_SLOWLY, ReadingSession
from realtime_asl.practice.reading.staircase import FASTEST, SLOWEST, Staircase
from realtime_asl.practice.reading.words import KINDS, Chooser, names, pool, want
from realtime_asl.practice.results import LetterResult

PROGRAM = Path(__file__).resolve().parents[2] / "run_webcam.py"


def answer(session: ReadingSession, text: str, now: float) -> None:
    for character in text:
        session.type(character)
    session.submit(now)


def given(*words: str, **options) -> ReadingSession:
    return ReadingSession(Chooser(random.Random(0), given=words), **options)


@pytest.mark.parametrize("skill", [0.9, 1.8, 3.5])
def test_the_staircase_settles_where_two_of_three_words_are_read(skill: float) -> None:
    rng, stairs, levels = random.Random(3), Staircase(), []
    for _ in range(600):
        chance = 1 / (1 + (stairs.level / skill) ** 8)  # half of the words at `skill` letters a second
        stairs = stairs.after(rng.random() < chance)
        levels.append(stairs.level)
    settled = float(np.median(levels[100:]))
    assert settled == pytest.approx(skill * 0.917, rel=0.1)  # where the chance is 2/3


def test_the_level_stays_in_its_range_and_repetitions_do_not_raise_it() -> None:
    up = down = Staircase()
    for _ in range(60):
        up, down = up.after(True), down.after(False)
    assert (up.level, down.level) == (FASTEST, SLOWEST)
    assert Staircase(2.0).after(True, replayed=True).level == 2.0
    assert Staircase(2.0).after(False, replayed=True).level < 2.0
    assert Staircase(2.0).changed(+1).level > 2.0 > Staircase(2.0).changed(-1).level


def test_before_the_first_mistake_the_steps_are_bigger() -> None:
    assert Staircase(1.0).after(True).level > Staircase(1.0, searching=False).after(True).level
    assert not Staircase(1.0).after(False).searching


@pytest.mark.parametrize(
    ("shown", "typed", "pairs", "places"),
    [
        ("CAT", "CAT", ["CC", "AA", "TT"], ()),
        ("CAT", "CUT", ["CC", "AU", "TT"], (1,)),
        ("HELLO", "HELO", ["HH", "EE", "LL", "L-", "OO"], (3,)),
        ("CAT", "CHAT", ["CC", "-H", "AA", "TT"], (0,)),
        ("AB", "", ["A-", "B-"], (0, 1)),
        ("", "", [], ()),
    ],
)
def test_answers_are_laid_beside_the_word(shown: str, typed: str, pairs: list[str], places: tuple) -> None:
    marks = compare(shown, typed)
    got = [f"{mark.shown or '-'}{mark.typed or '-'}" for mark in marks]
    if shown == "HELLO":  # either L may be the one left out
        assert Counter(got) == Counter(pairs)
        assert misread_places(marks)[0] in (2, 3)
    else:
        assert got == pairs
        assert misread_places(marks) == places


def test_only_letters_count() -> None:
    assert letters_of(" New-York 2é") == "NEWYORK"


def test_a_round_from_question_to_summary() -> None:
    session = given("CAT", "BOOK", now=0.0, level=2.0)
    view = session.view(signing=True, current=None)
    assert (view.phase, view.word, view.number, view.count) == ("question", "", 1, 2)
    first = session.showing
    session.erase()
    answer(session, "cab", 4.0)
    assert (session.view(signing=False, current=1).phase, session.view(signing=False, current=1).word) == (
        "answer",
        "CAT",
    )
    assert session.showing.number > first.number  # shown again
    assert session.showing.speeds == (SLOWLY, SLOWLY, VERY_SLOWLY)
    assert session.showing.signer == first.signer
    assert session.level < 2.0
    session.type("X")  # too late
    session.go_on(9.0)
    assert session.showing.word == "BOOK"
    assert session.showing.signer != first.signer
    answer(session, "BOOK", 12.0)
    session.go_on(13.0)
    assert session.done
    summary = session.summary()
    assert (summary["words"], summary["right"], summary["letters"], summary["letters_right"]) == (2, 1, 7, 6)
    assert summary["confused"] == (("T", "B", 1),)
    assert summary["seconds"] == pytest.approx(4.0 + 3.0)
    assert summary["letters_per_second"] == round(session.level, 2)


def test_the_longest_words_can_be_answered() -> None:
    word = "PNEUMONOULTRAMICROSCOPICSILICOVOLCANOCONIOSIS"
    session = given(word, now=0.0, level=2.0)
    answer(session, word, 30.0)
    session.go_on(31.0)
    assert session.summary()["right"] == 1


def test_replaying_shows_the_same_and_a_change_of_speed_shows_it_at_that_speed() -> None:
    session = given("CAT", level=2.0)
    first = session.showing
    session.replay(3.0)
    assert (session.showing.speeds, session.showing.began) == (first.speeds, 3.0)
    session.change_speed(-1, 5.0)
    assert session.showing.speeds[0] < 2.0
    level = session.level
    answer(session, "CAT", 8.0)
    assert session.level == level  # it was seen more than once
    assert session.words[0].replays == 2


def test_a_word_given_up_is_misread_and_an_unfinished_round_can_be_ended() -> None:
    session = given("CAT", "DOG")
    session.submit(2.0)
    assert not session.words[0].right
    session.end()
    assert session.summary()["words"] == 1


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_has_words_at_every_level(kind: str) -> None:
    for level in (0.7, 2.0, 6.0):
        words = pool(kind, level)
        assert len(words) > 20
        assert len(set(words)) == len(words)
        assert all(word == letters_of(word) for word in words)
        if kind[0].isdigit():
            assert {len(word) for word in words} >= {int(kind[0])}
            assert all(len(word) >= int(kind[0]) for word in words)
    assert len(names()) > 100


def test_words_get_longer_with_the_speed() -> None:
    slow, fast = (np.mean([len(word) for word in pool("mixed", level)]) for level in (1.0, 5.0))
    assert slow < fast - 1


def test_what_was_misread_comes_more_often() -> None:
    letters = {letter: LetterRead(20, 0) for letter in "ABCDEFGHIJKLMNOPQRSTUVWXYZ"} | {"K": LetterRead(20, 12)}
    history = ReadingHistory(letters=letters, confused={("K", "V"): 8})
    assert want("KIM", history) > 3 * want("TIM", history)
    assert want("EVA", history) > want("IDA", history)  # V is what K was taken for

    def share(known: ReadingHistory) -> float:
        chooser = Chooser(random.Random(1), "names")
        return float(np.mean(["K" in chooser.word(i, 2.0, known) for i in range(300)]))

    assert share(history) > 1.5 * share(ReadingHistory())


def test_no_word_comes_twice_within_ten() -> None:
    chooser = Chooser(random.Random(2), "3 letters")
    words = [chooser.word(i, 1.0, ReadingHistory()) for i in range(60)]
    assert all(len(set(words[i : i + 10])) == 10 for i in range(50))


def test_reading_history_is_kept_beside_what_was_signed(tmp_path: Path) -> None:
    session = given("CAT", "DOG", level=2.0)
    for typed in ("CUT", "DOG"):
        answer(session, typed, 3.0)
        session.go_on(4.0)
    store = HistoryStore(tmp_path / "practice.json")
    store.add_reading(session.words, session.level, datetime(2026, 3, 1, 12))
    reading = store.load().reading
    assert reading.letters["A"] == LetterRead(1, 1)
    assert reading.letters["D"] == LetterRead(1, 0)
    assert reading.confused == {("A", "U"): 1}
    assert (reading.recent[0].words, reading.recent[0].right) == (2, 1)
    assert reading.level == session.level
    assert from_json(to_json(reading)) == reading
    assert extended(reading, [], 3.0, "2026-03-02") == reading
    again = ReadingSession(Chooser(random.Random(0)), reading)
    assert again.level == pytest.approx(reading.level)


def test_progress_shows_the_speed_over_time_and_what_was_mixed_up(tmp_path: Path) -> None:
    store = HistoryStore(tmp_path / "practice.json")
    for day, (typed, level) in enumerate((("CUT", 1.5), ("CAT", 2.1)), start=1):
        session = given("CAT", level=2.0)
        answer(session, typed, 3.0)
        store.add_reading(session.words, level, datetime(2026, 3, day, 12))
    history = store.load()
    reading = report(history, store.path)["reading"]
    assert (reading["letters_per_second"], reading["letters"], reading["accuracy"]) == (2.1, 6, round(5 / 6, 4))
    assert reading["confused"] == [{"shown": "A", "read": "U", "times": 1}]
    assert reading["per_letter"]["A"] == {"shown": 2, "missed": 1}
    assert [(entry["date"][:10], entry["level"]) for entry in reading["recent"]] == [
        ("2026-03-01", 1.5),
        ("2026-03-02", 2.1),
    ]
    lines = table(history, store.path)
    assert lines[0] == "Reading: 2.1 letters a second, 83% of 6 letters read as they were spelled"
    assert "2026-03-01    0 of 1     1.5 ########" in lines
    assert "Misread most: A (1 of 2)" in lines
    assert "You read as another letter: A as U (1)" in lines
    assert "signed" not in "\n".join(lines)
    store.add([LetterResult("B", 1.0)], datetime(2026, 3, 3))
    both = "\n".join(table(store.load(), store.path))
    assert "1 letters signed" in both
    assert "Reading: 2.1" in both
    assert report(History(), store.path)["reading"]["letters_per_second"] is None


@pytest.mark.parametrize(
    "stored",
    [
        {},
        [],
        {"level": 99, "letters": {}, "confused": [], "recent": []},
        {"level": float("nan")},
        {"level": 2.0, "letters": {"A": [0, 5]}, "confused": [], "recent": []},
    ],
)
def test_damaged_reading_histories_are_refused(stored: object) -> None:
    with pytest.raises(ValueError, match=r".+"):
        from_json(stored)


def headless(*options: str, answers: str, home: Path, encoding: str = "utf-8") -> subprocess.CompletedProcess:
    return subprocess.run(
        [sys.executable, str(PROGRAM), "--practice", "read", "--headless", *options],
        input=answers,
        check=False,
        capture_output=True,
        encoding=encoding,
        timeout=120,
        env={
            **{"PATH": "", "PYTHONUTF8": "1", "PYTHONPATH": str(PROGRAM.parent)},
            **{"HOME": str(home), "XDG_DATA_HOME": str(home)},
        },
    )


def test_the_program_reads_scripted_answers(tmp_path: Path) -> None:
    words = "CAT DOG BOOK JAZZ MILK TREE FISH BABY LION QUIZ"
    typed = words.replace("MILK", "MUK").replace("QUIZ", "")
    done = headless("--spell", words, "--pace", "2", answers="\n".join(typed.split(" ")) + "\n", home=tmp_path)
    assert done.returncode == 0, done.stderr
    summary = json.loads(done.stdout.splitlines()[-1])
    assert (summary["words"], summary["right"]) == (10, 8)
    assert SLOWEST <= summary["letters_per_second"] <= FASTEST
    assert "MILK: read as MUK" in done.stderr
    kept = HistoryStore(next(tmp_path.rglob("practice.json"))).load()
    assert kept.reading.recent[0].right == 8


def test_answers_may_end_early_and_nothing_is_kept_unless_wanted(tmp_path: Path) -> None:
    done = headless("--no-save", answers="CAT\n", home=tmp_path)
    assert done.returncode == 0
    assert json.loads(done.stdout)["words"] == 1
    assert not list(tmp_path.rglob("practice.json"))


def test_a_recording_of_reading_practice_is_refused(tmp_path: Path) -> None:
    done = headless("--record", str(tmp_path / "x.mp4"), answers="", home=tmp_path)
    assert done.returncode == 2
    assert "--record" in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_that_reading_practice_says_nothing_aloud_is_told(tmp_path: Path) -> None:
    done = headless("--speak", "--no-save", answers="CAT\n", home=tmp_path)
    assert done.returncode == 0
    assert done.stderr.splitlines()[0].endswith("do nothing: --speak")


def test_answers_in_another_encoding_are_wrong_and_no_more(tmp_path: Path) -> None:
    done = headless("--no-save", "--spell", "CAT DOG", answers="MÜLL\nDOG\n", home=tmp_path, encoding="latin-1")
    assert done.returncode == 0, done.stderr
    summary = json.loads(done.stdout)
    assert (summary["words"], summary["right"]) == (2, 1)
