"""The demo signer: a synthetic camera that draws a hand and spells a text. Pixels into the same pipeline."""

from realtime_asl.demo.pictures import synthetic_pictures

__all__ = ["synthetic_pictures"]
