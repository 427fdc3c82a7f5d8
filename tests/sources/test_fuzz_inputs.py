"""Everything else that comes from outside: pictures, word lists, histories, tables, landmarks, models."""

from __future__ import annotations

import io
import json
import math
import zlib
from datetime import datetime

import cv2
import numpy as np
import pytest
from fuzzing import limits, mutations
from hypothesis import given, settings
from hypothesis import strategies as st
from media import numbered_picture
from PIL import Image

from realtime_asl.alphabet import LETTERS
from realtime_asl.errors import UserError
from realtime_asl.evaluation.clips import read_transcripts
from realtime_asl.frame import Frame
from realtime_asl.hand import Hand, canonical_crop, canonical_landmarks
from realtime_asl.letters.classifier import LetterClassifier
from realtime_asl.letters.recognizer import Prediction
from realtime_asl.model_files import find_hand_model, weights_folder
from realtime_asl.practice.progress.history import History
from realtime_asl.practice.progress.store import HistoryStore
from realtime_asl.practice.results import LetterResult
from realtime_asl.practice.word_list import load_words
from realtime_asl.sources.demo_signer import DemoSource
from realtime_asl.sources.labelled import list_pictures
from realtime_asl.sources.pictures import MAX_SIDE, read_picture
from realtime_asl.spelling.decoder import Decoder
from realtime_asl.tracking.hand_tracker import HandTracker


def allowed(call, *arguments):
    """The result, or None after an error that is one line for the person."""
    try:
        return call(*arguments)
    except UserError as error:
        message = str(error)
    assert message
    assert "\n" not in message
    return None


# -- pictures -------------------------------------------------------------------------------------


@pytest.mark.parametrize("suffix", [".png", ".jpg", ".webp", ".bmp", ".tiff", ".gif"])
def test_mutated_pictures(tmp_path, suffix):
    whole = tmp_path / f"whole{suffix}"
    if suffix == ".gif":
        Image.fromarray(numbered_picture(3)).save(whole)
    else:
        cv2.imwrite(str(whole), numbered_picture(3))
    good = 0
    with limits():
        for number, (_, content) in enumerate(mutations(whole.read_bytes(), 50, seed=len(suffix))):
            path = tmp_path / f"{number}{suffix}"
            path.write_bytes(content)
            image = allowed(read_picture, path)
            if image is not None:
                assert image.dtype == np.uint8
                assert image.ndim == 3
                assert max(image.shape) <= MAX_SIDE
                good += 1
    assert 0 < good < 60


def test_a_picture_of_one_pixel(tmp_path):
    cv2.imwrite(str(tmp_path / "a.png"), np.full((1, 1, 3), 9, np.uint8))
    assert read_picture(tmp_path / "a.png").shape == (1, 1, 3)


@pytest.mark.parametrize("side", [10_000, 60_000])
def test_a_header_that_claims_a_huge_picture(tmp_path, side):
    content = bytearray(cv2.imencode(".png", numbered_picture(1))[1].tobytes())
    content[16:24] = side.to_bytes(4, "big") * 2
    content[29:33] = zlib.crc32(content[12:29]).to_bytes(4, "big")  # a liar with a correct checksum
    (tmp_path / "a.png").write_bytes(content)
    with limits(memory_mb=900):
        allowed(read_picture, tmp_path / "a.png")


# -- text -----------------------------------------------------------------------------------------


@settings(max_examples=120, deadline=None)
@given(
    st.binary(max_size=400)
    | st.text(max_size=200).map(str.encode)
    | st.text(max_size=99).map(lambda t: t.encode("utf-16"))
)
def test_any_word_list(tmp_path_factory, content):
    path = tmp_path_factory.mktemp("w") / "words.txt"
    path.write_bytes(content)
    found = allowed(load_words, path)
    if found is not None:
        assert found.words
        assert all(set(word) <= {*LETTERS, " "} and word.strip() == word != "" for word in found.words)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=9),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=9), inner, max_size=4),
    max_leaves=12,
)


def test_mutated_practice_histories(tmp_path):
    whole = HistoryStore(tmp_path / "whole.json")
    whole.add([LetterResult("A", 1.5), LetterResult("B", 9.0, hints=1, read_as=("F",))], datetime(2026, 3, 1))
    empty = 0
    for number, (_, content) in enumerate(mutations(whole.path.read_bytes(), 60)):
        path = tmp_path / str(number) / "practice.json"
        path.parent.mkdir()
        path.write_bytes(content)
        history = allowed(HistoryStore(path).load)
        assert isinstance(history, History)
        empty += history == History()
    assert empty > 10


@settings(max_examples=120, deadline=None)
@given(JSON.map(lambda value: json.dumps(value).encode()) | st.binary(max_size=200))
def test_any_practice_history(tmp_path_factory, content):
    folder = tmp_path_factory.mktemp("p")
    path = folder / "practice.json"
    path.write_bytes(content)
    store = HistoryStore(path)
    history = allowed(store.load)
    assert isinstance(history, History)
    if store.notice:  # damaged: set aside, not destroyed
        assert content in [file.read_bytes() for file in folder.iterdir()]


