from __future__ import annotations

import numpy as np

from realtime_asl.alphabet import CLASSES, INDEX, NOTHING
from realtime_asl.spelling.sequence_decoder import SequenceDecoder
from realtime_asl.spelling.sequence_input import RATE


def test_a_spike_is_one_letter_and_a_second_one_the_letter_again() -> None:
    decoder, written = SequenceDecoder(), []
    for k in range(60):
        probabilities = np.zeros(29)
        spike = k in (10, 11, 12, 30)
        probabilities[INDEX["L" if spike else NOTHING]] = 1
        written += decoder.update(k / RATE, probabilities)
    assert [CLASSES[item.number] for item in written] == ["L", "L"]


def doubtful(held: str | None) -> list[str]:
    """What is written of a first letter K that comes after some of a P, while `held` is being held."""
    decoder, written = SequenceDecoder(), []
    for k in range(60):
        probabilities = np.zeros(29)
        if k in (10, 11, 12):
            probabilities[INDEX["P"]] = 0.15
        if k in (14, 15, 16):
            probabilities[INDEX["K"]] = 0.4
        probabilities[INDEX[NOTHING]] = 1 - probabilities.sum()
        written += decoder.update(k / RATE, probabilities, None if held is None else INDEX[held])
    return [item.name for item in [*written, *decoder.finish()]]


def test_a_doubtful_first_letter_counts_only_when_it_is_held() -> None:
    assert doubtful(None) == []
    assert doubtful("P") == []
    assert doubtful("K") == ["K"]


def test_faint_evidence_writes_nothing() -> None:
    decoder = SequenceDecoder()
    probabilities = np.zeros(29)
    probabilities[INDEX["A"]], probabilities[INDEX[NOTHING]] = 0.04, 0.96
    assert not [item for k in range(300) for item in decoder.update(k / RATE, probabilities)]
    assert decoder.shown is None
    assert not decoder.finish()
