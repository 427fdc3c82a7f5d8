"""``evaluate`` on clips: what the live pipeline spells, against what was signed."""

from __future__ import annotations

import argparse
import csv
import json
import sys
from collections.abc import Callable, Iterable, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import numpy as np
from tqdm import tqdm

from realtime_asl.alphabet import LETTERS, MOTION
from realtime_asl.errors import DONE, PARTLY_FAILED, UserError, of_item
from realtime_asl.evaluation.report import prepare_folder, write_clips_report
from realtime_asl.frame import Frame
from realtime_asl.letters.recognizer import Prediction, Recognizer
from realtime_asl.sources.open_source import open_source
from realtime_asl.spelling.decoder import Decoder, LetterEvent
from realtime_asl.spelling.speller import Speller

TRANSCRIPTS = "transcripts.csv"


class Reader(Protocol):
    """What reads frames: a `Recognizer`, or something with its two methods."""

    def recognize(self, frame: Frame) -> Prediction:
        """The prediction for the next frame."""

    def close(self) -> None:
        """Frees what it holds."""


@dataclass(frozen=True, slots=True)
class Signed:
    """A letter of a transcript; `start` and `end` are those of its hold or stroke, seconds, or None."""

    letter: str
    start: float | None
    end: float | None


@dataclass(frozen=True, slots=True)
class ClipResult:
    """What became of a clip.

    Attributes:
        expected: the letters that were signed.
        spelled: the text that came out, with its spaces.
        insertions, deletions, substitutions: of letters, in a shortest alignment.
        moving_found: J and Z that were signed and read.
        moving_false: J and Z that were read where none was signed.
        delays: seconds from the start of a hold to its commit, for the still letters that were read.
        error: one line when the clip could be read only in part, else None.
    """

    expected: str
    spelled: str
    insertions: int
    deletions: int
    substitutions: int
    moving_found: int
    moving_false: int
    delays: tuple[float, ...]
    error: str | None = None


def read_transcripts(folder: Path) -> dict[str, list[Signed]]:
    """The letters of every clip of `transcripts.csv` (clip, start_s, end_s, letter), in their order.

    Raises:
        UserError: the file cannot be read, or a row is no letter with times.
    """
    path = folder / TRANSCRIPTS
    clips: dict[str, list[Signed]] = {}
    try:
        with path.open(newline="", encoding="utf-8-sig") as file:
            for number, row in enumerate(csv.DictReader(file), start=2):
                try:
                    start, end = (float(row[key]) if row[key].strip() else None for key in ("start_s", "end_s"))
                    signed = Signed(row["letter"].strip().upper(), start, end)
                    clip = row["clip"]
                except (KeyError, TypeError, ValueError, AttributeError):
                    raise UserError(f"line {number} of '{path}' is not 'clip,start_s,end_s,letter'") from None
                if signed.letter not in LETTERS:
                    raise UserError(f"line {number} of '{path}': '{signed.letter}' is not a letter")
                clips.setdefault(clip, []).append(signed)
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise UserError(f"'{path}' cannot be read ({error})") from None
    if not clips:
        raise UserError(f"'{path}' names no clips")
    return clips


def align(expected: str, spelled: str) -> list[tuple[int | None, int | None]]:
    """A shortest alignment (Levenshtein): pairs of positions, None where a letter has no partner."""
    rows, columns = len(expected) + 1, len(spelled) + 1
    cost = np.zeros((rows, columns), int)
    cost[:, 0], cost[0, :] = np.arange(rows), np.arange(columns)
    for i in range(1, rows):
        for j in range(1, columns):
            same = cost[i - 1, j - 1] + (expected[i - 1] != spelled[j - 1])
            cost[i, j] = min(same, cost[i - 1, j] + 1, cost[i, j - 1] + 1)
    pairs: list[tuple[int | None, int | None]] = []
    i, j = rows - 1, columns - 1
    while i or j:
        if i and j and cost[i, j] == cost[i - 1, j - 1] + (expected[i - 1] != spelled[j - 1]):
            i, j = i - 1, j - 1
            pairs.append((i, j))
        elif i and cost[i, j] == cost[i - 1, j] + 1:
            i -= 1
            pairs.append((i, None))
        else:
            j -= 1
            pairs.append((None, j))
    return pairs[::-1]


