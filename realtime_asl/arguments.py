"""What can be typed after ``python -m realtime_asl``: every command with its options."""

from __future__ import annotations

import argparse

from realtime_asl.errors import UserError
from realtime_asl.sources.address import tidy

#: Seconds a letter is held until it counts, or "auto", unless the person wants it otherwise.
HOLD: float | str = "auto"
#: Fabric's names for the numbers that training calculates with.
PRECISIONS = ("auto", "32-true", "16-mixed", "bf16-mixed")


class _Parser(argparse.ArgumentParser):
    """argparse with this project's one-line errors."""

    def error(self, message: str) -> None:
        raise UserError(f"{message}; see '{self.prog} --help'")


def _positive(text: str) -> float:
    value = float(text)
    if not 0 < value < 1e6:
        raise argparse.ArgumentTypeError(f"{text} is not a positive number")
    return value


def _hold(text: str) -> float | str:
    return text if text == "auto" else _positive(text)


def _count(text: str) -> int:
    value = int(text)
    if not 0 < value < 10**6:
        raise argparse.ArgumentTypeError(f"{text} is not a positive whole number")
    return value


def _count_or_none(text: str) -> int:
    return 0 if text == "0" else _count(text)


def _add_recognition(parser: argparse.ArgumentParser) -> None:
    group = parser.add_argument_group("recognition")
    group.add_argument(
        "--backend",
        choices=("onnxruntime", "torch"),
        default="onnxruntime",
        help="what runs the classifier (default: %(default)s; torch needs the extra 'train')",
    )
    group.add_argument("--model", metavar="PATH", help="classifier weights (default: the shipped ones)")
    group.add_argument("--hand-model", metavar="PATH", help="MediaPipe's hand_landmarker.task")
    group.add_argument(
        "--hand",
        choices=("auto", "left", "right"),
        default="auto",
        help="the signing hand (default: as seen); the demo signer's, too",
    )


