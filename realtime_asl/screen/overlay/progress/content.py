"""What the page of the practice history says, apart from where it stands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from realtime_asl.practice.progress.days import days_in_a_row
from realtime_asl.practice.progress.history import History
from realtime_asl.practice.reading.history import LetterRead, ReadingHistory
from realtime_asl.practice.reading.staircase import FASTEST, SLOWEST
from realtime_asl.screen.overlay.progress.charts import Area, Bar, Color, Row, level_line, level_scale, row_bars
from realtime_asl.screen.overlay.progress.sheet import Sheet
from realtime_asl.screen.overlay.theme import BLUE, BOLD, DIM, GREEN, ORANGE, REGULAR, SKY, TRACK

#: So many pairs and rounds of reading are drawn.
PAIRS, READING_ROUNDS = 6, 40


@dataclass(frozen=True, slots=True)
class LetterChart:
    """A bar for each letter that was practised."""

    title: str
    bars: dict[str, Bar]
    color: Color


def figures(history: History, today: date) -> list[tuple[str, str]]:
    """(number, label) of what counts most."""
    streak = days_in_a_row(history, today)
    days = f"{streak.days}{'+' if streak.more else ''}"
    tiles = [(days, "day in a row" if days == "1" else "days in a row")]
    if entries := history.letters.values():
        asked, signed = sum(entry.asked for entry in entries), sum(entry.signed for entry in entries)
        unaided, seconds = sum(entry.unaided for entry in entries), sum(entry.seconds for entry in entries)
        tiles += [
            (str(history.rounds), "round" if history.rounds == 1 else "rounds"),
            (str(signed), "letters signed"),
            (f"{unaided / max(asked, 1):.0%}", "without a hint"),
            (f"{seconds / max(signed, 1):.1f} s", "a letter"),
        ]
    if reading := history.reading.letters.values():
        if not entries:
            shown, missed = sum(entry.shown for entry in reading), sum(entry.missed for entry in reading)
            tiles += [(str(shown), "letters seen"), (f"{1 - missed / max(shown, 1):.0%}", "read right")]
        tiles.append((f"{history.reading.level:.1f}/s", "reading speed"))
    return tiles


def draw_figure(sheet: Sheet, figure: tuple[str, str], x: float, y: float, room: float) -> None:
    """A number with its label below it, both around x; the number stands on y."""
    number, label = figure
    sheet.text(number, x, y, 48, SKY, weight=BOLD, align="center")
    sheet.text(label, x, y + 32, 20, DIM, weight=REGULAR, align="center", room=room)


def letter_charts(history: History) -> list[LetterChart]:
    """How surely and how quickly each letter was signed; where none was, how surely each was read."""
    entries = history.letters
    if not entries:
        read = {letter: 1 - _share(entry) for letter, entry in history.reading.letters.items()}
        bars = {letter: Bar(share, f"{100 * share:.0f}") for letter, share in read.items()}
        return [LetterChart("Letters read right, %", bars, GREEN)]
    unaided = {
        letter: Bar(entry.accuracy, f"{100 * entry.accuracy:.0f}") for letter, entry in entries.items() if entry.asked
    }
    times = {letter: entry.mean_seconds for letter, entry in entries.items() if entry.signed}
    longest = max([*times.values(), 1e-6])
    seconds = {letter: Bar(value / longest, f"{value:.1f}") for letter, value in times.items()}
    return [
        LetterChart("Signed without a hint, %", unaided, BLUE),
        LetterChart("Seconds until a letter counted", seconds, ORANGE),
    ]


def parts(history: History) -> list[str]:
    """Which of the smaller charts there is something for; see `draw_part`."""
    read = history.reading
    found = {"signed": history.letters, "level": read.recent, "missed": read.letters, "misread": read.confused}
    return [part for part, there in found.items() if there]


def draw_part(sheet: Sheet, area: Area, part: str, history: History) -> None:
    """Letters that were read as others while signing, the reading speed, or letters misread, alone and as what."""
    reading = history.reading
    if part == "level":
        title, levels = "Reading speed", [entry.level for entry in reading.recent[-READING_ROUNDS:]]
        if len(levels) > 1:
            level_line(sheet, area, title, levels, GREEN)
        else:
            level_scale(sheet, area, title, (SLOWEST, levels[0], FASTEST), GREEN)
    elif part == "missed":
        row_bars(sheet, area, "You misread most", _missed(reading), TRACK)
    elif part == "misread":
        row_bars(sheet, area, "You mixed up", _pairs(reading.most_confused(PAIRS)), TRACK)
    else:
        row_bars(sheet, area, "I read as another letter", _pairs(history.most_confused(PAIRS)), TRACK)


def _pairs(pairs: Sequence[tuple[str, str, int]]) -> list[Row]:
    most = max((times for *_, times in pairs), default=1)
    return [Row(f"{one} as {other}", times / most, f"{times}×") for one, other, times in pairs]


def _share(entry: LetterRead) -> float:
    """How much of a letter was misread, 0..1."""
    return min(entry.missed / max(entry.shown, 1), 1.0)


def _missed(reading: ReadingHistory) -> list[Row]:
    """The letters of which the largest share was misread."""
    missed = [(_share(entry), name, entry) for name, entry in reading.letters.items() if entry.missed]
    ranked = sorted(missed, key=lambda entry: (-entry[0], entry[1]))[:PAIRS]
    return [Row(name, share, f"{entry.missed} of {entry.shown}") for share, name, entry in ranked]
