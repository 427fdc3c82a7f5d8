"""What the keys of the window ask of the rest of the program."""

from __future__ import annotations

from concurrent.futures import Future
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from realtime_asl.letters.recognizer import Recognizer
from realtime_asl.runtime.pipeline import Pipeline
from realtime_asl.runtime.practice_rounds import Rounds
from realtime_asl.runtime.progress_board import progress_board
from realtime_asl.runtime.session import Session
from realtime_asl.runtime.speech import Speech
from realtime_asl.screen.window import Window
from realtime_asl.settings import Settings, SettingsFile
from realtime_asl.sources.camera_switch import CameraSwitch
from realtime_asl.sources.cameras import CameraDevice
from realtime_asl.sources.source import Source

if TYPE_CHECKING:  # loaded when it is asked for
    from realtime_asl.screen.overlay.progress import ProgressBoard

#: How every window is called.
TITLE = "realtime_asl"


@dataclass(slots=True)
class WindowState:
    """What the keys change about the picture.

    Attributes:
        mirrored: show a mirror image.
        text_scale: size of the text, 1 is normal.
        hand: "auto", "left" or "right".
        skeleton: draw the bones of the hand.
        help: show the keys.
        board: the practice history, shown instead of the picture; or None.
    """

    mirrored: bool = False
    text_scale: float = 1.0
    hand: str = "auto"
    skeleton: bool = True
    help: bool = False
    board: ProgressBoard | None = None


@dataclass(frozen=True, slots=True)
class Reading:
    """How reading practice is begun from the window: the signers' `size` in pixels, their `hand`, and whether the
    answers are kept (`save`)."""

    size: tuple[int, int]
    hand: str
    save: bool


class Hooks:
    """The parts of a run that keys act on.

    Args:
        window: open, or about to be.
        source: where the pictures come from.
        recognizer: told which hand signs, as soon as it is loaded.
        pipeline: goes on while reading is practised.
        session: what is signed.
        rounds: of practice.
        state: what the window shows.
        speech: says words aloud.
        mirrored: cameras are shown as in a mirror.
        reading: how reading practice begins.
        settings: where what was chosen is remembered; None: nowhere.
    """

    def __init__(
        self,
        *,
        window: Window,
        source: Source,
        recognizer: Future[Recognizer],
        pipeline: Pipeline,
        session: Session,
        rounds: Rounds,
        state: WindowState,
        speech: Speech,
        mirrored: bool,
        reading: Reading,
        settings: SettingsFile | None,
    ) -> None:
        self._window, self._source, self._recognizer, self._pipeline = window, source, recognizer, pipeline
        self._session, self._rounds, self._state = session, rounds, state
        self._mirrored, self._reading, self._settings = mirrored, reading, settings
        self.speech = speech
        self._live = source.info.live
        self._device: CameraDevice | None = None

    def remember(self, **changes: object) -> None:
        """Keep what was chosen, as fields of `settings.Settings`, for the next time."""
        if self._settings is not None:
            self._settings.keep(**changes)

    def remember_window(self) -> None:
        """Keep the size that the person gave the window."""
        if self._window.resized is not None:
            self.remember(window=self._window.resized)

    def set_mirrored(self, mirrored: bool) -> None:
        """A mirror image or none; remembered only of cameras, since nothing else is mirrored by itself."""
        self._state.mirrored = mirrored
        if self._source.info.live and isinstance(self._source, CameraSwitch):
            self.remember(mirror=mirrored)

    def next_camera(self) -> str:
        """Begin to change to the next camera; returns a line for the screen."""
        if not isinstance(self._source, CameraSwitch):
            return "A video file is shown, no camera"
        self._source.next_camera()
        return "Looking for another camera"

    def news(self) -> str | None:
        """What has come since the last time: a line for the screen, or None.

        A camera that is new gets its name into the title and is remembered.
        """
        if not isinstance(self._source, CameraSwitch):
            return self._news_of_the_person()
        device = self._source.device
        if device is not None and device != self._device:
            self._device = device
            self.remember(camera=device.index, camera_name=device.name)
            self._window.rename(f"{TITLE} - {device.name}")
            if not self._live:
                self._live, self._state.mirrored = True, self._mirrored
                self._rounds.person_signs(self._session)
        return self._source.notice() or self._news_of_the_person()

    def _news_of_the_person(self) -> str | None:
        """Of practice, teaching and voice; what is not asked for yet comes the next time."""
        return self._rounds.new_notice() or self._session.new_notice() or self.speech.new_error()

    def set_hand(self, hand: str) -> None:
        """Which hand signs: "auto", "left" or "right"; at once, or as soon as the models are loaded."""
        self._recognizer.add_done_callback(lambda loaded: loaded.exception() or _set_hand(loaded.result(), hand))
        self.remember(hand=hand)

    def begin_practice(self) -> None:
        """Give the session a new round.

        Raises:
            UserError: the list or the history cannot be used.
        """
        self._rounds.next(self._session, self._source)

    def end_practice(self) -> str | None:
        """Keep what was practised in the session's round; returns why it could not (a line for the screen), or None."""
        return self._rounds.keep(self._session)

    def change_practice(self) -> str:
        """Letters, words, reading, the person's own list, one after the other; returns which."""
        listed = self._rounds.change()
        if (what := self._rounds.listed) is not None:
            self.remember(practice=what if what in ("letters", "words") else str(Path(what).absolute()))
        return listed

    def show_progress(self) -> None:
        """Show the practice history instead of the picture.

        Raises:
            UserError: it cannot be read.
        """
        self._state.board = progress_board("G")

    def teach(self, letters: tuple[str, ...]) -> None:
        """Begin to teach these letters."""
        self._rounds.teach(self._session, self._source, letters)

    def practise_reading(self) -> str | None:
        """Reading practice in the window until the person leaves it; what the camera sees meanwhile is passed over.

        Returns:
            A line for the person about a round that could not be kept, or None.

        Raises:
            UserError: the history cannot be used.
        """
        from realtime_asl.runtime.reading_rounds import ReadingRounds
        from realtime_asl.runtime.reading_window import ReadingWindow

        remembered = Settings() if self._settings is None else self._settings.load()
        reading = ReadingWindow(
            self._window,
            ReadingRounds(save=self._reading.save, remembered=remembered),
            size=self._reading.size,
            hand=self._reading.hand,
            text_scale=self._state.text_scale,
            remember=self.remember,
            meanwhile=lambda: self._pipeline.take(timeout=0.0),
        )
        self._window.rename(f"{TITLE} - reading practice")
        try:
            reading.run()
        finally:
            self._window.rename(f"{TITLE} - {self._device.name if self._device else self._source.info.name}")
        self._state.text_scale = reading.text_scale
        return reading.problem


def _set_hand(recognizer: Recognizer, hand: str) -> None:
    recognizer.tracker.hand = hand
