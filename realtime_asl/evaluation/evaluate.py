"""``evaluate``: figures on labelled pictures or, where there is a transcripts.csv, on clips."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import numpy as np

from realtime_asl.arguments.shared import USUAL_HOLD
from realtime_asl.errors import DONE, PARTLY_FAILED, UserError
from realtime_asl.evaluation.adaptation import adapt_signers, adaptation_table
from realtime_asl.evaluation.clips import TRANSCRIPTS, run_clips
from realtime_asl.evaluation.metrics import load_packages
from realtime_asl.evaluation.picture_results import read_all, summarise, table
from realtime_asl.evaluation.report import prepare_folder, write_report
from realtime_asl.letters.examples import Examples
from realtime_asl.letters.stills import StillReader
from realtime_asl.sources.labelled import MANIFEST, list_pictures


def run_command(options: argparse.Namespace) -> int:
    """The command ``evaluate``, on pictures or, where there is a transcripts.csv, on clips."""
    folder = Path(options.data)
    if options.adapt and (options.report or (folder / TRANSCRIPTS).is_file()):
        raise UserError("--adapt is for labelled pictures, and writes no report; leave out --report, or name pictures")
    if (folder / TRANSCRIPTS).is_file():
        return run_clips(folder, options)
    _refuse_unused(options)
    rows = list_pictures(folder)
    if not options.adapt:
        load_packages()
    if options.report:
        inputs = (folder / MANIFEST, *(row.path for row in rows), options.model, options.hand_model)
        prepare_folder(Path(options.report), options.overwrite, inputs)
    reader = StillReader(options.model, options.backend, options.hand_model, options.hand)
    results, failures = read_all(reader, rows)
    reader.close()
    if options.adapt:
        results = results.where(~results.doubtful)
        signers = np.array([row.signer for row in results.rows])
        adapted = adapt_signers(
            Examples(results.truth, results.posteriors, results.embeddings, results.points),
            signers,
            found=results.by_hand,
            count=options.adapt,
        )
        print(json.dumps(adapted) if options.json else adaptation_table(adapted))
        return PARTLY_FAILED if failures else DONE
    summary = summarise(results)
    try:  # minutes of reading: where one of the two has no place, there is the other one
        print(json.dumps(summary) if options.json else table(summary), flush=True)
    finally:
        if options.report:
            write_report(Path(options.report), results.where(~results.doubtful), summary, table(summary))
    return PARTLY_FAILED if failures else DONE


def _refuse_unused(options: argparse.Namespace) -> None:
    """Options that pictures would pass over in silence.

    Raises:
        UserError: there is one.
    """
    unused = {"--every": options.every != 1, "--hold": options.hold != USUAL_HOLD}
    named = [name for name, given in unused.items() if given]
    if named:
        raise UserError(f"{named[0]} is for clips, and '{options.data}' has no {TRANSCRIPTS}; leave it out")
