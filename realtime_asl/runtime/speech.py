"""Saying words aloud while the program runs: only when asked for, by --speak or a key."""

from __future__ import annotations

from typing import TYPE_CHECKING

from realtime_asl.errors import UserError
from realtime_asl.runtime import interrupts
from realtime_asl.spelling.speller import TextEvent

if TYPE_CHECKING:  # loaded when it is asked for
    from realtime_asl.output.voice import Voice, WordSpeaker

#: How long the end of a run waits for words that are still to be said, seconds: in a window, and without one, where a
#: film is read faster than anybody speaks.
PATIENCE_S, LONG_PATIENCE_S = 3.0, 60.0


class Speech:
    """The voice of one run.

    Args:
        on: begin aloud.
        patience: seconds that `close` waits for what is still to be said.

    Raises:
        UserError: `on`, and this system has no voice.
    """

    def __init__(self, *, on: bool = False, patience: float = PATIENCE_S) -> None:
        self._patience = patience
        self._voice: Voice | None = None
        self._speaker: WordSpeaker | None = None
        self._error_shown = False
        if on:
            self._begin()

    def toggle(self) -> str:
        """Words aloud or not; returns a line for the screen."""
        if self._speaker is not None:
            self._speaker = None
            self._voice.hush()
            return "Words are no longer said"
        try:
            self._begin()
        except UserError as error:
            return str(error)
        return "Finished words are said aloud"

    @property
    def error(self) -> str | None:
        """What failed, or None."""
        return None if self._voice is None else self._voice.error

    def new_error(self) -> str | None:
        """What failed, told once; or None."""
        if self._error_shown or self.error is None:
            return None
        self._error_shown = True
        return self.error

    def event(self, event: TextEvent, text: str) -> None:
        """Take in a text event of what is spelled, and the text after it."""
        if self._speaker is not None:
            self._speaker.event(event, text)

    def close(self, text: str, *, at_once: bool = False) -> None:
        """The end, with all that was spelled; `at_once`, or after Ctrl-C: what is not yet said stays unsaid."""
        if self._speaker is not None:
            self._speaker.finish(text)
        if self._voice is not None:
            self._voice.close(0.0 if at_once else self._patience, given_up=interrupts.heard)

    def _begin(self) -> None:
        from realtime_asl.output.voice import Voice, WordSpeaker

        if self._voice is None:
            self._voice = Voice()
        self._speaker = WordSpeaker(self._voice.say)
