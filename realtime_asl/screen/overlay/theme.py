"""Colours and type: one look for the whole screen.

The accents are the Okabe-Ito palette, which people with any kind of colour vision tell apart;
no meaning rests on colour alone. All colours are BGR.
"""

from __future__ import annotations

ORANGE = (0, 159, 230)
SKY = (233, 180, 86)
GREEN = (115, 158, 0)
YELLOW = (66, 228, 240)
BLUE = (178, 114, 0)
VERMILION = (0, 94, 213)
PURPLE = (167, 121, 204)

#: Panels: near black, seen through.
PANEL = (20, 15, 12)
PANEL_ALPHA = 0.74
#: For panels that stand over everything else.
MODAL_ALPHA = 0.88
KEYCAP = (92, 84, 78)
TRACK = (120, 112, 106)

TEXT = (250, 248, 246)
#: Still 4.5:1 against the panel over a white wall.
DIM = (205, 200, 196)

#: Weights of the variable font.
REGULAR, MEDIUM, BOLD = 400, 500, 650

#: One colour a finger, thumb first.
FINGERS = (ORANGE, SKY, GREEN, YELLOW, PURPLE)
