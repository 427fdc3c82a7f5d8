"""Short lines: guidance, answers to keys, speed, recording and what is wrong with the camera."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from realtime_asl.screen.overlay.paint import Layout, baseline, dim, fit, panel, pill, pill_width, text_width, write
from realtime_asl.screen.overlay.recording_sign import draw_recording
from realtime_asl.screen.overlay.theme import BOLD, DIM, GREEN, MODAL_ALPHA, ORANGE, SKY, VERMILION
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
        y = layout.middle_bottom - round(_HEIGHT / 2 * size)
        for text, accent in there[-count:]:
            pill(image, layout, text, (layout.width // 2, y), size, accent=accent)
            y -= round(_STEP * size)

    def _fitting(self, size: int) -> int:
        """How many notes of this font size (pixels) fit below the card."""
        return 1 + (self._room - round(_HEIGHT * size)) // round(_STEP * size)


class Corner:
    """Top right: pictures a second and delay; below it the time of the recording."""

    def __init__(self, layout: Layout) -> None:
        self._layout = layout

    def draw(self, image: np.ndarray, view: View) -> None:
        """Draw on `image` in place."""
        layout = self._layout
        size = layout.px(16)
        right, y = layout.width - layout.margin, layout.margin + round(0.9 * size)
        if view.recording is not None:
            draw_recording(image, layout, view.recording, right, y + layout.px(2))
            y += layout.px(40)
        line = "   ".join(self._figures(view))
        if line:
            pill(image, layout, line, (right - pill_width(line, size) // 2, y), size, color=DIM)

    @staticmethod
    def _figures(view: View) -> list[str]:
        figures = []
        if view.fps is not None:
            figures.append(f"{view.fps:.0f} fps")
        if view.latency_ms is not None:
            figures.append(f"{view.latency_ms:.0f} ms")
        return figures


class CameraBanner:
    """Over the last picture: what is wrong with the camera."""

    def __init__(self, layout: Layout) -> None:
        self._layout = layout

    def draw(self, image: np.ndarray, view: View) -> None:
        """Draw on `image` in place; nothing while the camera is well."""
        if not view.status:
            return
        layout = self._layout
        dim(image, 0.5)
        size = layout.px(26)
        room = layout.width - 2 * layout.margin - layout.px(110)
        line = fit(view.status[:1].upper() + view.status[1:], room, size, BOLD)
        width = text_width(line, size, BOLD) + layout.px(110)
        height = layout.px(72)
        x0, y0 = (layout.width - width) // 2, (layout.height - height) // 2
        panel(image, (x0, y0, x0 + width, y0 + height), layout.px(18), alpha=MODAL_ALPHA)
        mark = layout.px(36)
        mark_x, mark_y = x0 + layout.px(22), y0 + (height - mark) // 2
        panel(image, (mark_x, mark_y, mark_x + mark, mark_y + mark), mark // 2, ORANGE, 1.0)
        mark_size = layout.px(26)
        write(
            image,
            "!",
            (mark_x + mark // 2, baseline(mark_y, mark_y + mark, mark_size)),
            mark_size,
            (0, 0, 0),
            weight=BOLD,
            align="center",
        )
        write(image, line, (mark_x + mark + layout.px(16), baseline(y0, y0 + height, size)), size, weight=BOLD)
