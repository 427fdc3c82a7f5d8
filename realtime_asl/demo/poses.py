"""The poses of the demo signer: one for each letter, for the `space` and `del` signs, and one at rest.

How `poses.json` was made: the landmarks that MediaPipe finds in pictures of each letter by about thirty signers
were aligned (shift, size, rotation in the picture) and averaged robustly, one shape for each signer. The joint
angles of the skeleton, which has fixed bone lengths, were fitted to the average, with the range of each joint,
fingers that do not pass through each other, and a sketch of each letter as what is expected; depth counted little,
since it is shaky. Then they were corrected by hand where landmarks cannot know better (thumbs of fists, the crossed
R, the hook of X, what touches in D, F and O, the turn of G, H, P and Q). The angles are meant to be edited by hand.
"""

from __future__ import annotations

import json
from functools import cache
from importlib.resources import files

import numpy as np

from realtime_asl.demo.skeleton import Pose, rotation

#: Other ways in which signers show a letter: the hand points to the other side, is seen from it, or (O) turns its
#: palm to the viewer, the thumb against the fingertips and hardly anything of the ring to be seen.
VARIANTS: dict[str, tuple[str, ...]] = {
    "G": ("G_left",),
    "H": ("H_left",),
    "O": ("O_palm", "O_palm_closed", "O_palm_beside"),
    "P": ("P_left",),
    "Q": ("Q_side",),
    "X": ("X_left",),
}
REST = "rest"


@cache
def _table() -> dict[str, Pose]:
    text = files("realtime_asl.demo").joinpath("poses.json").read_text(encoding="utf-8")
    table = {}
    for name, row in json.loads(text)["poses"].items():
        forearm = np.array(row["forearm"], dtype=float)
        table[name] = Pose(
            fingers=np.array(row["fingers"], dtype=float),
            thumb=np.array(row["thumb"], dtype=float),
            turn=rotation(*row["turn"]),
            forearm=forearm / np.linalg.norm(forearm),
        )
    return table


def pose_names() -> tuple[str, ...]:
    """All names that :func:`load_pose` knows."""
    return tuple(_table())


def load_pose(name: str) -> Pose:
    """The right-hand pose of a letter, of ``space`` or ``del``, of a variant (``G_left``) or ``rest``.

    J and Z give the pose with which the movement begins.

    Raises:
        KeyError: for any other name.
    """
    return _table()[name]
