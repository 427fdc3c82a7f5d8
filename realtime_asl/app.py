"""The live program: source -> recogniser -> decoder -> overlay -> window, recording and transcript."""

from __future__ import annotations

import argparse
import sys
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TYPE_CHECKING

from realtime_asl.arguments.together import without_effect
from realtime_asl.errors import DONE, INTERRUPTED, PARTLY_FAILED
from realtime_asl.letters.profiles import DEFAULT_NAME, Profiles
from realtime_asl.letters.recognizer import Recognizer
from realtime_asl.output.run_outputs import Outputs
from realtime_asl.run_options import checked_outputs, is_mirrored, letters_to_teach, practice_list, resolved
from realtime_asl.runtime import interrupts
from realtime_asl.runtime.headless_loop import HeadlessLoop
from realtime_asl.runtime.outcome import Outcome, run_stats
from realtime_asl.runtime.pipeline import Pipeline
from realtime_asl.runtime.practice_rounds import TEACHING_GIVES_UP_S, Rounds
from realtime_asl.runtime.run_source import demo_script, open_run_source
from realtime_asl.runtime.session import Session
from realtime_asl.runtime.speech import LONG_PATIENCE_S, PATIENCE_S, Speech
from realtime_asl.runtime.taught_hand import TaughtHand, missing
from realtime_asl.runtime.thread_turns import switch_often
from realtime_asl.runtime.timing import Timings
from realtime_asl.settings import Settings, SettingsFile
from realtime_asl.sources.source import Source
from realtime_asl.spelling.decoder import Decoder, seconds_held
from realtime_asl.spelling.speller import Speller, TextEvent

if TYPE_CHECKING:  # loaded when it is asked for
    from realtime_asl.practice.teaching import Teaching


def run(
    options: argparse.Namespace,
    *,
    seconds: float | None = None,
    annotate: bool = False,
    fast: bool = False,
    source: Source | None = None,
    timings: Timings | None = None,
    settings: SettingsFile | None = None,
) -> Outcome:
    """One run of the program, from opening the source until everything is saved.

    Args:
        options: those of `arguments.run`.
        seconds: repeat the source, and stop after so long.
        annotate: draw every picture even when nobody sees it (to measure).
        fast: in a window, too, show every frame of a file as fast as it goes.
        source: used, and closed, instead of opening what the options name.
        timings: where durations go, for who wants to look at them while it runs.
        settings: what the person chose earlier, and where it is kept; None (as in measurements): nothing.

    Raises:
        UserError: nothing could start, or the recogniser failed.
    """
    return _Run(
        options, seconds=seconds, annotate=annotate, fast=fast, source=source, timings=timings, settings=settings
    ).run()


