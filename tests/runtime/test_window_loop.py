"""The window's loop: what it tells the recording, and how long it shows a line."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np

from realtime_asl.frame import Frame
from realtime_asl.output.run_outputs import OutputOptions, Outputs
from realtime_asl.runtime import window_loop
from realtime_asl.runtime.hooks import WindowState
from realtime_asl.runtime.results import Step, Update
from realtime_asl.runtime.session import Session
from realtime_asl.runtime.timing import Timings
from realtime_asl.runtime.window_loop import LiveWindow
from realtime_asl.sources.source import SourceInfo
from realtime_asl.spelling.decoder import Decoder
from realtime_asl.spelling.speller import Speller


class Pipeline:
    """One picture after the other."""

    classified, finished = 1, False

    def __init__(self) -> None:
        self.number = 0

    def take(self, timeout: float) -> Update:
        self.number += 1
        frame = Frame(np.full((240, 320, 3), 90, np.uint8), self.number / 30, self.number)
        return Update(Step(frame, 0.0), ())


def live_window(keys, outputs=None) -> LiveWindow:
    """A window in which one list of keys after the other is pressed."""
    pressed = iter(keys)
    window = SimpleNamespace(
        closed=False, show=lambda image: None, zoom=lambda width, height: 1.0, actions=lambda: next(pressed)
    )
    return LiveWindow(
        window=window,
        source=SimpleNamespace(status=None),
        pipeline=Pipeline(),
        session=Session(Decoder(0.5), Speller(), lambda event, text: None),
        outputs=outputs,
        timings=Timings(),
        state=WindowState(),
        hooks=SimpleNamespace(speech=None, news=lambda: None, remember=lambda **changes: None),
    )


def test_the_text_of_a_recording_is_as_large_as_the_persons(tmp_path):
    source = SourceInfo("test", 320, 240, 30.0, live=True)
    outputs = Outputs(OutputOptions(record=tmp_path / "out.mp4"), source, wait=True)
    sizes: list[float] = []
    record = outputs.picture
    outputs.picture = lambda frame, view: (sizes.append(outputs.text_scale), record(frame, view))
    live_window([["text_more"], ["text_more"], ["quit"]], outputs).run()
    outputs.close(1.0)
    assert sizes == [1.0, 1.15, 1.322]


def test_a_long_line_stays_longer_than_a_short_one(monkeypatch):
    now = [100.0]
    monkeypatch.setattr(window_loop.time, "monotonic", lambda: now[0])
    live = live_window(keys=[])
    shown = []
    for line in ("Copied", "practice history cannot be saved (No space left on device); use --no-save"):
        live._notify(line)
        now[0] += 3.0
        shown.append(live._current_toast() is not None)
    assert shown == [False, True]
