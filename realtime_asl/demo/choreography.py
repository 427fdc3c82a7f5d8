"""What the arm does over time: from a text to a pose and a place of the hand at every moment.

Holds, quick transitions, the movements of J and Z, double letters that slide, spaces that lower the
hand out of the picture. Everything is a function of time, so any frame rate shows the same movement.
At a higher pace the holds shrink more than the movements, as people's do.
"""

from __future__ import annotations

import string
from bisect import bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import islice

from realtime_asl.demo.arm import Arm, at_home, raised, shifted
from realtime_asl.demo.poses import load_pose
from realtime_asl.demo.strokes import SECONDS as STROKE_SECONDS
from realtime_asl.demo.strokes import stroke
from realtime_asl.demo.transitions import Sign, arm_within
from realtime_asl.errors import UserError

#: What is spelled when nothing is asked for.
DEFAULT_TEXT = "ABCDEFGHIJKLMNOPQRSTUVWXYZ HELLO FRIEND JAZZ QUIZ"
#: Slowest and fastest that the demo signer spells; 1 is natural.
PACES = (0.25, 8.0)
#: Seconds: a letter is held, the hand moves on, and slides for a double letter.
HOLD, MOVE, SLIDE = 0.95, 0.30, 0.34
#: Letters a second at pace 1.
LETTERS_A_SECOND = 1 / (HOLD + MOVE)
#: Seconds that the first and the last letter of a word are held at least, at any pace.
FIRST_HOLD, LAST_HOLD = 0.12, 0.20
#: How the durations shrink with the pace: movements and pauses, and strokes, as powers of it.
MOVE_POWER, STROKE_POWER = 0.5, 0.7
#: Only quick letters run into each other: how much longer a movement gets with each step of the pace above 1.
OVERLAP = 0.12
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
        pace: how fast the letters follow; 1 is natural, 2 twice as fast. Within `PACES`. Or one for each letter.
        start: the arm is here at time 0, and is lowered first; None is out of the picture.

    Attributes:
        holds: when each letter is shown.
        duration: seconds, from an empty picture to an empty picture.
    """

    def __init__(
        self, text: str, *, drop: float = 4.0, pace: float | Sequence[float] = 1.0, start: Arm | None = None
    ) -> None:
        self._beats: list[_Beat] = []
        self._drop = drop
        self._paces = iter([pace] * len(text) if isinstance(pace, float | int) else pace)
        #: Of the way up and down, and of pauses.
        self._pace = float(pace if isinstance(pace, float | int) else min(pace))
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
        arms, paces = self._arms(word), list(islice(self._paces, len(word)))
        self._enter(arms[0](0.0))
        signs: list[Sign] = []
        began = self.duration
        time = 0.0
        for number, letter in enumerate(word):
            if number:
                time += (SLIDE if letter == word[number - 1] else MOVE) / min(
                    paces[number - 1 : number + 1]
                ) ** MOVE_POWER
            pace = paces[number]
            seconds = _held(letter, pace, first=number == 0, last=number == len(word) - 1)
            signs.append(_sign(letter, arms[number], pace, time, time + seconds))
            time += seconds
            begin, end = _drawn(letter, pace, signs[-1].start, signs[-1].end)
            self._holds.append(Hold(letter, began + begin, began + end))
        stretch = 1.0 + OVERLAP * max(min(paces) - 1, 0.0)
        self._add(time, lambda share: arm_within(signs, stretch, share * time))
        self._leave(arms[-1](1.0))

    @staticmethod
    def _arms(word: str) -> list[Callable[[float], Arm]]:
        """For each letter: share (0..1) of its time -> arm."""
        arms: list[Callable[[float], Arm]] = []
        previous = ""
        for letter in word:
            if letter in STROKE_SECONDS:
                arms.append(partial(stroke, letter))
            elif letter == previous:
                arms.append(_standing(shifted(arms[-1](1.0), SLIDE_BY, 0.0)))
            else:
                arms.append(_standing(at_home(load_pose(letter))))
            previous = letter
        return arms

    def _enter(self, arm: Arm) -> None:
        self._add(self._pause_of(RAISE), lambda share: raised(arm, self._drop, share))

    def _leave(self, arm: Arm) -> None:
        self._add(self._pause_of(RAISE), lambda share: raised(arm, self._drop, 1 - share))

    def _pause(self, seconds: float) -> None:
        self._add(self._pause_of(seconds), lambda _: None)

    def _pause_of(self, seconds: float) -> float:
        return seconds / self._pace**MOVE_POWER

    def _add(self, seconds: float, move: Callable[[float], Arm | None]) -> None:
        end = self.duration + seconds
        self._beats.append(_Beat(self.duration, end, move))
        self.duration = end


def _standing(arm: Arm) -> Callable[[float], Arm]:
    return lambda _: arm


def _held(letter: str, pace: float, *, first: bool, last: bool) -> float:
    """Seconds that a letter is shown; for J and Z from the still moment before to that after the stroke."""
    if letter in STROKE_SECONDS:
        return _stroke_seconds(letter, pace) + (READY + DONE) / pace
    held = (HOLD + MOVE) / pace - MOVE / pace**MOVE_POWER
    return max(held, LAST_HOLD if last else FIRST_HOLD if first else 0.0)


def _stroke_seconds(letter: str, pace: float) -> float:
    return STROKE_SECONDS[letter] / pace**STROKE_POWER


def _drawn(letter: str, pace: float, start: float, end: float) -> tuple[float, float]:
    """When a letter is to be seen: as long as it is held, or while its stroke is drawn."""
    if letter not in STROKE_SECONDS:
        return start, end
    begin = start + READY / pace
    return begin, begin + _stroke_seconds(letter, pace)


def _sign(letter: str, arm: Callable[[float], Arm], pace: float, start: float, end: float) -> Sign:
    """A letter whose `arm` (share 0..1 -> arm) is drawn at its time."""
    begin, until = _drawn(letter, pace, start, end)
    return Sign(lambda time: arm(min(max((time - begin) / (until - begin), 0.0), 1.0)), start, end)
