"""Reading practice in the window: draws the signer, takes what is typed."""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, TypeVar

import numpy as np

from realtime_asl.errors import UserError
from realtime_asl.practice.reading.session import ReadingSession, Showing
from realtime_asl.runtime import interrupts
from realtime_asl.runtime.progress_board import progress_board
from realtime_asl.runtime.reading_picture import PictureShape, filling
from realtime_asl.runtime.reading_rounds import ReadingRounds
from realtime_asl.runtime.reading_signer import ReadingSigner
from realtime_asl.runtime.thread_turns import switch_often
from realtime_asl.screen import text_size
from realtime_asl.screen.key_places import place_of
from realtime_asl.screen.overlay.reading import ReadingOverlay
from realtime_asl.screen.reading_time import seconds_to_read
from realtime_asl.screen.typing_keys import typed_action
from realtime_asl.screen.window import Window

if TYPE_CHECKING:  # loaded when it is asked for
    from realtime_asl.screen.overlay.progress import ProgressBoard

#: Pictures a second.
RATE = 30
#: How long to wait for a key before looking whether a picture is there, seconds.
WAIT_S = 0.004

T = TypeVar("T")


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
        size: (width, height) of the signer's picture, pixels, until the window has another shape.
        hand: "auto", "left" or "right": the signers' hand.
        text_scale: 1 is normal.
        remember: told what the person changes, as fields of `settings.Settings`.
        meanwhile: called for every picture (what else has to go on).

    Attributes:
        problem: why the last round could not be kept, or None.
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
        self._window, self._rounds, self._hand = window, rounds, hand
        self._shape = PictureShape(size)
        self._remember, self._meanwhile = remember, meanwhile
        self._signer = ReadingSigner(size, hand)
        self._overlay = ReadingOverlay(text_scale)
        self._kept: ReadingSession | None = None
        self.problem: str | None = None
        self._started = time.monotonic()
        self._toast: tuple[str, float] | None = None
        self._session = rounds.begin(0.0)
        self._leaving = False
        self._board: ProgressBoard | None = None
        if rounds.notice:
            self._notify(rounds.notice)

    @property
    def text_scale(self) -> float:
        """As the person left it."""
        return self._overlay.text_scale

    def run(self) -> ReadingSession:
        """Until the person leaves, interrupts or closes the window; returns the last round. All answers are kept."""
        switch_often()
        with ThreadPoolExecutor(1, "signer") as drawer:
            try:
                while not self._leaving and not self._window.closed and not interrupts.heard():
                    began = time.monotonic()
                    self._meanwhile()
                    size = self._window.whole(*self._shape.size)
                    if self._shape.follow(size, began):
                        self._signer = ReadingSigner(self._shape.size, self._hand)
                    drawn = self._typing_goes_on(drawer.submit(self._draw, self._session.showing, self._now))
                    while time.monotonic() < began + 1 / RATE:
                        self._take_keys()
                    # What was typed until now is on it.
                    self._window.show(self._typing_goes_on(self._finish(drawer, drawn, size)))
            finally:
                self._keep()
        return self._session

    @property
    def _now(self) -> float:
        return time.monotonic() - self._started

    def _typing_goes_on(self, picture: Future[T]) -> T:
        """Who types fast must not wait for pictures: keys are taken until it is there."""
        while not picture.done():
            self._take_keys()
        return picture.result()

    def _take_keys(self) -> None:
        action = typed_action(self._window.key_code(WAIT_S), place_of)
        if action is not None:
            self._act(action)

    def _draw(self, showing: Showing, now: float) -> _Drawn:
        """In a thread of its own; all that is asked of the signer is asked here."""
        signer = self._signer
        return _Drawn(signer.picture(showing, now), showing, signer.signing(showing, now), signer.current(showing, now))

    def _finish(self, drawer: Executor, drawn: _Drawn, size: tuple[int, int]) -> Future[np.ndarray]:
        """The picture for the window; what changes with keys is asked here, in their thread."""
        if self._board is not None:
            return drawer.submit(self._board.picture, size)
        now = self._now
        old = drawn.showing.number != self._session.showing.number  # a key has begun another one meanwhile
        view = self._session.view(signing=drawn.signing or old, current=None if old else drawn.current)
        toast = self._toast[0] if self._toast is not None and now < self._toast[1] else None
        draw = partial(self._overlay.draw, view=view, time=now, toast=toast)
        return drawer.submit(_drawn_over, drawn.image, size, draw)

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
            self._notify(str(error))

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
            self.problem = notice  # the window may be gone before anybody has read it there
            self._notify(notice)

    def _notify(self, line: str) -> None:
        self._toast = (line, self._now + seconds_to_read(line))


def _drawn_over(image: np.ndarray, size: tuple[int, int], draw: Callable[[np.ndarray], None]) -> np.ndarray:
    """`image` at another size, with what `draw` adds to it."""
    image = filling(image, size)
    draw(image)
    return image
