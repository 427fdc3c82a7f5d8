import json

import pytest

from realtime_asl import model_files
from realtime_asl.errors import UserError


def test_packaged_hand_model_is_the_expected_file():
    assert model_files.sha256_of(model_files.find_hand_model()) == model_files.HAND_MODEL_SHA256


def test_shipped_weights_match_their_recorded_hashes():
    recorded = model_files.recorded_hashes()
    assert set(recorded) == {*model_files.WEIGHTS.values(), model_files.SPELLING_WEIGHTS}
    assert model_files.sha256_of(model_files.find_spelling_weights()) == recorded[model_files.SPELLING_WEIGHTS]
    for backend, name in model_files.WEIGHTS.items():
        found = model_files.find_weights(backend=backend)
        assert found.path.name == name
        assert found.known
        assert found.sha256 == recorded[name]


def test_absent_hand_model_says_how_to_get_it(monkeypatch):
    monkeypatch.setattr(model_files, "HAND_MODEL_PACKAGE", "no-such-package-at-all")
    with pytest.raises(UserError, match="pip install"):
        model_files.find_hand_model()


@pytest.mark.parametrize("content", [None, b"", b"short"], ids=["missing", "empty", "short"])
def test_bad_hand_model_is_named(tmp_path, content):
    file = tmp_path / "hand.task"
    if content is not None:
        file.write_bytes(content)
    with pytest.raises(UserError, match=r"hand\.task"):
        model_files.find_hand_model(str(file))


@pytest.mark.parametrize("content", [None, b""], ids=["missing", "empty"])
def test_bad_weights_are_named(tmp_path, content):
    file = tmp_path / "mine.onnx"
    if content is not None:
        file.write_bytes(content)
    with pytest.raises(UserError, match=r"mine\.onnx"):
        model_files.find_weights(str(file))


@pytest.mark.parametrize("find", [model_files.find_hand_model, model_files.find_weights])
def test_a_name_of_which_the_system_says_nothing_is_an_error_that_names_it(find):
    name = "a" * 300 + ".onnx"  # as in a folder that may not be entered: not even whether there is a file can be asked
    with pytest.raises(UserError, match=f"{name}' cannot be read"):
        find(name)


def test_changed_weights_are_refused(tmp_path, monkeypatch):
    name = model_files.WEIGHTS["onnxruntime"]
    (tmp_path / name).write_bytes(b"changed")
    (tmp_path / model_files.HASHES).write_text(json.dumps({name: "0" * 64}), encoding="utf-8")
    monkeypatch.setattr(model_files, "weights_folder", lambda: tmp_path)
    with pytest.raises(UserError, match="damaged"):
        model_files.find_weights()


def test_damaged_hash_file_is_named(tmp_path, monkeypatch):
    (tmp_path / model_files.HASHES).write_text("{", encoding="utf-8")
    with pytest.raises(UserError, match=model_files.HASHES):
        model_files.recorded_hashes(tmp_path)
