"""The demo signer: a synthetic camera that draws a hand and spells a text. Pixels into the same pipeline."""

from realtime_asl.demo.pictures import synthetic_pictures
from realtime_asl.demo.source import DemoSource

__all__ = ["DemoSource", "synthetic_pictures"]
