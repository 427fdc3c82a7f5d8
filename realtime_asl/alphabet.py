"""The 29 classes, which of them move and which are easily confused.

The classes are those of the Kaggle ASL Alphabet: A-Z, ``del``, ``nothing`` and
``space``, in that (alphabetical) order. Every posterior in this package is a
float32 vector of length 29 in the order of :data:`CLASSES`.
"""

from __future__ import annotations

import string

LETTERS: tuple[str, ...] = tuple(string.ascii_uppercase)
DELETE, NOTHING, SPACE = "del", "nothing", "space"
CLASSES: tuple[str, ...] = (*LETTERS, DELETE, NOTHING, SPACE)
INDEX: dict[str, int] = {name: i for i, name in enumerate(CLASSES)}

#: Letters that are a movement, not a pose: J starts as an I, Z as a pointing index finger.
MOTION: tuple[str, ...] = ("J", "Z")
#: The 24 letters that one picture can show.
STATIC: tuple[str, ...] = tuple(c for c in LETTERS if c not in MOTION)

#: Letters that people and classifiers mix up, by family of handshape.
CONFUSABLE_FAMILIES: tuple[frozenset[str], ...] = (
    frozenset("AEMNST"),  # fists: only the thumb and the knuckles differ
    frozenset("KPRUV"),  # index and middle finger, apart, crossed or together
    frozenset("CO"),
    frozenset("DGLXZ"),  # a single index finger
    frozenset("GHPQ"),  # sideways and downwards
    frozenset("IJY"),  # the little finger
    frozenset("FW"),
    frozenset("BF"),
)

_BY_NAME = {name.lower(): name for name in CLASSES}


def class_named(text: str) -> str:
    """The class that `text` names, in small or capital letters ("a" is A, "Space" is space); other text as it is."""
    return _BY_NAME.get(text.lower(), text)


def confusable_with(letter: str) -> frozenset[str]:
    """Letters that are easily taken for `letter`, without `letter` itself."""
    families = (family for family in CONFUSABLE_FAMILIES if letter in family)
    return frozenset().union(*families) - {letter}
