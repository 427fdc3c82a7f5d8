"""What no program of this kind can be faster than, on the same frames: reading them, MediaPipe and one network.

Two such loops: the **floor** with the shipped classifier, and the **usual** recipe of this field with float32 ResNet50
in eager torch at 224 px. Neither draws, decodes or looks twice. ``python -m realtime_asl.diagnosis.floor CLIP`` runs
the floor in a process of its own and prints how soon it was ready and how much memory it took.
"""

from __future__ import annotations

import argparse
import json
import math
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass

import cv2
import numpy as np
import psutil

from realtime_asl.arguments.shared import add_recognition
from realtime_asl.errors import UserError, one_line_errors, reason_in
from realtime_asl.hand import Hand, canonical_crop
from realtime_asl.letters.classifier import LetterClassifier
from realtime_asl.model_files import find_hand_model
from realtime_asl.runtime.timing import process_age
from realtime_asl.sources.open_source import open_source
from realtime_asl.sources.source import Source

#: Frames of a source that does not end.
MOST_FRAMES = 300
#: Side in pixels at which ResNet50 is usually run.
USUAL_SIZE = 224

#: Takes a picture and the hand in it.
Classify = Callable[[np.ndarray, Hand], object]


@dataclass(frozen=True, slots=True)
class LoopTiming:
    """One loop over the frames.

    Attributes:
        p50_ms, p95_ms: from asking for a frame to the end of its classification.
        fps: frames a second, one after the other.
        cpu_s_per_frame: processor time of all threads.
        stages: median milliseconds of reading, tracking and classification.
    """

    p50_ms: float
    p95_ms: float
    fps: float
    cpu_s_per_frame: float
    stages: dict[str, float]


class BareLandmarker:
    """MediaPipe's hand landmarker alone, in video mode, for one hand, at its makers' thresholds."""

    def __init__(self, hand_model: str | None = None) -> None:
        from mediapipe import Image, ImageFormat
        from mediapipe.tasks.python import BaseOptions
        from mediapipe.tasks.python.vision import HandLandmarker, HandLandmarkerOptions, RunningMode

        self._image, self._format = Image, ImageFormat.SRGB
        options = BaseOptions(model_asset_buffer=find_hand_model(hand_model).read_bytes())
        self._landmarker = HandLandmarker.create_from_options(
            HandLandmarkerOptions(base_options=options, running_mode=RunningMode.VIDEO, num_hands=1)
        )

    def find(self, image: np.ndarray, milliseconds: int) -> Hand | None:
        """The hand in a BGR picture (height, width, 3); times must rise."""
        picture = self._image(image_format=self._format, data=cv2.cvtColor(image, cv2.COLOR_BGR2RGB))
        result = self._landmarker.detect_for_video(picture, milliseconds)
        if not result.hand_landmarks:
            return None
        height, width = image.shape[:2]
        points = [(point.x * width, point.y * height, point.z * width) for point in result.hand_landmarks[0]]
        category = result.handedness[0][0]
        return Hand(np.array(points, np.float32), category.category_name, float(category.score))

    def close(self) -> None:
        """Releases the model."""
        self._landmarker.close()


def open_frames(camera: str, spell: str | None, hand: str = "auto") -> Source:
    """The source that is measured, as fast as it goes."""
    return open_source(camera, spell=spell, realtime=False, hand=hand)


