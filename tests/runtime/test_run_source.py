"""What the demo signer spells in a run, by the options and by what is taught or practised."""

from __future__ import annotations

import pytest

from realtime_asl.arguments.parser import build_parser
from realtime_asl.runtime.run_source import TEACHING_PACE, Script, demo_script, open_run_source
from realtime_asl.sources.camera_switch import CameraSwitch

DEMO = ("--camera", "demo")


@pytest.mark.parametrize(
    ("arguments", "run", "script"),
    [
        ((*DEMO, "--headless"), {}, Script(None, False, 1.0)),
        ((*DEMO, "--headless"), {"loop": True}, Script(None, True, 1.0)),
        (DEMO, {}, Script(None, True, 1.0)),
        ((*DEMO, "--headless", "--spell", "HI", "--pace", "2"), {}, Script("HI", False, 2.0)),
        ((*DEMO, "--headless"), {"taught": ("A", "B")}, Script("A B", True, TEACHING_PACE)),
        ((*DEMO, "--headless"), {"practised": "CAT"}, Script("CAT", True, 1.0)),
        ((*DEMO, "--headless", "--spell", "HI"), {"practised": "CAT"}, Script("HI", False, 1.0)),
        (("--camera", "0"), {}, Script(None, False, 1.0)),
    ],
    ids=["once", "measured", "window", "text and pace", "taught", "practised", "text before practice", "camera"],
)
def test_what_the_demo_signer_spells(arguments, run, script):
    options = build_parser().parse_args(["run", *arguments])
    assert demo_script(options, **({"loop": False, "taught": (), "practised": None} | run)) == script


@pytest.mark.parametrize("switchable", [True, False])
def test_only_where_somebody_is_there_the_camera_may_be_changed(switchable):
    options = build_parser().parse_args(["run", *DEMO])
    source = open_run_source(options, Script("A", True, 1.0), realtime=True, switchable=switchable)
    assert isinstance(source, CameraSwitch) == switchable
    source.close()
