"""Where the parts of the practice screen go, in any shape of picture."""

from __future__ import annotations

from realtime_asl.overlay.paint import Box, Layout

#: Room that the figures in the top right corner take, layout units.
_CORNER = 190
#: The target stands beside the letter card if there is at least so much room, else below it.
_BESIDE = 340


class Places:
    """Boxes (x0, y0, x1, y1) in pixels."""

    def __init__(self, layout: Layout) -> None:
        self._layout = layout
        _, top, card_right, card_bottom = layout.card
        left, right = card_right + layout.margin, layout.width - layout.margin - layout.px(_CORNER)
        height = layout.px(136)
        if right - left >= layout.px(_BESIDE):
            self.target: Box = (left, top, right, top + height)
            below = card_bottom
        else:
            y0 = card_bottom + layout.margin
            self.target = (layout.margin, y0, layout.width - layout.margin, y0 + height)
            below = y0 + height
        self._picture_top = below + layout.margin

    def picture(self, left: bool) -> Box:
        """The card with the handshape, at the left or the right edge."""
        layout = self._layout
        caption = layout.px(40)
        room = layout.middle_bottom - layout.margin - self._picture_top - caption
        side = max(layout.px(80), min(layout.px(272), room))
        x0 = layout.margin if left else layout.width - layout.margin - side
        return x0, self._picture_top, x0 + side, self._picture_top + side + caption
