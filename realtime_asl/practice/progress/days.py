"""On how many days in a row somebody has practised, signing or reading."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from realtime_asl.practice.progress.history import ROUNDS_KEPT, History


@dataclass(frozen=True, slots=True)
class Streak:
    """`days` in a row up to today, or up to yesterday while today's round is still to come; `more`: at least so many,
    since older rounds are no longer kept one by one."""

    days: int
    more: bool = False


def days_in_a_row(history: History, today: date) -> Streak:
    """The run of days that has not been broken by `today` (in the time of the person's clock)."""
    signed, read = history.recent, history.reading.recent
    days = {datetime.fromisoformat(entry.date).date() for entry in (*signed, *read)}
    day = today if today in days else today - timedelta(days=1)
    count = 0
    while day in days:
        count, day = count + 1, day - timedelta(days=1)
    # The list that is full and reaches no further back than the run may have lost its beginning.
    began = day + timedelta(days=1)
    lists = [entries for entries in (signed, read) if len(entries) == ROUNDS_KEPT]
    more = count > 0 and any(datetime.fromisoformat(entries[0].date).date() >= began for entries in lists)
    return Streak(count, more)
