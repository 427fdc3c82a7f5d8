"""A look at a frame that nobody waits for: it is taken in a thread of its own, and asked about in a later frame."""

from __future__ import annotations

from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np

from realtime_asl.hand import Hand
from realtime_asl.tracking.landmarker import Landmarker, look
from realtime_asl.tracking.looks import Look
from realtime_asl.tracking.search_areas import whole

#: A look takes about 25 ms beside other work. One at the hand itself is asked about in the first frame that comes so
#: long after the one that is looked at (seconds), so that hardly any frame waits for it. One at the whole frame is
#: asked about in the next frame: whether the other hand is raised decides on the letter that begins a word.
ASKED_AFTER_S = 0.07


@dataclass(frozen=True, slots=True)
class Seen:
    """What a look found.

    Attributes:
        hand: the hand that was followed in the frame that was looked at.
        way: how it was looked at; None: the whole frame as it is.
        found: the hands that were found, in pixels of the frame.
    """

    hand: Hand
    way: Look | None
    found: list[Hand]


class LookBeside:
    """At most one look at a time.

    Args:
        landmarker: for single pictures; nobody else may use it between `begin` and `answer`.
    """

    def __init__(self, landmarker: Landmarker) -> None:
        self._landmarker = landmarker
        self._pool = ThreadPoolExecutor(1, "look")
        self._look: Future[Seen] | None = None
        self._asked_at = 0.0

    @property
    def under_way(self) -> bool:
        """Whether a look has been begun and not been asked about yet."""
        return self._look is not None

    def begin(self, time: float, hand: Hand, image: np.ndarray, way: Look | None = None) -> None:
        """Look at `image` (height, width, 3) BGR of `time` (seconds), in which `hand` is followed."""
        self._asked_at = time if way is None else time + ASKED_AFTER_S
        self._look = self._pool.submit(self._see, hand, image, way)

    def _see(self, hand: Hand, image: np.ndarray, way: Look | None) -> Seen:
        found = look(self._landmarker, image, whole(image)) if way is None else way.find(self._landmarker, image)
        return Seen(hand, way, found)

    def due(self, time: float) -> bool:
        """Whether a look is under way that is to be asked about at `time` (seconds)."""
        return self._look is not None and time >= self._asked_at

    def answer(self) -> Seen | None:
        """What the look begun before has found, once; waits for it. None when none was begun."""
        begun, self._look = self._look, None
        return None if begun is None else begun.result()

    def close(self) -> None:
        """Waits for a look that is under way, and ends the thread; afterwards the landmarker is free."""
        self._look = None
        self._pool.shutdown(cancel_futures=True)
