"""What the hold reader reads in a script of `signing_hand`."""

from __future__ import annotations

import itertools

from signing_hand import Script, reading, shape

from realtime_asl.spelling.hold_reader import HoldReader
from realtime_asl.spelling.letter_event import LetterEvent


def read_holds(script: Script, hold: float = 0.5, **film: object) -> list[LetterEvent]:
    """What the hold reader makes of a script."""
    reader, predictions = HoldReader(hold), script.film(**film)
    events = [event for prediction in predictions for event in reader.update(prediction)]
    return [*events, *reader.finish(script.time)]


def spelled(script: Script, hold: float = 0.5, **film: object) -> str:
    return text(read_holds(script, hold, **film))


def text(events: list[LetterEvent]) -> str:
    return "".join({"space": " ", "delete": "<"}.get(event.kind, event.letter or "") for event in events)


def word(letters: str, **hold: float) -> Script:
    script = Script().away(0.3)
    for letter, following in itertools.pairwise(letters + " "):
        script.letter(letter, **hold)
        if following == letter:
            script.slide()
            script.still(0.6, shape(letter), lambda s, letter=letter: reading(letter), letter)
    return script
