"""Predictions over time -> the letters that the sequence network writes, at the speed of signing."""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING

import numpy as np

from realtime_asl.spelling.sequence_decoder import SequenceDecoder, SequenceLetter
from realtime_asl.spelling.sequence_input import Resampler, hand_state, less_sure
from realtime_asl.spelling.sequence_network import SequenceNetwork

if TYPE_CHECKING:
    from realtime_asl.letters.recognizer import Prediction

#: The network's probabilities are kept for so long (seconds).
_KEPT = 4.0


class SequenceReader:
    """Turns predictions into letters as they are signed.

    Args:
        network: the sequence network; it is this reader's from now on.
    """

    def __init__(self, network: SequenceNetwork) -> None:
        self._network = network
        self._begin()

    def _begin(self) -> None:
        self._network.reset()
        self._decoder, self._resampler = SequenceDecoder(), Resampler()
        self._recent: deque[tuple[float, np.ndarray]] = deque()

    @property
    def shown(self) -> SequenceLetter | None:
        """The newest letter while later evidence may still change it."""
        return self._decoder.shown

    def update(self, prediction: Prediction, held: int | None = None) -> list[SequenceLetter]:
        """Takes in the next frame (times rise); returns what is certain now. `held`: the class that is being held."""
        written: list[SequenceLetter] = []
        for time, state in self._resampler.update(prediction.time, hand_state(prediction)):
            probabilities = self._network.update(state if self._decoder.flows(time) else less_sure(state))
            self._recent.append((time, probabilities))
            written += self._decoder.update(time, probabilities, held)
        while self._recent and prediction.time - self._recent[0][0] > _KEPT:
            self._recent.popleft()
        return written

    def restart(self) -> list[SequenceLetter]:
        """What comes next has nothing to do with what came; returns what was being written."""
        written = self._decoder.finish()
        self._begin()
        return written

    def finish(self) -> list[SequenceLetter]:
        """Nothing more comes."""
        return self._decoder.finish()

    def evidence(self, number: int, since: float) -> float:
        """How much of class `number` the network has written since then: 1 is a whole letter."""
        return float(sum(probabilities[number] for time, probabilities in self._recent if time >= since))
