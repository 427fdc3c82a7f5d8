"""The options of the live program."""

from __future__ import annotations

import argparse

from realtime_asl.arguments.shared import USUAL_HOLD, add_recognition, add_verbose
from realtime_asl.arguments.values import count, hold, name, positive
from realtime_asl.sources.address import tidy


def add_run_arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments of the live program; run_webcam.py and `run` take the same ones."""
    parser.add_argument(
        "--camera",
        type=lambda text: tidy(name(text)),
        metavar="SOURCE",
        help="camera number, video file, stream URL, or 'demo' (default: the camera used last, else 0)",
    )
    parser.add_argument("--spell", metavar="TEXT", help="what the demo signer spells (A-Z and space)")
    parser.add_argument(
        "--pace",
        type=positive,
        metavar="X",
        help="how fast the demo signer spells: 1 (the default) is natural, 0.8 letters a second; 4 is fluent",
    )
    parser.add_argument("--headless", action="store_true", help="no window; the spelled text is the last line printed")
    parser.add_argument("--realtime", action="store_true", help="headless: a file at its own speed")
    group = parser.add_argument_group("output")
    group.add_argument("--record", type=name, metavar="FILE", help="annotated video: .mp4, .gif or .webp")
    group.add_argument("--record-clean", action="store_true", help="record without the annotations")
    group.add_argument("--transcript", type=name, metavar="FILE", help=".jsonl, .txt, .srt or .vtt")
    group.add_argument("--overwrite", action="store_true", help="replace outputs that exist")
    group.add_argument("--speak", action="store_true", help="finished words are said aloud by the system's voice")
    group = parser.add_argument_group("practice")
    group.add_argument(
        "--practice",
        nargs="?",
        const="",
        metavar="WHAT",
        help="'letters', 'words' or a text file of words (default: the list used last, else letters); "
        "'read', 'read:FILE': what the demo signer spells",
    )
    group.add_argument(
        "--teach",
        nargs="?",
        const="",
        metavar="LETTERS",
        help="show letters as examples of your own hand (default: the 24 that are held still)",
    )
    group.add_argument(
        "--profile",
        type=name,
        metavar="NAME",
        help="whose examples are used (default: me; headless without --teach: nobody's)",
    )
    group.add_argument("--no-save", action="store_true", help="keep no practice history")
    group = parser.add_argument_group("spelling")
    group.add_argument(
        "--hold",
        type=hold,
        metavar="S",
        help="seconds a letter is held until it counts; auto: read as signed "
        f"(default: as last time, else {USUAL_HOLD})",
    )
    group.add_argument("--autocorrect", action="store_true", help="mend finished words when the evidence is clear")
    add_recognition(parser, usual_hand="as last time, else as seen")
    parser.set_defaults(hand=None)
    group = parser.add_argument_group("camera and window")
    group.add_argument(
        "--mirror",
        action=argparse.BooleanOptionalAction,
        default=None,
        help="show a mirror image (default: for live cameras only, or as last time)",
    )
    group.add_argument("--width", type=count, metavar="PX", help="of the picture: cameras and the demo signer")
    group.add_argument("--height", type=count, metavar="PX", help="the same")
    group.add_argument("--fps", type=positive, metavar="N", help="frames a second: cameras and the demo signer")
    group.add_argument(
        "--text-scale", type=positive, metavar="X", help="size of the text (1.5 for projectors; default: as last time)"
    )
    add_verbose(parser)
