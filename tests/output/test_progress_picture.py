"""The picture of the practice history: what it shows, in any size, and without the packages of training."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path

import cv2
import numpy as np
import pytest

from realtime_asl.errors import UserError
from realtime_asl.output.progress_command import save_picture
from realtime_asl.practice.progress import History, HistoryStore
from realtime_asl.practice.progress.days import Streak, days_in_a_row
from realtime_asl.practice.progress.history import ROUNDS_KEPT, RoundHistory, extended
from realtime_asl.practice.reading.history import LetterRead, ReadingHistory, ReadingRound
from realtime_asl.practice.reading.staircase import FASTEST, SLOWEST
from realtime_asl.practice.results import LetterResult
from realtime_asl.screen.overlay.progress import progress_picture
from realtime_asl.screen.overlay.progress.content import parts
from realtime_asl.screen.overlay.theme import BLUE, GREEN, ORANGE, PANEL, TRACK

TODAY = date(2026, 3, 10)
ROUND = (
    LetterResult("A", 1.5),
    LetterResult("A", 2.5, hints=1, read_as=("S", "S")),
    LetterResult("B", 16.0, skipped=True, read_as=("F",)),
)
SIGNED = extended(History(), ROUND, "2026-03-10T10:30:00")
READ = ReadingHistory(1.7, {"U": LetterRead(5, 2)}, {("U", "V"): 2}, (ReadingRound("2026-03-09T20:00:00", 10, 8, 1.7),))


def _pixels(image: np.ndarray, color: tuple[int, int, int]) -> int:
    return int((image == color).all(axis=2).sum())


def _on_days(*ago: int, read: tuple[int, ...] = ()) -> History:
    """Rounds of signing, and of reading, so many days before `TODAY`."""
    at = [datetime(2026, 3, 10, 23, 50) - timedelta(days=days) for days in sorted(ago, reverse=True)]
    recent = tuple(RoundHistory(moment.isoformat(), 1, 1, 0, 1.0) for moment in at)
    rounds = tuple(
        ReadingRound((datetime(2026, 3, 10, 0, 5) - timedelta(days=days)).isoformat(), 1, 1, 1.0)
        for days in sorted(read, reverse=True)
    )
    return History(recent=recent, reading=ReadingHistory(recent=rounds))


@pytest.mark.parametrize(
    ("history", "days"),
    [
        (_on_days(), 0),
        (_on_days(0), 1),
        (_on_days(1), 1),  # today's round may still come
        (_on_days(2), 0),
        (_on_days(0, 0, 1, 2, 4, 5), 3),
        (_on_days(0, 2, read=(1, 3)), 4),
    ],
    ids=["never", "today", "yesterday", "too long ago", "with a gap", "signed and read in turns"],
)
def test_days_in_a_row(history: History, days: int) -> None:
    assert days_in_a_row(history, TODAY) == Streak(days)


def test_a_full_list_says_that_there_were_more_days() -> None:
    daily = _on_days(*(i // 10 for i in range(ROUNDS_KEPT)))
    assert days_in_a_row(daily, TODAY) == Streak(ROUNDS_KEPT // 10, more=True)
    broken = replace(daily, recent=(RoundHistory("2026-01-01T10:00:00", 1, 1, 0, 1.0), *daily.recent[1:]))
    assert days_in_a_row(broken, TODAY) == Streak(ROUNDS_KEPT // 10)


def test_bars_are_as_high_as_what_they_show() -> None:
    half, all_of_it = (
        extended(History(), [LetterResult("C", 2.0), LetterResult("C", 2.0, hints=hints)], "2026-03-10T10:00:00")
        for hints in (1, 0)
    )
    areas = [_pixels(progress_picture(history, TODAY), BLUE) for history in (half, all_of_it)]
    assert areas[1] / areas[0] == pytest.approx(2, rel=0.05)


def test_what_was_not_practised_is_not_drawn() -> None:
    signed = progress_picture(SIGNED, TODAY)
    assert _pixels(signed, BLUE) > 100
    assert _pixels(signed, ORANGE) > 100
    assert _pixels(signed, GREEN) == 0
    read = progress_picture(History(reading=READ), TODAY)
    assert _pixels(read, GREEN) > 50
    assert _pixels(read, TRACK) > 100
    assert _pixels(read, BLUE) == 0
    both = progress_picture(replace(SIGNED, reading=READ), TODAY)
    assert _pixels(both, BLUE) > 100
    assert _pixels(both, GREEN) > 50


def test_what_was_misread_is_shown_after_one_round_too() -> None:
    bars = []
    for missed, read_as in ((0, {}), (2, {}), (2, {("U", "V"): 2})):
        read = replace(READ, letters={"U": LetterRead(5, missed), "B": LetterRead(4, 0)}, confused=read_as)
        assert parts(History(reading=read)) == ["level", "missed"] + ["misread"] * bool(read_as)
        bars.append(_pixels(progress_picture(History(reading=read), TODAY), TRACK))
    nothing, u, u_as_v = bars
    assert u > nothing + 2000
    assert u_as_v > u + 2000


def test_one_round_of_reading_has_its_place_between_the_slowest_and_the_fastest() -> None:
    places = []
    for level in (SLOWEST, 1.7, FASTEST):
        rounds = (replace(READ.recent[0], level=level),)
        history = History(reading=replace(READ, letters={"U": LetterRead(1, 1)}, recent=rounds))
        places.append(_pixels(progress_picture(history, TODAY), GREEN))
    slowest, between, fastest = places
    assert slowest < 0.2 * fastest
    assert (between - slowest) / (fastest - slowest) == pytest.approx(0.41, abs=0.03)  # log(1.7 / 0.7) / log(6 / 0.7)


@pytest.mark.parametrize("size", [(640, 480), (1280, 720), (480, 854)], ids=str)
def test_before_the_first_round_it_stands_in_the_middle(size: tuple[int, int]) -> None:
    rows, columns = np.nonzero((progress_picture(History(), TODAY, size) != PANEL).any(axis=2))
    for low, high, room in ((columns.min(), columns.max(), size[0]), (rows.min(), rows.max(), size[1])):
        assert low > 0.02 * room
        assert (low + high) / 2 == pytest.approx(room / 2, rel=0.1)
    assert columns.max() - columns.min() > 0.65 * size[0]


@pytest.mark.parametrize("size", [(1440, 1080), (640, 480), (300, 900), (2000, 90), (3, 2), (1, 1)])
@pytest.mark.parametrize(
    "history", [History(), SIGNED, History(reading=READ), replace(SIGNED, reading=READ)], ids=range(4)
)
def test_any_size(size: tuple[int, int], history: History) -> None:
    image = progress_picture(history, TODAY, size)
    assert image.shape == (size[1], size[0], 3)
    assert image.dtype == np.uint8


def test_it_is_written_as_png(tmp_path: Path) -> None:
    png = tmp_path / "Übung Ж.png"
    with pytest.raises(UserError, match="nothing was practised"):
        save_picture(History(), png, TODAY)
    save_picture(SIGNED, png, TODAY)
    assert (cv2.imdecode(np.fromfile(png, np.uint8), cv2.IMREAD_COLOR) == progress_picture(SIGNED, TODAY)).all()
    with pytest.raises(UserError, match="--overwrite"):
        save_picture(SIGNED, png, TODAY)
    save_picture(replace(SIGNED, reading=READ), png, TODAY, overwrite=True)
    with pytest.raises(UserError, match="PNG"):
        save_picture(SIGNED, tmp_path / "progress.jpg", TODAY)
    with pytest.raises(UserError, match="cannot be written"):
        save_picture(SIGNED, tmp_path / "none" / "progress.png", TODAY)


#: Runs a command in a Python where the packages of the extra `train` cannot be imported.
WITHOUT_TRAIN = """
import sys
from realtime_asl.cli import EXTRA_PACKAGES, main

class Missing:
    def find_spec(self, name, path=None, target=None):
        if name.split(".")[0] in EXTRA_PACKAGES:
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)

sys.meta_path.insert(0, Missing())
sys.exit(main(sys.argv[1:]))
"""


def test_the_base_installation_draws_it(tmp_path: Path, program_environment: dict[str, str]) -> None:
    folders = ("XDG_DATA_HOME", "LOCALAPPDATA", "APPDATA", "HOME", "USERPROFILE")
    environment = program_environment | {name: str(tmp_path) for name in folders}
    where = "from realtime_asl.practice.progress import HistoryStore; print(HistoryStore().path)"
    found = subprocess.run([sys.executable, "-c", where], env=environment, capture_output=True, text=True, check=True)
    HistoryStore(Path(found.stdout.strip())).add(ROUND, datetime(2026, 3, 10, 10, 30))
    png = tmp_path / "progress.png"
    command = [sys.executable, "-c", WITHOUT_TRAIN, "progress", "--picture", str(png)]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr
    assert cv2.imread(str(png)) is not None
