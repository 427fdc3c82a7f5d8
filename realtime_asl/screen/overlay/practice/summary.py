"""The end of a round: what went well, what to practise, and how to go on."""

from __future__ import annotations

import numpy as np

from realtime_asl.practice.results import Summary
from realtime_asl.screen.overlay.paint import Layout, fit, write
from realtime_asl.screen.overlay.practice.summary_card import SummaryCard
from realtime_asl.screen.overlay.theme import TEXT
from realtime_asl.screen.overlay.view import View

#: Width and height in layout units.
_SIZE = (600, 420)
_KEYS = (("N", "next round"), ("W", "words, reading"), ("P", "back to spelling"))


class SummaryScreen:
    """A card in the middle."""

    def __init__(self, layout: Layout) -> None:
        self._card = SummaryCard(layout, _SIZE)

    def draw(self, image: np.ndarray, view: View) -> None:
        """Draw on `image` in place."""
        summary, card = view.practice.summary, self._card
        told = f"{summary.title}: {summary.done} of {summary.words}"
        if summary.skipped:
            told += f", {summary.skipped} skipped"
        card.draw_heading(image, "Round finished", told)
        figures = (
            (str(summary.letters), "letters signed"),
            (f"{summary.unaided / max(summary.letters + summary.skipped, 1):.0%}", "without a hint"),
            (str(summary.best_streak), "in a row"),
            (f"{summary.seconds / max(summary.letters, 1):.1f} s", "a letter"),
        )
        card.draw_figures(image, figures)
        self._draw_practise(image, summary, card.box[1] + card.px(222))
        card.draw_keys(image, _KEYS)

    def _draw_practise(self, image: np.ndarray, summary: Summary, top: int) -> None:
        """The letters that want practice, as tiles, and the pairs that were confused."""
        card = self._card
        x0, _, x1, _ = card.box
        left = x0 + card.px(32)
        if not summary.practise:
            write(image, "Every letter was quick and needed no hint.", (left, top + card.px(40)), card.px(22), TEXT)
            return
        card.draw_letters(image, "Practise these:", summary.practise, top)
        if summary.confused:
            pairs = ", ".join(f"{asked} as {read}" for asked, read, _ in summary.confused[:4])
            line = fit(f"I read {pairs}", x1 - x0 - card.px(64), card.px(18))
            write(image, line, (left, top + card.px(88)), card.px(18), TEXT)
