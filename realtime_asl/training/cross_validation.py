"""``train --folds``: each fold of signers is left out of a training in turn, and what is read of it is tabled."""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from pathlib import Path

from lightning_fabric import Fabric

from realtime_asl.errors import UserError
from realtime_asl.training.data import Sample
from realtime_asl.training.folds import assign_folds, load_readings, table, write_readings
from realtime_asl.training.training_run import Training

#: Options that make two runs different: folds with others are never tabled together.
_OF_A_RUN = (
    *("data", "init", "landmarks", "features", "synthetic", "detect", "follow", "epochs", "size", "batch", "lr"),
    *("freeze", "samples", "seed", "folds"),
)


def fold_weights(out: Path, number: int, folds: int) -> Path:
    """The weights of fold `number`, from 1 on; its readings and options lie beside them."""
    return out.with_stem(f"{out.stem}-fold{number}of{folds}")


def check(options: argparse.Namespace, out: Path) -> None:
    """Looks before any work is done whether the folds can be made, and whether earlier ones are of the same run.

    Raises:
        UserError: options that do not go together, or files of an earlier run in the way.
    """
    if options.val:
        raise UserError("--folds leaves out signers of the training folders; leave --val away, or name it as a folder")
    if options.fold and options.fold > options.folds:
        raise UserError(f"there is no fold {options.fold} of {options.folds}; give 1 to {options.folds}")
    for number in range(1, options.folds + 1):
        weights = fold_weights(out, number, options.folds)
        done = [file for file in (weights, _readings(weights)) if file.exists()]
        chosen = options.fold in (None, number)
        if not done or (chosen and options.overwrite):
            continue
        if chosen and not options.resume:
            raise UserError(f"'{done[0]}' exists; give --resume to go on, --overwrite to begin anew, or another --out")
        if _stored_options(weights) != _options(options):
            raise UserError(f"'{done[0]}' is of a run with other options; give --overwrite, or another --out")


def cross_validate(
    fabric: Fabric, options: argparse.Namespace, out: Path, people: Sequence[Sample], drawn: Sequence[Sample]
) -> None:
    """Leaves out each fold of signers in turn (or only `--fold K`), and tables what is read of those left out.

    A fold whose readings lie beside `out` already is not done again with `--resume`. Pictures that were `drawn` are
    trained on in every fold, and in none that is read.
    """
    folds = assign_folds((sample.signer for sample in people), options.folds)
    for number in [options.fold] if options.fold else range(1, options.folds + 1):
        weights = fold_weights(out, number, options.folds)
        readings = _readings(weights)
        if options.resume and readings.is_file():
            continue
        fabric.print(f"fold {number} of {options.folds}")
        kept, left_out = split(people, drawn, folds, number - 1)
        fabric.seed_everything(options.seed, verbose=False)
        if fabric.is_global_zero:
            readings.unlink(missing_ok=True)
            _options_file(weights).write_text(json.dumps(_options(options)) + "\n", encoding="utf-8")
        Training(fabric, options, weights, kept).run()
        if fabric.is_global_zero:
            partial = readings.with_suffix(".partial")
            write_readings(weights, left_out, partial)
            partial.replace(readings)
        fabric.barrier()
    files = [_readings(fold_weights(out, number, options.folds)) for number in range(1, options.folds + 1)]
    done = [file for file in files if file.is_file()]
    fabric.print(table(load_readings(done)) + f"\n{len(done)} of {options.folds} folds")


def split(
    people: Sequence[Sample], drawn: Sequence[Sample], folds: dict[str, int], number: int
) -> tuple[list[Sample], list[Sample]]:
    """What is trained on while a fold is left out (see `folds.assign_folds`), and what is left out."""
    kept = [sample for sample in people if folds[sample.signer] != number]
    return [*kept, *drawn], [sample for sample in people if folds[sample.signer] == number]


def _readings(weights: Path) -> Path:
    return weights.with_suffix(".readings.csv")


def _options_file(weights: Path) -> Path:
    return weights.with_suffix(".options.json")


def _options(options: argparse.Namespace) -> dict[str, object]:
    return {name: getattr(options, name) for name in _OF_A_RUN}


def _stored_options(weights: Path) -> object:
    try:
        return json.loads(_options_file(weights).read_text(encoding="utf-8"))
    except (OSError, ValueError):  # of a run that kept none: nobody knows
        return None
