"""The live program: source -> recogniser -> decoder -> overlay -> window, recording and transcript."""

from __future__ import annotations

import argparse
import json
import sys
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from realtime_asl.alphabet import STATIC
from realtime_asl.errors import DONE, INTERRUPTED, PARTLY_FAILED, UserError
from realtime_asl.input_files import refuse_inputs
from realtime_asl.letters.profiles import DEFAULT_NAME
from realtime_asl.letters.recognizer import Recognizer
from realtime_asl.model_files import WEIGHTS, weights_folder
from realtime_asl.output.run_outputs import OutputOptions, Outputs
from realtime_asl.runtime import interrupts
from realtime_asl.runtime.headless_loop import HeadlessLoop
from realtime_asl.runtime.pipeline import Pipeline
from realtime_asl.runtime.practice_rounds import Rounds
from realtime_asl.runtime.session import Session
from realtime_asl.runtime.taught_hand import TaughtHand
from realtime_asl.runtime.timing import RunStats, Timings
from realtime_asl.sources.address import is_url, stream_address
from realtime_asl.sources.open_source import file_path, is_live, open_source
from realtime_asl.sources.source import Source
from realtime_asl.spelling.decoder import Decoder
from realtime_asl.spelling.speller import Speller

if TYPE_CHECKING:  # loaded with the window
    from realtime_asl.runtime.key_actions import Settings
    from realtime_asl.screen.window import Window