def add_run_arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments of the live program; run_webcam.py and `run` take the same ones."""
    parser.add_argument(
        "--camera",
        type=tidy,
        metavar="SOURCE",
        help="camera number, video file, stream URL, or 'demo' (default: the camera used last, else 0)",
    )
    parser.add_argument("--spell", metavar="TEXT", help="what the demo signer spells (A-Z and space)")
    parser.add_argument(
        "--pace",
        type=_positive,
        metavar="X",
        help="how fast the demo signer spells: 1 (the default) is natural, 0.8 letters a second; 4 is fluent",
    )
    parser.add_argument("--headless", action="store_true", help="no window; the spelled text is the last line printed")
    parser.add_argument("--realtime", action="store_true", help="headless: a file at its own speed")
    group = parser.add_argument_group("output")
    group.add_argument("--record", metavar="FILE", help="annotated video: .mp4, .gif or .webp")
    group.add_argument("--record-clean", action="store_true", help="record without the annotations")
    group.add_argument("--transcript", metavar="FILE", help=".jsonl, .txt, .srt or .vtt")
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
    group.add_argument("--profile", metavar="NAME", help="whose examples are used (default: me; headless: nobody's)")
    group.add_argument("--no-save", action="store_true", help="keep no practice history")
    group = parser.add_argument_group("spelling")
    group.add_argument(
        "--hold",
        type=_hold,
        metavar="S",
        help=f"seconds a letter is held until it counts; auto: read as signed (default: as last time, else {HOLD})",
    )
    group.add_argument("--autocorrect", action="store_true", help="mend finished words when the evidence is clear")
    _add_recognition(parser)
    parser.set_defaults(hand=None)  # as last time, else as seen
    group = parser.add_argument_group("camera and window")
    group.add_argument(
        "--mirror",
        action=argparse.BooleanOptionalAction,
        default=None,
        help="show a mirror image (default: for live cameras only, or as last time)",
    )
    group.add_argument("--width", type=_count, metavar="PX")
    group.add_argument("--height", type=_count, metavar="PX")
    group.add_argument("--fps", type=_positive, metavar="N")
    group.add_argument(
        "--text-scale", type=_positive, metavar="X", help="size of the text (1.5 for projectors; default: as last time)"
    )
    _add_verbose(parser)


def _add_verbose(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("-v", "--verbose", action="store_true", help="details and tracebacks")


def _add_json(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help="for programs: JSON on standard output")


def _add_training(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("data", nargs="+", metavar="DIR", help="manifest.csv with pictures, or a folder per class")
    parser.add_argument("--out", required=True, metavar="WEIGHTS", help="the trained weights (.safetensors)")
    parser.add_argument(
        "--val", nargs="+", metavar="DIR", help="pictures of other signers, for scores and the temperature"
    )
    parser.add_argument(
        "--folds", type=_count, metavar="N", help="cross-validate: leave out N groups of signers in turn"
    )
    parser.add_argument("--fold", type=_count, metavar="K", help="with --folds: only this one, from 1 on")
    parser.add_argument("--landmarks", metavar="NPZ", help="more letters as landmarks only (static.npz)")
    parser.add_argument(
        "--init", metavar="FILE", help="starting weights (default: torchvision's ImageNet weights, downloaded)"
    )
    parser.add_argument(
        "--synthetic", type=_count_or_none, default=0, metavar="N", help="add N pictures of the demo signer"
    )
    parser.add_argument(
        "--detect",
        action="store_true",
        help="look for the hands also where landmarks.npy has them, and train on both (default: only without it)",
    )
    parser.add_argument(
        "--follow", action="store_true", help="train also on hands as they are found live, while they are followed"
    )
    parser.add_argument("--epochs", type=_count, default=20)
    parser.add_argument("--size", type=_count, nargs="+", default=[96, 128], help="input side in pixels, by stage")
    parser.add_argument("--batch", type=_count, default=64)
    parser.add_argument("--lr", type=_positive, default=1e-3)
    parser.add_argument("--freeze", choices=("none", "stem", "layer1", "layer2", "layer3"), default="layer1")
    parser.add_argument(
        "--samples", type=_count, metavar="N", default=10_000, help="pictures an epoch (default: %(default)s)"
    )
    parser.add_argument(
        "--precision",
        choices=PRECISIONS,
        default="auto",
        help="Fabric's name, e.g. 32-true (default: fits the machine)",
    )
    parser.add_argument("--accelerator", default="auto")
    parser.add_argument("--devices", default="auto", help="devices a machine; processes on a CPU")
    parser.add_argument("--nodes", type=_count, default=1)
    parser.add_argument("--workers", type=_count_or_none, default=1, help="processes that load pictures")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--resume", action="store_true", help="go on from the last checkpoint beside --out")


def build_parser() -> argparse.ArgumentParser:
    """The parser of ``python -m realtime_asl``."""
    parser = _Parser(
        prog="realtime-asl",
        description="Reads American Sign Language fingerspelling from a webcam. Everything stays on this machine.",
    )
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")

    add_run_arguments(commands.add_parser("run", help="the live program (as run_webcam.py)"))

    classify = commands.add_parser("classify", help="read letters from pictures")
    classify.add_argument("paths", nargs="+", metavar="PATH", help="pictures, or folders of them")
    _add_recognition(classify)

    evaluate = commands.add_parser("evaluate", help="measure on labelled pictures or clips")
    evaluate.add_argument("data", metavar="DIR", help="manifest.csv, a folder per class, or transcripts.csv")
    evaluate.add_argument("--report", metavar="OUT", help="write plots, tables and a page to this folder")
    evaluate.add_argument("--overwrite", action="store_true", help="write into a report folder that has files")
    evaluate.add_argument(
        "--every", type=_count, default=1, metavar="N", help="clips: take every Nth frame (2 halves the rate)"
    )
    evaluate.add_argument(
        "--adapt",
        type=_count,
        metavar="N",
        help="pictures: each signer's first N of a letter teach the program that hand, the rest is measured",
    )
    evaluate.add_argument("--hold", type=_hold, default=HOLD, metavar="S")
    _add_recognition(evaluate)

    hints = commands.add_parser("evaluate-hints", help="measure the practice hints on labelled pictures")
    hints.add_argument("data", metavar="DIR")
    _add_recognition(hints)

    _add_training(commands.add_parser("train", help="train the classifier"))

    export = commands.add_parser("export", help="weights -> int8 ONNX, checked against torch")
    export.add_argument("weights", metavar="WEIGHTS", help="what `train` wrote (.safetensors)")
    export.add_argument("--data", required=True, metavar="DIR", help="training pictures, for calibration")
    export.add_argument("--out", required=True, metavar="DIR")
    export.add_argument("--check", metavar="DIR", help="pictures on which the exported model is compared")
    export.add_argument("--overwrite", action="store_true")

    benchmark = commands.add_parser("benchmark", help="speed, start-up and memory on this machine")
    benchmark.add_argument("--camera", type=tidy, default="demo", metavar="SOURCE")
    benchmark.add_argument("--window", action="store_true", help="through the real window")
    benchmark.add_argument("--record", metavar="FILE", help="record meanwhile (replaced each turn)")
    benchmark.add_argument("--compare", choices=("torch",), help="with the usual recipe and eager torch, too")
    benchmark.add_argument(
        "--against", metavar="PATH", help="in turns with other weights, or with the checkout in another folder"
    )
    benchmark.add_argument("--idle", action="store_true", help="what it costs while nobody is in view")
    benchmark.add_argument("--turns", type=_count, default=1, metavar="N", help="program and floor in turns, N times")
    benchmark.add_argument("--seconds", type=_positive, metavar="S", help="how long the source is repeated")
    _add_recognition(benchmark)

    soak = commands.add_parser("soak", help="endurance run with camera faults")
    soak.add_argument("--camera", type=tidy, default="demo", metavar="SOURCE")
    soak.add_argument("--minutes", type=_positive, default=30.0)
    _add_recognition(soak)

    commands.add_parser("cameras", help="list the cameras")
    doctor = commands.add_parser("doctor", help="what is installed, what is wrong and how to mend it")
    doctor.add_argument("--model", metavar="PATH")
    doctor.add_argument("--hand-model", metavar="PATH")
    progress = commands.add_parser("progress", help="practice history")
    progress.add_argument("--picture", metavar="PNG", help="write a picture of it")
    progress.add_argument("--overwrite", action="store_true")

    settings = commands.add_parser("settings", help="what the window remembers, and where")
    settings.add_argument("--reset", action="store_true", help="forget all of it")

    profiles = commands.add_parser("profiles", help="the people whose hands were taught: list, delete, export, import")
    action = profiles.add_mutually_exclusive_group()
    action.add_argument("--delete", metavar="NAME")
    action.add_argument("--export", nargs=2, metavar=("NAME", "FILE"))
    action.add_argument("--import", nargs=2, metavar=("NAME", "FILE"), dest="import_")
    profiles.add_argument("--overwrite", action="store_true", help="replace a file or a profile that exists")

    for name, command in commands.choices.items():
        if name not in ("run", "train", "export"):
            _add_json(command)
        if name != "run":
            _add_verbose(command)
    return parser
