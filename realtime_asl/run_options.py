"""What a run is to do: the options, what is remembered where they say nothing, and what cannot be."""

from __future__ import annotations

import argparse
import re
from pathlib import Path

from realtime_asl.alphabet import STATIC
from realtime_asl.arguments.shared import USUAL_HOLD
from realtime_asl.arguments.together import refuse_contradictions
from realtime_asl.errors import UserError
from realtime_asl.input_files import refuse_inputs, same_file
from realtime_asl.model_files import WEIGHTS, weights_folder
from realtime_asl.output.run_outputs import OutputOptions
from realtime_asl.practice.reading import TWO_ROUNDS
from realtime_asl.settings import Settings
from realtime_asl.sources.address import is_url, stream_address
from realtime_asl.sources.open_source import file_path, is_live

#: The camera where none was ever chosen.
FIRST_CAMERA = "0"


def resolved(options: argparse.Namespace, remembered: Settings) -> argparse.Namespace:
    """A copy of `options` in which nothing is left open but `mirror`; see `is_mirrored`."""
    chosen = argparse.Namespace(**vars(options))
    if chosen.camera is None:
        chosen.camera = _last_camera(remembered)
    chosen.hand = chosen.hand or remembered.hand or "auto"
    chosen.hold = chosen.hold or remembered.hold or USUAL_HOLD
    chosen.text_scale = chosen.text_scale or remembered.text_size or 1.0
    if chosen.practice == "":
        chosen.practice = practice_list(remembered)
    return chosen


def practice_list(remembered: Settings) -> str:
    """What is practised where nobody said what: the last list, if it is still there."""
    last = remembered.practice or "letters"
    return last if last in ("letters", "words") or _is_file(Path(last)) else "letters"


def _is_file(path: Path) -> bool:
    """Whether it is there; not where that cannot be asked, as on a network drive that is gone."""
    try:
        return path.is_file()
    except OSError:
        return False


def is_mirrored(options: argparse.Namespace, remembered: Settings, *, live: bool) -> bool:
    """Whether the window shows a mirror image. What is remembered is about cameras; `live`: the source is one."""
    if options.mirror is not None:
        return options.mirror
    return live and not is_url(options.camera) and remembered.mirror is not False


def checked_outputs(options: argparse.Namespace) -> OutputOptions:
    """Everything that can be found wrong with resolved options before anything starts.

    Raises:
        UserError: options that do not go together, outputs that cannot be written, or no display.
    """
    refuse_contradictions(options)
    if is_url(options.camera):
        stream_address(options.camera)
    outputs = OutputOptions(
        record=Path(options.record) if options.record else None,
        clean=options.record_clean,
        transcript=Path(options.transcript) if options.transcript else None,
        overwrite=options.overwrite,
        text_scale=options.text_scale,
    )
    _refuse_inputs(outputs, options)
    outputs.check()
    if not options.headless:
        from realtime_asl.screen.display import require_display

        require_display()
    return outputs


def letters_to_teach(options: argparse.Namespace) -> tuple[str, ...]:
    """What --teach asks for; nothing without it.

    Raises:
        UserError: letters that cannot be taught, or practice at the same time.
    """
    if options.teach is None:
        return ()
    if options.practice:
        raise UserError(TWO_ROUNDS)
    # "A B C" and "A,B,C" are lists of letters, too.
    letters = tuple(dict.fromkeys(re.sub(r"[\s,;]", "", options.teach).upper())) or STATIC
    if unknown := "".join(letter for letter in letters if letter not in STATIC):
        raise UserError(f"--teach {options.teach}: '{unknown}' cannot be taught; name letters A-Y without J")
    return letters


def _last_camera(remembered: Settings) -> str:
    if remembered.camera is None:
        return FIRST_CAMERA
    if remembered.camera_name is None:
        return str(remembered.camera)
    from realtime_asl.sources.cameras import number_of

    return str(number_of(remembered.camera, remembered.camera_name))


def _refuse_inputs(outputs: OutputOptions, options: argparse.Namespace) -> None:
    """No output may take the place of anything that is read."""
    film = None if is_live(options.camera) or options.camera == "demo" else file_path(options.camera)
    words = None if options.practice in (None, "letters", "words") else options.practice
    models = (options.model or weights_folder() / WEIGHTS[options.backend], options.hand_model)
    for output, what in ((outputs.record, "recording"), (outputs.transcript, "transcript")):
        if output is not None:
            refuse_inputs(output, (film, words, *models), what)
    both = outputs.record is not None and outputs.transcript is not None
    if both and same_file(outputs.record, outputs.transcript):
        raise UserError(f"--record and --transcript name the same file '{outputs.transcript}'; give two")
