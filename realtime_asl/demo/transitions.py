"""The way from letter to letter within a word, as a person's fingers take it.

Every finger has its own timing: the little finger sets out first, the thumb arrives last. Movements have the course
of least jerk. When letters follow quickly, the next movement begins before the last one has ended; the hand does
not stop then, and a letter in between is not reached in full, as in real fingerspelling.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np

from realtime_asl.demo.arm import Arm, ease
from realtime_asl.demo.poses import REST, load_pose
from realtime_asl.demo.skeleton import Pose, blend

#: When each part moves, shares of a movement's duration after its middle: index to little finger, thumb, whole hand.
_FINGER_LAG = (0.04, 0.0, -0.05, -0.09)
_THUMB_LAG, _HAND_LAG = 0.08, -0.03
#: A single part's movement as a share of the whole one: with the lags it just fills it.
_PART = 0.83
#: How much the fingers loosen halfway.
_LOOSE = 0.6


@dataclass(frozen=True)
class Sign:
    """A letter within a word.

    Attributes:
        at: seconds since the word began -> the arm that shows it (the same at all times, but for J and Z).
        start, end: seconds, while it is shown.
    """

    at: Callable[[float], Arm]
    start: float
    end: float


def arm_within(signs: Sequence[Sign], stretch: float, time: float) -> Arm:
    """The arm `time` seconds after the word began.

    Args:
        signs: the letters of the word in order.
        stretch: a movement takes this many times the gap between two letters; over 1 it reaches into them.
        time: seconds.
    """
    # Movements that have ended leave no trace; those that overlap bend each other's course.
    arm: Arm | None = None
    for before, after in pairwise(signs):
        length = stretch * (after.start - before.end)
        share = (time - (before.end + after.start) / 2) / length + 0.5
        if share >= 1.01:
            continue
        if share <= -0.01:
            return before.at(time) if arm is None else arm
        arm = _moved(before.at(time) if arm is None else arm, after.at(time), share)
    return signs[-1].at(time) if arm is None else arm


def _moved(start: Arm, end: Arm, share: float) -> Arm:
    """`share` of the way, every part by its own timing."""
    hand = _eased(share, _HAND_LAG)
    whole = blend(start.pose, end.pose, hand)  # for the turn of hand and forearm
    fingers = np.array([_eased(share, lag) for lag in _FINGER_LAG])[:, None]
    thumb = _eased(share, _THUMB_LAG)
    rest = load_pose(REST)
    pose = Pose(
        fingers=_loosened(_between(start.pose.fingers, end.pose.fingers, fingers), rest.fingers, fingers),
        thumb=_loosened(_between(start.pose.thumb, end.pose.thumb, thumb), rest.thumb, thumb),
        turn=whole.turn,
        forearm=whole.forearm,
    )
    return replace(start, pose=pose, wrist=_between(start.wrist, end.wrist, hand))


def _eased(share: float, lag: float) -> float:
    return ease((share - 0.5 - lag) / _PART + 0.5)


def _between(start: np.ndarray, end: np.ndarray, share: float | np.ndarray) -> np.ndarray:
    return (1 - share) * start + share * end


def _loosened(now: np.ndarray, rest: np.ndarray, share: float | np.ndarray) -> np.ndarray:
    return _between(now, rest, _LOOSE * share * (1 - share))
