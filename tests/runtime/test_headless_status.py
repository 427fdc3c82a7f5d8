"""A run without a window says what is wrong with its camera, as the window does."""

from __future__ import annotations

import pytest
from media import noise

from realtime_asl import app
from realtime_asl.arguments.parser import build_parser
from realtime_asl.sources.faults import Fault, FaultyCamera
from realtime_asl.sources.live import LiveSource
from realtime_asl.sources.reconnect import Patience

#: A fault is named sooner than in real life; that nothing comes is not, since other work may hold pictures up.
PATIENCE = Patience(unhealthy=0.5, stall=10.0)


@pytest.mark.parametrize(
    ("kind", "line"),
    [
        ("garbage", "warning: camera pictures are damaged: check cable"),
        ("black", "warning: camera pictures are black: shutter closed?"),
    ],
)
def test_a_fault_of_the_camera_is_printed_once(kind, line, capsys):
    camera = FaultyCamera(noise((320, 240)), fps=30, faults=(Fault(0.2, 99, kind),))
    source = LiveSource("test camera", camera.open, lambda: "why not", patience=PATIENCE)
    options = build_parser().parse_args(["run", "--camera", "0", "--headless"])
    assert app.run(options, seconds=4, source=source).exit_code == 0
    assert capsys.readouterr().err.splitlines() == [line]
