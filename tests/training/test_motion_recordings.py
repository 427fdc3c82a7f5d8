from __future__ import annotations

import numpy as np
import pytest
from signing_hand import shape

from realtime_asl.spelling.jz_stroke import palm_size
from realtime_asl.training.motion_recordings import load_poses, load_sequences


def test_strokes_are_found_in_recordings_of_both_hands(recorded):
    episodes = load_sequences(recorded)
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
    for left, letter in ((False, "I"), (True, "i")):
        hand = shape("I") * 0.2 * ((-1, 1, 1) if left else (1, 1, 1)) + 0.5
        rows.append(f"{left}.webp,{letter},s,{'Left' if left else 'Right'}")
        landmarks.append(hand)
    rows += ["x.webp,A,s,Right", "y.webp,space,s,Right"]
    landmarks += [np.full((21, 3), np.nan), shape("A")]
    (tmp_path / "manifest.csv").write_text("\n".join(rows), "utf-8")
    np.save(tmp_path / "landmarks.npy", np.array(landmarks, np.float32))
    loaded = load_poses(tmp_path)
    assert set(loaded) == {"I"}
    assert np.allclose(loaded["I"][0], loaded["I"][1], atol=1e-5)
    assert palm_size(loaded["I"]) == pytest.approx([1.0, 1.0], abs=1e-5)
