"""The signing hand, frame by frame: finds one and stays with it."""

from __future__ import annotations

import math
from itertools import product

import numpy as np

from realtime_asl.frame import Frame
from realtime_asl.hand import Hand
from realtime_asl.model_files import find_hand_model
from realtime_asl.tracking.hand_choice import choose_hand
from realtime_asl.tracking.landmarker import HandChoice, Landmarker, look, overlap, without
from realtime_asl.tracking.light import PLAIN
from realtime_asl.tracking.look_beside import LookBeside, Seen
from realtime_asl.tracking.other_hand import RARELY_S, OtherHand
from realtime_asl.tracking.part_search import PartSearch
from realtime_asl.tracking.search_areas import AROUND, View, about, whole
from realtime_asl.tracking.second_look import SecondLook
from realtime_asl.tracking.whole_hand import likeness

#: While a small hand is followed in a part of the frame, other hands are looked for so often at least (seconds), and
#: one that is so many times larger takes its place.
SMALL_EVERY_S, LARGER = 0.75, 1.6
#: A hand that the whole frame shows wrongly is followed in the square of so many times its box, or of so many; one that
#: is lost later than so long after it was found (seconds) has rather left.
FOLLOWED_IN, SHOWN_WRONGLY_S = (AROUND, 2.0), 1.0
#: Frames without a hand are searched as a whole and in part in turns, and a hand that was found is followed from the
#: next frame on, so that most frames cost about as much as one in which a hand is followed. All in one frame where
#: frames are further apart than the first of these times (seconds): then each frame counts more, and there is time. A
#: hand that was lost less than so long ago is worth both searches from the third on.
SLOW_S, JUST_LOST_S, SLOW_AFTER_LOSS_S = 0.09, 0.5, 0.05
#: After this many seconds without a hand, any hand may be chosen again.
MEMORY_S = 2.0
#: Weight of the past in the running vote on left or right.
HANDEDNESS_DECAY = 0.93


