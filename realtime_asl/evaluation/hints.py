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

from realtime_asl.alphabet import LETTERS, confusable_with
from realtime_asl.errors import DONE, PARTLY_FAILED, UserError
from realtime_asl.hand import Hand
from realtime_asl.practice.handshapes import bends_more, differences
from realtime_asl.practice.hints import STARTS_AS, Advisor, Hint


@dataclass(frozen=True, slots=True)
class Reading:
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


def told_apart(shown: str, target: str) -> bool:
    """Whether one still picture can tell two letters apart: J and I cannot be, nor Z and D."""
    return STARTS_AS.get(shown) != target and STARTS_AS.get(target) != shown


def is_right(hint: Hint, shown: str) -> bool:
    """Whether everything that a hint names differs between the two letters, and fingers move the right way."""
    if not set(hint.aspects) <= differences(shown, hint.target):
        return False
    closing = {"straighten": -1, "open": -1, "bend": 1, "fold": 1}.get(hint.verb, 0)
    return all(bends_more(finger, shown, hint.target) != -closing for finger in hint.aspects if closing)


def measure_hints(readings: Iterable[Reading], advisor: Advisor) -> dict:
    """The summary of `evaluate-hints` (shares are of 1; `hint_accuracy` is of the hints given)."""
    own, pairs = defaultdict(Counter), defaultdict(Counter)
    signers, examples, missed = defaultdict(Counter), {}, 0
    for reading in readings:
        missed += reading.hand is None
        hint = _advise(advisor, reading.letter, reading)
        for table in (own[reading.letter], signers[reading.signer]):
            table["pictures"] += 1
            table["corrected"] += hint is not None
        for target in sorted(confusable_with(reading.letter)):
            if not told_apart(reading.letter, target):
                continue
            hint = _advise(advisor, target, reading)
            outcome = "silent" if hint is None else "right" if is_right(hint, reading.letter) else "off"
            pairs[reading.letter, target][outcome] += 1
            signers[reading.signer][outcome] += 1
            if hint is not None:
                examples.setdefault((reading.letter, target), Counter())[hint.advice] += 1
    return {
        "letters": sum(table["pictures"] for table in own.values()),
        "false_corrections": _share(sum(table["corrected"] for table in own.values()), _total(own, "pictures")),
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
            f"{shown} for {target}": {
                **_quality(table),
                "says": examples[shown, target].most_common(1)[0][0] if (shown, target) in examples else None,
            }
            for (shown, target), table in sorted(pairs.items())
        },
    }


def _advise(advisor: Advisor, target: str, reading: Reading) -> Hint | None:
    return None if reading.hand is None else advisor.advise(target, reading.posterior, [reading.hand])


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


class _Reader:
    """Reads the pictures of a labelled folder with the program's own tracker and classifier."""

    def __init__(self, options: argparse.Namespace) -> None:
        from realtime_asl.classifier import LetterClassifier
        from realtime_asl.hand_tracker import HandFinder

        self._classifier = LetterClassifier(options.model, options.backend)
        self._finder = HandFinder(options.hand_model, options.hand)
        #: Pictures that could not be read.
        self.unreadable = 0

    def read(self, folder: Path) -> Iterator[Reading]:
        """The readings of all pictures of letters in `folder`."""
        from tqdm import tqdm

        from realtime_asl.pictures import read_picture
        from realtime_asl.training.data import list_pictures

        rows = [row for row in list_pictures(folder) if row.letter in LETTERS]
        if not rows:
            raise UserError(f"'{folder}' holds no pictures of letters; hints are measured on A-Z")
        for row in tqdm(rows, unit="picture", disable=None):
            try:
                image = read_picture(row.path)
            except UserError as error:
                print(f"error: {error}", file=sys.stderr)
                self.unreadable += 1
                continue
            hand = self._finder.detect(image)
            yield Reading(row.letter, row.signer, self._classifier.posterior(image, hand), hand)


def run_command(options: argparse.Namespace) -> int:
    """``python -m realtime_asl evaluate-hints DIR``."""
    reader = _Reader(options)
    summary = measure_hints(reader.read(Path(options.data)), Advisor())
    if options.json:
        print(json.dumps(summary))
    else:
        _print_table(summary)
    return PARTLY_FAILED if reader.unreadable else DONE


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
