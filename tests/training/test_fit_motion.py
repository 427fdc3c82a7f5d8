from __future__ import annotations

import json

import pytest

pytest.importorskip("torch", reason="fitting needs the extra 'train'")

from realtime_asl.spelling.jz_motion import StrokeModel
from realtime_asl.spelling.jz_stroke import FEATURES
from realtime_asl.training import fit_motion
from realtime_asl.training.motion_recordings import load_sequences


def test_a_small_fit_finds_strokes_and_leaves_arms_alone(recorded, poses, tmp_path):
    episodes = load_sequences(recorded)
    learnt = [episode for episode in episodes if episode.source.startswith("a_")]
    other = [episode for episode in episodes if episode.source.startswith("b_")]
    parameters = fit_motion.fit(learnt, poses, rounds=1, seed=0, steps=500)
    parameters = json.loads(json.dumps(parameters))
    assert parameters["features"] == list(FEATURES)
    model = StrokeModel(parameters)
    found = [(episode.letter, fit_motion.detected(model, episode)) for episode in other]
    assert sum(letter in letters for letter, letters in found if letter) >= 14  # of 16
    assert sum(bool(letters) for letter, letters in found if letter is None) == 0
    text = fit_motion.report(model, other, poses, made=10)
    assert "b_J J" in text
    assert "made" in text
