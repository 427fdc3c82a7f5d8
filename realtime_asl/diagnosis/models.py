"""The models: there, undamaged, and how fast they run here."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from statistics import median

from realtime_asl.diagnosis.finding import FAIL, NOTE, OK, Finding, from_error
from realtime_asl.diagnosis.packages import installed_versions, mend_import
from realtime_asl.errors import UserError
from realtime_asl.model_files import find_hand_model, find_spelling_weights, find_weights

#: Seconds for which each part is measured.
SECONDS = 0.5


def check_hand_model(path: str | None) -> Finding:
    """MediaPipe's hand model and its hash."""
    try:
        found = find_hand_model(path)
    except UserError as error:
        return from_error("Hand model", FAIL, error)
    return Finding("Hand model", OK, f"{found}, {'your own' if path else 'SHA-256 as released'}")


def check_weights(path: str | None) -> list[Finding]:
    """The classifier's weights and their hashes; those for torch are no must."""
    findings = []
    for backend, needed in (("onnxruntime", True), ("torch", False)):
        name = f"Weights ({backend})"
        if path is not None and (Path(path).suffix.lower() == ".onnx") != needed:
            continue
        try:
            file = find_weights(path, backend)
        except UserError as error:
            findings.append(from_error(name, FAIL if needed else NOTE, error))
        else:
            known = "SHA-256 as released" if file.known else "your own, not released with this program"
            findings.append(Finding(name, OK, f"{file.path}, {known}"))
    return findings


def check_spelling_weights() -> Finding:
    """The sequence network's weights and their hash."""
    try:
        return Finding("Weights (spelling)", OK, f"{find_spelling_weights()}, SHA-256 as released")
    except UserError as error:
        return from_error("Weights (spelling)", FAIL, error)


def check_speed(model: str | None, hand_model: str | None) -> list[Finding]:
    """Runs hand tracking and each back-end for half a second on pictures of the demo signer."""
    from realtime_asl.frame import Frame
    from realtime_asl.sources.demo_signer import DemoSource
    from realtime_asl.tracking.hand_tracker import HandTracker

    source = DemoSource("L", size=(640, 480))
    images = [frame.image for frame, _ in zip(source, range(40), strict=False)][20:]
    source.close()
    hands = []
    try:
        tracker = HandTracker(hand_model)
        tracking = _milliseconds(
            lambda n: hands.append(tracker.detect(Frame(images[n % len(images)], n / 30, n))),
        )
        tracker.close()
    except UserError as error:
        return [from_error("Hand tracking", FAIL, error)]
    hand = next((found for found in reversed(hands) if found is not None), None)
    if hand is None:
        return [Finding("Hand tracking", FAIL, "runs, but finds no hand in the demo picture", "report this, please")]
    findings = [Finding("Hand tracking", OK, f"{tracking:.0f} ms a picture")]
    for backend, needed in (("onnxruntime", True), ("torch", False)):
        if not needed and not installed_versions(("torch",)):
            findings.append(Finding(f"Back-end {backend}", OK, "not installed; only training and comparisons need it"))
            continue
        try:
            weights = model if model and (Path(model).suffix.lower() == ".onnx") == needed else None
            took = _measure(backend, weights, images[-1], hand)
        except UserError as error:
            findings.append(from_error(f"Back-end {backend}", FAIL if needed else NOTE, error))
        except ImportError as error:
            detail, mend = f"cannot be loaded: {error}", mend_import(backend, error)
            findings.append(Finding(f"Back-end {backend}", FAIL if needed else NOTE, detail, mend))
        else:
            # Tracking and reading run in threads of their own, so that the slower one sets the pace.
            rate = 1000 / max(took, tracking)
            findings.append(
                Finding(f"Back-end {backend}", OK, f"{took:.0f} ms a picture: about {rate:.0f} pictures a second")
            )
    return findings


def _measure(backend: str, weights: str | None, image, hand) -> float:
    from realtime_asl.letters.classifier import LetterClassifier

    classifier = LetterClassifier(weights, backend)
    return _milliseconds(lambda n: classifier.posterior(image, hand))


def _milliseconds(run: Callable[[int], object]) -> float:
    """Median duration of `run(0)`, `run(1)`, … over :data:`SECONDS`, without the first, which warms up."""
    run(0)
    spans: list[float] = []
    until = time.perf_counter() + SECONDS
    while not spans or time.perf_counter() < until:
        started = time.perf_counter()
        run(len(spans) + 1)
        spans.append(time.perf_counter() - started)
    return 1000 * median(spans)