@settings(max_examples=120, deadline=None)
@given(st.binary(max_size=300) | st.text(max_size=200).map(str.encode), st.booleans())
def test_any_table_of_clips(tmp_path_factory, content, with_header):
    folder = tmp_path_factory.mktemp("t")
    (folder / "transcripts.csv").write_bytes(b"clip,start_s,end_s,letter\n" * with_header + content)
    allowed(read_transcripts, folder)


@settings(max_examples=120, deadline=None)
@given(st.binary(max_size=300) | st.text(max_size=200).map(str.encode), st.booleans())
def test_any_table_of_pictures(tmp_path_factory, content, with_header):
    folder = tmp_path_factory.mktemp("m")
    (folder / "manifest.csv").write_bytes(b"path,letter,signer\n" * with_header + content)
    allowed(list_pictures, folder)


# -- landmarks and predictions --------------------------------------------------------------------

NUMBERS = st.floats(-1e6, 1e6) | st.floats(0, 640)


@settings(max_examples=150, deadline=None)
@given(
    st.lists(st.tuples(NUMBERS, NUMBERS, NUMBERS), min_size=21, max_size=21),
    st.sampled_from([(1, 1), (640, 480), (3, 700)]),
    st.sampled_from(["Left", "Right"]),
)
def test_hands_anywhere_give_a_crop(points, size, side):
    hand = Hand(np.array(points, np.float32), side, 1.0)
    image = np.full((size[1], size[0], 3), 77, np.uint8)
    crop = canonical_crop(image, hand, 96)
    assert crop.shape == (96, 96, 3)
    assert np.isfinite(canonical_landmarks(hand)).all()


@settings(max_examples=150, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.floats(0, 2) | st.just(0.0),
            st.integers(0, 28),
            st.floats(0, 1),
            st.sampled_from(["none", "still", "wild", "nan"]),
        ),
        max_size=40,
    )
)
def test_any_predictions_decode(steps):
    decoder, time, seen = Decoder(0.5), 0.0, []
    generator = np.random.default_rng(1)
    for index, (wait, winner, confidence, kind) in enumerate(steps):
        time += wait
        posterior = np.full(29, (1 - confidence) / 28, np.float32)
        posterior[winner] = confidence
        hand = None
        if kind != "none":
            points = generator.normal(300, 60 if kind == "still" else 1e5, (21, 3)).astype(np.float32)
            if kind == "nan":
                points[generator.integers(21)] = np.nan
            hand = Hand(points, "Right", 0.9)
        seen += decoder.update(Prediction(time, index, (640, 480), posterior, hand))
        assert 0 <= decoder.state.fill <= 1
    seen += decoder.finish(time)
    assert [event.time for event in seen] == sorted(event.time for event in seen)
    assert all(math.isfinite(event.time) and 0 <= event.confidence <= 1 for event in seen)


# -- models ---------------------------------------------------------------------------------------


def test_damaged_classifiers_are_refused(tmp_path):
    """Cut, flipped and foreign ONNX files: a line, or a classifier that gives probabilities."""
    data = (weights_folder() / "letters_int8.onnx").read_bytes()
    cases = [(f"cut at {tenth}/10", data[: len(data) * tenth // 10]) for tenth in range(10)]
    cases += [("text", b"no model"), ("zeros", bytes(5000)), ("noise", np.random.default_rng(0).bytes(5000))]
    for number in range(12):
        changed = bytearray(data)
        at = (number * 7919) % 3000 if number % 2 else len(data) - 1 - number * 1000
        changed[at] ^= 0xFF
        cases.append((f"flipped at {at}", bytes(changed)))
    image, refused = np.full((64, 64, 3), 99, np.uint8), 0
    with limits(memory_mb=900):
        for number, (what, content) in enumerate(cases):
            path = tmp_path / f"{number}.onnx"
            path.write_bytes(content)
            classifier = allowed(LetterClassifier, str(path))
            if classifier is None:
                refused += 1
                continue
            posterior = allowed(classifier.posterior, image, None)
            assert posterior is None or posterior.shape == (29,), what
    assert refused >= 12


def test_damaged_torch_weights_are_refused(tmp_path):
    pytest.importorskip("torch", reason="the extra 'train' is not installed")
    data = (weights_folder() / "letters_fp16.safetensors").read_bytes()
    pickled = io.BytesIO()
    import torch

    torch.save({"a": torch.zeros(3)}, pickled)  # a pickle: could execute anything, and is refused unread
    cases = [data[: len(data) * tenth // 10] for tenth in range(10)]
    cases += [b"no model", b"\xff" * 16 + data[16:], data[:8] + b"{" * 64 + data[72:], pickled.getvalue()]
    for number, content in enumerate(cases):
        path = tmp_path / f"{number}.safetensors"
        path.write_bytes(content)
        assert allowed(LetterClassifier, str(path), "torch") is None


def test_damaged_hand_models_are_refused(tmp_path):
    data = find_hand_model().read_bytes()
    frame = Frame(next(iter(DemoSource("A"))).image, 0.0, 0)
    for number, content in enumerate(
        [data[: len(data) // 2], data[:2_000_000], bytes(2_000_000), b"PK\x03\x04" * 400_000]
    ):
        path = tmp_path / f"{number}.task"
        path.write_bytes(content)
        tracker = allowed(HandTracker, str(path))
        if tracker is not None:
            allowed(tracker.detect, frame)
            tracker.close()
