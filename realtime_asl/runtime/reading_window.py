"""Reading practice in the window: draws the signer, takes what is typed."""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING

import cv2
import numpy as np

from realtime_asl.errors import UserError
from realtime_asl.practice.reading.session import ReadingSession, Showing
from realtime_asl.runtime import interrupts
from realtime_asl.runtime.progress_board import progress_board
from realtime_asl.runtime.reading_rounds import ReadingRounds
from realtime_asl.runtime.reading_signer import ReadingSigner
from realtime_asl.screen import text_size
from realtime_asl.screen.key_places import place_of
from realtime_asl.screen.overlay.reading import ReadingOverlay
from realtime_asl.screen.typing_keys import typed_action
from realtime_asl.screen.window import Window

if TYPE_CHECKING:  # loaded when it is asked for
    from realtime_asl.screen.overlay.progress import ProgressBoard

#: Pictures a second, and how long an answer to a key stays, seconds.
RATE, TOAST_S = 30, 2.0


@dataclass(frozen=True, slots=True)
class _Drawn:
    """A picture of the signer: of which showing, whether the hand is still at work, and at which letter."""

    image: np.ndarray
    showing: Showing
    signing: bool
    current: int | None


class ReadingWindow:
    """One visit to reading practice, round after round.

    Args:
        window: shown in it.
        rounds: gives and keeps the rounds.
        size: (width, height) of the signer's picture, pixels.
        hand: "auto", "left" or "right": the signers' hand.
        text_scale: 1 is normal.
        remember: told what the person changes, as fields of `settings.Settings`.
        meanwhile: called for every picture (what else has to go on).
    """

    def __init__(
        self,
        window: Window,
        rounds: ReadingRounds,
        *,
        size: tuple[int, int],
        hand: str = "auto",
        text_scale: float = 1.0,
        remember: Callable[..., None] = lambda **changes: None,
        meanwhile: Callable[[], None] = lambda: None,
    ) -> None:
        self._window, self._rounds, self._size = window, rounds, size
        self._remember, self._meanwhile = remember, meanwhile
        self._signer = ReadingSigner(size, hand)
        self._overlay = ReadingOverlay(text_scale)
        self._kept: ReadingSession | None = None
        self._started = time.monotonic()
        self._toast: tuple[str, float] | None = None
        self._session = rounds.begin(0.0)
        self._leaving = False
        self._board: ProgressBoard | None = None
        if rounds.notice:
            self._say(rounds.notice)

    @property
    def text_scale(self) -> float:
        """As the person left it."""
        return self._overlay.text_scale

    def run(self) -> ReadingSession:
        """Until the person leaves, interrupts or closes the window; returns the last round. All answers are kept."""
        with ThreadPoolExecutor(1, "signer") as drawer:
            try:
                while not self._leaving and not self._window.closed and not interrupts.heard():
                    began = time.monotonic()
                    self._meanwhile()
                    drawn = drawer.submit(self._draw, self._session.showing, self._now)
                    # Who types fast must not wait for pictures: a window keeps only the last key.
                    while not drawn.done() or time.monotonic() < began + 1 / RATE:
                        self._take_keys()
                    self._show(drawn.result())
            finally:
                self._keep()
        return self._session

    @property
    def _now(self) -> float:
        return time.monotonic() - self._started

    def _take_keys(self) -> None:
        code = self._window.key_code()
        if code < 0:
            time.sleep(0.002)
        elif (action := typed_action(code, place_of)) is not None:
            self._act(action)

    def _draw(self, showing: Showing, now: float) -> _Drawn:
        """In a thread of its own; all that is asked of the signer is asked here."""
        signer = self._signer
        return _Drawn(signer.picture(showing, now), showing, signer.signing(showing, now), signer.current(showing, now))

    def _show(self, drawn: _Drawn) -> None:
        now, image = self._now, self._canvas(drawn.image)
        if self._board is not None:
            self._window.show(self._board.picture(image.shape[1::-1]))
            return
        old = drawn.showing.number != self._session.showing.number  # a key has begun another one meanwhile
        view = self._session.view(signing=drawn.signing or old, current=None if old else drawn.current)
        toast = self._toast[0] if self._toast is not None and now < self._toast[1] else None
        self._overlay.draw(image, view, time=now, toast=toast)
        self._window.show(image)

    def _canvas(self, image: np.ndarray) -> np.ndarray:
        zoom = self._window.zoom(*self._size)
        if abs(zoom - 1) < 0.01:
            return image
        size = (max(1, round(self._size[0] * zoom)), max(1, round(self._size[1] * zoom)))
        return cv2.resize(image, size, interpolation=cv2.INTER_AREA if zoom < 1 else cv2.INTER_LINEAR)

    def _act(self, action: str) -> None:
        session, now = self._session, self._now
        if self._board is not None and action in ("kind", "end", "submit"):
            self._board = None
        elif len(action) == 1:
            session.type(action)
        elif action == "submit":
            self._submit()
        elif action == "erase":
            session.erase()
        elif action == "replay":
            session.replay(now)
        elif action in ("faster", "slower"):
            session.change_speed(1 if action == "faster" else -1, now)
            self._remember(reading_speed=session.level)
        elif action == "kind" and session.done:
            self._toggle_board()
        elif action == "kind":
            session.change_kind(now)
            if (kind := self._rounds.kind) is not None:
                self._remember(reading_words=kind)
        elif action == "fullscreen":
            self._window.toggle_fullscreen()
        elif action in ("text_less", "text_more"):
            scale = self._overlay.text_scale = text_size.changed(self.text_scale, larger=action == "text_more")
            self._remember(text_size=scale)
        elif action == "end":
            self._end()

    def _toggle_board(self) -> None:
        try:
            self._board = progress_board("Tab")
        except UserError as error:
            self._say(str(error))

    def _submit(self) -> None:
        if self._session.done:
            self._session = self._rounds.begin(self._now)
            return
        if self._session.view(signing=False, current=None).phase == "question":
            self._session.submit(self._now)
        else:
            self._session.go_on(self._now)
            self._keep_when_done()

    def _end(self) -> None:
        """The first time, the summary; from there, or where nothing was answered, out."""
        self._leaving = self._session.done or not self._session.words
        self._session.end()
        self._keep_when_done()

    def _keep_when_done(self) -> None:
        if self._session.done:
            self._keep()

    def _keep(self) -> None:
        if self._session is self._kept:
            return
        self._kept = self._session
        if self._rounds.saves and self._session.words:
            self._remember(reading_speed=self._session.level)
        if notice := self._rounds.keep(self._session):
            self._say(notice)

    def _say(self, line: str) -> None:
        self._toast = (line, self._now + TOAST_S)
