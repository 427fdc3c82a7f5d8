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


def doubled(pause: int, before: str) -> str:
    """What is written of `before` and an L, L with so many steps between their spikes, half a second later."""
    decoder, written = SequenceDecoder(), []
    spikes = dict.fromkeys((4, 5), before) | dict.fromkeys((20, 21, 21 + pause, 22 + pause), "L")
    for k in range(60):
        probabilities = np.zeros(29)
        probabilities[INDEX[spikes.get(k) or NOTHING]] = 1
        written += decoder.update(k / RATE, probabilities)
    return "".join(item.name for item in [*written, *decoder.finish()])


def test_a_double_letter_comes_as_quickly_as_other_letters_but_begins_no_word() -> None:
    assert doubled(6, "A") == "ALL"
    assert doubled(6, "") == "L"
    assert doubled(10, "") == "LL"
    assert doubled(3, "A") == "AL"


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


def test_two_letters_within_a_blink_are_the_likelier_one() -> None:
    decoder, written = SequenceDecoder(), []
    spikes = {2: {"F": 0.9}, 10: {"V": 0.5, "U": 0.3}, 11: {"U": 0.8}, 20: {"R": 0.9}}
    for k in range(60):
        probabilities = np.zeros(29)
        for name, probability in spikes.get(k, {}).items():
            probabilities[INDEX[name]] = probability
        probabilities[INDEX[NOTHING]] = 1 - probabilities.sum()
        written += decoder.update(k / RATE, probabilities)
    assert "".join(item.name for item in [*written, *decoder.finish()]) == "FUR"


def test_faint_evidence_writes_nothing() -> None:
    decoder = SequenceDecoder()
    probabilities = np.zeros(29)
    probabilities[INDEX["A"]], probabilities[INDEX[NOTHING]] = 0.04, 0.96
    assert not [item for k in range(300) for item in decoder.update(k / RATE, probabilities)]
    assert decoder.shown is None
    assert not decoder.finish()
