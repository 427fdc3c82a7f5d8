"""Training on a tiny folder that the demo signer draws; minutes of real training never run here."""

from __future__ import annotations

import csv
import os
import signal
import subprocess
import sys
import time
from dataclasses import replace
from itertools import islice
from pathlib import Path

import cv2
import numpy as np
import pytest

pytest.importorskip("torch", reason="training needs the extra 'train'")

import torch
from train_command import train_arguments, train_here

from realtime_asl.alphabet import CLASSES, INDEX
from realtime_asl.cli import main
from realtime_asl.demo import synthetic_pictures
from realtime_asl.demo.poses import VARIANTS
from realtime_asl.errors import UserError
from realtime_asl.hand import Hand
from realtime_asl.letters.network_output import EMBEDDING
from realtime_asl.training import data
from realtime_asl.training.augment import Augmentation, _hand_mask
from realtime_asl.training.calibration import fit_temperature
from realtime_asl.training.checkpoint import load_checkpoint, save_checkpoint
from realtime_asl.training.data import FEATURES, Sample, with_standard_features
from realtime_asl.training.hands import find_hands
from realtime_asl.training.model import LetterNet, Logits
from realtime_asl.training.optimization import Targets, loss_of
from realtime_asl.training.starting_weights import load_starting_weights
from realtime_asl.training.synthetic import SIGNERS, synthetic_samples
from realtime_asl.training.weights import WeightsInfo, load_weights, save_weights

LETTERS = ("L", "B", "Y")


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    """A folder per class with four pictures each."""
    root = tmp_path_factory.mktemp("letters")
    wanted = dict.fromkeys(LETTERS, 4)
    for number, (image, letter, _) in enumerate(synthetic_pictures(400, 1)):
        if wanted.get(letter):
            wanted[letter] -= 1
            (root / letter).mkdir(exist_ok=True)
            cv2.imwrite(str(root / letter / f"{number}.jpg"), image)
        if not any(wanted.values()):
            return root
    pytest.fail("the demo signer draws too few pictures of some letter")


@pytest.fixture(scope="module")
def start(tmp_path_factory) -> Path:
    """Starting weights, so that nothing is downloaded."""
    torch.manual_seed(0)
    file = tmp_path_factory.mktemp("start") / "start.safetensors"
    save_weights(LetterNet(), WeightsInfo(48), file)
    return file


def epochs_and_losses(out: Path) -> tuple[list[int], list[float]]:
    with out.with_name(out.stem + ".log.csv").open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    return [int(row["epoch"]) for row in rows], [float(row["train_loss"]) for row in rows]


