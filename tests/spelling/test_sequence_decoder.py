from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from realtime_asl.alphabet import INDEX, NOTHING
from realtime_asl.spelling.sequence_decoder import SequenceDecoder
from realtime_asl.spelling.sequence_input import RATE


def at(*steps: int, **probabilities: float) -> dict[int, dict[str, float]]:
    """These probabilities at these steps."""
    return dict.fromkeys(steps, probabilities)


def written(spikes: Mapping[int, Mapping[str, float]], held: str | None = None) -> str:
    """What is written in two seconds of which some steps have these probabilities, while `held` is being held."""
    decoder, letters = SequenceDecoder(), []
    for k in range(60):
        probabilities = np.zeros(29)
        for name, probability in spikes.get(k, {}).items():
            probabilities[INDEX[name]] = probability
        probabilities[INDEX[NOTHING]] = 1 - probabilities.sum()
        letters += decoder.update(k / RATE, probabilities, None if held is None else INDEX[held])
    return "".join(letter.name for letter in [*letters, *decoder.finish()])


def test_a_spike_is_one_letter_and_a_second_one_the_letter_again() -> None:
    assert written(at(10, 11, 12, 30, L=1)) == "LL"


def doubled(pause: int, before: str) -> str:
    """What is written of `before` and an L, L with so many steps between their spikes, half a second later."""
    first = at(4, 5, **{before: 1.0}) if before else {}
    return written(first | at(20, 21, 21 + pause, 22 + pause, L=1))


def test_a_double_letter_comes_as_quickly_as_other_letters_but_begins_no_word() -> None:
    assert doubled(6, "A") == "ALL"
    assert doubled(6, "") == "L"
    assert doubled(10, "") == "LL"
    assert doubled(3, "A") == "AL"


def test_a_doubtful_first_letter_counts_only_when_it_is_held() -> None:
    """A first letter K that comes after some of a P."""
    spikes = at(10, 11, 12, P=0.15) | at(14, 15, 16, K=0.4)
    assert written(spikes) == ""
    assert written(spikes, held="P") == ""
    assert written(spikes, held="K") == "K"


def test_two_letters_within_a_blink_are_the_likelier_one() -> None:
    assert written(at(2, F=0.9) | at(10, V=0.5, U=0.3) | at(11, U=0.8) | at(20, R=0.9)) == "FUR"


def test_faint_evidence_writes_nothing() -> None:
    decoder = SequenceDecoder()
    probabilities = np.zeros(29)
    probabilities[INDEX["A"]], probabilities[INDEX[NOTHING]] = 0.04, 0.96
    assert not [item for k in range(300) for item in decoder.update(k / RATE, probabilities)]
    assert decoder.shown is None
    assert not decoder.finish()
