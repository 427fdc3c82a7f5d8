"""The pixels of a surface that show something, as flat arrays: a hand fills only part of its box."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from realtime_asl.demo.surface import Surface


@dataclass(frozen=True)
class Visible:
    """Pixels that show something.

    Attributes:
        index: (n,) position in the flattened box.
        sweep: (n,) number of the sweep that is seen.
        nx, ny, nz: (n,) float32, the unit normal: x right, y down, z towards the viewer.
    """

    index: np.ndarray
    sweep: np.ndarray
    nx: np.ndarray
    ny: np.ndarray
    nz: np.ndarray

    def facing(self, direction: np.ndarray) -> np.ndarray:
        """(n,) cosine between the normal and a direction (3,)."""
        return self.nx * direction[0] + self.ny * direction[1] + self.nz * direction[2]


def visible_pixels(surface: Surface, mask: np.ndarray) -> Visible:
    """The pixels of `surface` where `mask` (h, w) is true."""
    index = np.flatnonzero(mask)
    nx, ny = surface.normal_x.ravel()[index], surface.normal_y.ravel()[index]
    nz = np.sqrt(np.maximum(1 - nx * nx - ny * ny, 0))
    return Visible(index, surface.sweep.ravel()[index], nx, ny, nz)
