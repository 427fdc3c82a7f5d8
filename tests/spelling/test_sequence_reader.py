"""What the sequence network is shown before a word has begun, and within it."""

from __future__ import annotations

import numpy as np
from drawn_hand import predictions

from realtime_asl.model_files import find_spelling_weights
from realtime_asl.spelling.sequence_input import HandState
from realtime_asl.spelling.sequence_network import SequenceNetwork
from realtime_asl.spelling.sequence_reader import SequenceReader


class WatchedNetwork(SequenceNetwork):
    """Keeps the certainty of what it is shown, None without a hand."""

    def __init__(self) -> None:
        super().__init__(find_spelling_weights())
        self.certain: list[float | None] = []

    def update(self, state: HandState) -> np.ndarray:
        self.certain.append(None if state.points is None else float(state.posterior.max()))
        return super().update(state)


def test_the_classifier_counts_as_less_sure_until_a_word_has_begun() -> None:
    network = WatchedNetwork()
    reader, written, begun = SequenceReader(network), [], None
    for prediction in predictions("AB"):
        before = len(network.certain)
        written += reader.update(prediction)
        if begun is None and reader.shown is not None:
            begun = before
    written += reader.finish()
    assert "".join(letter.name for letter in written) == "AB"
    seen = [(number, share) for number, share in enumerate(network.certain) if share is not None]
    first = max(share for number, share in seen if number <= begun)
    later = max(share for number, share in seen if number > begun)
    assert first < later - 0.02
