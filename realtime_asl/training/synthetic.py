"""Pictures of the demo signer as training samples (never as anything that is measured)."""

from __future__ import annotations

import numpy as np
from tqdm import tqdm

from realtime_asl.alphabet import INDEX, NOTHING
from realtime_asl.demo import synthetic_pictures
from realtime_asl.hand import Hand
from realtime_asl.tracking.hand_finder import HandFinder
from realtime_asl.tracking.landmarker import moved
from realtime_asl.training.data import Sample

#: The drawn hands count as so many signers in the balance of the training set, for each way to show a letter.
SIGNERS = 8
#: What is kept around a hand, in units of its box; more is never seen by the classifier.
KEPT_SCALE = 2.2


def synthetic_samples(count: int, seed: int) -> list[Sample]:
    """`count` drawn pictures with the hand as MediaPipe finds it; those of letters without a hand are left out."""
    finder = HandFinder()
    samples = []
    for number, (image, letter, pose) in enumerate(
        tqdm(synthetic_pictures(count, seed), total=count, desc="drawing hands", unit="")
    ):
        hand = finder.detect(image)
        if hand is None and letter != NOTHING:
            continue
        # Another way to show the letter is rare in the training set: it counts as that of other signers.
        way = "" if pose == letter else f" {pose}"
        signer = f"demo signer {number % SIGNERS}{way}"
        if hand is None:
            samples.append(Sample(image, INDEX[letter], signer, ()))
        else:
            part, inside = cut_around(image, hand)
            samples.append(Sample(part, INDEX[letter], signer, (inside,)))
    finder.close()
    return samples


def cut_around(image: np.ndarray, hand: Hand) -> tuple[np.ndarray, Hand]:
    """The part of the picture around the hand, and the hand in it."""
    (x, y), reach = hand.center, KEPT_SCALE * hand.side / 2
    left, top = max(0, int(x - reach)), max(0, int(y - reach))
    right, bottom = int(x + reach) + 1, int(y + reach) + 1
    part = image[top : max(bottom, top + 2), left : max(right, left + 2)]
    if part.size == 0:  # the hand was found outside, in a border added for it
        return image, hand
    return part.copy(), moved(hand, shift=(-left, -top))
