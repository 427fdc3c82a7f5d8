"""The overlay: small annotators, each with one verb, `draw(image, view)`.

    overlay = Overlay(mirrored=True)
    overlay.draw(image, view)      # image: BGR uint8, already mirrored; drawn on in place

The same `View` draws on the mirrored picture of the window and on the unmirrored one of a
recording; text reads from left to right on both. OpenCV keeps one glyph cache, so all drawing of
a process happens in one thread.

`overlay.practice.PracticePanel(layout)` is the annotator of practice; it is drawn after the letter
card while `View.practice` is set, and the bar along the bottom (`Layout.bar`) is then its own.
"""

from __future__ import annotations

from typing import Protocol

import numpy as np

from realtime_asl.screen.overlay.banner import CameraBanner
from realtime_asl.screen.overlay.help import Help
from realtime_asl.screen.overlay.letter_card import LetterCard
from realtime_asl.screen.overlay.notes import Corner, Notes
from realtime_asl.screen.overlay.paint import Layout
from realtime_asl.screen.overlay.skeleton import Skeleton
from realtime_asl.screen.overlay.spelling import SpellingBar, Suggestions
from realtime_asl.screen.overlay.view import UNSURE, View

__all__ = ["UNSURE", "Annotator", "Layout", "Overlay", "View"]


class Annotator(Protocol):
    """Draws one thing of the view."""

    def draw(self, image: np.ndarray, view: View) -> None:
        """Draw on `image` (height, width, 3) uint8 BGR in place."""


#: In drawing order: later ones lie on top. The first one needs no text and suits the tiniest picture.
ANNOTATORS: tuple[type, ...] = (Skeleton, LetterCard, SpellingBar, Suggestions, Corner, CameraBanner, Help, Notes)


class Overlay:
    """All annotators, laid out anew when the picture's size changes.

    Args:
        mirrored: the pictures are mirror images of the frames.
        text_scale: 1 is normal, 1.5 suits a projector; may be changed at any time.
    """

    def __init__(self, mirrored: bool = False, text_scale: float = 1.0) -> None:
        self.mirrored = mirrored
        self.text_scale = text_scale
        self._layout: Layout | None = None
        self._annotators: list[Annotator] = []
        self._practice: Annotator | None = None

    def draw(self, image: np.ndarray, view: View) -> None:
        """Draw `view` on `image` (height, width, 3) uint8 BGR in place; any size."""
        height, width = image.shape[:2]
        layout = Layout(width, height, view.frame_size, self.mirrored, self.text_scale)
        if layout != self._layout:
            self._layout = layout
            kinds = ANNOTATORS if layout.legible else ANNOTATORS[:1]
            self._annotators = [kind(layout) for kind in kinds]
            self._practice = None
        if view.practice is not None and self._practice is None and layout.legible:
            self._practice = _practice_panel(layout)
        for annotator in self._annotators:
            annotator.draw(image, view)
            if self._practice is not None and isinstance(annotator, LetterCard):
                self._practice.draw(image, view)


def _practice_panel(layout: Layout) -> Annotator:
    # Draws handshapes with the demo signer's renderer: loaded when practice starts, not with the window.
    from realtime_asl.screen.overlay.practice import PracticePanel

    return PracticePanel(layout)
