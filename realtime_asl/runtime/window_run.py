"""A run in a window: the window, what its keys act on, and the loop."""

from __future__ import annotations

from concurrent.futures import Future

from realtime_asl.letters.recognizer import Recognizer
from realtime_asl.output.run_outputs import Outputs
from realtime_asl.runtime.hooks import TITLE, Hooks, Reading, WindowState
from realtime_asl.runtime.pipeline import Pipeline
from realtime_asl.runtime.practice_rounds import Rounds
from realtime_asl.runtime.session import Session
from realtime_asl.runtime.speech import Speech
from realtime_asl.runtime.timing import Timings
from realtime_asl.runtime.window_loop import LiveWindow
from realtime_asl.screen.window import Window
from realtime_asl.settings import SettingsFile
from realtime_asl.sources.source import Source


def run_in_window(
    *,
    source: Source,
    recognizer: Future[Recognizer],
    pipeline: Pipeline,
    session: Session,
    outputs: Outputs,
    timings: Timings,
    rounds: Rounds,
    speech: Speech,
    state: WindowState,
    mirrored: bool,
    reading: Reading,
    settings: SettingsFile | None,
    size: tuple[int, int] | None,
    seconds: float | None,
) -> None:
    """Until the person quits, the source ends or `seconds` have passed; the rest as in `Hooks` and `LiveWindow`.

    Args:
        source, recognizer, pipeline, session, outputs, timings, rounds, speech: the parts of the run, begun.
        state: how the window begins.
        mirrored: cameras are shown as in a mirror.
        reading: how reading practice begins.
        settings: where what was chosen is kept; None: nowhere.
        size: (width, height) of the window in pixels; None: as fits the picture.
        seconds: how long at most.
    """
    with Window(f"{TITLE} - {source.info.name}", size=size) as window:
        hooks = Hooks(
            window=window,
            source=source,
            recognizer=recognizer,
            pipeline=pipeline,
            session=session,
            rounds=rounds,
            state=state,
            speech=speech,
            mirrored=mirrored,
            reading=reading,
            settings=settings,
        )
        live = LiveWindow(
            window=window,
            source=source,
            pipeline=pipeline,
            session=session,
            outputs=outputs,
            timings=timings,
            state=state,
            hooks=hooks,
        )
        try:
            live.run(seconds)
        finally:
            hooks.remember_window()
