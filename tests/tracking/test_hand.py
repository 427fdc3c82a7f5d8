import numpy as np
import pytest

from realtime_asl.hand import Hand, canonical_crop, canonical_landmarks


def make_hand(center=(200.0, 150.0), size=80.0, side="Right") -> Hand:
    rng = np.random.default_rng(3)
    points = rng.uniform(-0.5, 0.5, (21, 3))
    points[0, :2], points[12, :2] = (-0.5, 0.5), (0.5, -0.5)  # the box is exactly `size`, round `center`
    points *= size
    points[:, :2] += center
    return Hand(points.astype(np.float32), side, 0.9)


def mirrored(image: np.ndarray, hand: Hand) -> tuple[np.ndarray, Hand]:
    points = hand.landmarks.copy()
    points[:, 0] = image.shape[1] - points[:, 0]
    return image[:, ::-1].copy(), Hand(points, "Left" if hand.handedness == "Right" else "Right", hand.score)


@pytest.fixture(scope="module")
def scene() -> np.ndarray:
    rng = np.random.default_rng(0)
    return rng.integers(0, 255, (300, 400, 3), np.uint8)


def test_crop_is_centred_on_the_hand(scene):
    image = np.zeros_like(scene)
    image[149:152, 199:202] = 255
    crop = canonical_crop(image, make_hand(), 112)
    row, column = np.unravel_index(crop[:, :, 0].argmax(), (112, 112))
    assert abs(row - 56) <= 2
    assert abs(column - 56) <= 2


def test_left_hand_gives_the_crop_of_the_mirrored_right_hand(scene):
    hand = make_hand()
    right, left = canonical_crop(scene, hand, 112), canonical_crop(*mirrored(scene, hand), 112)
    # Rounding to whole pixels may shift the square by one.
    best = min(np.abs(np.roll(right, shift, 1).astype(int) - left)[:, 4:-4].mean() for shift in (-1, 0, 1))
    assert best < 30  # noise against shifted noise would be about 85
    np.testing.assert_allclose(canonical_landmarks(hand), canonical_landmarks(mirrored(scene, hand)[1]), atol=1e-4)


def test_size_of_the_hand_does_not_change_the_crop():
    image = np.zeros((600, 800, 3), np.uint8)
    image[250:350, 380:460] = (40, 90, 200)
    small = image[::2, ::2]
    hand = make_hand((420, 300), 160)
    half = Hand(hand.landmarks / 2, "Right", 0.9)
    difference = np.abs(canonical_crop(image, hand, 96).astype(int) - canonical_crop(small, half, 96))
    assert difference.mean() < 4


@pytest.mark.parametrize(
    "center", [(0, 0), (400, 300), (-500, 150), (200, 5000), (399, 0)], ids=lambda center: f"{center[0]},{center[1]}"
)
@pytest.mark.parametrize("size", [2.0, 90.0, 4000.0])
def test_crop_outside_the_picture_repeats_the_border(scene, center, size):
    crop = canonical_crop(scene, make_hand(center, size), 128)
    assert crop.shape == (128, 128, 3)
    assert crop.dtype == np.uint8


@pytest.mark.parametrize("shape", [(1, 1, 3), (1, 900, 3), (700, 2, 3)], ids=str)
def test_whole_picture_of_any_shape_without_a_hand(shape):
    crop = canonical_crop(np.full(shape, 77, np.uint8), None, 64)
    assert crop.shape == (64, 64, 3)
    assert (crop == 77).all()


def test_canonical_landmarks_are_centred_and_of_unit_size():
    points = canonical_landmarks(make_hand((900, -40), 321))
    low, high = points[:, :2].min(axis=0), points[:, :2].max(axis=0)
    np.testing.assert_allclose(low + high, 0, atol=1e-4)
    assert (high - low).max() == pytest.approx(1, abs=1e-4)
    assert points[0, 2] == 0
