"""What was read in reading practice, for people's terminals and for programs."""

from __future__ import annotations

from realtime_asl.practice.reading.history import ReadingHistory, to_json
from realtime_asl.practice.reading.staircase import FASTEST

#: Rounds that the table lists, and the length of the bar of the fastest reader, characters.
_ROUNDS, _BAR = 10, 30


def report(history: ReadingHistory) -> dict:
    """The history for `progress --json`; the levels in `recent` are letters a second at the end of each round."""
    shown = sum(entry.shown for entry in history.letters.values())
    missed = sum(entry.missed for entry in history.letters.values())
    return {
        "letters_per_second": history.level if history.letters else None,
        "letters": shown,
        "accuracy": round(1 - missed / shown, 4) if shown else 0.0,
        "per_letter": {
            letter: {"shown": entry.shown, "missed": entry.missed} for letter, entry in sorted(history.letters.items())
        },
        "confused": [{"shown": shown, "read": read, "times": times} for shown, read, times in history.most_confused()],
        "recent": to_json(history)["recent"],
    }


def table(history: ReadingHistory) -> list[str]:
    """The history as lines for a terminal; none where nothing was read."""
    if not history.letters:
        return []
    summary = report(history)
    lines = [
        f"Reading: {history.level:.1f} letters a second, "
        f"{summary['accuracy']:.0%} of {summary['letters']} letters read as they were spelled",
        "",
        "round       words read  letters a second at its end",
    ]
    for entry in history.recent[-_ROUNDS:]:
        bar = "#" * max(1, round(_BAR * entry.level / FASTEST))
        lines.append(f"{entry.date[:10]}  {entry.right:>3} of {entry.words:<3}  {entry.level:>4.1f} {bar}")
    missed = sorted(
        ((entry.missed / entry.shown, letter, entry) for letter, entry in history.letters.items() if entry.missed),
        key=lambda ranked: (-ranked[0], ranked[1]),
    )
    if missed:
        named = ", ".join(f"{letter} ({entry.missed} of {entry.shown})" for _, letter, entry in missed[:8])
        lines += ["", f"Misread most: {named}"]
    if history.confused:
        named = ", ".join(f"{shown} as {read} ({times})" for shown, read, times in history.most_confused())
        lines.append(f"You read as another letter: {named}")
    return lines
