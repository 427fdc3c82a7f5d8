"""Short lines: guidance, answers to keys, speed and recording."""

from __future__ import annotations

from dataclasses import replace
from functools import cached_property

import numpy as np

from realtime_asl.screen.overlay.long_note import draw_long_note, laid_out
from realtime_asl.screen.overlay.paint import Layout, pill, pill_width
from realtime_asl.screen.overlay.recording_sign import draw_recording
from realtime_asl.screen.overlay.theme import DIM, GREEN, ORANGE, SKY, VERMILION
from realtime_asl.screen.overlay.view import View

#: Font size of a note in layout units; a note and the distance from one to the next, in font sizes.
_SIZE, _HEIGHT, _STEP = 20, 1.8, 2.2


class Notes:
    """Centred lines above the suggestions, the most lasting lowest, and none over the letter card.

    Where large text leaves no room for all of them, they are made smaller, down to what is usual; where even that does
    not do, the most lasting ones wait until the others have gone.
    """

    def __init__(self, layout: Layout) -> None:
        self._layout = layout
        self._room = layout.middle_bottom - layout.card[3] - layout.px(4)
        self._most = layout.px(_SIZE)
        self._least = min(replace(layout, text_scale=1.0).px(_SIZE), self._most)

    def draw(self, image: np.ndarray, view: View) -> None:
        """Draw on `image` in place."""
        layout = self._layout
        lines = (
            (view.warning, VERMILION),
            (view.guidance, ORANGE),
            (view.notice, GREEN),
            (view.toast, SKY),
        )
        there = [(text, accent) for text, accent in lines if text]
        count = max(1, min(len(there), self._fitting(self._least)))
        size = next((size for size in range(self._most, self._least, -1) if self._fitting(size) >= count), self._least)
        gap = round((_STEP - _HEIGHT) * size)
        laid = [(laid_out(layout, text, size, self._room), accent) for text, accent in there[-count:]]
        while len(laid) > 1 and sum(note.high + gap for note, _ in laid) - gap > self._room:
            del laid[0]
        bottom = layout.middle_bottom
        for note, accent in laid:
            if len(note.lines) == 1:
                middle = bottom - note.high // 2
                pill(image, layout, note.lines[0], (layout.width // 2, middle), size, accent=accent)
            else:
                draw_long_note(image, layout, note, bottom, accent)
            bottom -= note.high + gap

    def _fitting(self, size: int) -> int:
        """How many notes of this font size (pixels) fit below the card."""
        return 1 + (self._room - round(_HEIGHT * size)) // round(_STEP * size)


class Corner:
    """Top right: pictures a second and delay; above them the time of the recording.

    Where large text leaves no room, the delay is left out first, then both: nobody needs them to sign.
    """

    def __init__(self, layout: Layout) -> None:
        self._layout = layout

    def draw(self, image: np.ndarray, view: View) -> None:
        """Draw on `image` in place."""
        layout = self._layout
        size = layout.px(16)
        right, y = layout.width - layout.margin, layout.margin + round(0.9 * size)
        taken = layout.card[2] if view.practice is None else max(layout.card[2], self._word_ends)
        if view.recording is not None:
            draw_recording(image, layout, view.recording, right, y + layout.px(2))
            y += layout.px(40)
        figures = self._figures(view)
        for count in range(len(figures), 0, -1):
            line = "   ".join(figures[:count])
            wide = pill_width(line, size)
            if right - wide >= taken:
                pill(image, layout, line, (right - wide // 2, y), size, color=DIM)
                return

    @cached_property
    def _word_ends(self) -> int:
        """x up to which the word that is practised may reach at the height of the figures."""
        from realtime_asl.screen.overlay.practice.places import Places  # loaded when practice starts

        _, top, right, _ = Places(self._layout).target
        return right if top < self._layout.card[3] else 0

    @staticmethod
    def _figures(view: View) -> list[str]:
        figures = []
        if view.fps is not None:
            figures.append(f"{view.fps:.0f} fps")
        if view.latency_ms is not None:
            figures.append(f"{view.latency_ms:.0f} ms")
        return figures
