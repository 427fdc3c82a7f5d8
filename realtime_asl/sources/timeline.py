"""Time stamps of a file, mended so that they always rise."""

from __future__ import annotations

import math

#: A step back or forth of more than this is a break in the recording (or a damaged stamp), not a pause.
LONGEST_STEP_BACK, LONGEST_STEP = 1.0, 60.0
#: MediaPipe counts in whole milliseconds, so two frames are never closer than one.
SHORTEST_STEP = 0.001


class Timeline:
    """Turns the stamps of a file into seconds from its first frame, strictly rising.

    Small faults (a stamp repeated or slightly early) move one frame; a jump (two recordings
    joined, a damaged stamp) shifts everything behind it, so that the clip goes on at its own speed.
    """

    def __init__(self, frame_duration: float) -> None:
        self._frame_duration = frame_duration
        self._offset: float | None = None
        self._last = 0.0

    def mend(self, stamp: float | None) -> float:
        """The time of the next frame in seconds; `stamp` is the file's own, None where it has none."""
        if stamp is not None and not math.isfinite(stamp):
            stamp = None
        if self._offset is None:
            self._offset = -(stamp or 0.0)
            return 0.0
        expected = self._last + self._frame_duration
        if stamp is None:
            self._last = expected
            return expected
        time = stamp + self._offset
        if not -LONGEST_STEP_BACK <= time - self._last <= LONGEST_STEP:
            self._offset = expected - stamp
            time = expected
        self._last = max(time, self._last + SHORTEST_STEP)
        return self._last

    def restart(self) -> None:
        """The file begins again (it is looped): its next stamp follows one frame after the last one."""
        if self._offset is not None:
            self._offset = math.inf  # any finite stamp now counts as a jump