def compare(signed: Sequence[Signed], events: Iterable[LetterEvent], error: str | None = None) -> ClipResult:
    """The result of a clip, from what was signed and what the decoder said."""
    speller, letters = Speller(), []
    for event in events:
        speller.apply(event)
        if event.kind == "letter":
            letters.append(event)
        elif event.kind == "delete" and letters:
            letters.pop()
    if len(signed) == 1 and signed[0].start is None:
        # The transcript says which letter the clip shows, not how often: such clips repeat their sign.
        letters = [event for k, event in enumerate(letters) if k == 0 or event.letter != letters[k - 1].letter]
    expected = "".join(item.letter for item in signed)
    spelled = "".join(event.letter or "" for event in letters)
    pairs = align(expected, spelled)
    right = [(signed[i], letters[j]) for i, j in pairs if i is not None and j is not None and expected[i] == spelled[j]]
    both = sum(i is not None and j is not None for i, j in pairs)
    found = sum(item.letter in MOTION for item, _ in right)
    return ClipResult(
        expected=expected,
        spelled=speller.text.strip(),
        insertions=sum(i is None for i, _ in pairs),
        deletions=sum(j is None for _, j in pairs),
        substitutions=both - len(right),
        moving_found=found,
        moving_false=sum(letter in MOTION for letter in spelled) - found,
        delays=tuple(
            event.time - item.start for item, event in right if item.start is not None and item.letter not in MOTION
        ),
        error=error,
    )


def read_clip(path: Path, signed: Sequence[Signed], reader: Reader, every: int = 1, hold: float = 0.5) -> ClipResult:
    """Runs one clip through the pipeline.

    Args:
        path: the video.
        signed: what it shows.
        reader: reads its frames; new for every clip, since it remembers the last frame.
        every: take only every Nth frame.
        hold: seconds a letter is held.

    Raises:
        UserError: the clip cannot be opened.
    """
    decoder, events, time = Decoder(hold), [], 0.0
    with closing(open_source(str(path))) as source:
        for number, frame in enumerate(source):
            if number % every == 0:
                events += decoder.update(reader.recognize(frame))
            time = frame.time
        events += decoder.finish(time)
        return compare(signed, events, source.error)


def evaluate_clips(
    folder: Path, recognizer_factory: Callable[[], Reader], every: int = 1, hold: float = 0.5
) -> dict[str, object]:
    """Reads all clips of a folder with transcripts and compares.

    Args:
        folder: has `transcripts.csv` and the clips that it names.
        recognizer_factory: makes the reader for a clip.
        every: take only every Nth frame (2 halves the frame rate).
        hold: seconds a letter is held.

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
            results[clip] = compare(signed, (), failed[clip])
        finally:
            reader.close()
        if results[clip].error:
            failed[clip] = results[clip].error
    return summarise(results) | {"failed": failed}


def summarise(results: dict[str, ClipResult]) -> dict[str, object]:
    """Totals over the clips, and each clip."""
    letters = sum(len(result.expected) for result in results.values())
    errors = {
        kind: sum(getattr(result, kind) for result in results.values())
        for kind in ("insertions", "deletions", "substitutions")
    }
    delays = [delay for result in results.values() for delay in result.delays]
    return {
        "clips": len(results),
        "letters": letters,
        "letter_error_rate": round(sum(errors.values()) / max(letters, 1), 4),
        **errors,
        "jz_found": sum(result.moving_found for result in results.values()),
        "jz_total": sum(letter in MOTION for result in results.values() for letter in result.expected),
        "jz_false": sum(result.moving_false for result in results.values()),
        "commit_delay_s_p50": round(float(np.median(delays)), 3) if delays else None,
        "per_clip": {clip: _per_clip(result) for clip, result in results.items()},
    }


def _per_clip(result: ClipResult) -> dict[str, object]:
    errors = result.insertions + result.deletions + result.substitutions
    return {
        "expected": result.expected,
        "spelled": result.spelled,
        "letter_error_rate": round(errors / max(len(result.expected), 1), 4),
        "insertions": result.insertions,
        "deletions": result.deletions,
        "substitutions": result.substitutions,
        "jz_found": result.moving_found,
        "jz_false": result.moving_false,
        "commit_delay_s_p50": round(float(np.median(result.delays)), 3) if result.delays else None,
    }


def table(summary: dict) -> str:
    """The summary as text for people."""
    width = max(len(clip) for clip in summary["per_clip"])
    lines = [
        f"{summary['clips']} clips, {summary['letters']} letters: letter error rate "
        f"{100 * summary['letter_error_rate']:.1f} % ({summary['insertions']} inserted, {summary['deletions']} missed, "
        f"{summary['substitutions']} replaced)",
        f"J and Z: {summary['jz_found']} of {summary['jz_total']} found, {summary['jz_false']} where none was signed",
    ]
    if summary["commit_delay_s_p50"] is not None:
        lines.append(f"from the start of a hold until it counts: {summary['commit_delay_s_p50']:.2f} s (median)")
    lines.append("")
    lines += [
        f"{clip:<{width}}  {row['expected']:<28} {row['spelled'] or '-'}" for clip, row in summary["per_clip"].items()
    ]
    return "\n".join(lines)


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
        print(f"error: {clip}: {error}", file=sys.stderr)
    if options.report:
        write_clips_report(Path(options.report), summary, table(summary))
    print(json.dumps(summary) if options.json else table(summary))
    return PARTLY_FAILED if summary["failed"] else DONE
