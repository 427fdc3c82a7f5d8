from __future__ import annotations

import itertools
import json
from pathlib import Path

import numpy as np
import pytest
from signing_hand import Script, shape

pytest.importorskip("torch", reason="fitting needs the extra 'train'")

from realtime_asl.spelling.jz_motion import StrokeModel
from realtime_asl.spelling.jz_stroke import FEATURES, SPAN, TIP, canonical_path, fit_legs, palm_size, plausible
from realtime_asl.training import fit_motion, motion_data

LETTERS = "ABCDEFGIJLXYZ"


@pytest.fixture(scope="module")
def poses() -> dict[str, np.ndarray]:
    rng = np.random.default_rng(0)
    return {letter: np.stack([shape(letter) + rng.normal(0, 0.01, (21, 3)) for _ in range(6)]) for letter in LETTERS}


@pytest.fixture(scope="module")
def recorded(tmp_path_factory) -> Path:
    """An .npz as recordings come: picture-normalised, 30 frames a sequence, NaN where no hand was seen."""
    sequences, labels, sources = [], [], []
    for number in range(16):
        for label in ("J", "Z", "none"):
            script = Script().letter("D" if label == "Z" else "I", hold=0.2)
            if label == "J":
                script.draw_j(0.5 + 0.02 * number)
            elif label == "Z":
                script.draw_z(0.5 + 0.02 * number, 0.7 + 0.1 * number)
            else:
                script.carry((1.0, 0.3), 0.6)
            frames = script.film(fps=30, seed=number, left=label == "J" and number % 2 == 1)[:30]
            points = np.full((30, 21, 3), np.nan, np.float32)
            for k, p in enumerate(frames):
                points[k] = p.hand.landmarks / (640, 480, 640)
            points[5] = np.nan
            sequences.append(points)
            labels.append(label)
            sources.append(f"{'ab'[number % 2]}_{label}")
    path = tmp_path_factory.mktemp("motion") / "motion.npz"
    np.savez(path, sequences=np.stack(sequences), label=np.array(labels), source=np.array(sources))
    return path


def test_strokes_are_found_in_recordings_of_both_hands(recorded):
    episodes = motion_data.load_sequences(recorded)
    drawn = [episode for episode in episodes if episode.letter]
    assert len(episodes) == 48
    assert len(drawn) == 32
    for episode in drawn:
        begin, last, end = episode.stroke
        assert episode.times[0] <= begin < last <= end <= episode.times[-1] + 1e-9
        assert end - begin > 0.3


def test_poses_are_right_hands_in_palm_sizes(tmp_path):
    rows = ["path,letter,signer,handedness"]
    landmarks = []
    for left in (False, True):
        hand = shape("I") * 0.2 * ((-1, 1, 1) if left else (1, 1, 1)) + 0.5
        rows.append(f"{left}.webp,I,s,{'Left' if left else 'Right'}")
        landmarks.append(hand)
    rows += ["x.webp,A,s,Right", "y.webp,space,s,Right"]
    landmarks += [np.full((21, 3), np.nan), shape("A")]
    (tmp_path / "manifest.csv").write_text("\n".join(rows), "utf-8")
    np.save(tmp_path / "landmarks.npy", np.array(landmarks, np.float32))
    loaded = motion_data.load_poses(tmp_path)
    assert set(loaded) == {"I"}
    assert np.allclose(loaded["I"][0], loaded["I"][1], atol=1e-5)
    assert palm_size(loaded["I"]) == pytest.approx([1.0, 1.0], abs=1e-5)


def test_made_movements_are_what_they_say(poses):
    rng = np.random.default_rng(3)
    for episode in itertools.islice(motion_data.drawn_letters(poses, rng), 20):
        until = int(np.searchsorted(episode.times, episode.stroke[2], side="right"))
        path = canonical_path(episode.times[:until], episode.points[:until])
        legs = fit_legs(episode.letter, path[:, TIP[episode.letter], :2])
        assert plausible(episode.letter, path, legs)
    made = (motion_data.arm_movements(poses, rng), motion_data.transitions(poses, rng))
    for episode in itertools.chain(*(itertools.islice(movement, 20) for movement in made)):
        assert episode.letter is None
        assert np.isfinite(episode.points).all()
        assert (np.diff(episode.times) > 0).all()


def test_filming_keeps_the_movement_and_loses_frames(poses):
    rng = np.random.default_rng(4)
    episode = next(motion_data.drawn_letters(poses, rng))
    varied = motion_data.vary(episode, rng)
    pace = varied.times[-1] / episode.times[-1]
    assert 0.7 <= pace <= 1.9
    assert varied.stroke == pytest.approx([pace * time for time in episode.stroke])
    filmed = motion_data.film(varied, rng)
    assert len(filmed.times) <= 60 * varied.times[-1] + 1
    assert (np.diff(filmed.times) > 0).all()
    assert SPAN > 1.2


def test_a_small_fit_finds_strokes_and_leaves_arms_alone(recorded, poses, tmp_path):
    episodes = motion_data.load_sequences(recorded)
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
