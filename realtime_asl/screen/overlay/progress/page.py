"""The page of the practice history: figures, letters, what is mixed up, and reading."""

from __future__ import annotations

from datetime import date

import numpy as np

from realtime_asl.practice.progress.days import days_in_a_row
from realtime_asl.practice.progress.history import History
from realtime_asl.screen.overlay.progress.charts import Area, Bar, heading, letter_bars, level_line, pair_bars
from realtime_asl.screen.overlay.progress.sheet import HEIGHT, WIDTH, Sheet
from realtime_asl.screen.overlay.theme import BLUE, BOLD, DIM, GREEN, ORANGE, REGULAR, SKY, TEXT, TRACK

#: (width, height) of the picture in pixels, where nobody asks for another size.
SIZE = (1440, 1080)
MARGIN = 44
#: So many pairs and rounds of reading are drawn.
PAIRS, READING_ROUNDS = 6, 40


def progress_picture(history: History, today: date, size: tuple[int, int] = SIZE) -> np.ndarray:
    """The practice history as a picture.

    Args:
        history: what was practised; an empty one gives a page that says so.
        today: for the days in a row.
        size: (width, height) in pixels; the page is laid in its middle.

    Returns:
        (height, width, 3) uint8 BGR, a new array.
    """
    sheet = Sheet(size)
    sheet.text("Fingerspelling practice", MARGIN, 66, 44, weight=BOLD)
    if not history.letters and not history.reading.letters:
        sheet.text("Nothing was practised yet.", MARGIN, 120, 26, DIM)
        return sheet.image
    _draw_figures(sheet, history, today)
    if history.letters:
        _draw_letters(sheet, history)
    _draw_mixed_up(sheet, history, 735 if history.letters else 260)
    return sheet.image


def _draw_figures(sheet: Sheet, history: History, today: date) -> None:
    streak = days_in_a_row(history, today)
    days = f"{streak.days}{'+' if streak.more else ''}"
    figures = [(days, "day in a row" if days == "1" else "days in a row")]
    if entries := history.letters.values():
        asked, signed = sum(entry.asked for entry in entries), sum(entry.signed for entry in entries)
        unaided, seconds = sum(entry.unaided for entry in entries), sum(entry.seconds for entry in entries)
        figures += [
            (str(history.rounds), "round" if history.rounds == 1 else "rounds"),
            (str(signed), "letters signed"),
            (f"{unaided / max(asked, 1):.0%}", "without a hint"),
            (f"{seconds / max(signed, 1):.1f} s", "a letter"),
        ]
    if history.reading.letters:
        figures.append((f"{history.reading.level:.1f}/s", "reading speed"))
    step = (WIDTH - 2 * MARGIN) / max(len(figures), 4)
    for i, (number, label) in enumerate(figures):
        x = MARGIN + (i + 0.5) * step
        sheet.text(number, x, 156, 48, SKY, weight=BOLD, align="center")
        sheet.text(label, x, 188, 20, DIM, weight=REGULAR, align="center", room=step - 8)


def _draw_letters(sheet: Sheet, history: History) -> None:
    entries = history.letters
    unaided = {
        letter: Bar(entry.accuracy, f"{100 * entry.accuracy:.0f}") for letter, entry in entries.items() if entry.asked
    }
    letter_bars(sheet, Area(MARGIN, 222, WIDTH - MARGIN, 460), "Signed without a hint, %", unaided, BLUE)
    times = {letter: entry.mean_seconds for letter, entry in entries.items() if entry.signed}
    longest = max([*times.values(), 1e-6])
    bars = {letter: Bar(seconds / longest, f"{seconds:.1f}") for letter, seconds in times.items()}
    letter_bars(sheet, Area(MARGIN, 490, WIDTH - MARGIN, 705), "Seconds until a letter counted", bars, ORANGE)


def _draw_mixed_up(sheet: Sheet, history: History, top: float) -> None:
    """Side by side: letters that were read as others while signing, the reading speed, letters misread."""
    reading = history.reading
    signed = [(f"{asked} as {read}", times) for asked, read, times in history.most_confused(PAIRS)]
    misread = [(f"{shown} as {read}", times) for shown, read, times in reading.most_confused(PAIRS)]
    levels = [entry.level for entry in reading.recent[-READING_ROUNDS:]]
    parts = [part for part, there in (("signed", history.letters), ("level", levels), ("misread", misread)) if there]
    step = (WIDTH - 2 * MARGIN) / max(len(parts), 2)
    for i, part in enumerate(parts):
        area = Area(MARGIN + i * step, top, MARGIN + (i + 1) * step - 36, min(HEIGHT - 20, top + 330))
        if part == "level":
            level_line(sheet, area, "Reading speed, letters a second", levels, GREEN)
        elif part == "misread":
            pair_bars(sheet, area, "You read as another letter", misread, TRACK)
        elif signed:
            pair_bars(sheet, area, "I read as another letter", signed, TRACK)
        else:
            heading(sheet, area, "I read as another letter")
            sheet.text("none", area.x0, area.y0 + 54, 20, TEXT)
