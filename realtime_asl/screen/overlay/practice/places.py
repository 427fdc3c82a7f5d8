"""Where the parts of the practice screen go, in any shape of picture."""

from __future__ import annotations

from realtime_asl.screen.overlay.paint import Box, Layout

#: Room that is kept for the figures in the top right corner, and what the time of a recording takes of it, in units of
#: the layout.
_CORNER, _RECORDING = 190, 155
#: Height of the line below the picture, layout units.
CAPTION = 40
#: The target stands beside the letter card if there is at least so much room, else below it.
_BESIDE = 340
#: Below it only if the picture of the handshape is still so large there, or less than the second is left at the side.
_PICTURE, _CRAMPED = 160, 210


class Places:
    """Boxes (x0, y0, x1, y1) in pixels."""

    def __init__(self, layout: Layout) -> None:
        self._layout = layout
        _, top, card_right, card_bottom = layout.card
        left, right = card_right + layout.margin, layout.width - layout.margin - layout.px(_CORNER)
        height = card_bottom - top
        two_rows = card_bottom + 2 * layout.margin + height
        wanted = two_rows + layout.margin + layout.px(_PICTURE + CAPTION)
        whole = layout.width - layout.margin
        cramped = whole - left < layout.px(_CRAMPED)
        if right - left >= layout.px(_BESIDE) or (two_rows if cramped else wanted) > layout.middle_bottom:
            # Large text leaves no room for two rows and the picture: then even the corner is taken.
            right = right if right - left >= layout.px(_BESIDE) else whole
            self.target: Box = (left, top, right, card_bottom)
            below, free = card_bottom, layout.width - layout.margin - layout.px(_RECORDING)
        else:
            y0 = card_bottom + layout.margin
            self.target = (layout.margin, y0, layout.width - layout.margin, y0 + height)
            below, free = y0 + height, layout.width
        #: Beyond this x, the time of a recording lies over the upper edge of the target.
        self.free = free
        self._picture_top = below + layout.margin

    def picture_is_left(self, hand: str) -> bool:
        """The side of the picture for who signs with `hand` ("Right" or "Left"): where that hand is not."""
        # In a mirror the right hand is at the right.
        return (hand == "Right") == self._layout.mirrored

    def picture(self, left: bool) -> Box | None:
        """The card with the handshape, at the left or the right edge; None where there is no room."""
        layout = self._layout
        caption = layout.px(CAPTION)
        room = layout.middle_bottom - layout.margin - self._picture_top - caption
        side = min(layout.px(272), room, layout.width // 2)
        if side < layout.px(60):
            return None
        x0 = layout.margin if left else layout.width - layout.margin - side
        return x0, self._picture_top, x0 + side, self._picture_top + side + caption
