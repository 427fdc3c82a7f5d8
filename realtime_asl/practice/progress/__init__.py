"""Practice history: what the learner has signed so far, kept in one small file on this machine.

    store = HistoryStore()                       # the user's own data folder
    history = store.load()                       # a damaged file is set aside, store.notice says so
    plan = plan_round("letters", history.cards, history.rounds)
    ...
    store.add(session.results, datetime.now())   # read anew, added to, replaced in one stroke

`output.progress_command` shows it, `screen.overlay.progress` draws it.
"""

from __future__ import annotations

from realtime_asl.practice.progress.history import History
from realtime_asl.practice.progress.store import HistoryStore

__all__ = ["History", "HistoryStore"]
