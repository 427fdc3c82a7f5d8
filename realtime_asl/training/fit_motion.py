"""Fits the small networks that tell a J and a Z from other movements.

``python -m realtime_asl.training.fit_motion MOTION.npz --poses DIR --out motion_model.json``
Takes a few minutes on a laptop. ``--hold-out s_`` leaves the sequences of a source out and prints
how many of them are found, which is how the fit was judged: never on people it was fitted on.
"""

from __future__ import annotations

import argparse
import itertools
import json
from pathlib import Path

import numpy as np
import torch
from torch import nn

from realtime_asl.alphabet import CLASSES, INDEX, MOTION
from realtime_asl.errors import UserError, one_line_errors
from realtime_asl.hand import Hand
from realtime_asl.input_files import refuse_existing, refuse_inputs
from realtime_asl.spelling.jz_motion import MotionDetector, StrokeModel
from realtime_asl.spelling.jz_stroke import FEATURES, TIP, canonical_path, describe, fit_legs, plausible
from realtime_asl.training.motion_episode import Episode, film, vary
from realtime_asl.training.motion_recordings import load_poses, load_sequences
from realtime_asl.training.motion_synthesis import DRAWING, arm_movements, drawn_letters, transitions

HIDDEN, STEPS = 20, 4000


def examples(episode: Episode, rng: np.random.Generator, count: int) -> list[tuple[str, np.ndarray, float]]:
    """(letter, features, 1 or 0) for moments of an episode at which the detector might look."""
    found = []
    ends = list(rng.uniform(episode.times[0], episode.times[-1], count))
    if episode.stroke is not None:
        begin, last, end = episode.stroke
        # Most of the question is when: complete, or not yet.
        ends += list(rng.uniform(end - 0.15 * (end - last), end + 0.2, count))
        ends += list(rng.uniform(begin + 0.2 * (last - begin), last + 0.3 * (end - last), count))
    for moment in ends:
        until = int(np.searchsorted(episode.times, moment, side="right"))
        if until < 4:
            continue
        path = canonical_path(episode.times[:until], episode.points[:until])
        for letter in MOTION:
            truth = _truth(letter, episode, episode.times[until - 1])
            legs = None if truth is None else fit_legs(letter, path[:, TIP[letter], :2])
            if legs is not None and plausible(letter, path, legs):
                found.append((letter, describe(letter, path, legs), float(truth)))
    return found


def _truth(letter: str, episode: Episode, moment: float) -> bool | None:
    """Is the letter complete at this moment? None: a matter of opinion."""
    if episode.letter != letter:
        return False
    _, last, end = episode.stroke
    # A J is a J from the end of its hook on; going up again is optional.
    complete = last + 0.03 if letter == "J" else end - 0.2 * (end - last)
    if complete <= moment <= end + 0.2:
        return True
    return False if moment < last + (-0.06 if letter == "J" else 0.35 * (end - last)) else None


def gather(episodes: list[Episode], poses: dict[str, np.ndarray], rounds: int, seed: int) -> dict[str, list]:
    """Examples of both letters from recorded and made movements."""
    rng = np.random.default_rng(seed)
    collected: dict[str, list] = {letter: [] for letter in MOTION}
    made = [
        itertools.islice(drawn_letters(poses, rng), 60 * rounds),
        itertools.islice(arm_movements(poses, rng), 150 * rounds),
        itertools.islice(transitions(poses, rng), 150 * rounds),
    ]
    recorded = (episode for _ in range(rounds) for episode in episodes)
    for episode in itertools.chain(recorded, *made):
        varied = film(vary(episode, rng), rng)
        for letter, features, truth in examples(varied, rng, 3):
            collected[letter].append((features, truth))
    return collected


def fit_network(pairs: list[tuple[np.ndarray, float]], seed: int, steps: int = STEPS) -> dict:
    """A network with one hidden layer; returns its parameters for `StrokeModel`."""
    torch.manual_seed(seed)
    features = np.stack([p[0] for p in pairs])
    truth = torch.tensor([p[1] for p in pairs]).float()
    mean, scale = features.mean(axis=0), features.std(axis=0) + 0.05
    inputs = torch.tensor(np.clip((features - mean) / scale, -4, 4)).float()
    network = nn.Sequential(nn.Linear(inputs.shape[1], HIDDEN), nn.Tanh(), nn.Linear(HIDDEN, 1))
    optimizer = torch.optim.AdamW(network.parameters(), 3e-3, weight_decay=0.02)
    schedule = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, steps)
    weight = torch.where(truth > 0, 0.5 / truth.mean(), 1.0)
    for _ in range(steps):
        batch = torch.randint(len(truth), (512,))
        # Single features are hidden at times, so that no signer's habit decides alone.
        noisy = inputs[batch] * (torch.rand(512, inputs.shape[1]) > 0.08) + 0.1 * torch.randn(512, inputs.shape[1])
        logits = network(noisy)[:, 0]
        target = truth[batch] * 0.96 + 0.02
        loss = nn.functional.binary_cross_entropy_with_logits(logits, target, weight=weight[batch])
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        schedule.step()
    layers = [
        [np.round(layer.weight.detach().numpy().T, 4).tolist(), np.round(layer.bias.detach().numpy(), 4).tolist()]
        for layer in network
        if isinstance(layer, nn.Linear)
    ]
    return {"mean": np.round(mean, 4).tolist(), "scale": np.round(scale, 4).tolist(), "layers": layers}


