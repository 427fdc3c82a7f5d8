"""Practice history: what the learner has signed so far, kept in one small file on this machine.

    store = HistoryStore()                       # the user's own data folder
    history = store.load()                       # a damaged file is set aside, store.notice says so
    plan = plan_round("letters", history.cards, history.rounds)
    ...
    store.add(session.results, datetime.now())   # read anew, added to, replaced in one stroke

The `progress` command shows it as a table, as JSON, and with --picture as a picture.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from realtime_asl.errors import DONE
from realtime_asl.input_files import refuse_inputs
from realtime_asl.practice.progress.history import History
from realtime_asl.practice.progress.report import report, table
from realtime_asl.practice.progress.store import HistoryStore

__all__ = ["History", "HistoryStore", "run_command"]


def run_command(options: argparse.Namespace) -> int:
    """``python -m realtime_asl progress``."""
    store = HistoryStore()
    history = store.load()
    if store.notice:
        print(f"note: {store.notice}", file=sys.stderr)
    if options.picture:
        from realtime_asl.practice.progress.picture import save_picture

        refuse_inputs(Path(options.picture), (store.path,), "picture")
        save_picture(history, Path(options.picture), overwrite=options.overwrite)
    if options.json:
        print(json.dumps(report(history, store.path)))
    else:
        print("\n".join(table(history, store.path)))
        if options.picture:
            print(f"\nPicture: {options.picture}")
    return DONE
