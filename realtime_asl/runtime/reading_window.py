"""Reading practice in the window: draws the signer, takes what is typed."""

from __future__ import annotations

import time
from collections.abc import Callable

import cv2
import numpy as np

from realtime_asl.practice.reading.session import ReadingSession
from realtime_asl.runtime.key_actions import TEXT_RANGE, TEXT_STEP
from realtime_asl.runtime.reading_rounds import ReadingRounds
from realtime_asl.runtime.reading_signer import ReadingSigner
from realtime_asl.screen.overlay.reading import ReadingOverlay
from realtime_asl.screen.typing_keys import typed_action
from realtime_asl.screen.window import Window

#: Pictures a second, and how long an answer to a key stays, seconds.
RATE, TOAST_S = 30, 2.0


class ReadingWindow:
    """One visit to reading practice, round after round.

    Args:
        window: shown in it.
        rounds: gives and keeps the rounds.
        size: (width, height) of the signer's picture, pixels.
        hand: "auto", "left" or "right": the signers' hand.
        text_scale: 1 is normal.
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
        meanwhile: Callable[[], None] = lambda: None,
    ) -> None:
        self._window, self._rounds, self._size = window, rounds, size
        self._meanwhile = meanwhile
        self._signer = ReadingSigner(size, hand)
        self._overlay = ReadingOverlay(text_scale)
        self._kept: ReadingSession | None = None
        self._started = time.monotonic()
        self._toast: tuple[str, float] | None = None
        self._session = rounds.begin(0.0)
        self._leaving = False
        if rounds.notice:
            self._say(rounds.notice)

    @property
    def text_scale(self) -> float:
        """As the person left it."""
        return self._overlay.text_scale

    def run(self) -> ReadingSession:
        """Until the person leaves or closes the window; what was answered is kept. Returns the last round."""
        try:
            while not self._leaving and not self._window.closed:
                began = time.monotonic()
                self._meanwhile()
                self._show()
                while (code := self._window.key_code()) >= 0:
                    if (action := typed_action(code)) is not None:
                        self._act(action)
                time.sleep(max(0.0, began + 1 / RATE - time.monotonic()))
        finally:
            self._keep()
        return self._session

    @property
    def _now(self) -> float:
        return time.monotonic() - self._started

    def _show(self) -> None:
        now, showing = self._now, self._session.showing
        image = self._canvas(self._signer.picture(showing, now))
        view = self._session.view(
            signing=self._signer.signing(showing, now), current=self._signer.current(showing, now)
        )
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
        if len(action) == 1:
            session.type(action)
        elif action == "submit":
            self._submit()
        elif action == "erase":
            session.erase()
        elif action == "replay":
            session.replay(now)
        elif action in ("faster", "slower"):
            session.change_speed(1 if action == "faster" else -1, now)
        elif action == "kind":
            session.change_kind(now)
        elif action == "fullscreen":
            self._window.toggle_fullscreen()
        elif action in ("text_less", "text_more"):
            wish = self._overlay.text_scale * (TEXT_STEP if action == "text_more" else 1 / TEXT_STEP)
            self._overlay.text_scale = min(max(wish, TEXT_RANGE[0]), TEXT_RANGE[1])
        elif action == "end":
            self._end()

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
        if notice := self._rounds.keep(self._session):
            self._say(notice)

    def _say(self, line: str) -> None:
        self._toast = (line, self._now + TOAST_S)
