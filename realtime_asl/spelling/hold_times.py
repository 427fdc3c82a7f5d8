"""How long each class has to be held until it counts, and how still the hand has to be meanwhile."""

from __future__ import annotations

import numpy as np

from realtime_asl.alphabet import CLASSES, INDEX
from realtime_asl.spelling.jz_motion import BEGINS_STROKE
from realtime_asl.spelling.letter_event import COMMAND_KINDS

#: I, Y and D are held longer than the others by this share: the hand may be about to draw a J or a Z.
STROKE_GRACE = 0.5
#: The `space` and `del` signs are held longer than letters by this share, since a slip costs more.
COMMAND_GRACE = 0.3
#: Up to the first speed the hand counts as still, from the second on as on its way (palm sizes a second).
STILL_SPEED, PASSING_SPEED = 1.0, 3.0
#: The same for I, Y and D, since a hand that moves while it shows them may be drawing a J or a Z.
BEGINNING_SPEED, DRAWING_SPEED = 0.5, 1.5

#: By class number: the letter whose stroke begins with this one; the kind of event that a sign makes.
STROKE_OF = {INDEX[letter]: stroke for letter, stroke in BEGINS_STROKE.items()}
COMMANDS = {INDEX[name]: kind for name, kind in COMMAND_KINDS.items()}


def needed(number: int, hold: float) -> float:
    """Seconds that class `number` is held where letters are held for `hold` seconds."""
    return hold * (1 + STROKE_GRACE) if number in STROKE_OF else needed_without_stroke(number, hold)


def needed_without_stroke(number: int, hold: float) -> float:
    """The same where it is known that no J or Z has begun."""
    return hold * (1 + COMMAND_GRACE) if number in COMMANDS else hold


def stillness(speed: float) -> np.ndarray:
    """(29,) 0..1: how far each class may be held at this speed (palm sizes a second)."""
    still = np.full(len(CLASSES), np.interp(speed, (STILL_SPEED, PASSING_SPEED), (1.0, 0.0)))
    still[list(STROKE_OF)] = np.interp(speed, (BEGINNING_SPEED, DRAWING_SPEED), (1.0, 0.0))
    return still
