from __future__ import annotations

import itertools

import numpy as np
import pytest

from realtime_asl.spelling.jz_stroke import TIP, canonical_path, fit_legs, plausible
from realtime_asl.training.motion_episode import film, vary
from realtime_asl.training.motion_synthesis import arm_movements, drawn_letters, transitions


def test_made_movements_are_what_they_say(poses):
    rng = np.random.default_rng(3)
    for episode in itertools.islice(drawn_letters(poses, rng), 20):
        until = int(np.searchsorted(episode.times, episode.stroke[2], side="right"))
        path = canonical_path(episode.times[:until], episode.points[:until])
        legs = fit_legs(episode.letter, path[:, TIP[episode.letter], :2])
        assert plausible(episode.letter, path, legs)
    made = (arm_movements(poses, rng), transitions(poses, rng))
    for episode in itertools.chain(*(itertools.islice(movement, 20) for movement in made)):
        assert episode.letter is None
        assert np.isfinite(episode.points).all()
        assert (np.diff(episode.times) > 0).all()


def test_filming_keeps_the_movement_and_loses_frames(poses):
    rng = np.random.default_rng(4)
    episode = next(drawn_letters(poses, rng))
    varied = vary(episode, rng)
    pace = varied.times[-1] / episode.times[-1]
    assert 0.7 <= pace <= 1.9
    assert varied.stroke == pytest.approx([pace * time for time in episode.stroke])
    lost = 0
    for _ in range(20):
        filmed = film(varied, rng)
        assert filmed.stroke == varied.stroke
        steps = np.diff(filmed.times)
        assert (steps > 0).all()
        lost += int((steps > 1.5 * np.median(steps)).sum())  # uneven times alone make no step so long
        meant = [np.interp(filmed.times, varied.times, varied.points[:, 8, axis]) for axis in (0, 1)]
        assert np.abs(filmed.points[:, 8, :2].T - meant).mean() < 0.03
    assert lost > 20
