"""The practice screens: target, handshape, coaching, and the summary at the end.

`PracticePanel` is the annotator of `View.practice` (a `practice.view.PracticeView`).
"""

from __future__ import annotations

import numpy as np

from realtime_asl.screen.overlay.paint import Layout
from realtime_asl.screen.overlay.practice.coaching import CoachingBar, FingerMark
from realtime_asl.screen.overlay.practice.handshape import HandshapeCard
from realtime_asl.screen.overlay.practice.places import Places
from realtime_asl.screen.overlay.practice.summary import SummaryScreen
from realtime_asl.screen.overlay.practice.target import TargetWord
from realtime_asl.screen.overlay.view import View

__all__ = ["PracticePanel"]


class PracticePanel:
    """Draws everything of practice, or its summary when the round is over."""

    def __init__(self, layout: Layout) -> None:
        places = Places(layout)
        self._parts = (
            FingerMark(layout),
            TargetWord(layout, places),
            HandshapeCard(layout, places),
            CoachingBar(layout, places),
        )
        self._summary = SummaryScreen(layout)

    def draw(self, image: np.ndarray, view: View) -> None:
        """Draw on `image` (height, width, 3) uint8 BGR in place; nothing outside practice."""
        if view.practice is None:
            return
        if view.practice.summary is not None:
            self._summary.draw(image, view)
            return
        for part in self._parts:
            part.draw(image, view)
