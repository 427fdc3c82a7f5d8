"""``evaluate`` on clips: what the live pipeline spells, against what was signed."""

from __future__ import annotations

import argparse
import csv
import json
import math
import sys
from collections.abc import Callable, Sequence
from contextlib import closing
from pathlib import Path
from typing import Protocol

from tqdm import tqdm

from realtime_asl.alphabet import LETTERS
from realtime_asl.errors import DONE, PARTLY_FAILED, UserError, of_item, printable
from realtime_asl.evaluation.clip_results import ClipResult, Signed, compare, summarise, table
from realtime_asl.evaluation.report import prepare_folder, write_clips_report
from realtime_asl.frame import Frame
from realtime_asl.letters.recognizer import Prediction, Recognizer
from realtime_asl.sources.open_source import open_source
from realtime_asl.spelling.decoder import AUTO, Decoder

TRANSCRIPTS = "transcripts.csv"


class Reader(Protocol):
    """What reads frames: a `Recognizer`, or something with its two methods."""

    def recognize(self, frame: Frame) -> Prediction:
        """The prediction for the next frame."""

    def close(self) -> None:
        """Frees what it holds."""


def read_transcripts(folder: Path) -> dict[str, list[Signed]]:
    """The letters of every clip of `transcripts.csv` (clip, start_s, end_s, letter), in their order.

    A row without a letter names a clip in which nobody spells.

    Raises:
        UserError: the file cannot be read, or a row is no letter with times.
    """
    path = folder / TRANSCRIPTS
    clips: dict[str, list[Signed]] = {}
    try:
        with path.open(newline="", encoding="utf-8-sig") as file:
            for row in (rows := csv.DictReader(file)):
                number = rows.line_num  # empty lines count, as in every editor
                try:
                    start, end = (_seconds(row[key]) for key in ("start_s", "end_s"))
                    signed = Signed(row["letter"].strip().upper(), start, end)
                    clip = row["clip"]
                except (KeyError, TypeError, ValueError, AttributeError):
                    raise UserError(f"line {number} of '{path}' is not 'clip,start_s,end_s,letter'") from None
                if not clip:
                    raise UserError(f"line {number} of '{path}' names no clip; name one there, or delete the line")
                letters = clips.setdefault(clip, [])
                if not signed.letter:
                    continue
                if signed.letter not in LETTERS:
                    raise UserError(f"line {number} of '{path}': '{signed.letter}' is not a letter")
                letters.append(signed)
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise UserError(f"'{path}' cannot be read ({error})") from None
    if not clips:
        raise UserError(f"'{path}' names no clips")
    return clips


def _seconds(text: str) -> float | None:
    """A time; None where none is given. Raises ValueError, also of what Python calls a number and is no time."""
    if not text.strip():
        return None
    seconds = float(text)
    if not math.isfinite(seconds):
        raise ValueError(text)
    return seconds


def read_clip(
    path: Path, signed: Sequence[Signed], reader: Reader, every: int = 1, hold: float | str = AUTO
) -> ClipResult:
    """Runs one clip through the pipeline.

    Args:
        path: the video.
        signed: what it shows.
        reader: reads its frames; new for every clip, since it remembers the last frame.
        every: take only every Nth frame.
        hold: seconds a letter is held, or "auto": read as signed.

    Raises:
        UserError: the clip cannot be opened.
    """
    decoder, events, time, before = Decoder(hold), [], 0.0, 0.0
    with closing(open_source(str(path))) as source:
        for number, frame in enumerate(source):
            if number % every == 0:
                events += decoder.update(reader.recognize(frame))
            before, time = time, frame.time
        events += decoder.finish(time)
        return compare(signed, events, 2 * time - before, source.error)


def evaluate_clips(
    folder: Path, recognizer_factory: Callable[[], Reader], every: int = 1, hold: float | str = AUTO
) -> dict[str, object]:
    """Reads all clips of a folder with transcripts and compares.

    Args:
        folder: has `transcripts.csv` and the clips that it names.
        recognizer_factory: makes the reader for a clip.
        every: take only every Nth frame (2 halves the frame rate).
        hold: seconds a letter is held, or "auto": read as signed.

    Returns:
        The summary of ``evaluate --json``; `failed` are the clips that could not be read, or only in part.

    Raises:
        UserError: there are no transcripts.
    """
    results: dict[str, ClipResult] = {}
    failed: dict[str, str] = {}
    for clip, signed in tqdm(read_transcripts(folder).items(), desc="clips", unit="", file=sys.stderr):
        reader = recognizer_factory()
        try:
            results[clip] = read_clip(folder / clip, signed, reader, every, hold)
        except Exception as error:  # noqa: BLE001 - whatever is wrong with one clip, the others are read
            failed[clip] = str(of_item(clip, error))
            # Nothing was read of what was signed.
            results[clip] = compare(signed, (), error=failed[clip])
        finally:
            reader.close()
        if results[clip].error:
            failed[clip] = results[clip].error
    return summarise(results) | {"failed": failed}


def run_clips(folder: Path, options: argparse.Namespace) -> int:
    """The command ``evaluate`` on a folder with transcripts; returns the exit code."""

    def recognizer() -> Recognizer:
        return Recognizer(options.model, options.backend, options.hand_model, options.hand)

    if options.report:
        clips = (folder / clip for clip in read_transcripts(folder))
        inputs = (folder / TRANSCRIPTS, *clips, options.model, options.hand_model)
        prepare_folder(Path(options.report), options.overwrite, inputs)
    summary = evaluate_clips(folder, recognizer, options.every, options.hold)
    for clip, error in summary["failed"].items():
        print(printable(f"error: {clip}: {error}"), file=sys.stderr)
    try:  # as of pictures
        print(json.dumps(summary) if options.json else table(summary), flush=True)
    finally:
        if options.report:
            write_clips_report(Path(options.report), summary, table(summary))
    return PARTLY_FAILED if summary["failed"] else DONE
