"""``evaluate-hints``: are the practice hints silent when they should be, and right when they speak?

Every picture is shown to the advisor as its own letter (any hint is a false correction) and as each
letter it is easily confused with (a hint must come, and must name something in which the two letters
differ by the hand-written table of `practice.handshapes`, which takes no part in making hints).
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from tqdm import tqdm

from realtime_asl.alphabet import LETTERS, confusable_with
from realtime_asl.errors import DONE, PARTLY_FAILED, UserError, of_item
from realtime_asl.hand import Hand
from realtime_asl.letters.stills import StillReader
from realtime_asl.practice.handshapes import bends_more, differences
from realtime_asl.practice.hints import STARTS_AS, Advisor, Hint
from realtime_asl.sources.labelled import Labelled, list_pictures


@dataclass(frozen=True, slots=True)
class Shown:
    """A labelled picture as the program saw it.

    Attributes:
        letter: what is signed, A-Z.
        signer: who signs.
        posterior: (29,) what the classifier read.
        hand: None when none was found.
    """

    letter: str
    signer: str
    posterior: np.ndarray
    hand: Hand | None


def distinguishable(shown: str, target: str) -> bool:
    """Whether one still picture distinguishes two letters: J and I cannot be, nor Z and D."""
    return STARTS_AS.get(shown) != target and STARTS_AS.get(target) != shown


def is_right(hint: Hint, shown: str) -> bool:
    """Whether everything that a hint names differs between the two letters, and fingers move the right way."""
    if not set(hint.aspects) <= differences(shown, hint.target):
        return False
    closing = {"straighten": -1, "open": -1, "bend": 1, "fold": 1}.get(hint.verb, 0)
    return all(bends_more(finger, shown, hint.target) != -closing for finger in hint.aspects if closing)


def measure_hints(pictures: Iterable[Shown], advisor: Advisor) -> dict:
    """The summary of `evaluate-hints` (shares are of 1; `hint_accuracy` is of the hints given)."""
    own, pairs = defaultdict(Counter), defaultdict(Counter)
    signers, advice, missed = defaultdict(Counter), defaultdict(Counter), 0
    for shown in pictures:
        missed += shown.hand is None
        hint = _advise(advisor, shown.letter, shown)
        for table in (own[shown.letter], signers[shown.signer]):
            table["pictures"] += 1
            table["corrected"] += hint is not None
        for target in sorted(confusable_with(shown.letter)):
            if not distinguishable(shown.letter, target):
                continue
            hint = _advise(advisor, target, shown)
            outcome = "silent" if hint is None else "right" if is_right(hint, shown.letter) else "off"
            pairs[shown.letter, target][outcome] += 1
            signers[shown.signer][outcome] += 1
            if hint is not None:
                advice[shown.letter, target][hint.advice] += 1
    return {
        "letters": _total(own, "pictures"),
        "false_corrections": _share(_total(own, "corrected"), _total(own, "pictures")),
        "pairs": sum(table.total() for table in pairs.values()),
        **_quality(sum(pairs.values(), Counter())),
        "missed_hands": missed,
        "per_letter": {
            letter: {
                "pictures": own[letter]["pictures"],
                "false_corrections": _share(own[letter]["corrected"], own[letter]["pictures"]),
                **_quality(sum((table for (_, target), table in pairs.items() if target == letter), Counter())),
            }
            for letter in LETTERS
            if letter in own
        },
        "per_signer": {
            signer: {"false_corrections": _share(table["corrected"], table["pictures"]), **_quality(table)}
            for signer, table in sorted(signers.items())
        },
        "per_pair": {
            f"{letter} for {target}": {
                **_quality(table),
                "says": max(advice[letter, target], key=advice[letter, target].__getitem__, default=None),
            }
            for (letter, target), table in sorted(pairs.items())
        },
    }


def _advise(advisor: Advisor, target: str, shown: Shown) -> Hint | None:
    return None if shown.hand is None else advisor.advise(target, shown.posterior, [shown.hand])


def _share(part: int, whole: int) -> float:
    return round(part / whole, 4) if whole else 0.0


def _total(tables: dict[str, Counter], name: str) -> int:
    return sum(table[name] for table in tables.values())


def _quality(table: Counter) -> dict[str, float]:
    given = table["right"] + table["off"]
    return {
        "hint_accuracy": _share(table["right"], given),
        "no_hint": _share(table["silent"], given + table["silent"]),
    }


def read_shown(reader: StillReader, rows: Iterable[Labelled], failures: list[UserError]) -> Iterator[Shown]:
    """Reads labelled pictures one by one; those that cannot be read are reported and added to `failures`."""
    for row in rows:
        try:
            reading = reader.read(row.picture())
        except Exception as error:  # noqa: BLE001 - whatever is wrong with one picture, the others are read
            failures.append(of_item(row.path, error))
            tqdm.write(f"error: {failures[-1]}", file=sys.stderr)
            continue
        yield Shown(row.letter, row.signer, reading.posterior, reading.hand)


def run_command(options: argparse.Namespace) -> int:
    """``python -m realtime_asl evaluate-hints DIR``."""
    listed = (row for row in list_pictures(Path(options.data)) if not row.doubt)
    rows = [row for row in listed if row.letter in LETTERS or row.problem]
    if not rows:
        raise UserError(f"'{options.data}' holds no pictures of undisputed letters; hints are measured on A-Z")
    failures: list[UserError] = []
    reader = StillReader(options.model, options.backend, options.hand_model, options.hand)
    try:
        progress = tqdm(rows, desc="pictures", unit="", file=sys.stderr)
        summary = measure_hints(read_shown(reader, progress, failures), Advisor())
    finally:
        reader.close()
    if not summary["letters"]:
        raise UserError("none of the labelled pictures could be read; check the paths in manifest.csv")
    if options.json:
        print(json.dumps(summary))
    else:
        _print_table(summary)
    return PARTLY_FAILED if failures else DONE


def _print_table(summary: dict) -> None:
    print("letter  pictures  corrected though right  no hint  hint right")
    for letter, row in summary["per_letter"].items():
        print(
            f"{letter:6}  {row['pictures']:8}  {row['false_corrections']:22.1%}"
            f"  {row['no_hint']:7.1%}  {row['hint_accuracy']:10.1%}"
        )
    print(f"\n{summary['letters']} pictures, {summary['pairs']} pairs with a letter easily confused")
    print(f"corrected though right {summary['false_corrections']:.1%}  (no hand found: {summary['missed_hands']})")
    print(f"no hint {summary['no_hint']:.1%}, of the hints given right {summary['hint_accuracy']:.1%}")
