"""The end of a round of reading: what was read, how fast, and what was mixed up."""

from __future__ import annotations

import numpy as np

from realtime_asl.practice.reading.results import ReadingSummary
from realtime_asl.practice.reading.view import ReadingView
from realtime_asl.screen.overlay.paint import Layout, fit, write
from realtime_asl.screen.overlay.practice.summary_card import SummaryCard
from realtime_asl.screen.overlay.theme import DIM, TEXT
from realtime_asl.screen.typing_keys import LEGEND

#: Width and height in layout units.
_SIZE = (600, 440)


class ReadingSummaryScreen:
    """A card in the middle."""

    def __init__(self, layout: Layout) -> None:
        self._card = SummaryCard(layout, _SIZE)

    def draw(self, image: np.ndarray, view: ReadingView) -> None:
        """Draw on `image` in place."""
        summary, card = view.summary, self._card
        if summary is None:
            return
        card.draw_heading(image, "Reading finished", f"Read: {view.kind}")
        best = summary.best_letters_per_second
        figures = (
            (f"{summary.right} of {summary.words}", "words read"),
            (f"{summary.letters_right / max(summary.letters, 1):.0%}", "of the letters"),
            (f"{summary.letters_per_second:.1f}", "letters a second"),
            (f"{best:.1f}" if best else "-", "fastest read"),
        )
        card.draw_figures(image, figures, size=38)
        self._draw_misread(image, summary, card.box[1] + card.px(218))
        card.draw_keys(image, LEGEND["done"])

    def _draw_misread(self, image: np.ndarray, summary: ReadingSummary, top: int) -> None:
        card = self._card
        x0, _, x1, _ = card.box
        left, size, room = x0 + card.px(32), card.px(18), x1 - x0 - card.px(64)
        if not summary.misread:
            line = "Every word was read as it was spelled." if summary.words else "No word was answered."
            write(image, line, (left, top + card.px(40)), card.px(22), TEXT)
            return
        card.draw_letters(image, "Look out for:", summary.misread, top)
        below = top + card.px(90)
        if summary.confused:
            pairs = ", ".join(f"{shown} as {typed}" for shown, typed, _ in summary.confused[:5])
            write(image, fit(f"You read {pairs}", room, size), (left, below), size, TEXT)
            below += card.px(28)
        missed = ", ".join(f"{word} ({typed or 'not read'})" for word, typed in summary.missed_words)
        write(image, fit(f"Misread: {missed}", room, size), (left, below), size, DIM)
