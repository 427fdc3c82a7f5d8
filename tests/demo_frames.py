"""Pictures of the demo signer, drawn once for all tests of a process. Whoever changes one changes a copy."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

import cv2
import numpy as np

from realtime_asl.demo.choreography import Hold
from realtime_asl.frame import Frame
from realtime_asl.sources.demo_signer import DemoSource

SIZE = (640, 480)


@dataclass(frozen=True, slots=True)
class Signed:
    """A text as it is spelled.

    Attributes:
        frames: from the empty picture to the empty picture.
        joints: (21, 2) where they are drawn in each frame, pixels; None where no hand is in view.
        holds: when each letter is shown.
    """

    frames: tuple[Frame, ...]
    joints: tuple[np.ndarray | None, ...]
    holds: tuple[Hold, ...]

    def held(self, number: int) -> bool:
        """Whether a letter is shown, and has been for a moment, in the frame of this number."""
        time = self.frames[number].time
        return any(hold.start + 0.1 < time < hold.end - 0.05 for hold in self.holds)


@lru_cache(maxsize=4)  # some 100 MB each
def signed(text: str, *, fps: float = 15, hand: str = "Right", size: tuple[int, int] = SIZE) -> Signed:
    """All frames of `text`."""
    source = DemoSource(text, fps=fps, hand=hand, size=size)
    frames = tuple(_locked(frame) for frame in source)
    return Signed(frames, tuple(source.joints(frame.time) for frame in frames), source.holds)


@cache
def held(letter: str, *, hand: str = "Right", size: tuple[int, int] = SIZE) -> tuple[np.ndarray, np.ndarray]:
    """One picture in which `letter` is shown, BGR, and its joints, (21, 2) pixels."""
    source = DemoSource(letter, fps=5, hand=hand, size=size)
    middle = (source.holds[0].start + source.holds[0].end) / 2
    frame = next(frame for frame in source if frame.time > middle - 0.1)
    return _locked(frame).image, source.joints(frame.time)


@cache
def empty(size: tuple[int, int] = SIZE) -> np.ndarray:
    """The room before the hand comes up, BGR."""
    return _locked(next(iter(DemoSource("A", size=size)))).image


def write_hands(folder: Path) -> Path:
    """Writes pictures of L, B, Y and W, shown with the right hand and with the left, as two signers; `folder`."""
    rows = ["path,letter,signer"]
    for side in ("Right", "Left"):
        for letter in "LBYW":
            name = f"{letter}_{side}.png"
            cv2.imwrite(str(folder / name), held(letter, hand=side)[0])
            rows.append(f"{name},{letter},{side.lower()}")
    (folder / "manifest.csv").write_text("\n".join(rows) + "\n", encoding="utf-8")
    return folder


def _locked(frame: Frame) -> Frame:
    frame.image.flags.writeable = False
    return frame
