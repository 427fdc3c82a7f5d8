"""The demo signer: a synthetic camera in which a drawn hand spells a text.

    for frame in DemoSource("HELLO WORLD"):
        ...

Its pictures go through the same pipeline as those of any other camera; nothing knows that they are drawn.
Text -> choreography (what the arm does when) -> skeleton (joint angles to joints) -> surface (flesh) -> shading
(light and skin) -> scene (background, sensor).
"""

from realtime_asl.demo.handshape import handshape
from realtime_asl.demo.pictures import synthetic_pictures
from realtime_asl.demo.source import DemoSource

__all__ = ["DemoSource", "handshape", "synthetic_pictures"]
