"""One short line when the hand or the light makes reading hard: what to change."""

from __future__ import annotations

from realtime_asl.letters.recognizer import Prediction

#: Mean below which a hand, or a picture without one, is too dark, 0..255.
DARK = 30.0
#: Longer side of the hand's box in units of the picture's shorter side.
FAR, NEAR = 0.09, 0.92
#: However large the picture: a box smaller than this (pixels) shows too little of the fingers.
SMALLEST_PX = 40
#: How far a landmark may lie outside the picture, in units of the hand's box.
OUTSIDE = 0.06
#: A state must last this long (seconds) before it is told, and its line stays at least as long.
PATIENCE, STAYS = 0.7, 1.2
#: Without a hand: longer, since people rest between words.
NO_HAND_PATIENCE = 4.0

TOO_DARK = "Too dark: more light on your hand"
CUT_OFF = "Hand is cut off by the edge: move it in"
TOO_NEAR = "Hand too near: move it back"
TOO_FAR = "Hand too far away: come closer"
NO_HAND = "Show one hand to the camera"
BOTH_HANDS = "Both hands are up: begin a word with one"


def problem_of(prediction: Prediction) -> str | None:
    """What makes this one frame hard to read, or None."""
    if prediction.brightness < DARK:
        return TOO_DARK
    hand = prediction.hand
    if hand is None:
        return NO_HAND
    width, height = prediction.frame_size
    size = hand.side
    # The wrist is left out: it says little, and is often below the picture.
    points = hand.landmarks[1:, :2]
    limit = OUTSIDE * size
    if (points < -limit).any() or (points[:, 0] > width + limit).any() or (points[:, 1] > height + limit).any():
        return CUT_OFF
    if size > NEAR * min(width, height):
        return TOO_NEAR
    if size < max(FAR * min(width, height), SMALLEST_PX):
        return TOO_FAR
    return None


class Guidance:
    """Makes a steady line of what is wrong frame by frame.

    Attributes:
        line: what to show, or None.
    """

    def __init__(self) -> None:
        self.line: str | None = None
        self._problem: str | None = None
        self._since = 0.0
        self._shown_at = 0.0

    def update(self, prediction: Prediction, *, one_hand: bool = False) -> str | None:
        """Take in one frame (in time order); returns `line`. `one_hand`: a word has to begin with one hand."""
        now, problem = prediction.time, problem_of(prediction)
        if problem is None and one_hand and prediction.hand is not None and prediction.hand.other_raised:
            problem = BOTH_HANDS
        if problem != self._problem:
            self._problem, self._since = problem, now
        if problem == self.line:
            return self.line
        patience = NO_HAND_PATIENCE if problem == NO_HAND else PATIENCE
        lasting = now - self._since >= patience
        # A line that no longer holds goes after a moment, so that it can be read.
        if (problem is None or lasting) and (self.line is None or now - self._shown_at >= STAYS):
            self.line, self._shown_at = problem if lasting else None, now
        return self.line
