"""The practice history for a window, as it is now."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # loaded when it is asked for
    from realtime_asl.screen.overlay.progress import ProgressBoard


def progress_board(key: str) -> ProgressBoard:
    """What was practised until now, with the `key` that leads back.

    Raises:
        UserError: there is no home folder, or the history cannot be read.
    """
    from realtime_asl.practice.progress.store import HistoryStore
    from realtime_asl.screen.overlay.progress import ProgressBoard

    return ProgressBoard(HistoryStore().load(), date.today(), key)
