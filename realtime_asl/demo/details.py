"""Nails and the creases of the skin."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from realtime_asl.demo.flesh import TIP, Sweeps
from realtime_asl.demo.surface import Surface
from realtime_asl.demo.visible import Visible


@dataclass(frozen=True)
class Nails:
    """The finger nails among the visible pixels.

    Attributes:
        chosen: (k,) which of the visible pixels may be nail.
        share: (k,) 0..1, how much each is nail.
        edge: (k,) 0..1, the fold of skin around it.
        free: (k,) 0..1, the free end of the nail.
    """

    chosen: np.ndarray
    share: np.ndarray
    edge: np.ndarray
    free: np.ndarray


def nails(pixels: Visible, surface: Surface, sweeps: Sweeps) -> Nails:
    """A rounded plate on the outer side of each last bone."""
    chosen = np.flatnonzero((sweeps.part == TIP)[pixels.sweep])
    number = pixels.sweep[chosen]
    outer = -sweeps.palmar.astype(np.float32)
    rise = (
        pixels.nx[chosen] * outer[number, 0]
        + pixels.ny[chosen] * outer[number, 1]
        + pixels.nz[chosen] * outer[number, 2]
    )
    chosen, number = chosen[rise > 0.05], number[rise > 0.05]

    ends = sweeps.ends.astype(np.float32)
    axis = ends[:, 4:7] - ends[:, 0:3]
    length = np.maximum(np.linalg.norm(axis, axis=1), 1e-3)
    axis /= length[:, None]
    lateral = np.cross(axis, outer)
    index, width = pixels.index[chosen], surface.height.shape[1]
    x = (index % width + surface.left).astype(np.float32) - ends[number, 0]
    y = (index // width + surface.top).astype(np.float32) - ends[number, 1]
    z = surface.height.ravel()[index] - ends[number, 2]
    along = x * axis[number, 0] + y * axis[number, 1] + z * axis[number, 2]
    across = (
        pixels.nx[chosen] * lateral[number, 0]
        + pixels.ny[chosen] * lateral[number, 1]
        + pixels.nz[chosen] * lateral[number, 2]
    )
    radius = ends[number, 7]
    u = (along - length[number] + 0.05 * radius) / (0.86 * radius)
    v = across / np.float32(0.74)
    u2, v2 = u * u, v * v
    shape = 1 - (u2 * u2 + v2 * v2)
    return Nails(
        chosen,
        share=np.clip(shape * 3, 0, 1),
        edge=np.clip(1 - np.abs(shape) * 6, 0, 1),
        free=np.clip((u - 0.55) * 6, 0, 1),
    )


def crease_map(surface: Surface, sweeps: Sweeps, scale: float) -> np.ndarray:
    """Where the skin of the inner hand is creased, (h, w) float32, 0..1; hidden creases are left out."""
    height, width = surface.height.shape
    lines = np.zeros((height, width), np.uint8)
    thickness = max(1, round(0.011 * scale))
    for crease in sweeps.creases:
        points = crease[:, :2] - [surface.left, surface.top]
        column, row = np.round(points).astype(int).T
        inside = (column >= 0) & (column < width) & (row >= 0) & (row < height)
        seen = np.zeros(len(crease), bool)
        # The crease is drawn on the surface only where the surface is as high as the crease.
        seen[inside] = np.abs(surface.height[row[inside], column[inside]] - crease[inside, 2]) < 0.075 * scale
        corners = np.round(points * 16).astype(np.int32)
        for number in np.flatnonzero(seen[:-1] & seen[1:]):
            start, end = corners[number].tolist(), corners[number + 1].tolist()
            cv2.line(lines, start, end, 255, thickness, cv2.LINE_AA, 4)
    return cv2.GaussianBlur(lines, (0, 0), max(0.6, 0.008 * scale)).astype(np.float32) / np.float32(255)
