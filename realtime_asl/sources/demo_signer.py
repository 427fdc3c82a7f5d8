"""The demo signer as a camera: pixels into the same pipeline as any other source."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator

import numpy as np

from realtime_asl.demo.arm import Arm
from realtime_asl.demo.choreography import DEFAULT_TEXT, PACES, Choreography, Hold, checked_text
from realtime_asl.demo.studio import Studio
from realtime_asl.errors import UserError
from realtime_asl.frame import Frame
from realtime_asl.sources.source import SourceInfo

#: Smallest and largest side in pixels, lowest and highest rate.
SIDES, RATES = (64, 4096), (1.0, 240.0)


class DemoSource:
    """A synthetic camera in front of which a hand spells a text.

        for frame in DemoSource("HELLO WORLD"):
            ...

    Args:
        text: A-Z and spaces, upper or lower case; None spells an alphabet and a few words.
        size: (width, height) in pixels.
        fps: frames a second.
        loop: spell it again and again, with times that go on rising.
        realtime: each frame when its time has come; frames whose time has passed are left out.
        hand: "Right" or "Left", the signing hand; left is the exact mirror image.
        seed: of skin, room, noise and the small unsteadiness of a hand; 0 is the usual look.
        pace: 1 is natural, 2 twice as fast.

    Raises:
        UserError: the text has other characters, or size, rate or pace cannot be drawn.
    """

    status: str | None = None
    error: str | None = None

    def __init__(
        self,
        text: str | None = None,
        *,
        size: tuple[int, int] = (640, 480),
        fps: float = 30.0,
        loop: bool = False,
        realtime: bool = False,
        hand: str = "Right",
        seed: int = 0,
        pace: float = 1.0,
    ) -> None:
        if not all(SIDES[0] <= side <= SIDES[1] for side in size):
            raise UserError(f"the demo signer draws {SIDES[0]} to {SIDES[1]} pixels a side, not {size[0]}x{size[1]}")
        if not RATES[0] <= fps <= RATES[1]:
            raise UserError(f"the demo signer draws {RATES[0]:g} to {RATES[1]:g} frames a second, not {fps:g}")
        if not PACES[0] <= pace <= PACES[1]:
            raise UserError(
                f"the demo signer spells at a pace of {PACES[0]:g} to {PACES[1]:g}, not {pace:g}; change --pace"
            )
        if hand not in {"Right", "Left"}:
            raise ValueError(f"hand is 'Right' or 'Left', not {hand!r}")
        self.info = SourceInfo("demo signer", size[0], size[1], float(fps), live=False)
        self._studio = Studio(size, hand=hand, seed=seed)
        self._loop, self._realtime, self._pace = loop, realtime, pace
        self._closed = threading.Event()
        self._lock = threading.Lock()  # guards the next text, which other threads set
        self._next_text: str | None = None
        self._text = checked_text(DEFAULT_TEXT if text is None else text)
        self._plan = self._choreography(None)
        self._begin = 0.0
        self._iterating = False

    @property
    def holds(self) -> tuple[Hold, ...]:
        """When each letter of the present text is shown, seconds since the first frame."""
        return tuple(Hold(h.letter, h.start + self._begin, h.end + self._begin) for h in self._plan.holds)

    def joints(self, time: float) -> np.ndarray | None:
        """Where the 21 joints are drawn: (21, 2) pixels, for measurements; None while the picture is empty.

        Args:
            time: seconds since the first frame, within the present text.
        """
        arm = self._arm(time)
        return None if arm is None else self._studio.joints(arm, time)

    def retarget(self, text: str) -> None:
        """Spell `text` next, as soon as the hand has been lowered. May be called from any thread.

        Raises:
            UserError: the text has other characters than A-Z and space.
        """
        words = checked_text(text)
        with self._lock:
            self._next_text = words

    def close(self) -> None:
        """End the iteration at its next frame."""
        self._closed.set()

    def __iter__(self) -> Iterator[Frame]:
        if self._iterating:
            raise RuntimeError("a DemoSource is iterated once; make another one")
        self._iterating = True
        fps, index = self.info.fps, 0
        started = time.monotonic()
        while not self._closed.is_set():
            if self._realtime:
                # Late: the frames in between were never taken, as with a camera.
                index = max(index, int((time.monotonic() - started) * fps))
                if self._closed.wait(max(0.0, started + index / fps - time.monotonic())):
                    return
            now = index / fps
            if not self._still_signing(now):
                return
            yield Frame(self._studio.picture(self._arm(now), now, index), now, index)
            index += 1

    def _arm(self, now: float) -> Arm | None:
        return self._plan.arm(now - self._begin)

    def _still_signing(self, now: float) -> bool:
        """Change to the next text where there is one; False at the end."""
        with self._lock:
            text, self._next_text = self._next_text, None
        if text is not None:
            arm = self._arm(now)
            self._begin, self._text = now, text
            self._plan = self._choreography(arm)
            return True
        if now - self._begin < self._plan.duration:
            return True
        if self._loop:
            self._begin += self._plan.duration
            self._plan = self._choreography(None)
            return True
        return False

    def _choreography(self, start: Arm | None) -> Choreography:
        return Choreography(self._text, drop=self._studio.drop, pace=self._pace, start=start)