def test_loss_falls_and_a_killed_run_goes_on(folder, start, tmp_path, program_environment):
    out = tmp_path / "weights.safetensors"
    arguments = train_arguments(folder, start, out, "--epochs", "3", "--samples", "24", "--lr", "2e-3")
    command = [sys.executable, "-m", "realtime_asl", *arguments]
    first = subprocess.Popen(command, env=program_environment, stderr=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
    log = tmp_path / "weights.log.csv"
    deadline = time.monotonic() + 240
    while not (tmp_path / "weights.checkpoint.pt").exists():
        assert first.poll() is None, "training ended before its first checkpoint"
        assert time.monotonic() < deadline
        time.sleep(0.1)
    first.send_signal(signal.SIGKILL if hasattr(signal, "SIGKILL") else signal.SIGTERM)
    first.wait()
    assert log.exists()
    train_here([*arguments, "--resume"])
    epochs, losses = epochs_and_losses(out)
    # Killed between log and checkpoint, an epoch is done and logged twice; none may be missing.
    assert sorted(set(epochs)) == [0, 1, 2]
    assert losses[-1] < 0.75 * losses[0]
    assert losses[-1] < 4.0
    network, info = load_weights(out)
    assert info.size == 48
    assert not network.training
    assert (tmp_path / "weights.log.png").stat().st_size > 1000


def test_going_on_from_finished_weights_sets_the_rarity_of_j_and_z_once(folder, start, tmp_path):
    network, info = load_weights(start)
    finished, out = tmp_path / "finished.safetensors", tmp_path / "weights.safetensors"
    save_weights(network, replace(info, calibrated=True), finished)
    more = ("--epochs", "1", "--samples", "8", "--lr", "1e-5")
    train_here(train_arguments(folder, finished, out, *more))
    gone_on, info = load_weights(out)
    assert info.calibrated
    change = gone_on.joint_head[-1].bias - network.joint_head[-1].bias
    assert float(change.detach().abs().max()) < 0.1


def test_what_mediapipe_knows_is_learnt_and_is_no_part_of_the_weights(folder, start, tmp_path, capsys):
    features = tmp_path / "features.npy"
    np.save(features, np.random.default_rng(0).normal(size=(12, FEATURES)).astype(np.float16))
    out = tmp_path / "weights.safetensors"
    arguments = train_arguments(folder, start, out, "--epochs", "2", "--samples", "16", "--lr", "2e-3")
    train_here([*arguments, "--features", str(features)])
    plain = tmp_path / "plain.safetensors"
    train_here(train_arguments(folder, start, plain, "--epochs", "2", "--samples", "16", "--lr", "2e-3"))
    assert epochs_and_losses(out)[1][0] > epochs_and_losses(plain)[1][0] + 1  # they are asked for
    assert out.stat().st_size == pytest.approx(plain.stat().st_size, abs=2000)
    load_weights(out)
    arguments.append("--overwrite")
    np.save(features, np.zeros((11, FEATURES), np.float16))
    assert main([*arguments, "--features", str(features)]) == 2
    assert "of other pictures" in capsys.readouterr().err
    assert main([*arguments, "--features", str(features), str(features)]) == 2
    assert "one for each" in capsys.readouterr().err


def test_features_are_told_in_standard_deviations():
    told = np.random.default_rng(1).normal(3, 2, (50, FEATURES)).astype(np.float16)
    samples = [Sample(np.zeros((2, 2, 3), np.uint8), 0, "a", (), features=row) for row in told]
    nothing = Sample(np.zeros((2, 2, 3), np.uint8), 0, "a", ())
    *standard, last = with_standard_features([*samples, nothing])
    values = np.stack([sample.features for sample in standard]).astype(float)
    assert np.abs(values.mean(axis=0)).max() < 0.01
    assert values.std() == pytest.approx(1, abs=0.06)
    assert last.features is None


def test_two_processes_train_together(folder, start, tmp_path, program_environment):
    out = tmp_path / "weights.safetensors"
    launcher = [sys.executable, "-m", "torch.distributed.run", "--nproc_per_node", "2", "--master_addr", "127.0.0.1"]
    launcher += ["--master_port", str(29500 + os.getpid() % 1000), "-m", "realtime_asl"]
    done = subprocess.run(
        [*launcher, *train_arguments(folder, start, out, "--epochs", "1", "--samples", "16", "--devices", "2")],
        env=program_environment | {"OMP_NUM_THREADS": "1"},
        capture_output=True,
        text=True,
        timeout=400,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    assert epochs_and_losses(out)[0] == [0]
    load_weights(out)


def test_sampler_shares_are_disjoint_and_repeatable():
    weights = np.full(50, 1 / 50)
    whole = list(data.BalancedSampler(weights, 20, seed=3))
    halves = [list(data.BalancedSampler(weights, 20, seed=3, rank=rank, world=2)) for rank in (0, 1)]
    assert sorted(halves[0] + halves[1]) == sorted(whole)
    assert list(data.BalancedSampler(weights, 20, seed=3)) == whole
    other = data.BalancedSampler(weights, 20, seed=3)
    other.epoch = 1
    assert list(other) != whole


def test_classes_are_drawn_equally_and_small_signers_more_than_their_share():
    image = np.zeros((2, 2, 3), np.uint8)
    big = [data.Sample(image, INDEX["A"], "big", ())] * 90 + [data.Sample(image, INDEX["B"], "big", ())] * 10
    samples = big + [data.Sample(image, INDEX["A"], "small", ())] * 10
    weights = data.balanced_weights(samples)
    of = np.array([sample.label for sample in samples])
    assert weights[of == INDEX["A"]].sum() == pytest.approx(weights[of == INDEX["B"]].sum())
    assert weights[-1] > 2 * weights[0]


@pytest.mark.parametrize("side", ["Right", "Left"])
def test_augmentation_turns_picture_and_landmarks_alike(side):
    """Dots drawn at the landmarks must still lie under them afterwards."""
    rng = np.random.default_rng(5)
    points = np.array([[x, y, 0] for x, y in rng.uniform(60, 140, (21, 2))], np.float32)
    image = np.zeros((200, 200, 3), np.uint8)
    for x, y, _ in points[[0, 12]]:
        cv2.circle(image, (round(float(x)), round(float(y))), 4, (255, 255, 255), cv2.FILLED)
    still = Augmentation(rotation=15, zoom=(1.0, 1.0), shift=0.0, jitter=0.0)
    hand = Hand(points, side, 1.0)
    for seed in range(5):
        crop = still._crop(image, hand, 128, 15.0, np.random.default_rng(1))
        turned = data.canonical_landmarks(still._turn(hand, 15.0, np.random.default_rng(seed)))
        direction = (turned[12] - turned[0])[:2]
        rows, columns = np.nonzero(crop[:, :, 0] > 128)
        spread = np.stack([columns, rows], 1) - [columns.mean(), rows.mean()]
        axis = np.linalg.svd(spread, full_matrices=False)[2][0]  # through both dots
        cosine = abs(float(axis @ direction) / float(np.linalg.norm(direction)))
        assert cosine > 0.93


def test_another_background_leaves_the_hand_alone():
    rng = np.random.default_rng(3)
    points = np.concatenate([rng.uniform(70, 130, (21, 2)), np.zeros((21, 1))], axis=1).astype(np.float32)
    hand, image = Hand(points, "Right", 1.0), np.full((200, 200, 3), 60, np.uint8)
    ground = Augmentation(backgrounds=(np.full((50, 50, 3), 250, np.uint8),))
    changed = ground._replace_background(image, _hand_mask(image.shape, hand, 0.4), 1.0, np.random.default_rng(4))
    for x, y in np.rint(points[:, :2]).astype(int):
        assert abs(int(changed[y, x, 0]) - 60) < 60
    assert abs(changed[5, 5].astype(int) - 60).max() > 20


def test_found_hands_are_remembered_for_the_same_pictures_only(tmp_path, monkeypatch):
    hands = [Hand(np.full((21, 3), 7, np.float32), "Left", 0.9), None]
    looked = []

    class Finder:
        def detect(self, image):
            looked.append(image)
            return hands[len(looked) % 2 - 1]

        def close(self):
            pass

    monkeypatch.setattr("realtime_asl.training.hands.HandFinder", Finder)
    images, cache = [np.full((30, 30, 3), shade, np.uint8) for shade in (10, 20)], tmp_path / "hands.npz"
    for _ in range(2):
        first, second = find_hands(images, cache)
        assert (first.handedness, second) == ("Left", None)
        np.testing.assert_array_equal(first.landmarks, hands[0].landmarks)
        assert len(looked) == 2
    find_hands(images[::-1], cache)
    assert len(looked) == 4
    cache.write_bytes(cache.read_bytes()[:50])  # killed while it was written
    find_hands(images, cache)
    assert len(looked) == 6
    assert [file.name for file in tmp_path.iterdir()] == ["hands.npz"]


def test_a_cache_that_cannot_be_written_is_named(tmp_path):
    with pytest.raises(UserError, match=r"hands\.npz' cannot be written \(.*\); make room"):
        find_hands([np.full((30, 30, 3), 90, np.uint8)], tmp_path / "gone" / "hands.npz")


def test_stored_landmarks_are_in_widths_and_heights_of_their_pictures(tmp_path):
    picture = np.full((80, 120, 3), 60, np.uint8)
    cv2.imwrite(str(tmp_path / "a.png"), picture)
    (tmp_path / "manifest.csv").write_text("path,letter,signer,handedness\na.png,A,somebody,Right\n")
    stored = np.random.default_rng(3).uniform(0.2, 0.8, (1, 21, 3)).astype(np.float32)
    np.save(tmp_path / "landmarks.npy", stored)
    (sample,) = data.load_samples(tmp_path)
    assert sample.hand.landmarks == pytest.approx(stored[0] * np.float32([120, 80, 120]))


def test_hands_are_followed_as_they_are_live_from_one_picture_to_the_next():
    pictures = synthetic_pictures(2 * len(CLASSES), 7)
    drawn = list(islice((image for image, letter, _ in pictures if letter in "BLY"), 3))
    empty = np.full((200, 220, 3), 90, np.uint8)
    followed = find_hands([drawn[0], empty, drawn[1], drawn[2]], follow=True)
    found = find_hands([drawn[0], empty, drawn[1], drawn[2]])
    assert [hand is None for hand in followed] == [False, True, False, False]
    for one, other in zip(followed, found, strict=True):
        if one is not None:
            apart = np.linalg.norm(one.landmarks[:, :2] - other.landmarks[:, :2], axis=1)
            assert 0 < apart.mean() < 0.2 * other.scale
            assert one.handedness == other.handedness


class SeesAHandAnywhere:
    """Stands for the finder where nothing depends on the place of a hand."""

    def detect(self, image):
        height, width = image.shape[:2]
        return Hand(np.linspace((0.2 * width, 0.2 * height, 0), (0.8 * width, 0.8 * height, 0), 21), "Right", 0.9)

    def close(self):
        pass


def test_drawn_hands_that_show_a_letter_in_another_way_count_as_other_signers(monkeypatch):
    monkeypatch.setattr("realtime_asl.training.synthetic.HandFinder", SeesAHandAnywhere)
    samples = synthetic_samples(3 * len(CLASSES), 1)
    signers = {(CLASSES[sample.label], sample.signer) for sample in samples}
    plain = {f"demo signer {number}" for number in range(SIGNERS)}
    assert {signer for letter, signer in signers if letter == "B"} <= plain
    ways = {signer.split()[-1] for letter, signer in signers if signer not in plain}
    assert ways
    assert ways <= {way for ways in VARIANTS.values() for way in ways}


def test_the_loss_asks_for_landmarks_and_features_only_where_there_are_some():
    torch.manual_seed(1)
    rows, more = 6, 4
    labels = torch.randint(len(CLASSES), (rows + more,))
    points, seen = torch.randn(rows, 21, 3), torch.randn(rows, 21, 3)
    scores = torch.randn(2, rows + more, len(CLASSES))
    told, features = torch.randn(rows, 8), torch.randn(rows, 8)
    features[3:] = 0  # not given
    embedding = torch.randn(rows + more, EMBEDDING)
    logits = Logits(scores[0], torch.randn(rows, len(CLASSES)), scores[1], seen, embedding, told)
    found, present = torch.tensor([1.0, 1, 1, 0, 0, 0]), torch.ones(rows + more)
    targets = Targets(labels, points, found, present, features)
    loss = loss_of(logits, targets)
    elsewhere, nearer = seen.clone(), seen.clone()
    elsewhere[3:] += 5
    nearer[:3] = points[:3]
    torch.testing.assert_close(loss_of(logits._replace(shape=elsewhere), targets), loss)
    assert loss_of(logits._replace(shape=nearer), targets) < loss
    other, better = told.clone(), told.clone()
    other[3:] += 5
    better[:3] = features[:3]
    torch.testing.assert_close(loss_of(logits._replace(features=other), targets), loss)
    assert loss_of(logits._replace(features=better), targets) < loss
    assert loss_of(logits._replace(features=None), targets) < loss_of(logits._replace(features=better), targets) + 1e-5


def test_a_disputed_label_is_drawn_less_often():
    image = np.zeros((2, 2, 3), np.uint8)
    plain = [data.Sample(image, INDEX["A"], "a", ()) for _ in range(4)]
    weights = data.balanced_weights([*plain, replace(plain[0], doubt=True)])
    assert weights[-1] == pytest.approx(data.DOUBT_SHARE * weights[0])


def test_temperature_is_found_again():
    torch.manual_seed(0)
    logits = torch.randn(4000, 29) * 2
    labels = torch.distributions.Categorical(logits=logits).sample()
    assert fit_temperature(logits * 3, labels) == pytest.approx(3, rel=0.1)


def test_partial_starting_weights_are_taken_block_by_block(tmp_path):
    source, target = LetterNet(), LetterNet()
    state = source.backbone.state_dict()
    partial = {
        name: value for name, value in state.items() if name.startswith(("conv1", "bn1", "layer1", "layer2"))
    } | {"layer4.2.bn3.weight": state["layer4.2.bn3.weight"] + 5}
    torch.save(partial, tmp_path / "start.pt")
    before = target.backbone.state_dict()["layer4.2.bn3.weight"].clone()
    assert load_starting_weights(target, tmp_path / "start.pt") == len(partial) - 1
    after = target.backbone.state_dict()
    assert torch.equal(after["layer2.0.conv1.weight"], state["layer2.0.conv1.weight"])
    assert torch.equal(after["layer4.2.bn3.weight"], before)  # its convolution is missing


def test_a_checkpoint_gives_back_what_was_saved_and_a_damaged_one_is_named(tmp_path):
    file, layer, other = tmp_path / "a.checkpoint.pt", torch.nn.Linear(3, 2), torch.nn.Linear(3, 2)
    save_checkpoint(file, {"model": layer}, 4)
    assert load_checkpoint(file, {"model": other}, torch.device("cpu")) == 4
    assert torch.equal(other.weight, layer.weight)
    assert [path.name for path in tmp_path.iterdir()] == [file.name]
    file.write_bytes(file.read_bytes()[:100])
    with pytest.raises(UserError, match=r"a\.checkpoint\.pt"):
        load_checkpoint(file, {"model": other}, torch.device("cpu"))


@pytest.mark.skipif(sys.platform == "win32", reason="limits the size of a file as POSIX systems can")
def test_on_a_full_disk_what_was_written_before_stays_and_nothing_else(tmp_path):
    import resource

    checkpoint, weights, layer = tmp_path / "a.checkpoint.pt", tmp_path / "a.safetensors", torch.nn.Linear(200, 200)
    save_checkpoint(checkpoint, {"model": layer}, 4)
    weights.write_bytes(b"of before")
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (50_000, limits[1]))
    try:
        with pytest.raises(UserError, match=r"a\.checkpoint\.pt' cannot be written .*make room.*--resume"):
            save_checkpoint(checkpoint, {"model": layer}, 5)
        with pytest.raises(UserError, match=r"a\.safetensors' cannot be written .*make room"):
            save_weights(LetterNet(), WeightsInfo(48), weights)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    assert load_checkpoint(checkpoint, {"model": layer}, torch.device("cpu")) == 4
    assert weights.read_bytes() == b"of before"
    assert sorted(path.name for path in tmp_path.iterdir()) == [checkpoint.name, weights.name]


def test_files_that_could_run_code_are_refused(tmp_path):
    class Dangerous:
        def __reduce__(self):
            return (os.mkdir, (str(tmp_path / "was-run"),))

    torch.save({"conv1.weight": Dangerous()}, tmp_path / "start.pt")
    with pytest.raises(UserError, match=r"start\.pt"):
        load_starting_weights(LetterNet(), tmp_path / "start.pt")
    assert not (tmp_path / "was-run").exists()


@pytest.mark.parametrize("damage", ["missing", "empty", "text", "truncated"])
def test_damaged_weights_are_named(start, tmp_path, damage):
    file = tmp_path / "bad.safetensors"
    if damage == "empty":
        file.touch()
    elif damage == "text":
        file.write_text("no weights", encoding="utf-8")
    elif damage == "truncated":
        file.write_bytes(start.read_bytes()[:100_000])
    with pytest.raises(UserError, match=r"bad\.safetensors"):
        load_weights(file)


@pytest.mark.parametrize(
    ("files", "message"),
    [
        ({}, "holds no labelled pictures"),
        ({"manifest.csv": "path,word\na.png,A\n"}, "letter"),
        ({"manifest.csv": "path,letter,signer\na.png,AA,x\n"}, "unknown classes"),
        ({"manifest.csv": "path,letter,signer\na.png,A,x\nb.png\n"}, "could be read"),
    ],
    ids=["empty", "columns", "class", "short row"],
)
def test_bad_folders_are_named(tmp_path, files, message):
    for name, text in files.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    with pytest.raises(UserError, match=message):
        data.load_samples(tmp_path)
