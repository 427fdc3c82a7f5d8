"""The demo signer: a drawn hand that spells.

In: a text. Out: pictures of a scene at a moment; `sources.demo_signer` makes a camera of them.
Text -> choreography (what the arm does when) -> skeleton (joint angles to joints) -> surface (flesh) -> shading
(light and skin) -> scene (background, sensor). May import only the shared words.
"""

from realtime_asl.demo.handshape import handshape
from realtime_asl.demo.pictures import synthetic_pictures

__all__ = ["handshape", "synthetic_pictures"]
