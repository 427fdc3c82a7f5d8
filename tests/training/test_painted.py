"""Painted thumbs: on hands of the demo signer, found by MediaPipe."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

pytest.importorskip("torch", reason="training needs torch (pip install '.[train]')")

from realtime_asl.alphabet import CLASSES, INDEX
from realtime_asl.hand import Hand
from realtime_asl.training.data import Sample
from realtime_asl.training.painted import SIGNERS, TIMES, painted_samples, with_thumb
from realtime_asl.training.synthetic import synthetic_samples


@pytest.fixture(scope="module")
def drawn() -> list[Sample]:
    return synthetic_samples(6 * len(CLASSES), 3)


@pytest.fixture(scope="module")
def lenders(drawn: list[Sample]) -> list[Sample]:
    """The E's that are painted on: what `painted_samples` takes, each alone."""
    taken = [sample for sample in drawn if painted_samples([sample], 0)]
    assert {CLASSES[sample.label] for sample in taken} == {"E"}
    assert len(taken) >= 3
    return taken


def test_each_palm_gets_thumbs_of_both_letters(drawn: list[Sample], lenders: list[Sample]) -> None:
    painted = painted_samples(drawn, 1)
    for letter, times in TIMES.items():
        made = [sample for sample in painted if sample.label == INDEX[letter]]
        assert len(made) == times * len(lenders)
        assert {sample.signer for sample in made} <= {f"painted {letter} {number}" for number in range(SIGNERS[letter])}
    assert {id(sample.hands) for sample in painted} == {id(sample.hands) for sample in lenders}


def test_they_depend_on_the_seed_alone(lenders: list[Sample]) -> None:
    first, again, other = (painted_samples(lenders, seed) for seed in (1, 1, 2))
    for one, same, different in zip(first, again, other, strict=True):
        np.testing.assert_array_equal(one.image, same.image)
        assert not np.array_equal(one.image, different.image)


def test_a_hand_that_shows_its_back_lends_nothing(lenders: list[Sample]) -> None:
    for sample in lenders:
        hand = sample.hands[0]
        turned = Hand(hand.landmarks, "Right" if hand.is_left else "Left", hand.score)
        assert not painted_samples([replace(sample, hands=(turned,))], 0)


def test_paint_stays_on_the_hand(lenders: list[Sample]) -> None:
    for sample in lenders:
        hand = sample.hands[0]
        x0, y0, x1, y1 = hand.box
        margin = 0.5 * hand.scale
        away = np.ones(sample.image.shape[:2], bool)
        away[max(0, int(y0 - margin)) : int(y1 + margin), max(0, int(x0 - margin)) : int(x1 + margin)] = False
        for letter in TIMES:
            painted = with_thumb(sample.image, hand, letter, np.random.default_rng(0))
            assert painted.shape == sample.image.shape
            assert painted.dtype == np.uint8
            changed = np.abs(painted.astype(int) - sample.image).max(axis=2)
            assert changed[away].max(initial=0) <= 1
            assert (changed[~away] > 10).mean() > 0.01


def test_the_thumb_of_an_o_reaches_higher_than_that_of_an_e(lenders: list[Sample]) -> None:
    higher = []
    for sample in lenders:
        palm = sample.hands[0].landmarks[9, :2] - sample.hands[0].landmarks[0, :2]
        tops = {}
        for letter in TIMES:
            changes = [
                np.abs(
                    with_thumb(sample.image, sample.hands[0], letter, np.random.default_rng(seed)) - sample.image * 1.0
                )
                for seed in range(10)
            ]
            changed = np.argwhere(np.median(changes, axis=0).max(axis=2) > 30)[:, ::-1]
            tops[letter] = np.percentile(changed @ palm / (palm @ palm), 98)
        higher.append(tops["O"] - tops["E"])
    assert np.median(higher) > 0.1  # palms
