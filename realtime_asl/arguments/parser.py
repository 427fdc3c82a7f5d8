"""The parser of ``python -m realtime_asl``: all commands, and the options of the small ones."""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Sequence

from realtime_asl.arguments.measuring import add_benchmark, add_evaluate, add_evaluate_hints, add_soak
from realtime_asl.arguments.run import add_run_arguments
from realtime_asl.arguments.shared import add_json, add_recognition, add_verbose
from realtime_asl.arguments.training import add_export, add_train
from realtime_asl.arguments.values import name
from realtime_asl.errors import UserError


class _Parser(argparse.ArgumentParser):
    """argparse with this project's one-line errors."""

    _given: Sequence[str] = ()

    def parse_known_args(self, args: Sequence[str] | None = None, namespace: argparse.Namespace | None = None) -> tuple:
        """As of argparse."""
        self._given = sys.argv[1:] if args is None else args
        return super().parse_known_args(args, namespace)

    def error(self, message: str) -> None:
        """Raises UserError."""
        # Names of files may begin with a dash, as those of videos that were downloaded do.
        name = next((word for word in self._given if re.match("-[^-].", word)), None)
        meant = "" if name is None else f"; '{name}' is taken for an option: if it is a file, write './{name}'"
        raise UserError(f"{message}{meant}; see '{self.prog} --help'")


def build_parser() -> argparse.ArgumentParser:
    """The parser of ``python -m realtime_asl``."""
    parser = _Parser(
        prog="realtime-asl",
        description="Reads American Sign Language fingerspelling from a webcam. Everything stays on this machine.",
    )
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")

    add_run_arguments(commands.add_parser("run", help="the live program (as run_webcam.py)"))

    classify = commands.add_parser("classify", help="read letters from pictures")
    classify.add_argument("paths", nargs="+", type=name, metavar="PATH", help="pictures, or folders of them")
    add_recognition(classify)

    add_evaluate(commands.add_parser("evaluate", help="measure on labelled pictures or clips"))
    add_evaluate_hints(commands.add_parser("evaluate-hints", help="measure the practice hints on labelled pictures"))
    add_train(commands.add_parser("train", help="train the classifier"))
    add_export(commands.add_parser("export", help="weights -> int8 ONNX, checked against torch"))
    add_benchmark(commands.add_parser("benchmark", help="speed, start-up and memory on this machine"))
    add_soak(commands.add_parser("soak", help="endurance run with camera faults"))

    commands.add_parser("cameras", help="list the cameras")
    doctor = commands.add_parser("doctor", help="what is installed, what is wrong and how to mend it")
    doctor.add_argument("--model", type=name, metavar="PATH")
    doctor.add_argument("--hand-model", type=name, metavar="PATH")
    progress = commands.add_parser("progress", help="practice history")
    progress.add_argument("--picture", type=name, metavar="PNG", help="write a picture of it")
    progress.add_argument("--overwrite", action="store_true")

    settings = commands.add_parser("settings", help="what the window remembers, and where")
    settings.add_argument("--reset", action="store_true", help="forget all of it")

    profiles = commands.add_parser("profiles", help="the people whose hands were taught: list, delete, export, import")
    action = profiles.add_mutually_exclusive_group()
    action.add_argument("--delete", type=name, metavar="NAME")
    action.add_argument("--export", nargs=2, type=name, metavar=("NAME", "FILE"))
    action.add_argument("--import", nargs=2, type=name, metavar=("NAME", "FILE"), dest="import_")
    profiles.add_argument("--overwrite", action="store_true", help="replace a file or a profile that exists")

    for word, command in commands.choices.items():
        if word not in ("run", "train", "export"):
            add_json(command)
        if word != "run":
            add_verbose(command)
    return parser
