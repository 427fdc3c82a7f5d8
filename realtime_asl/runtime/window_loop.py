"""The window while the program runs: what it shows and when.

Runs in the main thread, as windows must. Recognition goes on in its own threads; all that is
decided here (decoder, speller, practice) happens in this one thread, so nothing needs a lock.
"""

from __future__ import annotations

import time
from dataclasses import replace

import cv2
import numpy as np

from realtime_asl.output.run_outputs import Outputs
from realtime_asl.runtime import interrupts
from realtime_asl.runtime.hooks import Hooks, WindowState
from realtime_asl.runtime.key_actions import KeyActions
from realtime_asl.runtime.pipeline import Pipeline
from realtime_asl.runtime.results import Step
from realtime_asl.runtime.session import Session
from realtime_asl.runtime.timing import Timings
from realtime_asl.screen.overlay import Overlay, View
from realtime_asl.screen.reading_time import seconds_to_read
from realtime_asl.screen.window import Window
from realtime_asl.sources.source import Source

#: Without a new picture the old one is drawn again so often (seconds): for toasts, caret and camera faults.
REDRAW_S = 0.1
#: How long the last picture of a file stays, seconds.
LINGER_S = 1.5
#: How often the figures in the corner change, seconds: often enough, and still readable.
FIGURES_S = 0.5
#: How often the size of the window is looked at, seconds.
ZOOM_S = 0.25


class LiveWindow:
    """Shows a pipeline in a window until it is closed.

    Args:
        window: an open window.
        source: for what is wrong with the camera.
        pipeline: started.
        session: fed with every prediction.
        outputs: given every picture.
        timings: where durations go.
        state: how to begin.
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
        state: WindowState,
        hooks: Hooks,
    ) -> None:
        self._window, self._source, self._pipeline = window, source, pipeline
        self._session, self._outputs, self._timings, self._hooks = session, outputs, timings, hooks
        self._state = state
        self._actions = KeyActions(
            window=window, session=session, outputs=outputs, state=state, hooks=hooks, notify=self._notify
        )
        self._overlay = Overlay(state.mirrored, state.text_scale)
        self._step: Step | None = None
        self._drawn = 0.0
        self._toast: tuple[str, float] | None = None
        self._figures: tuple[float | None, float | None] = (None, None)
        self._figures_at = 0.0
        self._zoom, self._zoom_at, self._zoomed = 1.0, 0.0, (0, 0)

    def run(self, seconds: float | None = None) -> None:
        """Until the person quits or interrupts, the source ends or `seconds` have passed."""
        end = None if seconds is None else time.monotonic() + seconds
        linger: float | None = None
        while not self._actions.quit and not self._window.closed and not interrupts.heard():
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
            if (news := self._hooks.news()) is not None:
                self._notify(news)
            for action in self._window.actions():  # also paints
                self._drawn = 0.0  # the answer is to be seen at once
                self._actions.act(action)
            if shown is not None and self._pipeline.classified:
                painted = time.perf_counter()
                self._timings.add("total", painted - shown.arrived)
                self._timings.shown(painted)

    # Pictures

    def _show(self, step: Step, new: bool) -> None:
        self._drawn = time.monotonic()
        view = self._view(step)
        started = time.perf_counter()
        canvas = self._drawn_canvas(step, view)
        if new:
            self._outputs.text_scale = self._state.text_scale
            if self._pipeline.classified:  # until then, only the camera is shown
                self._outputs.picture(step.frame, view if self._outputs.annotated else None)
            self._timings.add("overlay", time.perf_counter() - started)
        self._window.show(canvas)

    def _drawn_canvas(self, step: Step, view: View) -> np.ndarray:
        if self._state.board is not None:
            height, width = step.frame.image.shape[:2]
            return self._state.board.picture(self._window.whole(width, height), view.recording)
        canvas = self._canvas(step.frame.image)
        self._overlay.mirrored, self._overlay.text_scale = self._state.mirrored, self._state.text_scale
        self._overlay.draw(canvas, view)
        return canvas

    def _view(self, step: Step) -> View:
        view = self._session.view(step.hand, step.frame.time, step.frame.size)
        fps, latency = self._current_figures()
        return replace(
            view,
            skeleton=self._state.skeleton,
            toast=self._current_toast(),
            status=self._source.status,
            warning=self._outputs.warning,
            fps=fps,
            latency_ms=latency,
            recording=self._outputs.recording,
            help=self._state.help,
        )

    def _canvas(self, image: np.ndarray) -> np.ndarray:
        """A copy of a picture to draw on: as large as it is seen, mirrored if wanted."""
        height, width = image.shape[:2]
        size = self._canvas_size(width, height)
        if size == (width, height):
            return cv2.flip(image, 1) if self._state.mirrored else image.copy()
        method = cv2.INTER_AREA if size[0] < width else cv2.INTER_LINEAR
        image = cv2.resize(image, size, interpolation=method)
        return cv2.flip(image, 1) if self._state.mirrored else image

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

    def _notify(self, line: str) -> None:
        self._toast = (line, time.monotonic() + seconds_to_read(line))
