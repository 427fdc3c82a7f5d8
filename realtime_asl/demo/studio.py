"""The demo signer's studio: its room and looks, the slight unsteadiness of a hand, and the camera."""

from __future__ import annotations

from dataclasses import replace

import cv2
import numpy as np

from realtime_asl.demo.arm import Arm
from realtime_asl.demo.backgrounds import living_room, room
from realtime_asl.demo.flesh import Placement
from realtime_asl.demo.looks import Looks, random_looks
from realtime_asl.demo.scene import paint, sensor_noise
from realtime_asl.demo.shading import to_pixels
from realtime_asl.demo.skeleton import pose_skeleton

#: Palm size as a share of the picture's height (of three quarters of its width, in upright pictures).
SIZE = 0.33
#: Where the middle of the signing space is, share of width and height.
HOME = (0.47, 0.47)
#: Number of noise patterns that take turns.
_NOISES = 6


class Studio:
    """Draws frames.

    Args:
        size: (width, height) in pixels.
        hand: "Right" or "Left"; the left one's picture is the right one's exact mirror image.
        seed: of everything that is random; 0 has the usual skin, light and room.
        looks: skin and light; None: as the seed has it. With them, the room is the usual one.
        home: where the middle of the signing space is, share of width and height.
        view: (yaw, pitch) degrees by which the signer is turned; up to about 20 and 8 is convincing.
    """

    def __init__(
        self,
        size: tuple[int, int],
        *,
        hand: str = "Right",
        seed: int = 0,
        looks: Looks | None = None,
        home: tuple[float, float] = HOME,
        view: tuple[float, float] = (0.0, 0.0),
    ) -> None:
        self._width, self._height = size
        self._left = hand == "Left"
        rng = np.random.default_rng(seed)
        self._home, self._view = home, view
        usual = seed == 0 or looks is not None
        self._looks = looks or (Looks() if usual else random_looks(rng))
        self._room = living_room(*size) if usual else room(*size, rng)
        self._room_pixels = to_pixels(self._room)
        self._noise = [sensor_noise((self._height, self._width), 1.2, rng) for _ in range(_NOISES)]
        self._phases = rng.uniform(0, 2 * np.pi, (26, 3))
        self._scale = SIZE * min(self._height, 0.75 * self._width)
        #: How far down the hand has to go to be out of the picture, palm sizes.
        self.drop = (1 - home[1]) * self._height / self._scale + 1.9

    def picture(self, arm: Arm | None, time: float, index: int) -> np.ndarray:
        """One frame: the arm (None: nobody there) at a time in seconds. (height, width, 3) uint8 BGR."""
        picture = self._room_pixels.copy()
        if arm is not None and (drawn := self._paint(self._unsteady(arm, time))) is not None:
            window, light = drawn
            picture[window] = to_pixels(light)
        picture = cv2.add(picture, self._noise[index % _NOISES], dtype=cv2.CV_8U)
        return cv2.flip(picture, 1) if self._left else picture

    def joints(self, arm: Arm, time: float) -> np.ndarray:
        """(21, 2) pixel positions of the joints that :meth:`picture` draws at that time."""
        steady = self._unsteady(arm, time)
        points = self._placement(steady).project(pose_skeleton(steady.pose).points)[:, :2]
        return np.stack([self._width - 1 - points[:, 0], points[:, 1]], axis=1) if self._left else points

    def _paint(self, arm: Arm) -> tuple[tuple[slice, slice], np.ndarray] | None:
        return paint(self._room, pose_skeleton(arm.pose), self._placement(arm), self._looks)

    def _placement(self, arm: Arm) -> Placement:
        x, y = np.array(self._home) * (self._width, self._height) + arm.wrist * self._scale
        return Placement((float(x), float(y)), self._scale)

    def _unsteady(self, arm: Arm, time: float) -> Arm:
        """Nobody holds a hand quite still."""
        waves = np.sin(2 * np.pi * time * np.array([0.23, 0.41, 1.1]) + self._phases)
        sway = waves @ np.array([0.55, 0.35, 0.1])
        pose = arm.pose.turned(*(sway[0:3] * [2.4, 1.6, 1.5] + [*self._view, 0.0]))
        pose = replace(
            pose,
            fingers=pose.fingers + sway[3:19].reshape(4, 4) * [1.3, 0.4, 1.3, 0.8],
            thumb=pose.thumb + sway[19:24] * 0.9,
        )
        return Arm(pose, arm.wrist + sway[24:26] * 0.022)
