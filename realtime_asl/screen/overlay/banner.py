"""Over the last picture: what is wrong with the camera."""

from __future__ import annotations

import numpy as np

from realtime_asl.screen.overlay.lines import fitting_lines
from realtime_asl.screen.overlay.paint import Layout, baseline, dim, panel, text_width, write
from realtime_asl.screen.overlay.theme import BOLD, MODAL_ALPHA, ORANGE
from realtime_asl.screen.overlay.view import View

#: Font size in layout units, distance of lines in font sizes, and how many there may be.
_SIZE, _LINE, _MOST = 26, 1.3, 3
#: Where that does not do, letters are made smaller, down to so many layout units.
_LEAST = 18


class CameraBanner:
    """What is wrong with the camera, in the middle."""

    def __init__(self, layout: Layout) -> None:
        self._layout = layout

    def draw(self, image: np.ndarray, view: View) -> None:
        """Draw on `image` in place; nothing while the camera is well."""
        if not view.status:
            return
        layout = self._layout
        dim(image, 0.5)
        room = layout.width - 2 * layout.margin - layout.px(110)
        text = view.status[:1].upper() + view.status[1:]
        lines, size = fitting_lines(text, room, layout.px(_SIZE), BOLD, most=_MOST, least=layout.px(_LEAST))
        width = max(text_width(line, size, BOLD) for line in lines) + layout.px(110)
        height = layout.px(72) + round(_LINE * size * (len(lines) - 1))
        x0, y0 = (layout.width - width) // 2, (layout.height - height) // 2
        panel(image, (x0, y0, x0 + width, y0 + height), layout.px(18), alpha=MODAL_ALPHA)
        mark = layout.px(36)
        left, top = x0 + layout.px(22), y0 + (height - mark) // 2
        panel(image, (left, top, left + mark, top + mark), mark // 2, ORANGE, 1.0)
        at = (left + mark // 2, baseline(top, top + mark, layout.px(26)))
        write(image, "!", at, layout.px(26), (0, 0, 0), weight=BOLD, align="center")
        for number, line in enumerate(lines):
            above = y0 + round(_LINE * size * number)
            at = (left + mark + layout.px(16), baseline(above, above + layout.px(72), size))
            write(image, line, at, size, weight=BOLD)
