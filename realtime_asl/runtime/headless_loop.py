"""The program without a window: every prediction to the session, every picture to the outputs."""

from __future__ import annotations

import time

from realtime_asl.output.run_outputs import Outputs
from realtime_asl.runtime import interrupts
from realtime_asl.runtime.pipeline import Pipeline
from realtime_asl.runtime.practice_rounds import Rounds
from realtime_asl.runtime.results import Update
from realtime_asl.runtime.session import Session
from realtime_asl.runtime.status_line import StatusLine
from realtime_asl.runtime.timing import Timings
from realtime_asl.sources.source import Source


class HeadlessLoop:
    """Takes what a pipeline gives until it ends; a line on the terminal tells how far it is.

    What is wrong with the camera is printed, a line whenever that changes.

    Args:
        source: for what is wrong with the camera.
        pipeline: started.
        session: fed with every prediction.
        outputs: given every picture.
        timings: where durations go.
        rounds: tells when practice is over.
        annotate: draw every picture even when nobody sees it (to measure).
    """

    def __init__(
        self,
        *,
        source: Source,
        pipeline: Pipeline,
        session: Session,
        outputs: Outputs,
        timings: Timings,
        rounds: Rounds,
        annotate: bool = False,
    ) -> None:
        self._source, self._pipeline, self._session, self._outputs = source, pipeline, session, outputs
        self._timings, self._rounds = timings, rounds
        self._teaches = False
        self._told: str | None = None
        self._drawn = outputs.annotated or annotate

    def run(self, seconds: float | None = None) -> None:
        """Until the source ends, practice is over, `seconds` have passed or the person interrupts."""
        status = StatusLine()
        self._teaches = self._session.teaching is not None
        end = None if seconds is None else time.monotonic() + seconds
        try:
            while not self._over() and not interrupts.heard():
                if end is not None and time.monotonic() > end:
                    self._pipeline.end()
                # A short wait, since Windows hears Ctrl-C only between two of them.
                update = self._pipeline.take(timeout=0.25)
                self._tell_status(status)
                if update is not None:
                    self._show(update, status)
                elif self._pipeline.finished:
                    return
        finally:
            status.clear()

    def _over(self) -> bool:
        taught = self._teaches and self._session.teaching is None
        return taught or self._rounds.over(self._session)

    def _tell_status(self, status: StatusLine) -> None:
        now = self._source.status
        if now != self._told and now is not None:
            status.say(f"warning: {now}")
        self._told = now

    def _show(self, update: Update, status: StatusLine) -> None:
        session, timings = self._session, self._timings
        with timings.measure("decode"):
            for prediction in update.predictions:
                session.feed(prediction)
        step = update.step
        if step is None or (step.prediction is None and not self._pipeline.classified):
            return
        with timings.measure("overlay"):
            view = session.view(step.hand, step.frame.time, step.frame.size) if self._drawn else None
            self._outputs.picture(step.frame, view)
        shown = time.perf_counter()
        timings.add("total", shown - step.arrived)
        timings.shown(shown)
        status.show(session.now, timings.recent_fps(), session.text)
