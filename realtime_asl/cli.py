"""The commands: parses the arguments, imports the code of one command, and says in one line what failed."""

from __future__ import annotations

import argparse
import sys
import traceback
from collections.abc import Sequence
from importlib import import_module

from realtime_asl.arguments.parser import build_parser
from realtime_asl.errors import DONE, INTERRUPTED, WRONG_USAGE, UserError
from realtime_asl.runtime import interrupts, streams
from realtime_asl.runtime.quiet import hush_libraries

#: command -> "module:function" that takes the parsed arguments and returns the exit code.
COMMANDS = {
    "run": "realtime_asl.run_command:run_command",
    "classify": "realtime_asl.letters.classify:run_command",
    "evaluate": "realtime_asl.evaluation.evaluate:run_command",
    "evaluate-hints": "realtime_asl.evaluation.hints:run_command",
    "train": "realtime_asl.training.train:run_command",
    "export": "realtime_asl.training.export:run_command",
    "benchmark": "realtime_asl.diagnosis.benchmark:run_command",
    "soak": "realtime_asl.diagnosis.soak:run_command",
    "cameras": "realtime_asl.sources.cameras:run_command",
    "doctor": "realtime_asl.diagnosis.doctor:run_command",
    "profiles": "realtime_asl.letters.profiles_command:run_command",
    "progress": "realtime_asl.output.progress_command:run_command",
    "settings": "realtime_asl.settings:run_command",
}

#: What `run` is with `--practice read`, which needs neither camera nor models and so does not wait for them.
READING = "realtime_asl.runtime.reading_run:run_command"

#: What `pip install '.[train]'` brings.
EXTRA_PACKAGES = frozenset(
    ("torch", "torchvision", "lightning", "lightning_fabric", "safetensors", "onnx", "matplotlib", "sklearn", "scipy")
)


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; returns its exit code (0 done, 1 partly failed, 2 wrong usage, 130 Ctrl-C)."""
    return _main(list(sys.argv[1:] if argv is None else argv), ending=argv is None)


def _main(arguments: list[str], *, ending: bool) -> int:
    interrupts.listen()
    try:
        with streams.unfailing():
            return _run_to_the_end(arguments)
    finally:
        interrupts.stop(ending=ending)


def _run_to_the_end(arguments: list[str]) -> int:
    """Until what was printed has arrived, too."""
    try:
        try:
            return _run(arguments)
        finally:
            with interrupts.noted():
                sys.stdout.flush()
    except UserError as error:  # of the flush
        print(f"error: {error}", file=sys.stderr)
        return error.exit_code
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:  # `| head` closed the pipe: nobody is left to read an error
        return DONE


def _run(arguments: list[str]) -> int:
    verbose = "-v" in arguments or "--verbose" in arguments
    try:
        options = build_parser().parse_args(arguments)
        if not verbose:
            hush_libraries()
        module, function = _code(options).split(":")
        return getattr(import_module(module), function)(options) or DONE
    except UserError as error:
        if verbose:
            traceback.print_exc()
        print(f"error: {error}", file=sys.stderr)
        return error.exit_code
    except BrokenPipeError:
        raise
    except ImportError as error:
        if interrupts.heard():  # it came while a library was being loaded
            return INTERRUPTED
        if verbose:
            traceback.print_exc()
        extra = error.name is not None and error.name.split(".")[0] in EXTRA_PACKAGES
        mend = "pip install '.[train]'" if extra else "run 'python -m realtime_asl doctor' to see what to install"
        print(f"error: the package '{error.name}' cannot be loaded ({error}); {mend}", file=sys.stderr)
        return WRONG_USAGE
    except Exception as error:  # noqa: BLE001 - whatever it is, people get one line
        if interrupts.heard():
            return INTERRUPTED
        if verbose:
            traceback.print_exc()
        if isinstance(error, OSError) and isinstance(error.filename, str):
            print(f"error: {_unusable(error)}", file=sys.stderr)
            return WRONG_USAGE
        reason = " ".join(str(error).split()) or "no further words"
        print(f"error: {type(error).__name__}: {reason}; -v shows where", file=sys.stderr)
        return WRONG_USAGE


def _unusable(error: OSError) -> UserError:
    """What the system says of a file that nobody expected to be refused: in a folder that may not be entered, with a
    name that is too long, on a drive that is gone, it does not even say whether there is one."""
    reason = error.strerror or type(error).__name__
    return UserError(f"'{error.filename}' cannot be used ({reason}); check its name, its permissions and its drive")


def _code(options: argparse.Namespace) -> str:
    """Where the code of the command is, as in `COMMANDS`."""
    if options.command != "run":
        return COMMANDS[options.command]
    from realtime_asl.practice.reading import is_reading

    return READING if is_reading(options.practice) else COMMANDS["run"]


def webcam(argv: Sequence[str] | None = None) -> int:
    """run_webcam.py: the live program without a command word."""
    return _main(["run", *(sys.argv[1:] if argv is None else argv)], ending=argv is None)
