"""The practice history: what is kept, how it survives damage, and how it is shown."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from datetime import datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from realtime_asl.errors import UserError
from realtime_asl.practice.progress import History, HistoryStore
from realtime_asl.practice.progress.history import ROUNDS_KEPT, extended, from_json, to_json
from realtime_asl.practice.progress.report import report, table
from realtime_asl.practice.results import LetterResult
from realtime_asl.practice.schedule import Card

DATE = datetime(2026, 3, 1, 10, 30)
ROUND = (
    LetterResult("A", 1.5),
    LetterResult("A", 2.5, hints=1, read_as=("S", "S")),
    LetterResult("B", 16.0, skipped=True, read_as=("F",)),
)


@pytest.fixture
def store(tmp_path: Path) -> HistoryStore:
    return HistoryStore(tmp_path / "data" / "practice.json")


def test_a_round_is_added_up(store: HistoryStore) -> None:
    assert store.load() == History()
    history = store.add(ROUND, DATE)
    assert store.load() == history
    a, b = history.letters["A"], history.letters["B"]
    assert (a.signed, a.unaided, a.skipped, a.seconds) == (2, 1, 0, 4.0)
    assert (a.accuracy, a.mean_seconds) == (0.5, 2.0)
    assert (b.asked, b.signed, b.accuracy, b.mean_seconds) == (1, 0, 0.0, 0.0)
    assert history.cards == {"A": Card(0, 0), "B": Card(0, 0)}
    assert history.most_confused() == [("A", "S", 2), ("B", "F", 1)]
    assert history.recent[0].date == "2026-03-01T10:30:00"
    again = store.add([LetterResult("A", 1.0)], DATE)
    assert again.rounds == 2
    assert again.cards["A"] == Card(1, 1)


def test_nothing_practised_is_nothing_kept(store: HistoryStore) -> None:
    assert store.add([], DATE) == History()
    assert extended(History(), [], "") == History()


def test_only_the_last_rounds_are_kept_one_by_one() -> None:
    history = History()
    for _ in range(ROUNDS_KEPT + 5):
        history = extended(history, [LetterResult("A", 1.0)], "2026-03-01T10:30:00")
    assert history.rounds == ROUNDS_KEPT + 5
    assert len(history.recent) == ROUNDS_KEPT
    assert history.letters["A"].signed == ROUNDS_KEPT + 5


def test_two_windows_do_not_lose_each_others_rounds(store: HistoryStore) -> None:
    other = HistoryStore(store.path)
    other.load()
    store.add(ROUND, DATE)
    assert other.add(ROUND, DATE).rounds == 2


DAMAGED = [
    b"",
    b"{",
    b"null",
    b"[]",
    b"\xff\xfe\x00",
    b'{"version": 99}',
    b'{"version": 1}',
    b"[" * 100_000,
    json.dumps({"version": 1, "rounds": -1, "letters": {}, "confused": [], "recent": []}).encode(),
    json.dumps({"version": 1, "rounds": 1, "letters": {"AB": {}}, "confused": [], "recent": []}).encode(),
    json.dumps({"version": 1, "rounds": 1, "letters": {}, "confused": [["A", "B"]], "recent": []}).encode(),
    json.dumps({"version": 1, "rounds": True, "letters": {}, "confused": [], "recent": []}).encode(),
    b'{"version": 1, "rounds": 1, "letters": {"A": {"signed": 1, "unaided": 1, "skipped": 0, "seconds": NaN,'
    b' "box": 1, "round": 0}}, "confused": [], "recent": []}',
    b'{"version": 1, "rounds": 1, "letters": {"A": {"signed": 1, "unaided": 2, "skipped": 0, "seconds": 1,'
    b' "box": 1, "round": 0}}, "confused": [], "recent": []}',
    b"x" * 1_000_001,
]


@pytest.mark.parametrize("content", DAMAGED, ids=range(len(DAMAGED)))
def test_a_damaged_file_is_set_aside_and_said(store: HistoryStore, content: bytes) -> None:
    store.path.parent.mkdir()
    for number in (1, 2):
        store.path.write_bytes(content)
        assert store.load() == History()
        aside = store.path.with_name(f"practice.damaged-{number}.json")
        assert aside.read_bytes() == content
        assert store.notice is not None
        assert str(aside) in store.notice
        assert not store.path.exists()
    assert store.add(ROUND, DATE).rounds == 1


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_any_damage_is_survived(tmp_path: Path, data: st.DataObject) -> None:
    whole = bytearray(json.dumps(to_json(extended(History(), ROUND, "2026-03-01T10:30:00"))).encode())
    for _ in range(data.draw(st.integers(1, 4))):
        whole[data.draw(st.integers(0, len(whole) - 1))] = data.draw(st.integers(0, 255))
    store = HistoryStore(tmp_path / "practice.json")
    store.path.write_bytes(bytes(whole[: data.draw(st.integers(0, len(whole)))]))
    history = store.load()
    assert from_json(to_json(history)) == history
    assert store.add(ROUND, DATE).rounds == history.rounds + 1
    table(history, store.path)
    for aside in tmp_path.glob("practice.damaged-*"):
        aside.unlink()


def test_what_cannot_be_written_is_one_line_and_leaves_the_old_file(tmp_path: Path) -> None:
    store = HistoryStore(tmp_path / "file" / "practice.json")
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(UserError, match="--no-save"):
        store.add(ROUND, DATE)
    folder = HistoryStore(tmp_path / "practice.json")
    folder.path.mkdir()
    with pytest.raises(UserError, match="--no-save"):
        folder.load()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["file", "practice.json"]


def test_report_and_table(store: HistoryStore) -> None:
    assert table(History(), store.path)[0].startswith("Nothing practised yet")
    history = store.add(ROUND, DATE)
    summary = report(history, store.path)
    assert (summary["rounds"], summary["letters"], summary["skipped"]) == (1, 2, 1)
    assert summary["accuracy"] == round(1 / 3, 4)
    assert summary["seconds_per_letter"] == 2.0
    assert summary["confused"][0] == {"asked": "A", "read": "S", "times": 2}
    text = "\n".join(table(history, store.path))
    assert "A as S (2)" in text
    assert "Not practised yet: C D" in text
    assert " 50% #####" in text


def test_the_command(tmp_path: Path, user_folder: Path, program_environment: dict[str, str]) -> None:
    environment = program_environment

    def run(*arguments: str, code: int = 0) -> subprocess.CompletedProcess:
        command = [sys.executable, "-m", "realtime_asl", "progress", *arguments]
        done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=60, check=False)
        assert done.returncode == code, done.stderr
        assert "Traceback" not in done.stderr
        return done

    path = Path(json.loads(run("--json").stdout)["file"])
    assert os.path.commonpath([path, tmp_path]) == str(tmp_path)
    HistoryStore(path).add(ROUND, DATE)
    shown = run("--picture", str(tmp_path / "p.png")).stdout
    assert "A as S (2)" in shown
    assert str(tmp_path / "p.png") in shown
    path.write_text("{")
    damaged = run()
    assert "damaged" in damaged.stderr
    assert "Nothing practised yet" in damaged.stdout
    assert "PNG" in run("--picture", "p.jpg", code=2).stderr
