"""``profiles``: the people whose hands were taught; list, delete, export and import."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from realtime_asl.errors import DONE, UserError
from realtime_asl.input_files import refuse_inputs
from realtime_asl.letters.examples import Examples
from realtime_asl.letters.profiles import Profiles, read_profile, write_profile


def run_command(options: argparse.Namespace) -> int:
    """The command ``profiles``; without an action it lists them.

    Raises:
        UserError: a profile or a file cannot be used, or their folder cannot be entered.
    """
    try:
        _act(Profiles(), options)
    except PermissionError as error:  # whether there is a file cannot even be asked
        raise UserError(f"'{error.filename}' cannot be used ({error.strerror or error}); mend the folder") from None
    return DONE


def _act(profiles: Profiles, options: argparse.Namespace) -> None:
    if options.delete is not None:
        profiles.delete(options.delete)
        print(f"deleted {options.delete}", file=sys.stderr)
    elif options.export:
        name, target = options.export
        refuse_inputs(Path(target), (), "profile")
        write_profile(_free(Path(target), options.overwrite), _read(profiles.existing(name)))
        print(f"exported {name} to {target}", file=sys.stderr)
    elif options.import_:
        name, given = options.import_
        examples = _read(Path(given))
        _free(profiles.path(name), options.overwrite)
        profiles.save(name, examples)
        print(f"imported {name}: {len(examples.taught)} letters", file=sys.stderr)
    else:
        _list(profiles, options.json)


def _list(profiles: Profiles, as_json: bool) -> None:
    rows = []
    for name in profiles.names():
        try:
            examples = profiles.load(name)
        except UserError as error:  # of one; the others are listed
            profiles.notice = str(error)
        if profiles.notice:
            print(f"note: {profiles.notice}", file=sys.stderr)
            profiles.notice = None
            continue
        rows.append({"name": name, "letters": "".join(examples.taught), "examples": len(examples)})
    if as_json:
        print(json.dumps({"folder": str(profiles.folder), "profiles": rows}))
        return
    for row in rows:
        print(f"{row['name']:<20} {len(row['letters']):>2} letters  {row['letters']}")
    if not rows:
        print("no profiles yet; 'python run_webcam.py --teach' makes one")


def _read(file: Path) -> Examples:
    try:
        return read_profile(file)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise UserError(f"'{file}' cannot be used as a profile ({reason}); name a file that was exported") from None


def _free(file: Path, overwrite: bool) -> Path:
    if file.is_dir():
        raise UserError(f"'{file}' is a folder; name a file in it")
    if file.exists() and not file.is_file():  # a pipe, a device: it would be replaced by a file
        raise UserError(f"'{file}' is no plain file; choose another name")
    if file.exists() and not overwrite:
        raise UserError(f"'{file}' exists; add --overwrite, or choose another name")
    return file
