"""What the arm does over time: from a text to a pose and a place of the hand at every moment.

Holds, quick transitions, the movements of J and Z, double letters that slide, spaces that lower the
hand out of the picture. Everything is a function of time, so any frame rate shows the same movement.
"""

from __future__ import annotations

import string
from bisect import bisect_right
from collections.abc import Callable
from dataclasses import dataclass

from realtime_asl.demo.arm import Arm, at_home, between, raised, shifted
from realtime_asl.demo.poses import load_pose
from realtime_asl.demo.strokes import SECONDS as STROKE_SECONDS
from realtime_asl.demo.strokes import stroke
from realtime_asl.errors import UserError

#: What is spelled when nothing is asked for.
DEFAULT_TEXT = "ABCDEFGHIJKLMNOPQRSTUVWXYZ HELLO FRIEND JAZZ QUIZ"
#: Seconds: a letter is held, the hand moves on, and slides for a double letter.
HOLD, MOVE, SLIDE = 0.95, 0.30, 0.34
#: Seconds: the hand comes up or goes down, is away for a space, before the first and after the last letter.
RAISE, AWAY, BEFORE, AFTER = 0.55, 0.80, 0.40, 0.90
#: A still moment before and after the stroke of J and Z; shorter than any letter needs to be held.
READY, DONE = 0.16, 0.22
#: How far a double letter slides, palm sizes, away from the body.
SLIDE_BY = -0.62


def checked_text(text: str) -> str:
    """The text in upper case with single spaces.

    Raises:
        UserError: it holds anything but A-Z and spaces, or no letter at all.
    """
    odd = dict.fromkeys(c for c in text if not (c.isspace() or c in string.ascii_letters))
    if odd:
        shown = " ".join(repr(c) for c in list(odd)[:8])
        raise UserError(f"the demo signer spells A-Z and spaces only, not {shown}; change the text")
    words = " ".join(text.upper().split())
    if not words:
        raise UserError("the demo signer has nothing to spell; give a text of A-Z and spaces")
    return words


@dataclass(frozen=True)
class Hold:
    """When a letter is shown.

    Attributes:
        letter: A-Z.
        start, end: seconds; for J and Z those of the stroke.
    """

    letter: str
    start: float
    end: float


@dataclass(frozen=True)
class _Beat:
    start: float
    end: float
    move: Callable[[float], Arm | None]  # share of the beat -> arm; None: nobody in the picture


class Choreography:
    """The movement that spells a text.

    Args:
        text: as :func:`checked_text` gives it.
        drop: how far the hand is lowered to be out of the picture, palm sizes.
        pace: 1 is natural, 2 twice as fast.
        start: the arm is here at time 0, and is lowered first; None is out of the picture.

    Attributes:
        holds: when each letter is shown.
        duration: seconds, from an empty picture to an empty picture.
    """

    def __init__(self, text: str, *, drop: float = 4.0, pace: float = 1.0, start: Arm | None = None) -> None:
        self._beats: list[_Beat] = []
        self._pace, self._drop = pace, drop
        self._holds: list[Hold] = []
        self.duration = 0.0
        if start is not None:
            self._leave(start)
        self._pause(BEFORE)
        for number, word in enumerate(text.split()):
            if number:
                self._pause(AWAY)
            self._spell(word)
        self._pause(AFTER)
        self.holds = tuple(self._holds)

    def arm(self, time: float) -> Arm | None:
        """The arm at a time in seconds; None while the picture is empty."""
        number = bisect_right(self._beats, time, key=lambda beat: beat.end)
        if number == len(self._beats):
            return None
        beat = self._beats[number]
        return beat.move((time - beat.start) / (beat.end - beat.start))

    def _spell(self, word: str) -> None:
        arm: Arm | None = None
        previous = ""
        for letter in word:
            if letter in STROKE_SECONDS:
                first = stroke(letter, 0.0)
            elif letter == previous and arm is not None:
                first = shifted(arm, SLIDE_BY, 0.0)
            else:
                first = at_home(load_pose(letter))
            if arm is None:
                self._enter(first)
            elif letter == previous and letter not in STROKE_SECONDS:
                self._go(arm, first, SLIDE)
            else:
                self._go(arm, first, MOVE)
            arm = self._show(letter, first)
            previous = letter
        if arm is not None:
            self._leave(arm)

    def _show(self, letter: str, first: Arm) -> Arm:
        """Hold a letter or draw it; returns the arm at its end."""
        if letter not in STROKE_SECONDS:
            begin = self.duration
            self._add(HOLD, lambda _: first)
            self._note(letter, begin)
            return first
        last = stroke(letter, 1.0)
        self._add(READY, lambda _: first)
        begin = self.duration
        self._add(STROKE_SECONDS[letter], lambda share: stroke(letter, share))
        self._note(letter, begin)
        self._add(DONE, lambda _: last)
        return last

    def _note(self, letter: str, begin: float) -> None:
        self._holds.append(Hold(letter, begin, self.duration))

    def _go(self, start: Arm, end: Arm, seconds: float) -> None:
        self._add(seconds, lambda share: between(start, end, share))

    def _enter(self, arm: Arm) -> None:
        self._add(RAISE, lambda share: raised(arm, self._drop, share))

    def _leave(self, arm: Arm) -> None:
        self._add(RAISE, lambda share: raised(arm, self._drop, 1 - share))

    def _pause(self, seconds: float) -> None:
        self._add(seconds, lambda _: None)

    def _add(self, seconds: float, move: Callable[[float], Arm | None]) -> None:
        end = self.duration + seconds / self._pace
        self._beats.append(_Beat(self.duration, end, move))
        self.duration = end
