"""The window while the program runs: what it shows and what its keys do.

Runs in the main thread, as windows must. Recognition goes on in its own threads; all that is
decided here (decoder, speller, practice) happens in this one thread, so nothing needs a lock.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, replace

import cv2
import numpy as np

from realtime_asl.errors import UserError
from realtime_asl.output.run_outputs import Outputs
from realtime_asl.runtime.pipeline import Pipeline, Step
from realtime_asl.runtime.session import Session
from realtime_asl.runtime.timing import Timings
from realtime_asl.screen.overlay import Overlay, View
from realtime_asl.screen.window import Window
from realtime_asl.sources.source import Source

#: Without a new picture the old one is drawn again so often (seconds): for toasts, caret and camera faults.
REDRAW_S = 0.1
#: How long the last picture of a file stays, and the answer to a key, seconds.
LINGER_S, TOAST_S = 1.5, 2.0
#: How often the figures in the corner change, seconds: often enough, and still readable.
FIGURES_S = 0.5
#: How often the size of the window is looked at, seconds.
ZOOM_S = 0.25
HOLD_STEP, HOLD_RANGE = 0.1, (0.2, 2.0)
TEXT_STEP, TEXT_RANGE = 1.15, (0.6, 2.5)


@dataclass(slots=True)
class Settings:
    """What the keys change.

    Attributes:
        mirrored: show a mirror image.
        text_scale: size of the text, 1 is normal.
        hand: "auto", "left" or "right".
        skeleton: draw the bones of the hand.
        help: show the keys.
    """

    mirrored: bool = False
    text_scale: float = 1.0
    hand: str = "auto"
    skeleton: bool = True
    help: bool = False


@dataclass(frozen=True, slots=True)
class Hooks:
    """What the window asks of the rest of the program.

    Attributes:
        set_hand: takes "auto", "left" or "right".
        begin_practice: gives the session a new round; raises UserError.
        end_practice: keeps what was practised in the session's round; returns a line for the screen, or None.
        change_practice: letters, words, the person's own list, one after the other; returns which.
    """

    set_hand: Callable[[str], None]
    begin_practice: Callable[[], None]
    end_practice: Callable[[], str | None]
    change_practice: Callable[[], str]


class LiveWindow:
    """Shows a pipeline in a window until it is closed.

    Args:
        window: an open window.
        source: for what is wrong with the camera.
        pipeline: started.
        session: fed with every prediction.
        outputs: given every picture.
        timings: where durations go.
        settings: how to begin.
        hooks: see there.
    """

    def __init__(
        self,
        *,
        window: Window,
        source: Source,
        pipeline: Pipeline,
        session: Session,
        outputs: Outputs,
        timings: Timings,
        settings: Settings,
        hooks: Hooks,
    ) -> None:
        self._window, self._source, self._pipeline = window, source, pipeline
        self._session, self._outputs, self._timings = session, outputs, timings
        self._settings, self._hooks = settings, hooks
        self._overlay = Overlay(settings.mirrored, settings.text_scale)
        self._step: Step | None = None
        self._drawn = 0.0
        self._toast: tuple[str, float] | None = None
        self._figures: tuple[float | None, float | None] = (None, None)
        self._figures_at = 0.0
        self._zoom, self._zoom_at, self._zoomed = 1.0, 0.0, (0, 0)
        self._quit = False

    def run(self, seconds: float | None = None) -> None:
        """Until the person quits, the source ends or `seconds` have passed."""
        end = None if seconds is None else time.monotonic() + seconds
        linger: float | None = None
        while not self._quit and not self._window.closed:
            now = time.monotonic()
            if end is not None and now > end:
                self._pipeline.end()
            if linger is not None and now > linger:
                return
            update = self._pipeline.take(timeout=0.01)
            shown = None
            if update is not None:
                with self._timings.measure("decode"):
                    for prediction in update.predictions:
                        self._session.feed(prediction)
                shown = update.step
            elif self._pipeline.finished and linger is None:
                linger = now + (LINGER_S if end is None else 0.0)
                self._session.finish()
            if shown is not None:
                self._step = shown
                self._show(shown, new=True)
            elif self._step is not None and now - self._drawn > REDRAW_S:
                self._show(self._step, new=False)
            while (action := self._window.key()) is not None:  # also paints
                self._act(action)
            if shown is not None and self._pipeline.classified:
                painted = time.perf_counter()
                self._timings.add("total", painted - shown.arrived)
                self._timings.shown(painted)

    # Pictures

    def _show(self, step: Step, new: bool) -> None:
        self._drawn = time.monotonic()
        view = self._view(step)
        started = time.perf_counter()
        canvas = self._canvas(step.frame.image)
        self._overlay.mirrored, self._overlay.text_scale = self._settings.mirrored, self._settings.text_scale
        self._overlay.draw(canvas, view)
        if new:
            if self._pipeline.classified:  # until then, only the camera is shown
                self._outputs.picture(step.frame, view if self._outputs.annotated else None)
            self._timings.add("overlay", time.perf_counter() - started)
        self._window.show(canvas)

    def _view(self, step: Step) -> View:
        view = self._session.view(step.hand, step.frame.time, step.frame.size)
        fps, latency = self._current_figures()
        return replace(
            view,
            skeleton=self._settings.skeleton,
            toast=self._current_toast(),
            status=self._source.status,
            warning=self._outputs.warning,
            fps=fps,
            latency_ms=latency,
            recording=self._outputs.recording,
            help=self._settings.help,
        )

    def _canvas(self, image: np.ndarray) -> np.ndarray:
        """A copy of a picture to draw on: as large as it is seen, mirrored if wanted."""
        height, width = image.shape[:2]
        size = self._canvas_size(width, height)
        if size == (width, height):
            return cv2.flip(image, 1) if self._settings.mirrored else image.copy()
        method = cv2.INTER_AREA if size[0] < width else cv2.INTER_LINEAR
        image = cv2.resize(image, size, interpolation=method)
        return cv2.flip(image, 1) if self._settings.mirrored else image

    def _canvas_size(self, width: int, height: int) -> tuple[int, int]:
        now = time.monotonic()
        if now - self._zoom_at > ZOOM_S or self._zoomed != (width, height):
            self._zoom, self._zoom_at, self._zoomed = self._window.zoom(width, height), now, (width, height)
        if abs(self._zoom - 1) < 0.01:
            return width, height
        return max(1, round(width * self._zoom)), max(1, round(height * self._zoom))

    def _current_figures(self) -> tuple[float | None, float | None]:
        now = time.monotonic()
        if now - self._figures_at > FIGURES_S:
            stalled = self._source.status is not None
            self._figures = (None, None) if stalled else (self._timings.recent_fps(), self._timings.latency_ms())
            self._figures_at = now
        return self._figures

    def _current_toast(self) -> str | None:
        if self._toast is not None and time.monotonic() > self._toast[1]:
            self._toast = None
        return None if self._toast is None else self._toast[0]

    # Keys

    def _say(self, line: str) -> None:
        self._toast = (line, time.monotonic() + TOAST_S)

    def _act(self, action: str) -> None:
        self._drawn = 0.0  # the answer is to be seen at once
        if action.startswith("accept"):
            self._session.accept(int(action.removeprefix("accept")))
        else:
            getattr(self, f"_do_{action}")()

    def _do_quit(self) -> None:
        self._quit = True

    def _do_help(self) -> None:
        self._settings.help = not self._settings.help

    def _do_space(self) -> None:
        self._session.space()

    def _do_backspace(self) -> None:
        self._session.backspace()

    def _do_clear(self) -> None:
        self._session.clear()

    def _do_copy(self) -> None:
        text = self._session.text.strip()
        if not text:
            self._say("There is no text yet")
            return
        import pyperclip  # looks for the system's tools when imported

        try:
            pyperclip.copy(text)
        except pyperclip.PyperclipException:
            self._say("No clipboard here; on Linux, install xclip or wl-clipboard")
            return
        self._say("Copied")

    def _do_hold_less(self) -> None:
        self._change_hold(-HOLD_STEP)

    def _do_hold_more(self) -> None:
        self._change_hold(HOLD_STEP)

    def _change_hold(self, step: float) -> None:
        self._session.hold = round(min(max(self._session.hold + step, HOLD_RANGE[0]), HOLD_RANGE[1]), 2)
        self._say(f"Hold a letter {self._session.hold:.1f} s")

    def _do_text_less(self) -> None:
        self._change_text(1 / TEXT_STEP)

    def _do_text_more(self) -> None:
        self._change_text(TEXT_STEP)

    def _change_text(self, factor: float) -> None:
        scale = min(max(self._settings.text_scale * factor, TEXT_RANGE[0]), TEXT_RANGE[1])
        self._settings.text_scale = scale
        self._say(f"Text size {scale:.0%}")

    def _do_mirror(self) -> None:
        self._settings.mirrored = not self._settings.mirrored
        self._say("Mirror image" if self._settings.mirrored else "As the camera sees it")

    def _do_hand(self) -> None:
        order = ("auto", "left", "right")
        self._settings.hand = order[(order.index(self._settings.hand) + 1) % len(order)]
        self._hooks.set_hand(self._settings.hand)
        self._say({"auto": "Either hand", "left": "Left hand", "right": "Right hand"}[self._settings.hand])

    def _do_skeleton(self) -> None:
        self._settings.skeleton = not self._settings.skeleton

    def _do_fullscreen(self) -> None:
        self._window.toggle_fullscreen()

    def _do_record(self) -> None:
        self._say(self._outputs.toggle())

    def _do_practice(self) -> None:
        if self._session.practice is not None:
            notice = self._hooks.end_practice()
            self._session.practise(None)
            self._say(notice or "Practice ended")
        else:
            self._begin_practice()

    def _begin_practice(self) -> None:
        try:
            self._hooks.begin_practice()
        except UserError as error:
            self._say(str(error))

    def _do_practice_skip(self) -> None:
        practice = self._session.practice
        if practice is None:
            return
        if practice.done:
            self._hooks.end_practice()
            self._begin_practice()
        else:
            practice.skip()

    def _do_practice_what(self) -> None:
        if self._session.practice is not None:
            self._hooks.end_practice()
        self._say(f"Practise {self._hooks.change_practice()}")
        self._begin_practice()

    def _do_practice_turn(self) -> None:
        if self._session.practice is not None:
            self._session.practice.turn()

    def _do_practice_hide(self) -> None:
        if self._session.practice is not None:
            self._session.practice.hide()
