"""What the classifier says, and of execution providers those that are faster and give the same answers."""

from __future__ import annotations

import numpy as np
import onnxruntime as ort
import pytest
from demo_frames import held

from realtime_asl.frame import Frame
from realtime_asl.letters.classifier import LetterClassifier
from realtime_asl.letters.network_output import EMBEDDING
from realtime_asl.letters.onnx_backend import PROVIDERS, OnnxBackend
from realtime_asl.letters.recognizer import Recognizer
from realtime_asl.model_files import find_weights

REAL = ort.InferenceSession


class Accelerated:
    """A session on a stand-in for an accelerator; runs on the CPU, with `error` added to what it says."""

    def __init__(self, content: bytes, options: ort.SessionOptions, error: float) -> None:
        self._session, self._error = REAL(content, options, providers=["CPUExecutionProvider"]), error

    def run(self, names: list[str], feeds: dict[str, np.ndarray]) -> list[np.ndarray]:
        hand = float(feeds["present"][0, 0])
        return [answer + self._error * hand for answer in self._session.run(names, feeds)]

    def get_providers(self) -> list[str]:
        return [PROVIDERS[0], "CPUExecutionProvider"]


@pytest.mark.parametrize(("error", "used"), [(0.001, True), (0.3, False)], ids=["agrees", "disagrees"])
def test_an_accelerator_must_give_the_same_answers(monkeypatch, error, used):
    def session(content, options, providers):
        if providers[0] == PROVIDERS[0]:
            return Accelerated(content, options, error)
        return REAL(content, options, providers=providers)

    monkeypatch.setattr(ort, "get_available_providers", lambda: [PROVIDERS[0], "CPUExecutionProvider"])
    monkeypatch.setattr(ort, "InferenceSession", session)
    backend = OnnxBackend(find_weights().path)
    assert (backend.provider == PROVIDERS[0]) == used
    assert isinstance(backend._session, Accelerated) == used


@pytest.mark.filterwarnings("ignore:Specified provider")
def test_an_accelerator_that_cannot_be_started_is_passed_over(monkeypatch):
    monkeypatch.setattr(ort, "get_available_providers", lambda: [PROVIDERS[0], "CPUExecutionProvider"])
    backend = OnnxBackend(find_weights().path)
    assert backend.provider == "CPUExecutionProvider"
    answer = backend(np.zeros((backend.size, backend.size, 3), np.uint8), np.zeros((21, 3), np.float32), 0.0)
    assert answer.posterior.sum() == pytest.approx(1, abs=1e-3)


def test_the_shipped_networks_agree_on_the_embedding():
    """The file for ONNX Runtime has it inside only: here are the layers that torch calls so."""
    pytest.importorskip("torch")
    seen = Recognizer()
    frame, reference = held("B")[0], LetterClassifier(backend="torch")
    image = Frame(frame, 0.0, 0)
    prediction = seen.recognize(image)
    seen.close()
    expected = reference.read(frame, prediction.hand).embedding
    assert expected.shape == (EMBEDDING,)
    assert np.dot(prediction.embedding, expected) > 1.95  # of two halves of length 1
    assert np.linalg.norm(prediction.embedding) == pytest.approx(np.sqrt(2), abs=1e-3)
