"""Options that several commands have in common."""

from __future__ import annotations

import argparse

from realtime_asl.arguments.values import name

#: Seconds a letter is held until it counts, or "auto", unless the person wants it otherwise.
USUAL_HOLD: float | str = "auto"


def add_recognition(parser: argparse.ArgumentParser, *, usual_hand: str = "as seen") -> None:
    """Which models read, and which hand; `usual_hand` tells people what that is where they say nothing."""
    group = parser.add_argument_group("recognition")
    group.add_argument(
        "--backend",
        choices=("onnxruntime", "torch"),
        default="onnxruntime",
        help="what runs the classifier (default: %(default)s; torch needs the extra 'train')",
    )
    group.add_argument("--model", type=name, metavar="PATH", help="classifier weights (default: the shipped ones)")
    group.add_argument("--hand-model", type=name, metavar="PATH", help="MediaPipe's hand_landmarker.task")
    group.add_argument(
        "--hand",
        choices=("auto", "left", "right"),
        default="auto",
        help=f"the signing hand (default: {usual_hand}); the demo signer's, too",
    )


def add_verbose(parser: argparse.ArgumentParser) -> None:
    """``-v``."""
    parser.add_argument("-v", "--verbose", action="store_true", help="details and tracebacks")


def add_json(parser: argparse.ArgumentParser) -> None:
    """``--json``."""
    parser.add_argument("--json", action="store_true", help="for programs: JSON on standard output")
