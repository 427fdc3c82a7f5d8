"""What the page of the practice history says, apart from where it stands."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from realtime_asl.practice.progress.days import days_in_a_row
from realtime_asl.practice.progress.history import History
from realtime_asl.screen.overlay.progress.charts import Area, Bar, Color, heading, level_line, pair_bars
from realtime_asl.screen.overlay.progress.sheet import Sheet
from realtime_asl.screen.overlay.theme import BLUE, BOLD, DIM, GREEN, ORANGE, REGULAR, SKY, TEXT, TRACK

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
    told = [(days, "day in a row" if days == "1" else "days in a row")]
    if entries := history.letters.values():
        asked, signed = sum(entry.asked for entry in entries), sum(entry.signed for entry in entries)
        unaided, seconds = sum(entry.unaided for entry in entries), sum(entry.seconds for entry in entries)
        told += [
            (str(history.rounds), "round" if history.rounds == 1 else "rounds"),
            (str(signed), "letters signed"),
            (f"{unaided / max(asked, 1):.0%}", "without a hint"),
            (f"{seconds / max(signed, 1):.1f} s", "a letter"),
        ]
    if history.reading.letters:
        told.append((f"{history.reading.level:.1f}/s", "reading speed"))
    return told


def draw_figure(sheet: Sheet, figure: tuple[str, str], x: float, y: float, room: float) -> None:
    """A number with its label below it, both around x; the number stands on y."""
    number, label = figure
    sheet.text(number, x, y, 48, SKY, weight=BOLD, align="center")
    sheet.text(label, x, y + 32, 20, DIM, weight=REGULAR, align="center", room=room)


def letter_charts(history: History) -> tuple[LetterChart, LetterChart]:
    """How surely and how quickly each letter was signed."""
    entries = history.letters
    unaided = {
        letter: Bar(entry.accuracy, f"{100 * entry.accuracy:.0f}") for letter, entry in entries.items() if entry.asked
    }
    times = {letter: entry.mean_seconds for letter, entry in entries.items() if entry.signed}
    longest = max([*times.values(), 1e-6])
    seconds = {letter: Bar(value / longest, f"{value:.1f}") for letter, value in times.items()}
    return (
        LetterChart("Signed without a hint, %", unaided, BLUE),
        LetterChart("Seconds until a letter counted", seconds, ORANGE),
    )


def parts(history: History) -> list[str]:
    """Which of the smaller charts there is something for; see `draw_part`."""
    levels, misread = history.reading.recent, history.reading.confused
    return [part for part, there in (("signed", history.letters), ("level", levels), ("misread", misread)) if there]


def draw_part(sheet: Sheet, area: Area, part: str, history: History) -> None:
    """Letters that were read as others while signing, the reading speed, or letters misread."""
    reading = history.reading
    if part == "level":
        levels = [entry.level for entry in reading.recent[-READING_ROUNDS:]]
        level_line(sheet, area, "Reading speed, letters a second", levels, GREEN)
    elif part == "misread":
        pairs = [(f"{shown} as {read}", times) for shown, read, times in reading.most_confused(PAIRS)]
        pair_bars(sheet, area, "You read as another letter", pairs, TRACK)
    elif pairs := [(f"{asked} as {read}", times) for asked, read, times in history.most_confused(PAIRS)]:
        pair_bars(sheet, area, "I read as another letter", pairs, TRACK)
    else:
        heading(sheet, area, "I read as another letter")
        sheet.text("none", area.x0, area.y0 + 54, 20, TEXT)
