"""Whether somebody is signing: a hand that is away, down, or spells nothing ends the word."""

from __future__ import annotations

from realtime_asl.spelling.hand_motion import Movement

#: From this probability of `nothing` on the hand spells nothing.
IDLE = 0.5
#: While the hand is away it may flash up for less than this (seconds).
FLASH = 0.12
#: The hand is down when it is so far below the last letters (palm sizes).
DOWN = 2.5
#: When letters are read down there for so long, that is the new place to sign (seconds).
NEW_PLACE = 2.0
#: How much of the way to the place of a new letter the usual place moves.
_FOLLOW = 0.4


class PauseDetector:
    """Follows where the hand signs and since when it does not.

    Attributes:
        signing: the hand is up and shows some letter.
        away_since: when signing stopped, seconds; None while it goes on.
    """

    def __init__(self) -> None:
        self.signing = False
        self.away_since: float | None = None
        self._signing_since: float | None = None
        self._time: float | None = None
        self._seen = 0.0
        self._usual_height: float | None = None
        self._down_since: float | None = None

    def update(self, time: float, movement: Movement | None, nothing: float) -> None:
        """Take in a frame.

        Args:
            time: seconds, rising.
            movement: of the hand; None when none is seen.
            nothing: probability that it spells nothing.
        """
        self.signing = movement is not None and nothing < IDLE and not self._is_down(time, movement)
        seconds = 0.0 if self._time is None else time - self._time
        self._time = time
        if not self.signing:
            self._signing_since = None
            # Forgotten more slowly, so that a hand that is seen in every other frame is there.
            self._seen = max(0.0, self._seen - seconds / 3)
            if self.away_since is None:
                self.away_since = time
            return
        if self._signing_since is None:
            self._signing_since = time
        self._seen = min(FLASH, self._seen + seconds)
        if self._seen >= FLASH:
            self.away_since = None

    def forget_place(self) -> None:
        """Letters may be signed anywhere from now on."""
        self._usual_height = self._down_since = None

    def signed_at(self, movement: Movement) -> None:
        """A letter has counted here."""
        height = float(movement.middle[1])
        self._usual_height = (
            height if self._usual_height is None else self._usual_height + _FOLLOW * (height - self._usual_height)
        )

    def away(self, time: float) -> float:
        """Seconds since signing stopped, 0 while it goes on. A hand that flashes up stops the clock for a while."""
        if self.away_since is None:
            return 0.0
        return (time if self._signing_since is None else self._signing_since) - self.away_since

    def _is_down(self, time: float, movement: Movement) -> bool:
        if self._usual_height is None or movement.middle[1] - self._usual_height < DOWN * movement.size:
            self._down_since = None
            return False
        if self._down_since is None:
            self._down_since = time
        if time - self._down_since < NEW_PLACE:
            return True
        self._usual_height, self._down_since = None, None
        return False
