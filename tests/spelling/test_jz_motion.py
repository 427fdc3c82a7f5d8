from __future__ import annotations

import itertools
import json

import numpy as np
import pytest
from signing_hand import Script, eased, reading, shape, turned

from realtime_asl.hand import Hand
from realtime_asl.letters.recognizer import Prediction
from realtime_asl.spelling.jz_motion import MotionDetector, Stroke, StrokeModel, shipped_model
from realtime_asl.spelling.jz_stroke import FEATURES, GRID_HZ, canonical_path, describe, fit_legs, palm_size, plausible

both_hands = pytest.mark.parametrize("left", [False, True], ids=["right", "left"])
every_rate = pytest.mark.parametrize("fps", [10, 12, 15, 24, 30, 60])


def strokes(predictions: list[Prediction]) -> list[Stroke]:
    detector = MotionDetector()
    found = [detector.update(p.time, p.hand, p.posterior) for p in predictions]
    return [stroke for stroke in (*found, detector.finish()) if stroke is not None]


def letters(script: Script, **film: object) -> str:
    return "".join(stroke.letter for stroke in strokes(script.film(**film)))


def still(letter: str, seconds: float = 0.3) -> Script:
    return Script().away(0.2).letter(letter, hold=seconds)


class TestDrawing:
    @every_rate
    @both_hands
    @pytest.mark.parametrize("seconds", [0.4, 0.8, 1.2])
    def test_j_is_found(self, fps, left, seconds):
        if seconds * fps < 5:
            pytest.skip("fewer than five pictures of the stroke")
        assert letters(still("I").draw_j(seconds), fps=fps, left=left) == "J"

    @every_rate
    @both_hands
    @pytest.mark.parametrize("seconds", [0.5, 0.8, 1.2])
    def test_z_is_found(self, fps, left, seconds):
        if seconds * fps < 6:
            pytest.skip("fewer than two pictures a line")
        assert letters(still("D").draw_z(seconds), fps=fps, left=left) == "Z"

    def test_left_handers_may_draw_their_z_as_it_is_written(self):
        # The film of the left hand is mirrored, so that what is backwards comes out as it is written.
        assert letters(still("D").draw_z(backwards=True), left=True) == "Z"
        assert letters(still("D").draw_z(backwards=True), left=False) == ""

    @pytest.mark.parametrize("palms", [0.6, 1.0, 2.0, 3.0])
    def test_z_of_any_size(self, palms):
        assert letters(still("D").draw_z(0.9, palms)) == "Z"

    @pytest.mark.parametrize("factor", [0.3, 1.0, 3.0])
    @pytest.mark.parametrize("letter", ["J", "Z"])
    def test_hands_of_any_size_in_the_picture(self, letter, factor):
        script = still("I").draw_j() if letter == "J" else still("D").draw_z()
        frames = [
            Prediction(p.time, p.index, p.frame_size, p.posterior, p.hand and _scaled(p.hand, factor))
            for p in script.film()
        ]
        assert "".join(stroke.letter for stroke in strokes(frames)) == letter

    @pytest.mark.parametrize("seed", range(4))
    def test_with_gaps_and_jitter(self, seed):
        script = still("D").draw_z().letter("I", hold=0.3).draw_j()
        film = {"fps": 30, "jitter": 0.4, "drops": 0.3, "seed": seed, "blind": ((0.9, 3),)}
        assert letters(script, **film) == "ZJ"

    def test_says_when_it_began_and_how_sure_it_is(self):
        (stroke,) = strokes(still("D", 0.6).draw_z(0.8).film())
        assert stroke.start == pytest.approx(0.8, abs=0.12)
        assert stroke.end == pytest.approx(1.6, abs=0.15)
        assert 0.6 <= stroke.confidence <= 1.0
        assert stroke.posterior.shape == (29,)

    def test_is_reported_soon_after_its_end(self):
        detector = MotionDetector()
        for p in still("I", 0.3).draw_j(0.8).film():
            if detector.update(p.time, p.hand, p.posterior):
                break
        assert p.time < 0.2 + 0.3 + 0.8 + 0.25

    def test_at_the_end_of_the_source(self):
        frames = [p for p in still("D", 0.4).draw_z(0.8).film() if p.time < 1.42]
        detector = MotionDetector()
        assert not any(detector.update(p.time, p.hand, p.posterior) for p in frames)
        assert detector.finish().letter == "Z"
        assert detector.finish() is None


