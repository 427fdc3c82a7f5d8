"""The end of a round of reading: what was read, how fast, and what was mixed up."""

from __future__ import annotations

import numpy as np

from realtime_asl.practice.reading.results import ReadingSummary
from realtime_asl.practice.reading.view import ReadingView
from realtime_asl.screen.overlay.paint import Layout
from realtime_asl.screen.overlay.summary_card import SummaryCard
from realtime_asl.screen.overlay.theme import DIM
from realtime_asl.screen.typing_keys import LEGEND


class ReadingSummaryScreen:
    """A card in the middle."""

    def __init__(self, layout: Layout) -> None:
        self._card = SummaryCard(layout)

    def draw(self, image: np.ndarray, view: ReadingView) -> None:
        """Draw on `image` in place."""
        summary, card = view.summary, self._card
        if summary is None:
            return
        best = summary.best_letters_per_second
        card.draw_heading(image, "Reading finished", f"Read: {view.kind}")
        card.draw_figures(
            image,
            (
                (f"{summary.right} of {summary.words}", "words read"),
                (f"{summary.letters_right / max(summary.letters, 1):.0%}", "of the letters"),
                (f"{summary.letters_per_second:.1f}", "letters a second"),
                (f"{best:.1f}" if best else "-", "fastest read"),
            ),
        )
        if summary.misread:
            self._draw_misread(image, summary)
        else:
            line = "Every word was read as it was spelled." if summary.words else "No word was answered."
            card.draw_line(image, line, 262, size=22)
        card.draw_keys(image, LEGEND["done"])

    def _draw_misread(self, image: np.ndarray, summary: ReadingSummary) -> None:
        card, y = self._card, 312
        card.draw_tiles(image, "Look out for:", summary.misread)
        if summary.confused:
            pairs = ", ".join(f"{shown} as {typed}" for shown, typed, _ in summary.confused[:5])
            card.draw_line(image, f"You read {pairs}", y)
            y += 28
        missed = ", ".join(f"{word} ({typed or 'not read'})" for word, typed in summary.missed_words)
        card.draw_line(image, f"Misread: {missed}", y, color=DIM)
