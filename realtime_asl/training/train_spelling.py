"""``python -m realtime_asl.training.train_spelling``: the network that turns hands over time into letters.

CTC with a time window: each letter may only be written between its forming and a third of a second later, everywhere
else the network must stay silent. So it cannot learn to wait, as CTC alone does.
"""

from __future__ import annotations

import argparse
import json
import os
import time
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict, dataclass
from multiprocessing import get_context
from pathlib import Path

import numpy as np
import torch
from torch import nn
from tqdm import tqdm

from realtime_asl.errors import UserError, one_line_errors
from realtime_asl.input_files import refuse_inputs
from realtime_asl.spelling.english_words import background_lexicon
from realtime_asl.training.checkpoint import (
    Stateful,
    checkpoint_of,
    load_checkpoint,
    refuse_earlier_run,
    save_checkpoint,
)
from realtime_asl.training.sequence_batches import Material, load_material
from realtime_asl.training.sequence_poses import PosePool, fit_mimic
from realtime_asl.training.spelling_network import Optimizers, SpellingNet, save, windowed_ctc_loss

#: How many words are spelled, the commonest ones.
WORDS = 6000
#: Batches that are made while another one is learnt from.
AHEAD = 6

#: Of a worker process.
_MATERIAL: list[Material] = []


def _begin_worker(material: Material) -> None:
    _MATERIAL[:] = [material]
    torch.set_num_threads(1)


def _batch(seed: int, size: int) -> tuple[np.ndarray, np.ndarray, list[list[int]]]:
    rng = np.random.default_rng(seed)
    made = [_MATERIAL[0].sequence(rng) for _ in range(size)]
    return (
        np.stack([item.inputs for item in made]).astype(np.float16),
        np.stack([item.when for item in made]),
        [item.letters for item in made],
    )


def common_words() -> list[str]:
    """The commonest words of the lexicon, `WORDS` of them."""
    lexicon = background_lexicon().result()
    return [word for word in lexicon.commonest(3 * WORDS) if 2 <= len(word) <= 12][:WORDS]


@dataclass
class Progress:
    """How far a run is: its steps are kept beside this.

    Attributes:
        seconds: that it took so far, those before it was broken off included.
        loss: the running mean, None before the first step.
    """

    seconds: float = 0.0
    loss: float | None = None

    def state_dict(self) -> dict:
        """To go on from."""
        return asdict(self)

    def load_state_dict(self, state: dict) -> None:
        """Go on from there."""
        self.seconds, self.loss = float(state["seconds"]), state["loss"]


def check_output(options: argparse.Namespace, out: Path) -> None:
    """Looks before any work is done whether the run may write its files.

    Raises:
        UserError: a count is not above 0, weights or a checkpoint are in the way, or there is none to go on from.
    """
    for name in ("steps", "minutes", "save_every", "batch", "workers", "threads"):
        if not getattr(options, name) > 0:
            raise UserError(f"--{name.replace('_', '-')} {getattr(options, name)} is not above 0; give more")
    refuse_inputs(out, (*options.poses, *options.motion, options.init), "--out")
    refuse_inputs(checkpoint_of(out), (options.init,), "checkpoint")
    refuse_earlier_run(out, resume=options.resume, overwrite=options.overwrite)