class TestOtherMovements:
    @pytest.mark.parametrize("letter", ["D", "I", "L", "G", "Z", "J", "X", "Y"])
    @pytest.mark.parametrize(
        "ways",
        [
            [(1.5, 0)],
            [(-1.5, 0)],
            [(0, 1.5), (0, -1.5)],
            [(-1, 0), (1, 0), (-1, 0)],
            [(-0.8, 0.5), (0.9, 0.5)],
            [(1, -1), (-1, 1)],
            [(0, 1), (0.6, 0), (0, -0.6)],
            [(-0.5, -0.5), (0.5, -0.5), (0.5, 0.5), (-0.5, 0.5)],
        ],
        ids=["right", "left", "down-up", "wave", "v", "diagonal", "hook-without-turning", "round"],
    )
    def test_an_arm_that_moves_draws_nothing(self, letter, ways):
        script = still(letter, 0.5)
        for way in ways:
            script.carry(way, 0.3)
        script.still(0.4, shape(letter), lambda s: reading(letter), letter)
        for fps in (10, 30):
            assert letters(script, fps=fps) == ""

    @pytest.mark.parametrize("letter", ["D", "I", "J", "Z"])
    def test_a_still_hand_draws_nothing(self, letter):
        assert letters(still(letter, 4.0), noise=0.02) == ""

    @pytest.mark.parametrize("pair", ["IA", "IE", "IS", "IR", "DA", "DO", "DE", "IG", "YA", "AI", "ED"])
    def test_a_change_of_letters_draws_nothing(self, pair):
        script = still(pair[0], 0.5).letter(pair[1], hold=0.6)
        for fps in (10, 30):
            assert letters(script, fps=fps) == ""

    def test_the_path_of_another_handshape_draws_nothing(self):
        script = still("L", 0.3)
        hand = shape("Z")
        ways = np.array([[0, 0], [-1.0, 0.05], [0.05, 0.75], [-1.0, 0.8]])
        for start, end in itertools.pairwise(ways):
            script._add(
                0.3,
                lambda s, start=start, end=end: (
                    hand + np.array([*(start + (end - start) * eased(s)), 0]),
                    reading("L", 0.97, "B"),
                ),
            )
        assert letters(script) == ""

    def test_half_a_z_is_none(self):
        script, hand = still("D"), shape("Z")
        for start, end in itertools.pairwise(np.array([[0, 0], [-1, 0], [0, 0.7]])):
            script._add(
                0.3,
                lambda s, start=start, end=end: (
                    hand + np.array([*(start + (end - start) * eased(s)), 0]),
                    reading("Z"),
                ),
            )
        script._add(0.6, lambda s: (hand + np.array([0, 0.7, 0]), reading("Z")))
        assert letters(script) == ""

    def test_an_i_hand_that_turns_the_other_way_is_none(self):
        script, hand = still("I"), shape("I")
        script._add(0.7, lambda s: (turned(hand, -120 * eased(s), -95 * eased(s)), reading("J", 0.8, "I")))
        assert letters(script) == ""

    def test_what_was_forgotten_is_no_part_of_a_stroke(self):
        frames = still("D", 0.3).draw_z(0.9).film()
        detector, found = MotionDetector(), []
        for p in frames:
            found.append(detector.update(p.time, p.hand, p.posterior))
            if 1.0 < p.time < 1.05:
                detector.forget(p.time)
        assert not any((*found, detector.finish()))


class TestStrokes:
    def test_the_grid_does_not_depend_on_the_frame_rate(self):
        script = still("D", 0.4).draw_z(0.8)
        paths = []
        for fps in (15, 60):
            frames = [p for p in script.film(fps=fps, noise=0) if p.hand]
            frames = [p for p in frames if p.time <= 1.2 + 1e-6]
            paths.append(canonical_path([p.time for p in frames], np.stack([p.hand.landmarks for p in frames])))
        shorter = min(map(len, paths))
        assert np.abs(paths[0][-shorter:, 8] - paths[1][-shorter:, 8]).max() < 0.08
        assert np.median(palm_size(paths[0])) == pytest.approx(1.0, abs=0.02)

    def test_the_legs_are_where_the_corners_are(self):
        corners = np.array([[0, 0], [-1, 0], [0, 0.8], [-1, 0.8]])
        tip = np.concatenate([np.linspace(a, b, 9)[:-1] for a, b in itertools.pairwise(corners)])
        tip = np.vstack([np.zeros((6, 2)), tip, corners[-1:]])
        legs = fit_legs("Z", tip)
        assert np.abs(np.array(legs.bounds) - (6, 14, 22, 30)).max() <= 1
        assert fit_legs("Z", tip * (-1, 1)) is None or fit_legs("Z", tip * (-1, 1)).gain < 0.7 * legs.gain
        assert fit_legs("Z", tip[:4]) is None

    def test_features_have_names_and_no_size(self):
        frames = [p for p in still("I", 0.3).draw_j().film(noise=0) if p.hand]
        times, points = [p.time for p in frames], np.stack([p.hand.landmarks for p in frames])
        described = []
        for factor in (1.0, 2.5):
            path = canonical_path(times, points * factor + 50)
            legs = fit_legs("J", path[:, 20, :2])
            assert plausible("J", path, legs)
            described.append(describe("J", path, legs))
        assert described[0].shape == (len(FEATURES),)
        assert np.allclose(*described, atol=0.02)
        duration = np.exp(described[0][FEATURES.index("log_duration")])
        assert duration == pytest.approx(0.8, abs=0.25)
        assert GRID_HZ == 30

    def test_a_model_for_other_features_is_refused(self):
        with pytest.raises(ValueError, match="fit it again"):
            StrokeModel({"features": ["a", "b"], "letters": {}})

    def test_the_shipped_model_says_probabilities(self):
        for letter in "JZ":
            for value in (-50.0, 0.0, 50.0):
                assert 0.0 <= shipped_model().probability(letter, np.full(len(FEATURES), value)) <= 1.0


def _scaled(hand: Hand, factor: float) -> Hand:
    return Hand((hand.landmarks * factor).astype(np.float32), hand.handedness, hand.score)


def test_the_shipped_model_is_small_and_plain(request):
    path = request.config.rootpath / "realtime_asl" / "spelling" / "data" / "motion_model.json"
    assert path.stat().st_size < 64_000
    assert set(json.loads(path.read_text("utf-8"))["letters"]) == {"J", "Z"}
