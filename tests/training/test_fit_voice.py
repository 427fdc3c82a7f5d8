"""The landmarks' own voice: what it says, and a tiny fit on hands that the demo signer draws."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import cv2
import numpy as np
import pytest

pytest.importorskip("torch", reason="training needs the extra 'train'")

import torch

from realtime_asl.alphabet import CLASSES, INDEX
from realtime_asl.hand import canonical_landmarks
from realtime_asl.training.landmark_set import LandmarkSampler, LandmarkSet
from realtime_asl.training.model import FISTS, VOICE_WEIGHT, LandmarkVoice, LetterNet
from realtime_asl.training.synthetic import synthetic_samples
from realtime_asl.training.weights import WeightsInfo, load_weights, save_weights

LETTERS = ("B", "L", "V", "Y")


@pytest.fixture(scope="module")
def drawn():
    samples = synthetic_samples(8 * len(CLASSES), 2)
    return [sample for sample in samples if CLASSES[sample.label] in LETTERS and sample.hands]


@pytest.fixture(scope="module")
def material(tmp_path_factory, drawn) -> Path:
    """train/ with a folder per letter, the same hands as landmarks.npz, and in.safetensors."""
    root = tmp_path_factory.mktemp("voice")
    for number, sample in enumerate(drawn):
        folder = root / "train" / CLASSES[sample.label]
        folder.mkdir(parents=True, exist_ok=True)
        cv2.imwrite(str(folder / f"{number}.png"), sample.image)
    np.savez(
        root / "landmarks.npz",
        points=np.stack([canonical_landmarks(sample.hand)[:, :2] for sample in drawn]),
        label=np.array([CLASSES[sample.label] for sample in drawn]),
        source=np.array(["drawn"] * len(drawn)),
    )
    torch.manual_seed(0)
    save_weights(LetterNet(), WeightsInfo(48, calibrated=True), root / "in.safetensors")
    return root


def run(root: Path, environment: dict[str, str], *more: str) -> subprocess.CompletedProcess:
    options = {"--landmarks": "landmarks.npz", "--val": "train", "--weights": "in.safetensors"}
    arguments = [part for name, file in options.items() for part in (name, str(root / file))]
    arguments = ["-m", "realtime_asl.training.fit_voice", str(root / "train"), *arguments, *more]
    return subprocess.run(
        [sys.executable, *arguments], capture_output=True, text=True, env=environment, timeout=300, check=False
    )


def test_only_the_voice_is_fitted_and_it_reads_the_letters(material, drawn, program_environment):
    out = material / "out.safetensors"
    done = run(material, program_environment, "--out", str(out), "--steps", "150")
    assert done.returncode == 0, done.stderr
    before, after = load_weights(material / "in.safetensors")[0], load_weights(out)[0]
    changed = {name for name, value in after.state_dict().items() if not torch.equal(value, before.state_dict()[name])}
    assert changed
    assert all(name.startswith("voice.") for name in changed)
    assert float(after.voice.weight) == pytest.approx(VOICE_WEIGHT, abs=1e-3)
    points = torch.from_numpy(np.stack([canonical_landmarks(sample.hand) for sample in drawn]))
    read = after.voice(points, torch.ones(len(points), 1)).argmax(1)
    assert float((read == torch.tensor([sample.label for sample in drawn])).float().mean()) > 0.9


def test_a_missing_collection_is_named(material, program_environment):
    out = material / "none.safetensors"
    done = run(material, program_environment, "--out", str(out), "--landmarks", str(material / "absent.npz"))
    assert done.returncode == 1
    assert "absent.npz" in done.stderr.splitlines()[-1]
    assert "Traceback" not in done.stderr
    assert not out.exists()


def test_fists_are_left_to_the_pictures():
    torch.manual_seed(1)
    voice = LandmarkVoice().eval()
    voice.weight.fill_(VOICE_WEIGHT)
    said = voice(torch.randn(5, 21, 3), torch.ones(5, 1)).detach()
    fists = said[:, [INDEX[letter] for letter in FISTS]]
    torch.testing.assert_close(fists, fists[:, :1].expand_as(fists))
    assert float((said[:, INDEX["P"]] - said[:, INDEX["Q"]]).abs().min()) > 0


def test_without_landmarks_or_before_it_is_fitted_it_is_silent():
    torch.manual_seed(1)
    network = LetterNet().eval()
    image, points = torch.rand(2, 3, 48, 48) * 255, torch.randn(2, 21, 3)
    present = torch.tensor([[1.0], [0.0]])
    with torch.inference_mode():
        unfitted = network(image, points, present)
        network.voice.weight.fill_(VOICE_WEIGHT)
        fitted = network(image, points, present)
    assert not unfitted.voice.any()
    assert fitted.voice[0].any()
    torch.testing.assert_close(fitted.fused[1], unfitted.fused[1])


def test_hands_with_depth_are_seen_from_aside():
    rng = np.random.default_rng(0)
    pose = rng.normal(0, 0.3, (1, 21, 3)).astype(np.float32)
    collection = LandmarkSet(pose, np.array([0]), np.array([1.0]))
    flat, _ = LandmarkSampler(collection, 200).draw(np.random.default_rng(1))
    tilted, _ = LandmarkSampler(collection, 200, tilt=20.0).draw(np.random.default_rng(1))
    assert tilted.dtype == torch.float32
    assert float(tilted[:, :, :2].std(0).mean()) > 1.3 * float(flat[:, :, :2].std(0).mean())
    assert (tilted[:, :, 2] == 0).all(1).float().mean() == pytest.approx(0.1, abs=0.07)