TITLE = "realtime_asl"
#: How fast the demo signer shows what it teaches: each letter long enough to be kept.
TEACHING_PACE = 0.6


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a run.

    Attributes:
        text: what was spelled.
        practice: summary of the practice round as a JSON object, or None.
        stats: how fast it went.
        exit_code: of the program.
        takes: recordings that were written.
        problems: lines for the person about what failed on the way.
    """

    text: str
    practice: dict | None
    stats: RunStats
    exit_code: int
    takes: tuple[Path, ...] = ()
    problems: tuple[str, ...] = field(default=())


def run_command(options: argparse.Namespace) -> int:
    """``run_webcam.py``, and ``run``: the last line on stdout is the spelled text, or the practice summary."""
    with interrupts.noted():  # until the last line is printed
        outcome = run(options)
        for take in outcome.takes:
            if take.exists():
                print(f"recorded {take}", file=sys.stderr)
        for problem in outcome.problems:
            print(f"warning: {problem}", file=sys.stderr)
        practised = options.headless and outcome.practice is not None
        print(json.dumps(outcome.practice) if practised else outcome.text.strip())
        return outcome.exit_code


def run(
    options: argparse.Namespace,
    *,
    seconds: float | None = None,
    annotate: bool = False,
    fast: bool = False,
    source: Source | None = None,
    timings: Timings | None = None,
) -> Outcome:
    """One run of the program, from opening the source until everything is saved.

    Args:
        options: those of `cli.add_run_arguments`.
        seconds: repeat the source, and stop after so long.
        annotate: draw every picture even when nobody sees it (to measure).
        fast: in a window, too, show every frame of a file as fast as it goes.
        source: used, and closed, instead of opening what the options name.
        timings: where durations go, for who wants to look at them while it runs.

    Raises:
        UserError: nothing could start, or the recogniser failed.
    """
    return _Run(options, seconds=seconds, annotate=annotate, fast=fast, source=source, timings=timings).run()


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
    ) -> None:
        self._options, self._seconds, self._annotate = options, seconds, annotate
        self._source = source
        self._output_options = _checked(options)
        self._fast = fast or (options.headless and not options.realtime)
        self._timings = timings or Timings()
        # The demo signer learns what is practised, unless it was told what to spell.
        learner = options.camera == "demo" and options.spell is None
        self._rounds = Rounds(options.practice or "letters", save=not options.no_save, learner=learner)
        self._learner = learner
        #: The letters that are taught from the start on.
        self._letters = _letters_to_teach(options)
        self._practice = self._rounds.plan(options.hold) if options.practice else None

    def run(self) -> Outcome:
        import cv2

        cv2.setNumThreads(1)  # its work is small here; MediaPipe and the classifier need the cores
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
        options = self._options
        spell, loop = options.spell, self._seconds is not None
        if options.camera == "demo":
            loop = loop or not options.headless
            if spell is None and self._letters:
                # Seen again and again until all is learnt.
                spell, loop = " ".join(self._letters), True
            elif spell is None and self._practice is not None:
                # The learner goes on until everything counts, see `Rounds.over`.
                spell, loop = self._practice.text, True
        return open_source(
            options.camera,
            width=options.width,
            height=options.height,
            fps=options.fps,
            spell=spell,
            loop=loop,
            realtime=not self._fast,
            hand=options.hand,
            pace=options.pace or (TEACHING_PACE if self._letters else 1.0),
        )

    def _run_with(self, source: Source, recognizer: Future[Recognizer]) -> Outcome:
        options = self._options
        newest = source.info.live or not self._fast
        outputs = Outputs(
            self._output_options,
            source.info,
            None if is_live(options.camera) or options.camera == "demo" else file_path(options.camera),
            wait=not newest,
        )
        session = Session(Decoder(options.hold), Speller(autocorrect=options.autocorrect), outputs.event)
        hand = self._taught_hand(recognizer)
        session.taught_hand = hand
        if self._practice is not None:
            self._rounds.begin(session, source, self._practice)
        if options.teach is not None:
            self._teach(session, source, self._letters)
        pipeline = Pipeline(source, recognizer, newest=newest, timings=self._timings)
        interrupted = False
        try:
            pipeline.start()
            if options.headless:
                self._run_headless(pipeline, session, outputs)
            else:
                self._run_window(source, recognizer, pipeline, session, outputs)
        except KeyboardInterrupt:
            interrupted = True
        finally:
            pipeline.close()
            session.finish()
            outputs.close(session.now, began=pipeline.classified > 0 or source.error is not None)
            notice = self._rounds.keep(session)
        told = hand.notice if hand is not None else None
        problems = [line for line in (source.error, outputs.warning, notice, told) if line]
        failed = PARTLY_FAILED if source.error or outputs.warning else DONE
        return Outcome(
            text=session.text,
            practice=None if session.practice is None else session.practice.summary(),
            stats=self._stats(pipeline),
            exit_code=INTERRUPTED if interrupted or interrupts.heard() else failed,
            takes=tuple(outputs.takes),
            problems=tuple(problems),
        )

    def _run_headless(self, pipeline: Pipeline, session: Session, outputs: Outputs) -> None:
        loop = HeadlessLoop(
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
        from realtime_asl.runtime.key_actions import Hooks, Settings
        from realtime_asl.runtime.window_loop import LiveWindow
        from realtime_asl.screen.window import Window

        options = self._options
        mirror = options.mirror if options.mirror is not None else source.info.live and "://" not in options.camera
        settings = Settings(mirror, options.text_scale, options.hand)

        def set_hand(hand: str) -> None:
            # At once, or as soon as the models are loaded.
            recognizer.add_done_callback(lambda loaded: loaded.exception() or _set_hand(loaded.result(), hand))

        with Window(f"{TITLE} - {source.info.name}") as window:
            rounds = self._rounds
            hooks = Hooks(
                set_hand,
                begin_practice=lambda: rounds.next(session, source),
                end_practice=lambda: rounds.keep(session),
                change_practice=rounds.change,
                teach=lambda letters: self._teach(session, source, letters),
                practise_reading=lambda: self._read(window, pipeline, settings),
            )
            live = LiveWindow(
                window=window,
                source=source,
                pipeline=pipeline,
                session=session,
                outputs=outputs,
                timings=self._timings,
                settings=settings,
                hooks=hooks,
            )
            live.run(self._seconds)

    def _taught_hand(self, recognizer: Future[Recognizer]) -> TaughtHand | None:
        options = self._options
        if options.profile is None and options.headless and options.teach is None:
            return None  # a film shows anybody
        return TaughtHand(options.profile or DEFAULT_NAME, lambda: recognizer.result().classifier.space)

    def _teach(self, session: Session, source: Source, letters: tuple[str, ...]) -> None:
        from realtime_asl.practice.teaching import Teaching

        session.teaching = Teaching(letters, session.taught_hand.learn, self._options.hold + 0.3)
        if self._learner:
            source.retarget(" ".join(letters))

    def _read(self, window: Window, pipeline: Pipeline, settings: Settings) -> None:
        """Reading practice in the window; the camera goes on, and what it sees meanwhile is passed over."""
        from realtime_asl.runtime.reading_rounds import ReadingRounds
        from realtime_asl.runtime.reading_run import picture_size
        from realtime_asl.runtime.reading_window import ReadingWindow

        reading = ReadingWindow(
            window,
            ReadingRounds(save=not self._options.no_save),
            size=picture_size(self._options),
            hand=settings.hand,
            text_scale=settings.text_scale,
            meanwhile=lambda: pipeline.take(timeout=0.0),
        )
        reading.run()
        settings.text_scale = reading.text_scale

    def _stats(self, pipeline: Pipeline) -> RunStats:
        return RunStats(
            frames=pipeline.frames,
            classified=pipeline.classified,
            dropped=pipeline.frames - pipeline.classified,
            fps=self._timings.fps() or 0.0,
            startup_s=self._timings.startup_s,
            stages=self._timings.stages(),
            latency_drift_ms=self._timings.latency_drift_ms(),
        )


def _checked(options: argparse.Namespace) -> OutputOptions:
    """Everything that can be found wrong before anything starts."""
    if options.spell is not None and options.camera != "demo":
        raise UserError("--spell is for the demo signer; add --camera demo")
    if options.pace is not None and options.camera != "demo":
        raise UserError("--pace is for the demo signer; add --camera demo")
    if is_url(options.camera):
        stream_address(options.camera)
    if options.record_clean and options.headless and not options.record:
        raise UserError("--record-clean says how to record; add --record FILE")
    outputs = OutputOptions(
        record=Path(options.record) if options.record else None,
        clean=options.record_clean,
        transcript=Path(options.transcript) if options.transcript else None,
        overwrite=options.overwrite,
        text_scale=options.text_scale,
    )
    _refuse_inputs(outputs, options)
    outputs.check()
    if not options.headless:
        from realtime_asl.screen.display import require_display

        require_display()
    return outputs


def _refuse_inputs(outputs: OutputOptions, options: argparse.Namespace) -> None:
    """No output may take the place of anything that is read."""
    film = None if is_live(options.camera) or options.camera == "demo" else file_path(options.camera)
    words = None if options.practice in (None, "letters", "words") else options.practice
    models = (options.model or weights_folder() / WEIGHTS[options.backend], options.hand_model)
    for output, what in ((outputs.record, "recording"), (outputs.transcript, "transcript")):
        if output is not None:
            refuse_inputs(output, (film, words, *models), what)
    if outputs.record is not None and outputs.transcript is not None:
        refuse_inputs(outputs.transcript, (outputs.record,), "transcript")


def _letters_to_teach(options: argparse.Namespace) -> tuple[str, ...]:
    if options.teach is None:
        return ()
    if options.practice:
        raise UserError("--teach and --practice are two different rounds; leave out one of them")
    letters = tuple(dict.fromkeys(options.teach.upper())) or STATIC
    if unknown := "".join(letter for letter in letters if letter not in STATIC):
        raise UserError(f"--teach {options.teach}: '{unknown}' cannot be taught; name letters A-Y without J")
    return letters


def _set_hand(recognizer: Recognizer, hand: str) -> None:
    recognizer.tracker.hand = hand


def _close_recognizer(recognizer: Future[Recognizer]) -> None:
    if not recognizer.cancel() and recognizer.exception() is None:
        recognizer.result().close()
