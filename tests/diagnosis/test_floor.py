"""The floor that the program is measured beside: which frames, which clock, which hand and back-end."""

from __future__ import annotations

import argparse
from contextlib import suppress
from dataclasses import replace

import numpy as np
import pytest

from realtime_asl.arguments.parser import build_parser
from realtime_asl.cli import main
from realtime_asl.diagnosis import benchmark, floor
from realtime_asl.errors import INTERRUPTED, UserError
from realtime_asl.runtime.outcome import Outcome, run_stats
from realtime_asl.runtime.timing import Timings
from realtime_asl.sources.open_source import open_source


def ignore(image: np.ndarray, hand: object) -> None:
    """Classifies nothing."""


class FirstFrames:
    """A source that ends after some frames of another one."""

    def __init__(self, count: int) -> None:
        self._source, self._count = open_source("demo", spell="A"), count
        self.info, self.given = self._source.info, 0

    def __iter__(self):
        for frame in self._source:
            if self.given == self._count:
                return
            self.given += 1
            yield frame

    def close(self) -> None:
        self._source.close()


@pytest.mark.parametrize(("live", "read"), [(False, 20), (True, 10)])
def test_a_clip_is_read_to_its_end_and_a_camera_is_not(monkeypatch, live, read):
    monkeypatch.setattr(floor, "MOST_FRAMES", 10)
    source = FirstFrames(20)
    source.info = replace(source.info, live=live)
    with suppress(UserError):  # no hand was found so early
        floor.run_loop(source, ignore)
    assert source.given == read


@pytest.mark.parametrize("count", [0, 1])
def test_too_few_frames_are_one_line(count):
    with pytest.raises(UserError, match="only one frame"):
        floor.run_loop(FirstFrames(count), ignore)


def test_the_demo_signer_of_the_floor_has_the_programs_hand():
    left, right = (next(iter(floor.open_frames("demo", "A", hand))).image for hand in ("left", "right"))
    assert not np.array_equal(left, right)


def options_of(*arguments: str) -> argparse.Namespace:
    return build_parser().parse_args(["benchmark", *arguments])


def test_the_floor_of_its_own_has_the_programs_back_end_and_says_its_error(tmp_path):
    weights = tmp_path / "none.safetensors"
    with pytest.raises(UserError, match=r"measured: '.*none\.safetensors'|measured: .*none\.safetensors") as raised:
        floor.bare_process(options_of("--backend", "torch", "--model", str(weights)), "A")
    assert "[" not in str(raised.value)


def test_a_run_that_was_cut_off_gives_no_figures(monkeypatch, capsys):
    cut = Outcome("", None, run_stats(Timings(), 3, 3), INTERRUPTED)
    monkeypatch.setattr(benchmark.app, "run", lambda *_, **__: cut)
    assert main(["benchmark", "--json"]) == INTERRUPTED
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize(
    "arguments",
    [
        ("--idle", "--camera", "0"),
        ("--idle", "--turns", "2"),
        ("--against", "x", "--idle"),
        ("--against", "x", "--turns", "2"),
    ],
)
def test_options_that_would_count_for_nothing_are_refused(arguments, capsys):
    assert main(["benchmark", *arguments]) == 2
    assert "leave it out" in capsys.readouterr().err
