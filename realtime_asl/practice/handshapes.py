"""The fingerspelling alphabet as a table, written by hand from what each letter is.

It is the judge of the practice hints and for that reason never their source: hints come from ranges
measured on many signers (:mod:`realtime_asl.practice.hints`), and `evaluate-hints` asks this table
whether a hint named something in which the two letters really differ.

The states are coarse on purpose. "folded" is a finger closed into the palm or down over the thumb,
"bent" one that is curved, hooked or curled without being closed, "crossed" one of the two of R.
"""

from __future__ import annotations

from dataclasses import dataclass

#: What a hint can be about.
ASPECTS: tuple[str, ...] = ("thumb", "index", "middle", "ring", "pinky", "spread", "orientation", "movement")
#: How far each state of a finger is from a straight one.
_BEND = {"straight": 0, "crossed": 0, "forward": 1, "bent": 1, "folded": 2}


@dataclass(frozen=True, slots=True)
class Handshape:
    """What one letter is.

    Attributes:
        index, middle, ring, pinky: "straight", "bent", "folded" or "crossed". The middle finger of K
            and P is "forward": straight, but raised only half-way at its knuckle.
        thumb: its place; the same words for two letters only if the place is the same.
        spread: the index and middle finger where both stand: "together", "apart", "crossed"; else "".
        orientation: where the hand points: "up", "side" or "down".
        movement: what the hand draws; "" for a letter that is held still.
    """

    index: str
    middle: str
    ring: str
    pinky: str
    thumb: str
    spread: str = ""
    orientation: str = "up"
    movement: str = ""


HANDSHAPES: dict[str, Handshape] = {
    "A": Handshape("folded", "folded", "folded", "folded", "beside the index finger"),
    "B": Handshape("straight", "straight", "straight", "straight", "across the palm", "together"),
    "C": Handshape("bent", "bent", "bent", "bent", "curved, facing the fingertips", "together"),
    "D": Handshape("straight", "bent", "bent", "bent", "touching the middle fingertip"),
    "E": Handshape("bent", "bent", "bent", "bent", "folded below the fingertips", "together"),
    "F": Handshape("bent", "straight", "straight", "straight", "touching the index fingertip"),
    "G": Handshape("straight", "folded", "folded", "folded", "parallel to the index finger", "", "side"),
    "H": Handshape("straight", "straight", "folded", "folded", "over the folded fingers", "together", "side"),
    "I": Handshape("folded", "folded", "folded", "straight", "over the folded fingers"),
    "J": Handshape("folded", "folded", "folded", "straight", "over the folded fingers", "", "up", "J"),
    "K": Handshape("straight", "forward", "folded", "folded", "on the middle finger", "apart"),
    "L": Handshape("straight", "folded", "folded", "folded", "out"),
    "M": Handshape("folded", "folded", "folded", "folded", "under three fingers"),
    "N": Handshape("folded", "folded", "folded", "folded", "under two fingers"),
    "O": Handshape("bent", "bent", "bent", "bent", "touching the fingertips", "together"),
    "P": Handshape("straight", "forward", "folded", "folded", "on the middle finger", "apart", "down"),
    "Q": Handshape("straight", "folded", "folded", "folded", "parallel to the index finger", "", "down"),
    "R": Handshape("crossed", "crossed", "folded", "folded", "over the folded fingers", "crossed"),
    "S": Handshape("folded", "folded", "folded", "folded", "over the folded fingers"),
    "T": Handshape("folded", "folded", "folded", "folded", "between index and middle finger"),
    "U": Handshape("straight", "straight", "folded", "folded", "over the folded fingers", "together"),
    "V": Handshape("straight", "straight", "folded", "folded", "over the folded fingers", "apart"),
    "W": Handshape("straight", "straight", "straight", "folded", "over the folded fingers", "apart"),
    "X": Handshape("bent", "folded", "folded", "folded", "over the folded fingers"),
    "Y": Handshape("folded", "folded", "folded", "straight", "out"),
    "Z": Handshape("straight", "folded", "folded", "folded", "over the folded fingers", "", "up", "Z"),
}


def differences(shown: str, target: str) -> frozenset[str]:
    """The aspects in which two letters differ.

    "spread" counts only where both letters have two fingers that stand: from D to V it is the
    middle finger that must be raised, not the spread that must change.
    """
    one, other = HANDSHAPES[shown], HANDSHAPES[target]
    found = {aspect for aspect in ASPECTS if getattr(one, aspect) != getattr(other, aspect)}
    if not (one.spread and other.spread):
        found.discard("spread")
    return frozenset(found)


def bends_more(finger: str, shown: str, target: str) -> int:
    """1 if `finger` must close to get from `shown` to `target`, -1 if it must open, 0 if neither."""
    step = _BEND[getattr(HANDSHAPES[target], finger)] - _BEND[getattr(HANDSHAPES[shown], finger)]
    return (step > 0) - (step < 0)
