"""Who signs in reading practice: another person for every word, drawn at any moment."""

from __future__ import annotations

import numpy as np

from realtime_asl.demo.choreography import LETTERS_A_SECOND, Choreography
from realtime_asl.demo.looks import person
from realtime_asl.demo.studio import Studio
from realtime_asl.practice.reading.session import Showing

#: How far signers are turned from the viewer, degrees: to the sides, up and down. Letters stay well readable.
_TURNED = (18.0, 6.0)
#: Higher than usual: what is typed stands below the hand.
_HOME = (0.5, 0.39)
#: One in so many signs with the left hand.
_LEFT_HANDED = 5


class ReadingSigner:
    """Draws what a `Showing` asks for.

    Args:
        size: (width, height) in pixels.
        hand: "left" or "right" for all signers; "auto": some are left-handed.
    """

    def __init__(self, size: tuple[int, int], hand: str = "auto") -> None:
        self._size, self._hand = size, hand
        self._signer: int | None = None
        self._number: int | None = None

    def picture(self, showing: Showing, now: float) -> np.ndarray:
        """(height, width, 3) uint8 BGR: the signer at `now`, seconds. A new array."""
        self._prepare(showing)
        time = now - showing.began
        return self._studio.picture(self._plan.arm(time), time, round(30 * time))

    def signing(self, showing: Showing, now: float) -> bool:
        """The word has not been spelled to its end."""
        self._prepare(showing)
        return now - showing.began < self._plan.holds[-1].end

    def duration(self, showing: Showing) -> float:
        """Seconds, from an empty picture to an empty picture."""
        self._prepare(showing)
        return self._plan.duration

    def current(self, showing: Showing, now: float) -> int | None:
        """Place in the word of the letter that is shown or being left; None before the first and at the end."""
        self._prepare(showing)
        time, holds = now - showing.began, self._plan.holds
        if time > holds[-1].end + 0.2:
            return None
        return max((i for i, hold in enumerate(holds) if hold.start - 0.1 <= time), default=None)

    def _prepare(self, showing: Showing) -> None:
        if showing.signer != self._signer:
            rng = np.random.default_rng(showing.signer)
            left = self._hand == "left" or (self._hand == "auto" and rng.integers(_LEFT_HANDED) == 0)
            view = tuple(float(rng.uniform(-most, most)) for most in _TURNED)
            hand = "Left" if left else "Right"
            looks = person(showing.signer)
            self._studio = Studio(self._size, hand=hand, seed=showing.signer, looks=looks, home=_HOME, view=view)
            self._signer, self._number = showing.signer, None
        if showing.number != self._number:
            paces = [speed / LETTERS_A_SECOND for speed in showing.speeds]
            self._plan = Choreography(showing.word, drop=self._studio.drop, pace=paces)
            self._number = showing.number