class _Run:
    """The parts of one run and their order: opened one after the other, closed the other way round."""

    def __init__(
        self,
        options: argparse.Namespace,
        *,
        seconds: float | None,
        annotate: bool,
        fast: bool,
        source: Source | None,
        timings: Timings | None,
        settings: SettingsFile | None,
    ) -> None:
        self._settings = settings
        self._remembered = Settings() if settings is None else settings.load()
        #: The signers of reading practice are other people than the one whose hand is remembered.
        self._readers_hand = options.hand or "auto"
        self._options = options = resolved(options, self._remembered)
        self._seconds, self._annotate, self._source = seconds, annotate, source
        self._output_options = checked_outputs(options)
        for line in without_effect(options):
            print(f"note: {line}", file=sys.stderr)
        self._fast = fast or (options.headless and not options.realtime)
        self._timings = timings or Timings()
        self._speech = Speech(on=options.speak, patience=LONG_PATIENCE_S if options.headless else PATIENCE_S)
        # The demo signer learns what is practised, unless it was told what to spell.
        learner = options.camera == "demo" and options.spell is None
        practised = options.practice or practice_list(self._remembered)
        self._rounds = Rounds(practised, save=not options.no_save, learner=learner)
        #: The letters that are taught from the start on.
        self._letters = letters_to_teach(options)
        self._practice = self._rounds.plan(seconds_held(options.hold)) if options.practice else None

    def run(self) -> Outcome:
        import cv2

        cv2.setNumThreads(1)  # its work is small here; MediaPipe and the classifier need the cores
        switch_often()
        options = self._options
        with ThreadPoolExecutor(1, "load") as loader:
            recognizer = loader.submit(Recognizer, options.model, options.backend, options.hand_model, options.hand)
            try:
                with interrupts.raising():
                    source = self._source or self._open_source()
                try:
                    with interrupts.noted():
                        return self._run_with(source, recognizer)
                finally:
                    source.close()
            finally:
                _close_recognizer(recognizer)

    def _open_source(self) -> Source:
        script = demo_script(
            self._options,
            loop=self._seconds is not None,
            taught=self._letters,
            practised=None if self._practice is None else self._practice.text,
        )
        return open_run_source(self._options, script, realtime=not self._fast, switchable=self._settings is not None)

    def _run_with(self, source: Source, recognizer: Future[Recognizer]) -> Outcome:
        options = self._options
        newest = source.info.live or not self._fast
        outputs = Outputs(self._output_options, source.info, wait=not newest)

        def publish(event: TextEvent, text: str) -> None:
            outputs.event(event, text)
            if session.practice is None:  # an exercise is no text
                self._speech.event(event, text)

        session = Session(Decoder(options.hold), Speller(autocorrect=options.autocorrect), publish)
        hand = self._taught_hand(recognizer)
        session.taught_hand = hand
        if self._practice is not None:
            self._rounds.begin(session, source, self._practice)
        teaching: Teaching | None = None
        if options.teach is not None:
            gives_up = TEACHING_GIVES_UP_S if options.headless else None
            teaching = self._rounds.teach(session, source, self._letters, gives_up=gives_up)
        pipeline = Pipeline(source, recognizer, newest=newest, timings=self._timings)
        interrupted = False
        try:
            pipeline.start()
            if options.headless:
                self._run_headless(source, pipeline, session, outputs)
            else:
                self._run_window(source, recognizer, pipeline, session, outputs)
        except KeyboardInterrupt:
            interrupted = True
        finally:
            pipeline.close()
            session.finish()
            outputs.close(session.now, began=pipeline.classified > 0 or source.error is not None)
            self._rounds.keep(session)
            self._speech.close(session.text, at_once=interrupted or interrupts.heard())
        lost = hand.notice if hand is not None else None
        forgot = None if self._settings is None else self._settings.notice
        untaught = missing(teaching) if teaching is not None and options.headless else None
        lines = (
            source.error,
            *outputs.failures,
            untaught,
            self._rounds.unsaved,
            self._rounds.notice,
            lost,
            forgot,
            self._speech.error,
        )
        problems = [line for line in lines if line]
        unsaved = self._rounds.unsaved is not None or (hand is not None and hand.unsaved)
        failed = PARTLY_FAILED if source.error or outputs.failures or untaught or unsaved else DONE
        return Outcome(
            text=session.text,
            practice=None if session.practice is None else session.practice.summary(),
            stats=run_stats(self._timings, pipeline.frames, pipeline.classified),
            exit_code=INTERRUPTED if interrupted or interrupts.heard() else failed,
            takes=tuple(outputs.takes),
            problems=tuple(problems),
            notes=tuple(outputs.losses),
        )

    def _run_headless(self, source: Source, pipeline: Pipeline, session: Session, outputs: Outputs) -> None:
        loop = HeadlessLoop(
            source=source,
            pipeline=pipeline,
            session=session,
            outputs=outputs,
            timings=self._timings,
            rounds=self._rounds,
            annotate=self._annotate,
        )
        loop.run(self._seconds)

    def _run_window(
        self, source: Source, recognizer: Future[Recognizer], pipeline: Pipeline, session: Session, outputs: Outputs
    ) -> None:
        from realtime_asl.runtime.hooks import Reading, WindowState
        from realtime_asl.runtime.reading_run import size_beside_a_camera
        from realtime_asl.runtime.window_run import run_in_window

        options, remembered = self._options, self._remembered
        mirrored = is_mirrored(options, remembered, live=source.info.live)
        run_in_window(
            source=source,
            recognizer=recognizer,
            pipeline=pipeline,
            session=session,
            outputs=outputs,
            timings=self._timings,
            rounds=self._rounds,
            speech=self._speech,
            state=WindowState(mirrored, options.text_scale, options.hand),
            mirrored=is_mirrored(options, remembered, live=True),
            reading=Reading(size_beside_a_camera(options), self._readers_hand, not options.no_save),
            settings=self._settings,
            size=remembered.window,
            seconds=self._seconds,
        )

    def _taught_hand(self, recognizer: Future[Recognizer]) -> TaughtHand | None:
        options = self._options
        if options.profile is None and options.headless and options.teach is None:
            return None  # a film shows anybody
        hand = TaughtHand(options.profile or DEFAULT_NAME, lambda: recognizer.result().classifier.space)
        if options.profile is not None and options.profile not in Profiles().names():
            print(f"note: there is no profile '{options.profile}' yet; it begins with what you teach", file=sys.stderr)
        return hand


def _close_recognizer(recognizer: Future[Recognizer]) -> None:
    if not recognizer.cancel() and recognizer.exception() is None:
        recognizer.result().close()
