"""``progress``: the practice history as a table, as JSON, and with --picture as a picture."""

from __future__ import annotations

import argparse
import json
import sys
from datetime import date
from pathlib import Path

from realtime_asl.errors import DONE, UserError
from realtime_asl.input_files import refuse_inputs
from realtime_asl.practice.progress import History, HistoryStore
from realtime_asl.practice.progress.report import report, table
from realtime_asl.stored_file import replace_file


def run_command(options: argparse.Namespace) -> int:
    """``python -m realtime_asl progress``."""
    store = HistoryStore()
    if options.picture:
        refuse_inputs(Path(options.picture), (), "picture")
    history = store.load()
    if store.notice:
        print(f"note: {store.notice}", file=sys.stderr)
    if options.picture:
        save_picture(history, Path(options.picture), date.today(), overwrite=options.overwrite)
    if options.json:
        print(json.dumps(report(history, store.path)))
    else:
        print("\n".join(table(history, store.path)))
        if options.picture:
            print(f"\nPicture: {options.picture}")
    return DONE


def save_picture(history: History, path: Path, today: date, overwrite: bool = False) -> None:
    """Write `history` as a PNG.

    Raises:
        UserError: nothing practised yet, not a .png, the file exists, or it cannot be written.
    """
    if path.suffix.lower() != ".png":
        raise UserError(f"'{path}': the picture is written as PNG; give it a name that ends in .png")
    if path.exists() and not overwrite:
        raise UserError(f"'{path}' exists; give another name, or --overwrite to replace it")
    if not history.letters and not history.reading.letters:
        raise UserError("nothing was practised yet, so there is no picture to draw; start with --practice letters")
    if not path.parent.is_dir():
        raise UserError(f"'{path}' cannot be written (there is no folder '{path.parent}'); give another place")
    import cv2

    from realtime_asl.screen.overlay.progress import progress_picture

    _, png = cv2.imencode(".png", progress_picture(history, today))
    try:
        replace_file(path, png.tobytes())  # not by OpenCV: it knows no names with other letters on Windows
        path.chmod(0o644)  # unlike the history itself it is made to be shown
    except OSError as error:
        raise UserError(f"'{path}' cannot be written ({error.strerror or error}); give another place") from None
