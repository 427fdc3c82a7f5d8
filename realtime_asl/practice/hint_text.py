"""The words of the practice hints: what to do with which part of the hand, for each target letter.

Said the way a teacher says it: what to do next, never that something is wrong.
"""

from __future__ import annotations

from collections.abc import Sequence

FINGER_NAMES = {"index": "index", "middle": "middle", "ring": "ring", "pinky": "little"}

#: Where the thumb goes in each letter.
THUMB = {
    "A": "put your thumb along the side of the index finger",
    "B": "lay your thumb across the palm",
    "C": "curve your thumb and leave a gap to the fingertips",
    "D": "touch your middle fingertip with the thumb",
    "E": "fold your thumb under the fingertips",
    "F": "touch your index fingertip with the thumb",
    "G": "hold your thumb level beside the index finger",
    "H": "tuck your thumb over the folded fingers",
    "I": "lay your thumb over the folded fingers",
    "J": "lay your thumb over the folded fingers",
    "K": "put your thumb on the side of the middle finger",
    "L": "stretch your thumb out to the side",
    "M": "put your thumb under three fingers",
    "N": "put your thumb under two fingers",
    "O": "touch your fingertips with the thumb",
    "P": "put your thumb on the side of the middle finger",
    "Q": "hold your thumb beside the index finger, both down",
    "R": "lay your thumb over the folded fingers",
    "S": "put your thumb over the fingers",
    "T": "put your thumb between index and middle finger",
    "U": "lay your thumb over the folded fingers",
    "V": "lay your thumb over the folded fingers",
    "W": "hold your little finger down with the thumb",
    "X": "lay your thumb over the folded fingers",
    "Y": "stretch your thumb out to the side",
    "Z": "lay your thumb over the folded fingers",
}
#: Fists differ in the thumb alone: saying where it is in the letter that was read teaches both.
_THUMB_IN_FIST = {"A": "beside them", "S": "over them", "T": "between them", "M": "under three", "N": "under two"}

#: Where a bent finger is not simply folded away: what closing it looks like in this letter.
_CLOSING = {
    ("C", "index middle ring pinky"): "curve {fingers} like a cup",
    ("D", "middle ring pinky"): "round {fingers} to meet the thumb",
    ("E", "index middle ring pinky"): "curl {fingers} down to the thumb",
    ("F", "index"): "bend {fingers} to touch the thumb",
    ("O", "index middle ring pinky"): "round {fingers} to meet the thumb",
    ("X", "index"): "bend {fingers} into a hook",
}
_MOVES = {
    "straighten": "straighten {fingers}",
    "open": "open {fingers} a little",
    "bend": "bend {fingers} a little",
    "fold": "fold {fingers} into the palm",
}
_ORIENTATION = {
    "G": "turn the hand sideways",
    "H": "turn the hand sideways",
    "P": "tip the hand over so that it points down",
    "Q": "point index finger and thumb straight down",
}
_SPREAD = {
    "H": "bring index and middle finger together",
    "U": "bring index and middle finger together",
    "B": "bring your fingers together",
    "R": "cross your middle finger over the index finger",
}
_MOVEMENT = {"J": "now draw a J with your little finger", "Z": "now draw a Z with your index finger"}
_STROKE = {"J": "draw the J in one smooth stroke, then stop", "Z": "draw the Z in one smooth stroke, then stop"}


def finger_advice(target: str, fingers: Sequence[str], verb: str) -> str:
    """What to do with `fingers`; `verb` is "straighten", "open", "bend" or "fold"."""
    names = [FINGER_NAMES[finger] for finger in fingers]
    if len(names) == len(FINGER_NAMES):
        listed = "all four fingers"
    elif len(names) == 1:
        listed = f"your {names[0]} finger"
    else:
        listed = f"your {', '.join(names[:-1])} and {names[-1]} fingers"
    sentence = _MOVES[verb]
    if verb in ("bend", "fold"):
        for (letter, which), closing in _CLOSING.items():
            if letter == target and set(fingers) <= set(which.split()):
                sentence = closing
    return sentence.format(fingers=listed)


def thumb_advice(target: str, read: str | None) -> str:
    """Where the thumb goes; between two fists also where it is in the letter that was read."""
    if target in _THUMB_IN_FIST and read in _THUMB_IN_FIST:
        return f"{THUMB[target]}; {_THUMB_IN_FIST[read]} is {read}"
    return THUMB[target]


def orientation_advice(target: str) -> str:
    """Where the hand points."""
    return _ORIENTATION.get(target, "point the hand up")


def spread_advice(target: str) -> str:
    """What index and middle finger do to each other."""
    return _SPREAD.get(target, "spread index and middle finger apart")


def movement_advice(target: str, moving: bool = False) -> str:
    """What the hand draws (`moving`: it is drawing, and is not read); for a letter that is held, that it is held."""
    return (_STROKE if moving else _MOVEMENT).get(target, "hold the hand still")