def run_loop(source: Source, classify: Classify, hand_model: str | None = None) -> LoopTiming:
    """Reads, tracks and classifies frame after frame; the source is closed.

    Raises:
        UserError: fewer than two frames, or no hand in any of them.
    """
    stages: dict[str, list[float]] = {"capture": [], "hand": [], "classify": []}
    totals, process = [], psutil.Process()
    most = MOST_FRAMES if source.info.live else math.inf
    began, used = 0.0, process.cpu_times()
    with closing(source), closing(BareLandmarker(hand_model)) as landmarker:
        frames, number = iter(source), 0
        while number < most:
            start = time.perf_counter()
            frame = next(frames, None)
            if frame is None:
                break
            read = time.perf_counter()
            hand = landmarker.find(frame.image, round(frame.time * 1000) + number)
            found = time.perf_counter()
            if hand is not None:
                classify(frame.image, hand)
                stages["classify"].append(time.perf_counter() - found)
            totals.append(time.perf_counter() - start)
            stages["capture"].append(read - start)
            stages["hand"].append(found - read)
            number += 1
            if number == 1:  # as of the program, the first frame is part of the start-up
                began, used = time.perf_counter(), process.cpu_times()
        seconds, after = time.perf_counter() - began, process.cpu_times()
    if not stages["classify"] or number < 2:
        raise UserError("no hand was found, or only one frame; name a clip that shows a hand")
    middle, high = np.quantile(totals, [0.5, 0.95]) * 1e3
    cpu = after.user + after.system - used.user - used.system
    medians = {name: round(float(np.median(times)) * 1e3, 2) for name, times in stages.items()}
    counted = number - 1
    return LoopTiming(round(float(middle), 2), round(float(high), 2), counted / seconds, cpu / counted, medians)


def usual_classifier() -> Classify:
    """float32 ResNet50 with 29 classes in eager torch at 224 px, normalised as usual.

    Raises:
        UserError: torch is not installed.
    """
    try:
        import torch

        from realtime_asl.training.model import MEAN, STD
        from realtime_asl.training.torchvision_import import import_torchvision

        network = import_torchvision().models.resnet50(num_classes=29).eval()
    except ImportError as error:
        raise UserError(f"--compare torch needs torch and torchvision ({error}); pip install '.[train]'") from None
    mean, std = torch.tensor(MEAN).view(3, 1, 1), torch.tensor(STD).view(3, 1, 1)

    def classify(image: np.ndarray, hand: Hand) -> None:
        crop = cv2.cvtColor(canonical_crop(image, hand, USUAL_SIZE), cv2.COLOR_BGR2RGB)
        with torch.inference_mode():
            network(((torch.from_numpy(crop).permute(2, 0, 1).float() / 255 - mean) / std)[None]).softmax(1)

    return classify


def bare_process(options: argparse.Namespace, spell: str | None) -> dict[str, float]:
    """`startup_s` and `rss_mb` of the floor in a process of its own.

    Args:
        options: those of ``benchmark``; source, models, back-end and hand count.
        spell: what the demo signer spells.

    Raises:
        UserError: it ended with an error.
    """
    command = [sys.executable, "-m", "realtime_asl.diagnosis.floor", options.camera]
    command += ["--backend", options.backend, "--hand", options.hand]
    for name, value in (("--spell", spell), ("--model", options.model), ("--hand-model", options.hand_model)):
        command += [name, value] if value else []
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise UserError(f"the floor could not be measured: {reason_in(done.stderr)}")
    return json.loads(done.stdout.splitlines()[-1])


def _first_frames(frames: Iterator, classifier: LetterClassifier, landmarker: BareLandmarker) -> float:
    """Works through some frames; returns the age of the process at the end of the first one."""
    ready = 0.0
    for number, frame in zip(range(60), frames, strict=False):
        hand = landmarker.find(frame.image, number * 33 + 1)
        if hand is not None:
            classifier.posterior(frame.image, hand)
        ready = ready or process_age()
    return ready


@one_line_errors()
def main() -> None:
    """The floor alone in this process."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("camera")
    parser.add_argument("--spell")
    add_recognition(parser)
    options = parser.parse_args()
    classifier = LetterClassifier(options.model, options.backend)
    with (
        closing(BareLandmarker(options.hand_model)) as landmarker,
        closing(open_frames(options.camera, options.spell, options.hand)) as source,
    ):
        ready = _first_frames(iter(source), classifier, landmarker)
        rss = psutil.Process().memory_info().rss / 1e6
    print(json.dumps({"startup_s": round(ready, 2), "rss_mb": round(rss, 1)}))


if __name__ == "__main__":
    main()
