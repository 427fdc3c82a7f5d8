"""The whole hand in single still pictures, which may be tight or wide."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import numpy as np

from realtime_asl.hand import Hand
from realtime_asl.model_files import find_hand_model
from realtime_asl.tracking.filling_hand import FillingHand
from realtime_asl.tracking.landmarker import WORKING_SIDE, HandChoice, Landmarker, look, moved, shrunk
from realtime_asl.tracking.light import EXCHANGED, LESS_GREEN, PLAIN, Light
from realtime_asl.tracking.looks import Look, bordered, surroundings
from realtime_asl.tracking.search_areas import searched
from realtime_asl.tracking.whole_hand import Choice, Letters, choose, likeness, unread

#: Widths of the borders of the first looks, in sides of the picture. Where a hand fills the picture, MediaPipe places
#: its landmarks better when there is something around it.
BORDERS = (0.25, 0.0)
#: Then the surroundings of the largest hand that was seen first, so many times its box; last the whole picture turned
#: by so many degrees. Tilted hands and tilted mistakes are seen differently.
WIDE, OTHERS, TURNS = 3.0, (2.0, 4.5), (-20.0, 20.0)
#: A palm that is seen so many times larger in another light is looked at there again.
LARGER = 1.25
#: No further look is taken where this much agreement was reached after the first two, and after more.
ENOUGH_OF_TWO, ENOUGH = 0.7, 1.0
#: Where the first looks find nothing: wider borders, then (borders, light) in another light.
WIDER, LIT = (0.6, 1.2), ((0.25, LESS_GREEN), (0.6, Light(green=0.6)), (0.0, LESS_GREEN), (0.25, EXCHANGED))


class HandFinder:
    """The hand in single still pictures, looked at as often as it takes until two looks agree.

    Args:
        model_path: MediaPipe's hand_landmarker.task (default: see `model_files.find_hand_model`).
        hand: "left" or "right" takes every hand as that one; "auto" as MediaPipe sees it.

    Raises:
        UserError: the hand model is missing or damaged.
    """

    def __init__(self, model_path: str | None = None, hand: HandChoice = "auto") -> None:
        self.hand: HandChoice = hand
        model = find_hand_model(model_path)
        self._landmarker, self._filling = Landmarker(model, video=False, hands=2), FillingHand(model)

    def detect(self, image: np.ndarray) -> Hand | None:
        """The hand in a BGR picture, in its pixels (they may lie outside for a hand that is cut off)."""
        choice = self.find(image)
        return None if choice is None else choice.hand

    def find(self, image: np.ndarray, letters: Letters = unread) -> Choice | None:
        """The same, with how many looks were taken and how far they agree.

        Args:
            image: (height, width, 3) uint8 BGR, upright.
            letters: what is read of a hand in pixels of `image`, and where the first looks disagree, of all of it.
        """
        reduced, zoom = shrunk(image, 2 * WORKING_SIDE)
        looks = _Looks(self._landmarker, reduced, self.hand, lambda hand: letters(moved(hand, zoom)))
        looks.take(*(bordered(reduced, share) for share in BORDERS))
        if not looks.agree(ENOUGH_OF_TWO):
            self._look_in_exchanged_light(reduced, looks)
            looks.take_until_found(bordered(reduced, share) for share in WIDER)
            plain = looks.largest is not None
            lit = looks.take_until_found(bordered(reduced, share, light=light) for share, light in LIT)
            if looks.largest is None:
                self._look_in_parts(reduced, looks)
            self._look_again(reduced, looks, PLAIN if lit is None else lit.light)
            looks.add(self._filling.find(reduced))
            looks.weigh(letters(None))
            # Other things are taken for hands more easily in other colours and in parts.
            if not plain and (looks.choice is None or looks.choice.agreement < ENOUGH_OF_TWO):
                return None
        choice = looks.choice
        if choice is None:
            return None
        hand = moved(choice.hand, zoom)
        first = hand if choice.first is choice.hand else moved(choice.first, zoom)
        judged = tuple((moved(other, zoom), support) for other, support in choice.judged)
        return replace(choice, hand=hand, first=first, judged=judged)

    def _look_in_exchanged_light(self, image: np.ndarray, looks: _Looks) -> None:
        """The first looks disagree, and may have seen parts of a hand that is lit blue: is there a larger one?"""
        part = looks.largest
        if part is None:
            return
        larger = looks.take(bordered(image, BORDERS[0], light=EXCHANGED))
        if larger is not None and larger.scale > LARGER * part.scale:
            looks.take(surroundings(larger, WIDE, EXCHANGED), bordered(image, BORDERS[1], light=EXCHANGED))

    def _look_again(self, image: np.ndarray, looks: _Looks, light: Light) -> None:
        """Other looks at the hand seen first, in the light in which it was seen, until they agree."""
        first = looks.largest
        if first is None:
            return
        turned = [bordered(image, BORDERS[0], degrees, light) for degrees in TURNS]
        wide, *others = (surroundings(first, times, light) for times in (WIDE, *OTHERS))
        for ways in ([wide], others, turned):
            looks.take(*ways)
            if looks.agree(ENOUGH):
                return

    def _look_in_parts(self, image: np.ndarray, looks: _Looks) -> None:
        """A hand in a part of the picture that a look at its surroundings confirms."""
        for view in dict.fromkeys(searched(image)):
            for hand in look(self._landmarker, image, view):
                again = surroundings(hand, WIDE).find(self._landmarker, image)
                if any(likeness(hand, other) > 0 for other in again):
                    looks.add([hand])
                    return

    def close(self) -> None:
        """Releases MediaPipe."""
        self._landmarker.close()
        self._filling.close()


class _Looks:
    """The looks that were taken at one picture."""

    def __init__(self, landmarker: Landmarker, image: np.ndarray, side: HandChoice, letters: Letters) -> None:
        self._landmarker, self._image, self._side, self._letters = landmarker, image, side, letters
        self._seen: list[list[Hand]] = []
        self.choice: Choice | None = None

    @property
    def largest(self) -> Hand | None:
        """Of the first look that found any."""
        first = next((hands for hands in self._seen if hands), [])
        return max(first, key=lambda hand: hand.scale, default=None)

    def take(self, *ways: Look) -> Hand | None:
        """Looks in these ways; the largest hand of the last one."""
        for way in ways:
            self.add(way.find(self._landmarker, self._image))
        return max(self._seen[-1], key=lambda hand: hand.scale, default=None)

    def take_until_found(self, ways: Iterable[Look]) -> Look | None:
        """Looks in one way after the other until there is a hand; the way in which it was found, or None."""
        if self.largest is not None:
            return None
        for way in ways:
            self.take(way)
            if self.largest is not None:
                return way
        return None

    def add(self, hands: list[Hand]) -> None:
        """What another look found. Of two hands the one of the wanted side is kept."""
        if self._side != "auto":
            hands = [hand for hand in hands if hand.handedness.lower() == self._side] or hands
            hands = [Hand(hand.landmarks, self._side.capitalize(), hand.score) for hand in hands]
        self._seen.append(hands)

    def agree(self, enough: float) -> bool:
        """Makes the choice; whether it is agreed on."""
        self.choice = choose(self._seen, self._letters)
        return self.choice is not None and self.choice.agreement >= enough

    def weigh(self, picture: np.ndarray) -> None:
        """Makes the choice with what is read of the whole picture, (26,) probabilities, as one more look."""
        self.choice = choose(self._seen, self._letters, picture)
