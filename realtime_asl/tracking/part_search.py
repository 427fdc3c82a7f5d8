"""Looks for a hand in parts of the frame that the whole does not show, in one part a frame."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from realtime_asl.hand import Hand
from realtime_asl.tracking.landmarker import Landmarker, look
from realtime_asl.tracking.light import LESS_GREEN, PLAIN
from realtime_asl.tracking.looks import surroundings
from realtime_asl.tracking.search_areas import View, around, lit, searched, whole
from realtime_asl.tracking.whole_hand import likeness

#: What was found in a part is looked at again in the square of so many times its box.
CONFIRMED_IN = 3.0
#: Of the searches that are not of the last place, one in so many is of the whole frame with less green light.
PALE_EVERY = 6
#: What was found in two different views within this time confirms itself (seconds).
TWICE_S = 1.0


@dataclass(frozen=True, slots=True)
class Sighting:
    """What was taken for a hand in a part of the frame."""

    time: float
    view: View
    hand: Hand


class PartSearch:
    """Looks for a hand in parts of the frame, one after the other.

    Other things are taken for hands more easily there, so what is found counts once another look has confirmed it: one
    at its surroundings in the next frame, or one at another view.

    Args:
        landmarker: for single pictures.
    """

    def __init__(self, landmarker: Landmarker) -> None:
        self._landmarker = landmarker
        self._last: Sighting | None = None
        self._confirming = False
        self._searches = 0
        #: The light in which the hands were seen that `search` gave last.
        self.light = PLAIN

    @property
    def confirming(self) -> bool:
        """Whether the next frame is to confirm what was seen in this one."""
        return self._confirming

    def forget(self) -> None:
        """A hand is being followed, or frames have another size from now on."""
        self._last, self._confirming = None, False

    def search(
        self, image: np.ndarray, time: float, recent: Hand | None, choose: Callable[[list[Hand]], Hand]
    ) -> list[Hand]:
        """The hands that are confirmed by this frame, often none.

        Args:
            image: (height, width, 3) BGR.
            time: seconds; rises.
            recent: the hand that was followed a moment ago: every other search is of its surroundings.
            choose: says which of several hands is wanted.
        """
        last = self._last
        if self._confirming and last is not None:
            self._confirming = False
            hands = surroundings(last.hand, CONFIRMED_IN, last.view.light).find(self._landmarker, image)
            return self._confirmed([hand for hand in hands if likeness(hand, last.hand) > 0], last.view)
        view = self.next_view(image, recent)
        hands = look(self._landmarker, image, view)
        if not hands:
            return []
        hand = choose(hands)
        twice = last is not None and time - last.time < TWICE_S and last.view != view and likeness(hand, last.hand) > 0
        self._last, self._confirming = Sighting(time, view, hand), not twice
        return self._confirmed(hands, view) if twice else []

    def _confirmed(self, hands: list[Hand], view: View) -> list[Hand]:
        if hands:
            self.light = view.light
        return hands

    def next_view(self, image: np.ndarray, recent: Hand | None) -> View:
        """Where the next search is."""
        everything = whole(image)
        place = everything if recent is None else around(recent, image)
        again = place != everything
        number, self._searches = self._searches, self._searches + 1
        if again and number % 2 == 0:
            return replace(place, light=self.light)
        number //= 1 + again
        if number % PALE_EVERY == PALE_EVERY - 1:
            return lit(image, LESS_GREEN)
        views = searched(image)
        return views[(number - number // PALE_EVERY) % len(views)]
