"""The sign that a recording runs, wherever it is shown."""

from __future__ import annotations

import numpy as np

from realtime_asl.screen.overlay.paint import Layout, pill, pill_width
from realtime_asl.screen.overlay.theme import VERMILION

#: Font size in layout units.
_SIZE = 18


def draw_recording(image: np.ndarray, layout: Layout, seconds: float, right: int, middle: int) -> None:
    """REC and how long, on `image` in place; `right` is its right edge and `middle` its vertical centre, pixels."""
    minutes, rest = divmod(int(seconds), 60)
    text, size = f"REC {minutes}:{rest:02d}", layout.px(_SIZE)
    pill(image, layout, text, (right - pill_width(text, size, icon=True) // 2, middle), size, accent=VERMILION)
