"""``run_webcam.py``, and ``run``: from the options to the last line that is printed."""

from __future__ import annotations

import argparse
import json
import sys

from realtime_asl.app import run
from realtime_asl.errors import DONE, INTERRUPTED, NoCamera, UserError, printable
from realtime_asl.run_options import resolved
from realtime_asl.runtime import interrupts
from realtime_asl.runtime.outcome import Outcome
from realtime_asl.settings import SettingsFile


def run_command(options: argparse.Namespace) -> int:
    """The last line on stdout is the spelled text, or the practice summary."""
    with interrupts.noted():  # until the last line is printed
        if options.headless:
            # Without a window nobody could see what was chosen once: there, only the options count.
            return _print_outcome(options, run(options))
        while True:
            try:
                return _print_outcome(options, run(options, settings=SettingsFile()))
            except NoCamera as error:
                choice = _ask(options, str(error))
                print(f"warning: {error}", file=sys.stderr)
            if choice is None:
                return INTERRUPTED if interrupts.heard() else DONE
            if choice == "read":
                from realtime_asl.runtime import reading_run

                return reading_run.run_instead(options)
            if choice == "demo":
                options.camera = "demo"


def _ask(options: argparse.Namespace, why: str) -> str | None:
    from realtime_asl.runtime.no_camera import ask_without_camera

    remembered = SettingsFile().load()
    scale = resolved(options, remembered).text_scale
    return ask_without_camera(why, text_scale=scale, size=remembered.window)


def _print_outcome(options: argparse.Namespace, outcome: Outcome) -> int:
    for take in outcome.takes:
        if take.exists():
            print(printable(f"recorded {take}"), file=sys.stderr)
    for note in outcome.notes:
        print(printable(f"note: {note}"), file=sys.stderr)
    for problem in outcome.problems:
        print(printable(f"warning: {problem}"), file=sys.stderr)
    practised = options.headless and outcome.practice is not None
    result = json.dumps(outcome.practice) if practised else outcome.text.strip()
    try:
        print(result, flush=True)
    except UserError:  # standard output is on a full disk
        print(printable(f"result: {result}"), file=sys.stderr)
        raise
    return outcome.exit_code
