"""``classify``: the letter in each picture, as a table or as JSON lines."""

from __future__ import annotations

import argparse
import json
import sys

from realtime_asl.errors import DONE, PARTLY_FAILED, UserError, of_item, printable
from realtime_asl.letters.stills import StillReader, StillReading, expand
from realtime_asl.sources.pictures import read_scaled


def as_json(path: str, reading: StillReading, zoom: float = 1.0) -> dict:
    """One line of ``classify --json``; box in pixels of the upright picture, `zoom` times those of the reading."""
    letter, confidence = reading.top(1)[0]
    hand = reading.hand
    return {
        "path": path,
        "letter": letter,
        "confidence": round(confidence, 4),
        "top": [[name, round(value, 4)] for name, value in reading.top(3)],
        "hand": None
        if hand is None
        else {
            "handedness": hand.handedness,
            "score": round(hand.score, 4),
            "box": [round(value * zoom, 1) for value in hand.box],
        },
    }


def as_row(path: str, reading: StillReading) -> str:
    """One line of the readable table."""
    (letter, confidence), *others = reading.top(3)
    rest = ", ".join(f"{name} {value:.0%}" for name, value in others)
    hand = f"{reading.hand.handedness.lower()} hand" if reading.hand else "no hand found: whole picture read"
    return f"{letter:<8} {confidence:>4.0%}  ({rest})  {hand:<12}  {printable(path)}"


def run_command(options: argparse.Namespace) -> int:
    """The command ``classify``: every picture is tried; unreadable ones are named on stderr."""
    reader = StillReader(options.model, options.backend, options.hand_model, options.hand)
    exit_code = DONE

    def failed(error: UserError) -> int:
        print(f"error: {error}", file=sys.stderr, flush=True)
        return PARTLY_FAILED

    for given in options.paths:
        try:
            paths = list(expand([given]))
        except (UserError, OSError) as error:  # OSError: a folder that may not be entered, a name that is too long
            exit_code = failed(of_item(given, error))
            continue
        for path in paths:
            try:
                image, zoom = read_scaled(path)
                reading = reader.read(image)
            except Exception as error:  # noqa: BLE001 - whatever is wrong with one picture, the others are read
                exit_code = failed(of_item(path, error))
                continue
            print(json.dumps(as_json(path, reading, zoom)) if options.json else as_row(path, reading), flush=True)
    reader.close()
    return exit_code
