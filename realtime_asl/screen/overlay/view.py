"""Everything the screen shows, as one value: what the annotators draw and nothing else."""

from __future__ import annotations

from dataclasses import dataclass

from realtime_asl.hand import Hand

#: What stands in for a letter that was not read surely enough to be shown.
UNSURE = "?"


@dataclass(frozen=True, slots=True)
class View:
    """One screen. Made anew for every picture; annotators never keep it.

    Attributes:
        time: seconds since the first frame, for everything that blinks or moves.
        frame_size: (width, height) of the frame that `hand` was found in. The picture drawn on
            may be larger or smaller: the annotators scale.
        hand: the hand of exactly the picture that is shown, in pixels of the unmirrored frame.
        skeleton: draw the hand's bones.
        letter: what is read: A-Z, "space", "del", `UNSURE`, or None without a hand.
        confidence: 0..1, of `letter`.
        candidates: the next best letters with their probabilities, best first.
        pending: a letter that is being held or drawn and does not count yet, or None.
        fill: 0..1, how much of the hold time has passed.
        moving: the hand moves (between letters, or drawing a J or Z).
        drawing: "J" or "Z" while such a stroke may be under way, else None.
        committed: the letter that has just counted (for a moment), else None.
        text: what was spelled so far.
        provisional: letters after it that are read and may still change.
        suggestions: up to three words, accepted with 1, 2, 3.
        notice: what autocorrect did, or None.
        guidance: one short line about the hand or the light, or None.
        toast: a short answer to a key press, or None.
        status: what is wrong with the camera, or None.
        warning: a part that failed while the rest goes on (recording, transcript), or None.
        fps: pictures a second, latency_ms: from the camera to the screen; None: not known yet.
        recording: seconds recorded so far, or None.
        help: show the keys.
        own_hand: whose examples are used, in a few words, or None.
        practice: state of the practice session (drawn by `overlay.practice`), or None.
    """

    time: float = 0.0
    frame_size: tuple[int, int] = (640, 480)
    hand: Hand | None = None
    skeleton: bool = True
    letter: str | None = None
    confidence: float = 0.0
    candidates: tuple[tuple[str, float], ...] = ()
    pending: str | None = None
    fill: float = 0.0
    moving: bool = False
    drawing: str | None = None
    committed: str | None = None
    text: str = ""
    provisional: str = ""
    suggestions: tuple[str, ...] = ()
    notice: str | None = None
    guidance: str | None = None
    toast: str | None = None
    status: str | None = None
    warning: str | None = None
    fps: float | None = None
    latency_ms: float | None = None
    recording: float | None = None
    help: bool = False
    own_hand: str | None = None
    practice: object | None = None
