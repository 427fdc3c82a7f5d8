"""What spelling says: letters, spaces and deletes that were signed, and what is under way."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from realtime_asl.alphabet import DELETE, SPACE

#: The classes that are no letters: the kind of event that each makes.
COMMAND_KINDS = {SPACE: "space", DELETE: "delete"}


@dataclass(frozen=True, slots=True)
class LetterEvent:
    """A letter, space or delete that was signed.

    Attributes:
        time: when it was committed, seconds since the first frame.
        kind: "letter", "space" or "delete".
        letter: A-Z for kind "letter", else None.
        confidence: 0..1.
        start: when the hold or the stroke began, seconds.
        posterior: (29,) mean posterior over the hold, or None (a pause has none).
    """

    time: float
    kind: str
    letter: str | None
    confidence: float
    start: float
    posterior: np.ndarray | None = None


@dataclass(frozen=True, slots=True)
class DecoderState:
    """What the screen shows of the decoder between events.

    Attributes:
        pending: class being held and not yet committed, or None.
        fill: 0..1, how much of the hold time has passed for `pending`.
        moving: the hand is in motion (a transition, or a J or Z being drawn).
        provisional: letters that are read and not settled yet.
    """

    pending: str | None = None
    fill: float = 0.0
    moving: bool = False
    provisional: str = ""
