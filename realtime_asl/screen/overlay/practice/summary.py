"""The end of a round: what went well, what to practise, and how to go on."""

from __future__ import annotations

import numpy as np

from realtime_asl.screen.overlay.paint import Layout
from realtime_asl.screen.overlay.summary_card import SummaryCard
from realtime_asl.screen.overlay.view import View

_KEYS = (("N", "next round"), ("W", "words, reading"), ("G", "progress"), ("P", "spell"))


class SummaryScreen:
    """A card in the middle."""

    def __init__(self, layout: Layout) -> None:
        self._card = SummaryCard(layout)

    def draw(self, image: np.ndarray, view: View) -> None:
        """Draw on `image` in place."""
        summary, card = view.practice.summary, self._card
        text = f"{summary.title}: {summary.done} of {summary.words}"
        card.draw_heading(image, "Round finished", f"{text}, {summary.skipped} skipped" if summary.skipped else text)
        card.draw_figures(
            image,
            (
                (str(summary.letters), "letters signed"),
                (f"{summary.unaided / max(summary.letters + summary.skipped, 1):.0%}", "without a hint"),
                (str(summary.best_streak), "in a row"),
                (f"{summary.seconds / summary.letters:.1f} s" if summary.letters else "-", "a letter"),
            ),
        )
        if summary.practise:
            card.draw_tiles(image, "Practise these:", summary.practise)
        else:
            card.draw_line(image, "Every letter was quick and needed no hint.", 262, size=22)
        if summary.practise and summary.confused:
            pairs = ", ".join(f"{asked} as {read}" for asked, read, _ in summary.confused[:4])
            card.draw_line(image, f"I read {pairs}", 312)
        card.draw_keys(image, _KEYS)
