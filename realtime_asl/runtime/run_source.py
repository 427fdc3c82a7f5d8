"""The source of one run: what `--camera` names, with what the demo signer is to spell."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from dataclasses import dataclass

from realtime_asl.sources.camera_switch import CameraSwitch
from realtime_asl.sources.cameras import list_cameras
from realtime_asl.sources.open_source import device_number, open_source
from realtime_asl.sources.source import Source

#: How fast the demo signer shows what it teaches: each letter long enough to be kept.
TEACHING_PACE = 0.6


@dataclass(frozen=True, slots=True)
class Script:
    """What the demo signer spells.

    Attributes:
        text: A-Z and spaces; None: its usual alphabet and words.
        loop: again and again.
        pace: 1 is natural.
    """

    text: str | None
    loop: bool
    pace: float


def demo_script(options: argparse.Namespace, *, loop: bool, taught: Sequence[str], practised: str | None) -> Script:
    """What the demo signer spells in a run with these options.

    Args:
        options: those of `arguments.run`.
        loop: the run goes on until it is ended.
        taught: the letters that are taught in this run.
        practised: the text that is practised, or None.
    """
    text, loop = options.spell, loop or (options.camera == "demo" and not options.headless)
    if options.camera == "demo" and text is None and taught:
        text, loop = " ".join(taught), True  # seen again and again until all is learnt
    elif options.camera == "demo" and text is None and practised is not None:
        text, loop = practised, True  # the learner goes on until everything counts, see `Rounds.over`
    return Script(text, loop, options.pace or (TEACHING_PACE if taught else 1.0))


def open_run_source(options: argparse.Namespace, script: Script, *, realtime: bool, switchable: bool) -> Source:
    """Opens it.

    Args:
        options: those of `arguments.run`.
        script: for the demo signer.
        realtime: a file at its own speed, not as fast as it goes.
        switchable: somebody is there who may change to another camera.

    Raises:
        UserError: it cannot be opened.
    """
    size = {"width": options.width, "height": options.height, "fps": options.fps}
    source = open_source(
        options.camera,
        **size,
        spell=script.text,
        loop=script.loop,
        realtime=realtime,
        hand=options.hand,
        pace=script.pace,
    )
    number = device_number(options.camera)
    if not switchable or (number is None and options.camera != "demo"):  # a film stays what it is
        return source
    return CameraSwitch(
        source, number, devices=list_cameras, open_device=lambda device: open_source(str(device.index), **size)
    )