def fit(episodes: list[Episode], poses: dict[str, np.ndarray], rounds: int, seed: int = 0, steps: int = STEPS) -> dict:
    """The parameters of a `StrokeModel`.

    Args:
        episodes: recorded movements.
        poses: still hands, from which more movements are made.
        rounds: how often each recording is varied.
        seed: of everything random.
        steps: of the optimiser.
    """
    collected = gather(episodes, poses, rounds, seed)
    return {
        "features": list(FEATURES),
        "letters": {letter: fit_network(collected[letter], seed, steps) for letter in MOTION},
    }


def detected(model: StrokeModel, episode: Episode) -> list[str]:
    """The letters that the detector finds in an episode."""
    detector, found = MotionDetector(model), []
    # The classifier has no say here: it is as sure of the drawing handshapes as it can be of all of them.
    posterior = np.zeros(len(CLASSES), np.float32)
    posterior[[INDEX[letter] for letter in "IDJZ"]] = 0.25
    for time, points in zip(episode.times, episode.points, strict=True):
        stroke = detector.update(float(time), Hand(points.astype(np.float32), "Right", 0.95), posterior)
        found += [stroke.letter] if stroke else []
    last = detector.finish()
    return found + ([last.letter] if last else [])


def report(model: StrokeModel, episodes: list[Episode], poses: dict[str, np.ndarray], made: int = 200) -> str:
    """A line per source: found, missed and false letters, filmed at random frame rates."""
    rng = np.random.default_rng(1)
    moved = [
        *itertools.islice(drawn_letters(poses, rng), made // 2),
        *itertools.islice(arm_movements(poses, rng), made),
        *itertools.islice(transitions(poses, rng), made),
    ]
    lines = []
    groups: dict[str, list[Episode]] = {}
    for episode in [*episodes, *moved]:
        group = episode.source.split("_")[0] if episode.letter is None else f"{episode.source} {episode.letter}"
        groups.setdefault(group, []).append(episode)
    for group, members in sorted(groups.items()):
        results = [detected(model, film(episode, rng)) for episode in members]
        pairs = list(zip(members, results, strict=True))
        right = sum(episode.letter in found for episode, found in pairs if episode.letter)
        total = sum(episode.letter is not None for episode in members)
        false = sum(letter != episode.letter for episode, found in pairs for letter in found)
        lines.append(f"{group:16s} {len(members):4d} sequences, found {right}/{total}, false {false}")
    return "\n".join(lines)


def hold_out(episodes: list[Episode], prefix: str) -> tuple[list[Episode], list[Episode]]:
    """Those whose source begins with `prefix` ("": none), and the others.

    Raises:
        UserError: the prefix names nothing, or everything.
    """
    held = [episode for episode in episodes if prefix and episode.source.startswith(prefix)]
    learnt = [episode for episode in episodes if not prefix or not episode.source.startswith(prefix)]
    if prefix and not (held and learnt):
        sources = ", ".join(sorted({episode.source for episode in episodes})) or "none"
        what = "is no source" if learnt else "names every source"
        raise UserError(f"--hold-out '{prefix}' {what} of these sequences; there are {sources}")
    return held, learnt


@one_line_errors()
def main() -> None:
    """Fit, report and write."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("sequences", type=Path, help="recorded J, Z and other sequences (.npz)")
    parser.add_argument("--poses", type=Path, required=True, help="folder with manifest.csv and landmarks.npy")
    parser.add_argument("--out", type=Path, help="where to write the model")
    parser.add_argument("--overwrite", action="store_true", help="replace a model that exists")
    parser.add_argument("--hold-out", default="", metavar="PREFIX", help="fit without these sources, report on them")
    parser.add_argument("--rounds", type=int, default=12, help="how often each recorded sequence is varied")
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    if options.out:
        given = (options.sequences, options.poses / "manifest.csv", options.poses / "landmarks.npy")
        refuse_inputs(options.out, given, "--out")
        refuse_existing(options.out, options.overwrite)
    episodes, poses = load_sequences(options.sequences), load_poses(options.poses)
    missing = sorted(set(DRAWING) - poses.keys())
    if missing:
        raise UserError(f"'{options.poses}' has no hand of {missing[0]}; movements are made of {', '.join(DRAWING)}")
    held, learnt = hold_out(episodes, options.hold_out)
    parameters = fit(learnt, poses, options.rounds, options.seed)
    print(report(StrokeModel(parameters), held or episodes, poses))
    if options.out:
        options.out.write_text(json.dumps(parameters, separators=(",", ":")) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
