"""The practice history for people's terminals and for programs."""

from __future__ import annotations

from pathlib import Path

from realtime_asl.alphabet import LETTERS
from realtime_asl.practice.progress.history import History, to_json
from realtime_asl.practice.reading.report import report as reading_report
from realtime_asl.practice.reading.report import table as reading_table


def report(history: History, path: Path) -> dict:
    """The history for `progress --json`."""
    asked = sum(entry.asked for entry in history.letters.values())
    signed = sum(entry.signed for entry in history.letters.values())
    return {
        "file": str(path),
        "rounds": history.rounds,
        "letters": signed,
        "skipped": asked - signed,
        "accuracy": _ratio(sum(entry.unaided for entry in history.letters.values()), asked),
        "seconds_per_letter": _ratio(sum(entry.seconds for entry in history.letters.values()), signed),
        "per_letter": {
            letter: {
                "asked": entry.asked,
                "accuracy": round(entry.accuracy, 4),
                "seconds": round(entry.mean_seconds, 2),
                "box": entry.card.box,
            }
            for letter, entry in sorted(history.letters.items())
        },
        "confused": [
            {"asked": asked_for, "read": read, "times": times} for asked_for, read, times in history.most_confused()
        ],
        "recent": to_json(history)["recent"],
        "reading": reading_report(history.reading),
    }


def table(history: History, path: Path) -> list[str]:
    """The history as lines for a terminal."""
    read = reading_table(history.reading)
    if not history.letters and not read:
        return ["Nothing practised yet. Start with: python run_webcam.py --practice letters", f"History file: {path}"]
    signed = _signed(history, path) if history.letters else []
    return [*signed, *([""] if signed and read else []), *read, "", f"History file: {path}"]


def _signed(history: History, path: Path) -> list[str]:
    summary = report(history, path)
    lines = [
        f"{summary['rounds']} rounds, {summary['letters']} letters signed, "
        f"{summary['accuracy']:.0%} without a hint, {summary['seconds_per_letter']:.1f} s a letter",
        "",
        "letter  asked  without a hint          time a letter  safety",
    ]
    for letter, entry in sorted(history.letters.items()):
        bar = "#" * round(10 * entry.accuracy)
        time = f"{entry.mean_seconds:.1f} s" if entry.signed else "-"
        safety = "*" * entry.card.box
        lines.append(
            f"{letter:6}  {entry.asked:5}  {entry.accuracy:4.0%} {bar:10}         {time:>13}  {safety}".rstrip()
        )
    missing = [letter for letter in LETTERS if letter not in history.letters]
    if missing:
        lines += ["", f"Not practised yet: {' '.join(missing)}"]
    if history.confused:
        named = ", ".join(f"{asked} as {read} ({times})" for asked, read, times in history.most_confused())
        lines += ["", f"Most often read as another letter: {named}"]
    return lines


def _ratio(part: float, whole: float) -> float:
    return round(part / whole, 4) if whole else 0.0
