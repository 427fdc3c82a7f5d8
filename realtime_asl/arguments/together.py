"""Which options of the live program go together: what is refused, and what has no effect and is said."""

from __future__ import annotations

import argparse
from pathlib import Path

from realtime_asl.errors import UserError
from realtime_asl.sources.open_source import device_number


def refuse_contradictions(options: argparse.Namespace) -> None:
    """Look at resolved options (see `run_options.resolved`) of a run that is no reading practice.

    Raises:
        UserError: an option without the one that it needs.
    """
    if options.spell is not None and options.camera != "demo":
        raise UserError("--spell is for the demo signer; add --camera demo")
    if options.pace is not None and options.camera != "demo":
        raise UserError("--pace is for the demo signer; add --camera demo")
    if options.record_clean and options.headless and not options.record:
        raise UserError("--record-clean says how to record; add --record FILE")


def without_effect(options: argparse.Namespace) -> list[str]:
    """A line for each resolved option that does nothing in this run, or not what one may think of it."""
    lines = []
    fixed = options.camera != "demo" and device_number(options.camera) is None
    if fixed and (named := [name for name in ("width", "height", "fps") if getattr(options, name) is not None]):
        lines.append(f"--{named[0]} is for cameras and the demo signer; a film or stream keeps its own size and rate")
    if options.teach is not None and options.no_save:
        lines.append("--no-save keeps no practice history; what is taught is kept all the same")
    return [*lines, *_without_effect_headless(options)] if options.headless else lines


def _without_effect_headless(options: argparse.Namespace) -> list[str]:
    """The same of options that would count in a window, where practice can be left."""
    lines = []
    if options.mirror:
        lines.append("--mirror is for the window; a recording shows the true picture")
    if options.text_scale != 1.0 and (options.record is None or options.record_clean):
        lines.append("--text-scale is for the window and for recordings with annotations; nothing is drawn here")
    exercise = "teaching" if options.teach is not None else "practice" if options.practice else None
    if exercise is None:
        return lines
    if options.speak:
        lines.append(f"--speak says what is spelled; {exercise} is silent")
    if options.autocorrect:
        lines.append(f"--autocorrect mends words that are spelled; {exercise} has none")
    if options.transcript and exercise == "teaching":
        lines.append("--transcript writes down what is spelled; while letters are taught it stays empty")
    elif options.transcript and Path(options.transcript).suffix.lower() != ".jsonl":
        lines.append("what is signed in practice is written to .jsonl transcripts only; this one stays empty")
    return lines