def train(options: argparse.Namespace) -> None:
    """Trains until `--steps` or `--minutes` are over.

    With `--resume` it goes on from the checkpoint as if it had not been broken off: sequences follow from the seed and
    the step alone, and the time spent before counts.

    Raises:
        UserError: a file cannot be read or is of something else.
    """
    torch.set_num_threads(options.threads)
    torch.manual_seed(options.seed)
    out = Path(options.out)
    out.parent.mkdir(parents=True, exist_ok=True)
    net, average, progress, done = SpellingNet(), SpellingNet(), Progress(), 0
    optimizer, checkpoint, log = Optimizers(net, options.rate), checkpoint_of(out), out.with_suffix(".log.jsonl")
    if options.init:
        load_checkpoint(Path(options.init), {"average": net}, torch.device("cpu"))
    average.load_state_dict(net.state_dict())
    parts: dict[str, Stateful] = {"net": net, "average": average, "optimizer": optimizer, "progress": progress}
    if options.resume and checkpoint.is_file():
        done = load_checkpoint(checkpoint, parts, torch.device("cpu"))
    else:  # what is there is of another run, which nobody is to go on with
        checkpoint.unlink(missing_ok=True)
        log.unlink(missing_ok=True)
    pool = PosePool([Path(name) for name in options.poses])
    material = load_material([Path(name) for name in options.motion], common_words(), fit_mimic(pool), pool)
    os.environ["OPENBLAS_NUM_THREADS"] = "1"  # of the workers: their products are small
    began = time.monotonic() - progress.seconds
    with ProcessPoolExecutor(
        options.workers, get_context("spawn"), initializer=_begin_worker, initargs=(material,)
    ) as workers:
        ahead = [
            workers.submit(_batch, options.seed * 1_000_000 + step, options.batch)
            for step in range(done, min(done + AHEAD, options.steps))
        ]
        for step in (bar := tqdm(range(done, options.steps), initial=done, total=options.steps, mininterval=5)):
            share = max((time.monotonic() - began) / (60 * options.minutes), step / options.steps)
            if share >= 1:
                break
            values, when, letters = ahead.pop(0).result()
            if step + AHEAD < options.steps:
                ahead.append(workers.submit(_batch, options.seed * 1_000_000 + step + AHEAD, options.batch))
            with torch.autocast("cpu", dtype=torch.bfloat16):
                scores = net(torch.from_numpy(values).to(torch.bfloat16))
            loss = windowed_ctc_loss(scores, torch.from_numpy(when), letters)
            loss.backward()
            nn.utils.clip_grad_norm_(net.parameters(), 1.0)
            warm = min(1.0, (step + 1) / 100)
            optimizer.step(float(options.rate * warm * 0.5 * (1 + np.cos(np.pi * share)) + 1e-6))
            keep = min(0.995, (step + 1) / (step + 20))
            with torch.no_grad():
                for kept, value in zip(average.parameters(), net.parameters(), strict=True):
                    kept.mul_(keep).add_(value, alpha=1 - keep)
            progress.loss = loss.item() if progress.loss is None else 0.98 * progress.loss + 0.02 * loss.item()
            progress.seconds = time.monotonic() - began
            bar.set_postfix(loss=f"{progress.loss:.3f}")
            done = step + 1
            if done % options.save_every == 0:
                save_checkpoint(checkpoint, parts, done)
                save(average, out)
                row = {"step": done, "loss": round(progress.loss, 4), "s": round(progress.seconds)}
                with log.open("a", encoding="utf-8") as rows:
                    rows.write(json.dumps(row) + "\n")
        for job in ahead:
            job.cancel()
    progress.seconds = time.monotonic() - began
    save_checkpoint(checkpoint, parts, done)
    save(average, out)


@one_line_errors()
def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--poses", nargs="+", required=True, metavar="NPZ", help="poses with posteriors")
    parser.add_argument("--motion", nargs="+", required=True, metavar="NPZ", help="recorded J and Z")
    parser.add_argument("--out", default="checkpoints/spelling.npz")
    parser.add_argument("--init", help="checkpoint (.pt) to begin with")
    existing = parser.add_mutually_exclusive_group()
    existing.add_argument("--resume", action="store_true", help="go on from the last checkpoint beside --out")
    existing.add_argument("--overwrite", action="store_true", help="begin anew where --out or its checkpoint exists")
    parser.add_argument("--steps", type=int, default=6000)
    parser.add_argument("--save-every", type=int, default=100, metavar="N", help="steps between checkpoints")
    parser.add_argument("--minutes", type=float, default=15)
    parser.add_argument("--batch", type=int, default=24)
    parser.add_argument("--rate", type=float, default=3e-3)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--workers", type=int, default=1)
    options = parser.parse_args()
    check_output(options, Path(options.out))
    train(options)


if __name__ == "__main__":
    main()
