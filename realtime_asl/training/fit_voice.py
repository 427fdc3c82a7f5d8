"""Fits the landmarks' own voice in trained weights.

``python -m realtime_asl.training.fit_voice TRAIN --landmarks static.npz --val VAL --weights IN --out OUT``

The pictures have no part in it, so it takes minutes. What it learns from are the hands of the training pictures,
in each way in which they were found, and the collections without pictures, half and half.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import torch
from torch import nn
from torch.optim.swa_utils import AveragedModel
from tqdm import tqdm

from realtime_asl.alphabet import INDEX, MOTION
from realtime_asl.errors import UserError
from realtime_asl.hand import canonical_landmarks
from realtime_asl.input_files import refuse_inputs
from realtime_asl.training.calibration import MOTION_PRIOR, collect_logits, fit_temperature
from realtime_asl.training.data import Sample, balanced_weights, load_samples
from realtime_asl.training.hands import HandCaches
from realtime_asl.training.landmark_set import LandmarkSampler, LandmarkSet, load_landmark_set
from realtime_asl.training.model import VOICE_WEIGHT, LandmarkReader
from realtime_asl.training.train import LABEL_SMOOTHING, average_into
from realtime_asl.training.weights import load_weights, save_weights

#: Hands drawn for a step from the pictures, and as many from the collections; and how far those with depth are tilted.
BATCH, TILT = 256, 7.0


def hands_of(samples: Sequence[Sample]) -> LandmarkSet:
    """All hands found in the pictures, balanced as the pictures are."""
    rows = [
        (canonical_landmarks(hand), sample.label, weight / len(sample.hands))
        for sample, weight in zip(samples, balanced_weights(samples), strict=True)
        for hand in sample.hands
    ]
    points, labels, weights = (np.array(column) for column in zip(*rows, strict=True))
    return LandmarkSet(points, labels, weights / weights.sum())


def fit(sets: Sequence[LandmarkSampler], steps: int, seed: int) -> LandmarkReader:
    """A reader that was trained on what `sets` draw, its weights averaged over the last steps."""
    torch.manual_seed(seed)
    rng = np.random.default_rng(seed)
    reader = LandmarkReader().train()
    average = AveragedModel(reader, multi_avg_fn=average_into, use_buffers=True)
    optimizer = torch.optim.AdamW(reader.parameters(), lr=1e-3, weight_decay=0.05)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, 1e-3, total_steps=steps, pct_start=0.05)
    for _ in tqdm(range(steps), desc="reader of landmarks", unit=""):
        points, labels = (torch.cat(parts) for parts in zip(*(part.draw(rng) for part in sets), strict=True))
        loss = nn.functional.cross_entropy(reader(points), labels, label_smoothing=LABEL_SMOOTHING)
        optimizer.zero_grad(set_to_none=True)
        loss.backward()
        optimizer.step()
        schedule.step()
        average.update_parameters(reader)
    fitted = average.module
    with torch.no_grad():
        for letter in MOTION:  # as rare as the joint head is told
            fitted[-1].bias[INDEX[letter]] -= MOTION_PRIOR
    return fitted.eval()


def main() -> None:
    """Fit the voice, set the temperature anew, write the weights."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("data", type=Path, metavar="TRAIN")
    parser.add_argument("--landmarks", type=Path, required=True, metavar="NPZ")
    parser.add_argument("--val", type=Path, required=True, metavar="VAL")
    parser.add_argument("--weights", type=Path, required=True, metavar="IN")
    parser.add_argument("--out", type=Path, required=True, metavar="OUT")
    parser.add_argument("--steps", type=int, default=6000)
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    try:
        refuse_inputs(options.out, (options.weights, options.landmarks), "--out")
        model, info = load_weights(options.weights)
        caches = HandCaches.beside(options.out)
        options.out.parent.mkdir(parents=True, exist_ok=True)
        samples = load_samples(options.data, caches.train, detect=True, followed=caches.followed)
        collections = load_landmark_set(options.landmarks)
        sets = LandmarkSampler(hands_of(samples), BATCH, TILT), LandmarkSampler(collections, BATCH)
        for number, reader in enumerate(model.voice.readers):
            reader.load_state_dict(fit(sets, options.steps, options.seed + number).state_dict())
        model.voice.weight.fill_(VOICE_WEIGHT)
        val = load_samples(options.val, caches.val, detect=True)
        info = replace(info, temperature=fit_temperature(*collect_logits(model, val, info.size)))
        save_weights(model, info, options.out)
    except (UserError, OSError) as error:
        raise SystemExit(f"error: {error}") from None
    print(f"{options.out}: temperature {info.temperature:.3f}")


if __name__ == "__main__":
    main()
