"""Letters that flow: predictions over time -> what the sequence network writes, at the speed of signing."""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING

import numpy as np

from realtime_asl.spelling.letter_writer import LetterWriter, Written
from realtime_asl.spelling.sequence_input import Resampler, hand_state
from realtime_asl.spelling.sequence_network import SequenceNetwork

if TYPE_CHECKING:
    from realtime_asl.letters.recognizer import Prediction

#: What the network said is kept for so long (seconds).
_KEPT = 4.0


class FlowReader:
    """Turns predictions into letters as they are signed.

    Args:
        network: the sequence network; it is this reader's from now on.
        writer: decides when a letter has been written.
    """

    def __init__(self, network: SequenceNetwork, writer: LetterWriter | None = None) -> None:
        self._network, self._writer = network, writer or LetterWriter()
        self._network.reset()
        self._resampler = Resampler()
        self._said: deque[tuple[float, np.ndarray]] = deque()

    @property
    def shown(self) -> Written | None:
        """The newest letter while later evidence may still change it."""
        return self._writer.shown

    def update(self, prediction: Prediction) -> list[Written]:
        """Takes in the next frame (times rise); returns what is certain now."""
        written: list[Written] = []
        for time, state in self._resampler.update(prediction.time, hand_state(prediction)):
            probabilities = self._network.update(state)
            self._said.append((time, probabilities))
            written += self._writer.update(time, probabilities)
        while self._said and prediction.time - self._said[0][0] > _KEPT:
            self._said.popleft()
        return written

    def finish(self) -> list[Written]:
        """Nothing more comes."""
        return self._writer.finish()

    def evidence(self, number: int, since: float) -> float:
        """How much of class `number` the network has written since then: 1 is a whole letter."""
        return float(sum(said[number] for time, said in self._said if time >= since))
