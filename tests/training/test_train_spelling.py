"""Training sequences, the loss, and the same network in torch and, state by state, in NumPy."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest

from realtime_asl.alphabet import CLASSES, INDEX, LETTERS, NOTHING
from realtime_asl.errors import UserError
from realtime_asl.spelling.sequence_input import BEHIND, SIZE, HandState, inputs
from realtime_asl.spelling.sequence_network import SequenceNetwork

torch = pytest.importorskip("torch")
from realtime_asl.training.checkpoint import checkpoint_of  # noqa: E402
from realtime_asl.training.sequence_batches import STEPS, Material  # noqa: E402
from realtime_asl.training.sequence_poses import PosePool, fit_mimic  # noqa: E402
from realtime_asl.training.spelling_network import SpellingNet, save, windowed_ctc_loss  # noqa: E402
from realtime_asl.training.train_spelling import main  # noqa: E402


@pytest.fixture(scope="module")
def poses(tmp_path_factory: pytest.TempPathFactory) -> Path:
    rng = np.random.default_rng(0)
    names = [*LETTERS, NOTHING, "space", "del"] * 2
    file = tmp_path_factory.mktemp("poses") / "poses.npz"
    posterior = np.full((len(names), len(CLASSES)), 0.001, np.float32)
    posterior[np.arange(len(names)), [INDEX[name] for name in names]] = 0.97
    np.savez(
        file,
        landmarks=rng.normal(0, 40, (len(names), 21, 3)),
        posterior=posterior,
        letter=np.array(names),
        signer=np.array(["a"] * 29 + ["b"] * 29),
        handedness=np.array(["Left", "Right"] * 29),
    )
    return file


@pytest.fixture(scope="module")
def material(poses: Path) -> Material:
    pool = PosePool([poses])
    return Material(pool, fit_mimic(pool, steps=20), [], [], ["HELLO", "JAZZ"])


def _states(count: int, seed: int) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    points, posterior = rng.random((count, 21, 3)), rng.dirichlet(np.ones(29), count)
    points[5:8] = np.nan
    return points, posterior.astype(np.float32)


def test_sequences_hold_letters_that_may_be_written(material: Material) -> None:
    made = [material.sequence(np.random.default_rng(seed)) for seed in range(60)]
    assert {bool(item.letters) for item in made} == {True, False}
    for item in made:
        assert item.inputs.shape == (STEPS, SIZE)
        assert np.isfinite(item.inputs).all()
        assert all(item.when[:, letter].any() for letter in item.letters)


def test_the_same_seed_makes_the_same_sequence(material: Material) -> None:
    first, second = (material.sequence(np.random.default_rng(7)) for _ in range(2))
    assert first.letters == second.letters
    assert np.array_equal(first.inputs, second.inputs)


def test_a_letter_at_the_wrong_moment_costs_more() -> None:
    when = torch.zeros(1, 20, 29, dtype=torch.uint8)
    when[0, 5:9, 3], when[0, 9:12, 3] = 1, 2
    losses = []
    for moment in (6, 10, 15):
        scores = torch.zeros(1, 20, 29)
        scores[..., INDEX[NOTHING]] = 8
        scores[0, moment, 3], scores[0, moment, INDEX[NOTHING]] = 8, 0
        losses.append(float(windowed_ctc_loss(scores, when, [[3]])))
    assert losses[0] < losses[1] - 0.05 < losses[2] - 1


def test_numpy_says_state_by_state_what_torch_says_at_once(tmp_path: Path) -> None:
    torch.manual_seed(0)
    net = SpellingNet(width=24).eval()
    save(net, tmp_path / "w.npz")
    net.load_state_dict({name: value.half().float() for name, value in net.state_dict().items()})
    points, posterior = _states(70, 1)
    # The stream begins without a hand, as the network does.
    before = np.full((BEHIND, 21, 3), np.nan), np.tile(np.eye(29, dtype=np.float32)[INDEX[NOTHING]], (BEHIND, 1))
    numbers = inputs(np.concatenate([before[0], points]), np.concatenate([before[1], posterior]))[BEHIND:]
    expected = torch.softmax(net(torch.from_numpy(numbers[None])), 2)[0].detach().numpy()
    stream = SequenceNetwork(tmp_path / "w.npz")
    for k in range(70):
        state = HandState(None if np.isnan(points[k]).any() else points[k], posterior[k])
        assert np.allclose(stream.update(state), expected[k], atol=2e-4)


def test_weights_of_something_else_are_refused(tmp_path: Path) -> None:
    (tmp_path / "w.npz").write_bytes(b"nothing of the kind")
    with pytest.raises(UserError, match="cannot be used"):
        SequenceNetwork(tmp_path / "w.npz")


def arguments(poses: Path, recorded: Path, out: Path, *more: str) -> list[str]:
    """Of the command: a few small steps."""
    given = ["--poses", str(poses), "--motion", str(recorded), "--out", str(out), "--batch", "2"]
    return [*given, "--steps", "12", "--save-every", "3", *more]


def train_here(monkeypatch: pytest.MonkeyPatch, given: list[str]) -> None:
    monkeypatch.setattr("sys.argv", ["train_spelling", *given])
    main()


def steps_and_losses(out: Path) -> dict[int, float]:
    rows = map(json.loads, out.with_suffix(".log.jsonl").read_text(encoding="utf-8").splitlines())
    return {row["step"]: row["loss"] for row in rows}


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX process groups")
def test_a_killed_run_goes_on_as_if_it_had_not_been(
    poses: Path, recorded: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, program_environment: dict[str, str]
) -> None:
    whole, broken = tmp_path / "whole.npz", tmp_path / "broken.npz"
    minutes = ("--minutes", "10000")
    train_here(monkeypatch, arguments(poses, recorded, whole, *minutes))
    module = [sys.executable, "-m", "realtime_asl.training.train_spelling"]
    child = subprocess.Popen(
        [*module, *arguments(poses, recorded, broken, *minutes)],
        env=program_environment,
        start_new_session=True,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        deadline = time.monotonic() + 120
        while not broken.exists():  # written after the checkpoint
            assert child.poll() is None, "it ended before its first checkpoint"
            assert time.monotonic() < deadline
            time.sleep(0.01)
    finally:
        os.killpg(child.pid, signal.SIGKILL)  # with its workers
        child.wait()
    train_here(monkeypatch, arguments(poses, recorded, broken, *minutes, "--resume"))
    assert set(steps_and_losses(whole)) == {3, 6, 9, 12}
    assert 12 in steps_and_losses(broken)
    for step, loss in steps_and_losses(broken).items():
        assert loss == pytest.approx(steps_and_losses(whole)[step], abs=2e-3)
    with np.load(whole) as expected, np.load(broken) as got:
        assert set(got) == set(expected)
        for name in set(expected) - {"classes"}:
            np.testing.assert_allclose(got[name], expected[name], atol=2e-3, err_msg=name)


def test_time_spent_before_counts_and_no_step_is_passed_over(
    poses: Path, recorded: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out, brief = tmp_path / "out.npz", ("--minutes", "1e-7")
    train_here(monkeypatch, arguments(poses, recorded, out, *brief))
    state = torch.load(checkpoint_of(out), weights_only=True)
    assert state["epoch"] == 0  # no step was done
    train_here(monkeypatch, arguments(poses, recorded, out, *brief, "--resume"))
    again = torch.load(checkpoint_of(out), weights_only=True)
    assert again["epoch"] == 0
    assert again["progress"]["seconds"] > state["progress"]["seconds"]
    train_here(monkeypatch, arguments(poses, recorded, out, "--minutes", "1000", "--resume", "--steps", "2"))
    train_here(monkeypatch, arguments(poses, recorded, out, "--minutes", "1000", "--resume", "--steps", "2"))
    assert torch.load(checkpoint_of(out), weights_only=True)["epoch"] == 2


@pytest.mark.parametrize(
    ("there", "more", "words"),
    [
        ("out.npz", (), "--overwrite"),
        ("out.checkpoint.pt", (), "--resume"),
        ("out.npz", ("--resume",), "out.checkpoint.pt"),
        ("out.checkpoint.pt", ("--resume",), "damaged"),
        ("other", ("--save-every", "0"), "--save-every"),
    ],
)
def test_what_exists_is_not_replaced_unasked(
    poses: Path,
    recorded: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    *,
    there: str,
    more: tuple[str, ...],
    words: str,
) -> None:
    (tmp_path / there).write_text("hours of work", encoding="utf-8")
    with pytest.raises(SystemExit) as ended:
        train_here(monkeypatch, arguments(poses, recorded, tmp_path / "out.npz", *more))
    assert ended.value.code == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert words in line
    assert (tmp_path / there).read_text(encoding="utf-8") == "hours of work"
