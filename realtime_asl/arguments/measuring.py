"""The options of the commands that measure: accuracy, hints, speed, endurance."""

from __future__ import annotations

import argparse

from realtime_asl.arguments.shared import USUAL_HOLD, add_recognition
from realtime_asl.arguments.values import count, hold, name, positive
from realtime_asl.sources.address import tidy


def add_evaluate(parser: argparse.ArgumentParser) -> None:
    """``evaluate``."""
    parser.add_argument("data", type=name, metavar="DIR", help="manifest.csv, a folder per class, or transcripts.csv")
    parser.add_argument("--report", type=name, metavar="OUT", help="write plots, tables and a page to this folder")
    parser.add_argument("--overwrite", action="store_true", help="write into a report folder that has files")
    parser.add_argument(
        "--every", type=count, default=1, metavar="N", help="clips: take every Nth frame (2 halves the rate)"
    )
    parser.add_argument(
        "--adapt",
        type=count,
        metavar="N",
        help="pictures: each signer's first N of a letter teach the program that hand, the rest is measured",
    )
    parser.add_argument(
        "--hold", type=hold, default=USUAL_HOLD, metavar="S", help="clips: seconds a letter is held, or auto"
    )
    add_recognition(parser)


def add_evaluate_hints(parser: argparse.ArgumentParser) -> None:
    """``evaluate-hints``."""
    parser.add_argument("data", type=name, metavar="DIR")
    add_recognition(parser)


def add_benchmark(parser: argparse.ArgumentParser) -> None:
    """``benchmark``."""
    parser.add_argument("--camera", type=tidy, default="demo", metavar="SOURCE")
    parser.add_argument("--window", action="store_true", help="through the real window")
    parser.add_argument(
        "--record", type=name, metavar="FILE", help="record meanwhile (each turn replaces that of the last one)"
    )
    parser.add_argument("--overwrite", action="store_true", help="replace a recording that exists")
    parser.add_argument("--compare", choices=("torch",), help="with the usual recipe and eager torch, too")
    parser.add_argument(
        "--against",
        type=name,
        metavar="PATH",
        help="in turns with other weights, or with the checkout in another folder",
    )
    parser.add_argument("--idle", action="store_true", help="what it costs while nobody is in view")
    parser.add_argument("--turns", type=count, default=1, metavar="N", help="program and floor in turns, N times")
    parser.add_argument("--seconds", type=positive, metavar="S", help="how long the source is repeated")
    add_recognition(parser)


def add_soak(parser: argparse.ArgumentParser) -> None:
    """``soak``."""
    parser.add_argument("--camera", type=tidy, default="demo", metavar="SOURCE")
    parser.add_argument("--minutes", type=positive, default=30.0)
    add_recognition(parser)
