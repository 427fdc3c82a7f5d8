"""The practice history as one picture: for a file, and for the window.

image = progress_picture(history, date.today(), size=(1440, 1080))      # BGR uint8, a new array

Whoever draws it gives the day: overlays look at no clock.
"""

from __future__ import annotations

from realtime_asl.screen.overlay.progress.board import ProgressBoard
from realtime_asl.screen.overlay.progress.page import SIZE, progress_picture

__all__ = ["SIZE", "ProgressBoard", "progress_picture"]
