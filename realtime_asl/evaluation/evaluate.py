"""``evaluate``: figures on labelled pictures or, where there is a transcripts.csv, on clips."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from realtime_asl.errors import DONE, PARTLY_FAILED
from realtime_asl.evaluation.clips import TRANSCRIPTS, run_clips
from realtime_asl.evaluation.picture_results import read_all, summarise, table
from realtime_asl.evaluation.report import prepare_folder, write_report
from realtime_asl.letters.stills import StillReader
from realtime_asl.sources.labelled import MANIFEST, list_pictures


def run_command(options: argparse.Namespace) -> int:
    """The command ``evaluate``, on pictures or, where there is a transcripts.csv, on clips."""
    folder = Path(options.data)
    if (folder / TRANSCRIPTS).is_file():
        return run_clips(folder, options)
    rows = list_pictures(folder)
    if options.report:
        inputs = (folder / MANIFEST, *(row.path for row in rows), options.model, options.hand_model)
        prepare_folder(Path(options.report), options.overwrite, inputs)
    reader = StillReader(options.model, options.backend, options.hand_model, options.hand)
    results, failures = read_all(reader, rows)
    reader.close()
    summary = summarise(results)
    if options.report:
        write_report(Path(options.report), results, summary, table(summary))
    print(json.dumps(summary) if options.json else table(summary))
    return PARTLY_FAILED if failures else DONE