class HandTracker:
    """The signing hand, frame by frame.

    While a hand is being followed, MediaPipe only looks around its last place. Where none is, both hands
    or two people may be in view: then up to two hands are looked for, one is chosen (the wanted side,
    the one followed a moment ago, else the larger and higher one), and the other is hidden from
    MediaPipe when it begins to follow the chosen one. A hand that is too small to be found in the whole frame is
    looked for in parts of it (see `part_search`), and followed in a part of the frame, too. A hand that is found anew
    is looked at again (see `second_look`), beside whatever else is done with the next frames, and what that look says
    counts 0.07 s later. In the same way another hand beside it is looked for (see `other_hand`).

    Args:
        model_path: MediaPipe's hand_landmarker.task (default: see `model_files.find_hand_model`).
        hand: "left" or "right" takes every hand as that one; "auto" as MediaPipe sees it.

    Raises:
        UserError: the hand model is missing or damaged.
    """

    def __init__(self, model_path: str | None = None, hand: HandChoice = "auto") -> None:
        model = find_hand_model(model_path)
        self.hand: HandChoice = hand
        self._follower = Landmarker(model, video=True, hands=1)
        self._finder = Landmarker(model, video=False, hands=2)
        self._second, self._beside, self._parts = SecondLook(), LookBeside(self._finder), PartSearch(self._finder)
        self._other = OtherHand()
        #: Set from outside: whether the letter of the followed hand is doubtful.
        self.doubtful = False
        self._last: Hand | None = None
        self._last_time = self._frame_time = -math.inf
        #: Seconds between the last frame and this one.
        self._gap = math.inf
        self._following = False
        #: The part of the frame in which a small hand is followed, else None.
        self._view: View | None = None
        self._size: tuple[int, ...] = ()
        #: The hands that were not chosen when one was found in the last frame.
        self._others: list[Hand] = []
        #: How often a hand was looked for.
        self._finds = 0
        self._vote = 0.0
        self._milliseconds = -1

    def detect(self, frame: Frame) -> Hand | None:
        """The signing hand in pixels of `frame`, or None. Frames must come in the order of their times."""
        image = frame.image
        if image.shape != self._size:
            self._view = self._last = None
            self._others, self._second, self._other = [], SecondLook(), OtherHand()
            self._parts.forget()
            self._beside.answer()  # a look at a frame of another size tells nothing about this one
            self._size = image.shape
        self._gap, self._frame_time = frame.time - self._frame_time, frame.time
        others, self._others = self._others, []
        found = self._follow(without(image, others), frame.time) if self._following else None
        if found is not None:
            found = self._verified(found, image, frame.time)
        if found is None:
            self._following = False
            found = self._find(image, frame.time)
        if found is None:
            return None
        if not self._following:
            self._vote = 0.0 if frame.time - self._last_time > MEMORY_S else self._vote
            self._following = True
            self._finds = 0
            self._parts.forget()
            self._second.begin(frame.time, found)
            self._other.begin(frame.time)
        self._look_again(found, image, frame.time)
        hand = self._with_voted_side(found, self._other.raised(frame.time))
        self._last, self._last_time = hand, frame.time
        return hand

    def _verified(self, hand: Hand, image: np.ndarray, time: float) -> Hand | None:
        """The followed hand, or the one that other looks agree on in its place.

        None where the hand is to be found anew in the whole frame: it has come near, or a nearer one has.
        """
        seen = self._answer(time) if self._beside.due(time) else None
        small = self._view is not None
        outgrown = small and self._last is not None and self._view.outgrown_by(self._last)
        if outgrown or (small and seen is not None and seen.way is None and _shows_nearer(seen)):
            self._forget(time)
            return None
        if seen is not None and seen.way is not None:
            better = self._second.judge(time, seen.hand, seen.found)
            if better is not None:
                self._forget(time)
                self._view = about(better, image)
                self._vote = 0.0
                return better
        return hand

    def _look_again(self, hand: Hand, image: np.ndarray, time: float) -> None:
        """Begins another look at the frame, where one is due."""
        if self._second.due(time, hand, self.doubtful, free=not self._beside.under_way):
            self._beside.begin(time, hand, image, self._second.way(hand, image))
        if self._beside.under_way:
            return
        small = self._view is not None and self._view.width < min(image.shape[:2])
        if self._other.due(time, hand, SMALL_EVERY_S if small else RARELY_S):
            self._beside.begin(time, hand, image)

    def _answer(self, time: float) -> Seen | None:
        """What the look at an earlier frame has found; waits for it."""
        seen = self._beside.answer()
        if seen is not None and seen.way is None:
            self._other.see(time, seen.hand, seen.found)
        return seen

    def _follow(self, image: np.ndarray, time: float) -> Hand | None:
        view, everything = self._view or whole(image), whole(image)
        hands = look(self._follower, image, view, self._next_moment(time))
        if not hands:
            return None
        self._view = None if view == everything else view.moved_with(hands[0], image)
        return hands[0]

    def _recent(self, time: float) -> Hand | None:
        """The hand that was followed a moment ago; None, too, where frames were of another size then."""
        return self._last if time - self._last_time < MEMORY_S else None

    def _forget(self, time: float) -> None:
        """Makes the follower let go of its hand."""
        self._follower.forget(self._next_moment(time))

    def _next_moment(self, time: float) -> int:
        # MediaPipe wants strictly rising whole milliseconds.
        self._milliseconds = max(self._milliseconds + 1, round(time * 1000))
        return self._milliseconds

    def _find(self, image: np.ndarray, time: float) -> Hand | None:
        seen = self._answer(time)
        if seen is not None and seen.way is not None and time - self._other.found_at < SHOWN_WRONGLY_S:
            better = self._second.judge(time, seen.hand, seen.found)
            same = [hand for hand in seen.found if overlap(seen.hand, hand)]
            followed = self._follow_as_seen(same if better is None else [better], image, time)
            if followed is not None:
                self._vote = self._vote if better is None else 0.0
                return followed
        self._view = None
        self._finds += 1
        both = self._gap > (SLOW_AFTER_LOSS_S if time - self._last_time < JUST_LOST_S else SLOW_S)
        in_part = self._parts.confirming or self._finds % 2 == 0
        hand = self._find_in_whole(image, time) if both or not in_part else None
        return self._find_in_part(image, time) if hand is None and (both or in_part) else hand

    def _follow_as_seen(self, hands: list[Hand], image: np.ndarray, time: float) -> Hand | None:
        """What the second look saw, when the follower could not even hold what the first one had seen."""
        for hand, times in product(hands, FOLLOWED_IN):
            self._view = about(hand, image, times)
            followed = self._follow(image, time)
            if followed is not None and likeness(followed, hand) > 0:
                return followed
            self._forget(time)
        return None

    def _find_in_whole(self, image: np.ndarray, time: float) -> Hand | None:
        hands = look(self._finder, image, whole(image))
        if not hands:
            return None
        chosen, others = self._choose(hands, image, time)
        self._parts.light = PLAIN  # it is seen as it is
        if self._gap > SLOW_S:
            return self._follow(without(image, others), time) or chosen
        self._others = others
        return chosen

    def _find_in_part(self, image: np.ndarray, time: float) -> Hand | None:
        hands = self._parts.search(image, time, self._recent(time), lambda hands: self._choose(hands, image, time)[0])
        return self._follow_in_part(hands, image, time) if hands else None

    def _follow_in_part(self, hands: list[Hand], image: np.ndarray, time: float) -> Hand:
        chosen, others = self._choose(hands, image, time)
        self._view = about(chosen, image, light=self._parts.light)
        followed = self._follow(without(image, others), time)
        if followed is not None and overlap(followed, chosen):
            return followed
        if followed is not None:  # the follower is less strict, and took something else for a hand
            self._forget(time)
        return chosen

    def _choose(self, hands: list[Hand], image: np.ndarray, time: float) -> tuple[Hand, list[Hand]]:
        """The hand to follow, and the others."""
        return choose_hand(hands, image.shape[0], self.hand, self._recent(time))

    def _with_voted_side(self, hand: Hand, other_raised: bool) -> Hand:
        """The hand with its side by running vote: a single frame's mistake must not mirror it."""
        if self.hand != "auto":
            return Hand(hand.landmarks, self.hand.capitalize(), hand.score, other_raised)
        vote = hand.score if hand.handedness == "Right" else -hand.score
        self._vote = HANDEDNESS_DECAY * self._vote + (1 - HANDEDNESS_DECAY) * vote
        return Hand(hand.landmarks, "Right" if self._vote > 0 else "Left", hand.score, other_raised)

    def close(self) -> None:
        """Releases MediaPipe."""
        self._beside.close()
        self._follower.close()
        self._finder.close()


def _shows_nearer(seen: Seen) -> bool:
    """Whether the whole frame shows a hand that is much larger than the small one that is followed in a part."""
    return any(hand.scale > LARGER * seen.hand.scale and not overlap(hand, seen.hand) for hand in seen.found)
