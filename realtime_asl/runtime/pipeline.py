"""Capture, hand tracking and classification, each in its own thread; live, none waits for the screen.

    capture ──frame──▶ tracker ──frame + hand──▶ classifier ──prediction──▶ Pipeline.take()

Two kinds of run:

* every frame (files, `newest=False`): every frame is classified, in order, and the tracker waits until the
  frame before has been shown, but no longer than a moment. On two cores tracker, classifier and drawing only get in
  each other's way.
* newest wins (live, `newest=True`): a stage that is late finds only the newest item waiting. A
  frame is shown with its own landmarks and prediction; where the classifier is too slow, a
  frame is shown as soon as the next one has been tracked, with its landmarks only. So the picture
  stays smooth, classification skips, and the delay is bounded by one frame. While nobody is in view of
  a camera, only some of its frames are searched for a hand (`search_rate`).

Nothing here queues more than one picture a stage, so neither memory nor delay can grow.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from concurrent import futures
from concurrent.futures import Future
from dataclasses import replace
from typing import Protocol

from realtime_asl.frame import Frame
from realtime_asl.hand import Hand
from realtime_asl.letters.recognizer import Prediction
from realtime_asl.runtime import freed_memory
from realtime_asl.runtime.results import Results, Step, Update
from realtime_asl.runtime.search_rate import SearchRate
from realtime_asl.runtime.stage_queue import StageQueue
from realtime_asl.runtime.timing import Timings
from realtime_asl.sources.source import Source

#: Of files: a frame is tracked though the one before has not been shown yet after so long (seconds).
_LONGEST_TURN_S = 0.25
#: After so many frames all models have run, and what loading them has left behind is given back.
_SETTLED = 30
#: How long a thread may take to end after its source was closed, seconds.
_JOIN_S = 5.0


class Reader(Protocol):
    """What reads frames: `recognizer.Recognizer`. Each method is called from one thread only."""

    def track(self, frame: Frame) -> Hand | None:
        """The signing hand in `frame`."""
        ...

    def classify(self, frame: Frame, hand: Hand | None) -> Prediction:
        """The letter that `hand` shows."""
        ...


class Pipeline:
    """Runs the stages from `start` until the source ends or `close`.

    Args:
        source: closed by `close`.
        reader: will deliver the recogniser; meanwhile a live source is already shown.
        newest: newest wins (see above); otherwise every frame.
        timings: where the stages' durations go.
    """

    def __init__(self, source: Source, reader: Future[Reader], *, newest: bool, timings: Timings) -> None:
        self._source, self._reader, self._newest, self._timings = source, reader, newest, timings
        self._captured: StageQueue[Step] = StageQueue(newest)
        self._tracked: StageQueue[Step] = StageQueue(newest)
        self._results = Results(newest)
        # A film may be looked at for every frame; a camera may be on all day.
        self._search_rate = SearchRate() if newest else None
        self._error: BaseException | None = None
        self._threads = [
            threading.Thread(target=self._guarded, args=(stage, out), name=stage.__name__.strip("_"), daemon=True)
            for stage, out in (
                (self._capture, self._captured),
                (self._track, self._tracked),
                (self._classify, self._results),
            )
        ]
        #: Of files: whether a frame has been handed out to be shown, and whether the last one was.
        self._handed_out, self._shown = False, threading.Event()
        self.frames = 0
        self.classified = 0

    def start(self) -> None:
        """Start the threads."""
        for thread in self._threads:
            thread.start()

    def take(self, timeout: float | None = None) -> Update | None:
        """What is new; None after `timeout` seconds without news, or at the end (`finished`).

        Raises:
            BaseException: what went wrong in one of the threads.
        """
        if self._handed_out:
            self._shown.set()  # whoever asks for the next frame has shown the last one
        update = self._results.take(timeout)
        self._handed_out = update is not None
        if update is None and self._error is not None:
            raise self._error
        return update

    @property
    def finished(self) -> bool:
        """The source has ended and everything was taken."""
        return self._results.finished

    def end(self) -> None:
        """Take no more frames from the source; those that are on their way are still read."""
        self._source.close()

    def close(self) -> None:
        """Stop all threads and close the source. May be called twice."""
        self._source.close()
        for link in (self._captured, self._tracked, self._results):
            link.close()
        self._shown.set()  # after the links: nobody waits for it from now on
        for thread in self._threads:
            if thread.is_alive():
                thread.join(_JOIN_S)

    def _guarded(self, stage: Callable[[], None], out: StageQueue | Results) -> None:
        try:
            stage()
        except BaseException as error:  # noqa: BLE001 - raised again in the thread that calls take()
            self._error = self._error or error
            self._captured.close()
            self._tracked.close()
            self._shown.set()
        finally:
            out.close()

    def _capture(self) -> None:
        if not self._source.info.live:  # a file begins when it can be read, or its first letters were lost
            futures.wait([self._reader])
        # Live, most of the time until the next frame is waiting for it; only work counts.
        clock = time.thread_time if self._newest else time.perf_counter
        frames = iter(self._source)
        while True:
            started = clock()
            frame = next(frames, None)
            if frame is None:
                return
            self._timings.add("capture", clock() - started)
            self.frames = frame.index + 1  # gaps are frames that the source itself had to drop
            if not self._captured.put(Step(frame, time.perf_counter())):
                return

    def _track(self) -> None:
        step = self._preview() if self._newest else None
        if self._newest and step is None and self._captured.closed:
            return
        reader = self._reader.result()
        while (step := step or self._captured.get()) is not None:
            started = time.perf_counter()
            hand = self._find_hand(reader, step.frame)
            step = replace(step, hand=hand, arrived=step.arrived if self._newest else started)
            self._results.tracked(step)
            self._shown.clear()
            if not self._tracked.put(step):
                return
            if not self._newest:
                self._shown.wait(_LONGEST_TURN_S)
            step = None

    def _find_hand(self, reader: Reader, frame: Frame) -> Hand | None:
        """The hand in `frame`; None, too, where nobody has been in view for long and this frame is left out."""
        rate = self._search_rate if self._source.info.live else None  # it may become a camera
        if rate is not None and not rate.due(frame.time):
            return None
        with self._timings.measure("hand"):
            hand = reader.track(frame)
        if rate is not None and hand is not None:
            rate.seen(frame.time)
        return hand

    def _preview(self) -> Step | None:
        """Pass pictures on as they are until the reader is loaded; returns the first one that it can read."""
        while True:
            step = self._captured.get(timeout=0.02)
            if self._reader.done() or (step is None and self._captured.closed):
                return step
            if step is not None:
                self._results.put(step)

    def _classify(self) -> None:
        while (step := self._tracked.get()) is not None:
            reader = self._reader.result()
            started = time.perf_counter()
            prediction = reader.classify(step.frame, step.hand)
            if prediction.classified:
                self._timings.add("classify", time.perf_counter() - started)
            self.classified += 1
            if self.classified == _SETTLED:
                freed_memory.give_back()
            if not self._results.put(replace(step, prediction=prediction)):
                return
