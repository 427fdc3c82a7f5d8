"""``doctor``: looks at everything the program needs, and says what is wrong and how to mend it."""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator
from dataclasses import asdict

from realtime_asl.diagnosis.finding import FAIL, NOTE, OK, Finding
from realtime_asl.diagnosis.models import check_hand_model, check_speed, check_spelling_weights, check_weights
from realtime_asl.diagnosis.packages import check_conflicts, check_packages
from realtime_asl.diagnosis.system import check_cameras, check_clipboard, check_platform, check_python, check_window
from realtime_asl.errors import DONE, WRONG_USAGE

#: Words, not colours, and all of one width.
WORDS = {OK: "ok  ", NOTE: "note", FAIL: "FAIL"}


def findings(model: str | None = None, hand_model: str | None = None) -> Iterator[Finding]:
    """All findings, as they come. What depends on something that failed is left out."""
    yield check_python()
    yield check_platform()
    packages = check_packages()
    yield from packages
    loaded = {finding.name for finding in packages if finding.status == OK}
    yield from check_conflicts()
    if {"opencv-python", "numpy"} <= loaded:
        if "cv2-enumerate-cameras" in loaded:
            yield check_cameras()
        yield check_window()
    yield check_clipboard()
    hand = check_hand_model(hand_model)
    yield hand
    weights = check_weights(model)
    yield from weights
    yield check_spelling_weights()
    models = [hand, *weights]
    if len(loaded) == len(packages) and not any(finding.status == FAIL for finding in models):
        yield from check_speed(model, hand_model)


def run_command(options: argparse.Namespace) -> int:
    """``doctor``: prints the findings; exit code 0 when the program can run, else 2."""
    found = []
    for finding in findings(options.model, options.hand_model):
        found.append(finding)
        if not options.json:
            print(f"{WORDS[finding.status]}  {finding.name}: {finding.detail}")
            if finding.mend:
                print(f"      -> {finding.mend}")
    runs = all(finding.status != FAIL for finding in found)
    if options.json:
        print(json.dumps({"runs": runs, "findings": [asdict(finding) for finding in found]}, indent=1))
    else:
        failed = sum(finding.status == FAIL for finding in found)
        print("The program can run." if runs else f"The program cannot run: {failed} to mend, see FAIL above.")
    return DONE if runs else WRONG_USAGE
