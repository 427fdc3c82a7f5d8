"""``--practice read``: reading practice as the whole program. Needs no camera and no models."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterable, Iterator
from contextlib import suppress
from io import TextIOWrapper
from typing import TextIO

from realtime_asl.errors import DONE, INTERRUPTED, PARTLY_FAILED, UserError
from realtime_asl.practice.reading import READ, TWO_ROUNDS
from realtime_asl.practice.reading.session import ReadingSession
from realtime_asl.runtime import interrupts
from realtime_asl.runtime.reading_rounds import ReadingRounds
from realtime_asl.runtime.reading_signer import ReadingSigner
from realtime_asl.settings import Settings, SettingsFile
from realtime_asl.sources.demo_signer import SIDES

#: The signer's picture where the person asked for none.
DEFAULT_SIZE = (960, 720)
#: Options for what the person signs: those that keep it are refused, since nothing is signed here …
KEEPING = ("record", "record_clean", "transcript")
#: … and those that say how it is seen and read only have no effect.
OF_SIGNING = ("autocorrect", "hold", "profile", "mirror", "model", "hand_model", "speak", "fps", "realtime")


def run_command(options: argparse.Namespace) -> int:
    """With a window; or headless, with the answers on standard input, one a line, and the summary as JSON.

    Raises:
        UserError: options that reading practice would pass over, or it cannot begin.
    """
    if options.teach is not None:
        raise UserError(TWO_ROUNDS)
    if kept := [_flag(option) for option in KEEPING if getattr(options, option)]:
        raise UserError(f"{kept[0]} is for what is signed in front of a camera; leave it out with --practice read")
    if options.spell is not None and options.practice != READ:
        raise UserError(f"--spell and --practice {READ}:FILE both say what is spelled; leave out one of them")
    passed_over = [_flag(option) for option in OF_SIGNING if getattr(options, option)]
    if options.backend == "torch":  # where nobody asked for it, it is the other one
        passed_over.append("--backend")
    if options.camera not in (None, "demo"):  # the demo signer spells in any case
        passed_over.insert(0, "--camera")
    if passed_over:
        what = "nothing is signed in reading practice, and so these do nothing"
        print(f"note: {what}: {', '.join(passed_over)}", file=sys.stderr)
    return run(options)


def _flag(option: str) -> str:
    return "--" + option.replace("_", "-")


def run_instead(options: argparse.Namespace) -> int:
    """Reading practice, chosen in a run that found no camera: what was to be kept of that one is not."""
    for option in ("record", "transcript"):
        if getattr(options, option):
            print(f"note: nothing is signed in reading practice, and {_flag(option)} keeps nothing", file=sys.stderr)
    return run(argparse.Namespace(**{**vars(options), "practice": READ}))


def run(options: argparse.Namespace) -> int:
    """The same as `run_command`, with options that go together."""
    settings = None if options.headless else SettingsFile()
    remembered = Settings() if settings is None else settings.load()
    rounds = ReadingRounds(
        options.practice, save=not options.no_save, pace=options.pace, spell=options.spell, remembered=remembered
    )
    with interrupts.noted():  # until the last line is printed
        return _headless(options, rounds) if settings is None else _in_window(options, rounds, settings, remembered)


def _in_window(options: argparse.Namespace, rounds: ReadingRounds, settings: SettingsFile, remembered: Settings) -> int:
    from realtime_asl.runtime.reading_window import ReadingWindow
    from realtime_asl.screen.display import require_display
    from realtime_asl.screen.window import Window

    require_display()
    with Window("realtime_asl - reading practice", size=remembered.window) as window:
        reading = ReadingWindow(
            window,
            rounds,
            size=picture_size(options),
            # What is remembered is the person's own hand; the signers are other people.
            hand=options.hand or "auto",
            text_scale=options.text_scale or remembered.text_size or 1.0,
            remember=settings.keep,
        )
        try:
            session = reading.run()
        finally:
            if window.resized is not None:
                settings.keep(window=window.resized)
            for line in (settings.notice, reading.problem):
                if line:
                    print(f"warning: {line}", file=sys.stderr)
    summary = session.summary()
    print(f"{summary['right']} of {summary['words']} words read, {summary['letters_per_second']} letters a second")
    return _exit_code(unsaved=reading.problem is not None)


def picture_size(options: argparse.Namespace) -> tuple[int, int]:
    """(width, height) of the signer's picture.

    Raises:
        UserError: it cannot be drawn in that size.
    """
    if options.width is None and options.height is None:
        return DEFAULT_SIZE
    size = options.width or round(options.height * 4 / 3), options.height or round(options.width * 3 / 4)
    if not all(SIDES[0] <= side <= SIDES[1] for side in size):
        raise UserError(f"the signer is drawn with {SIDES[0]} to {SIDES[1]} pixels a side, not {size[0]}x{size[1]}")
    return size


def size_beside_a_camera(options: argparse.Namespace) -> tuple[int, int]:
    """The same in a run whose size is the camera's: it need not be one that the signer can be drawn in."""
    try:
        return picture_size(options)
    except UserError:
        return DEFAULT_SIZE


def _headless(options: argparse.Namespace, rounds: ReadingRounds) -> int:
    if sys.stdin is None or sys.stdin.isatty():
        raise UserError("headless, reading practice takes its answers from standard input, one a line; redirect a file")
    if isinstance(sys.stdin, TextIOWrapper):  # a file in another encoding: its answers are wrong, but do not end it
        sys.stdin.reconfigure(errors="replace")
    session = rounds.begin(0.0)
    with suppress(KeyboardInterrupt):  # while it waited for an answer: what was answered is kept
        answer_all(session, _lines(sys.stdin), ReadingSigner(picture_size(options), options.hand or "auto"))
    unsaved = rounds.keep(session)
    for line in (rounds.notice, unsaved):
        if line:
            print(f"warning: {line}", file=sys.stderr)
    print(json.dumps(session.summary()))
    return _exit_code(unsaved=unsaved is not None)


def _exit_code(*, unsaved: bool) -> int:
    if interrupts.heard():
        return INTERRUPTED
    return PARTLY_FAILED if unsaved else DONE


def _lines(file: TextIO) -> Iterator[str]:
    """The lines of a file; only the waiting for one is interrupted."""
    while True:
        with interrupts.raising():
            line = file.readline()
        if not line:
            return
        yield line


def answer_all(session: ReadingSession, answers: Iterable[str], signer: ReadingSigner) -> None:
    """Give one answer after the other, each when its word was spelled to the end, until either runs out."""
    now = 0.0
    for answer in answers:
        now = session.showing.began + signer.duration(session.showing)
        word, level = session.showing.word, session.level
        for character in answer.strip():
            session.type(character)
        session.submit(now)
        result = "read" if session.words[-1].right else f"read as {answer.strip().upper() or 'nothing'}"
        print(f"{word}: {result}, {level:.1f} letters a second", file=sys.stderr)
        session.go_on(now + signer.duration(session.showing))
        if session.done:
            return
