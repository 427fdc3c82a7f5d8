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
from multiprocessing import get_context
from pathlib import Path

import numpy as np
import torch
from torch import nn
from torch.nn import functional
from tqdm import tqdm

from realtime_asl.alphabet import CLASSES, INDEX, NOTHING
from realtime_asl.errors import one_line_errors
from realtime_asl.input_files import refuse_inputs
from realtime_asl.spelling.english_words import background_lexicon
from realtime_asl.spelling.sequence_input import SIZE
from realtime_asl.training.sequence_batches import Material, load_material
from realtime_asl.training.sequence_poses import PosePool, fit_mimic

#: Steps back of the two earlier states that each block sees beside the present one.
DILATIONS = (1, 2, 4, 8, 16, 3)
WIDTH = 128
#: `nothing` takes the part of CTC's blank.
BLANK = INDEX[NOTHING]
#: What writing a letter at the wrong moment costs (natural logarithm).
FORBIDDEN_COST = 8.0
#: What writing it late costs, while it is still held: a letter that is sure is written at once, one in doubt waits.
LATE_COST = 0.8
#: How many words are spelled, the commonest ones.
WORDS = 6000


class SpellingNet(nn.Module):
    """(batch, steps, SIZE) -> (batch, steps, 29) scores; looks back about two seconds, never ahead."""

    def __init__(self, width: int = WIDTH, dilations: tuple[int, ...] = DILATIONS) -> None:
        super().__init__()
        self.dilations = dilations
        self.stem = nn.Linear(SIZE, width)
        self.norms = nn.ModuleList(nn.LayerNorm(width) for _ in dilations)
        self.mix = nn.ModuleList(nn.Linear(3 * width, width) for _ in dilations)
        self.out = nn.ModuleList(nn.Linear(width, width) for _ in dilations)
        self.head_norm = nn.LayerNorm(width)
        self.head = nn.Linear(width, len(CLASSES))

    def forward(self, values: torch.Tensor) -> torch.Tensor:
        """The scores."""
        x = functional.relu(self.stem(values))
        for dilation, norm, mix, out in zip(self.dilations, self.norms, self.mix, self.out, strict=True):
            h = norm(x)
            # Shifted copies and one product: several times faster here than a convolution.
            h = torch.cat([h, _back(h, dilation), _back(h, 2 * dilation)], dim=2)
            x = x + out(functional.relu(mix(h)))
        return self.head(self.head_norm(x))


def _back(values: torch.Tensor, steps: int) -> torch.Tensor:
    return functional.pad(values[:, :-steps], (0, 0, steps, 0))


class Optimizers:
    """Muon for the matrices inside, which learns them in about half the steps here, AdamW for all else."""

    def __init__(self, net: SpellingNet, rate: float) -> None:
        hidden = [*(layer.weight for layer in net.mix), *(layer.weight for layer in net.out)]
        inside = set(map(id, hidden))
        other = [value for value in net.parameters() if id(value) not in inside]
        self._parts = (
            torch.optim.Muon(hidden, rate, weight_decay=0.01, adjust_lr_fn="match_rms_adamw"),
            torch.optim.AdamW(other, rate, weight_decay=0.01),
        )

    def step(self, rate: float) -> None:
        """One step at this learning rate; the gradients are gone afterwards."""
        for part in self._parts:
            for group in part.param_groups:
                group["lr"] = rate
            part.step()
            part.zero_grad()

    def state_dict(self) -> list[dict]:
        """To go on from."""
        return [part.state_dict() for part in self._parts]

    def load_state_dict(self, states: list[dict]) -> None:
        """Go on from there."""
        for part, state in zip(self._parts, states, strict=True):
            part.load_state_dict(state)


def windowed_ctc_loss(scores: torch.Tensor, when: torch.Tensor, letters: list[list[int]]) -> torch.Tensor:
    """CTC loss a sequence, where classes are written at their time (`when`: (batch, steps, 29), see `Sequence`)."""
    logp = torch.log_softmax(scores.float(), dim=2)
    cost = torch.tensor([FORBIDDEN_COST, 0.0, LATE_COST])[when.long()]
    cost[..., BLANK] = 0.0
    logp = logp - cost
    lengths = torch.tensor([len(word) for word in letters])
    targets = torch.tensor([letter for word in letters for letter in word], dtype=torch.long)
    steps = torch.full((len(letters),), scores.shape[1])
    loss = functional.ctc_loss(
        logp.transpose(0, 1), targets, steps, lengths, blank=BLANK, reduction="none", zero_infinity=True
    )
    # Where every class is forbidden, the mass outside the blank is lost: that is what is learnt.
    return (loss / (4 + lengths)).mean()


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


def save(net: SpellingNet, path: Path) -> None:
    """The weights for the live program: float16 arrays by name."""
    arrays = {name: value.detach().numpy().astype(np.float16) for name, value in net.state_dict().items()}
    np.savez(path, dilations=np.array(net.dilations), classes=np.array(CLASSES), **arrays)


def train(options: argparse.Namespace) -> None:
    """Trains until `--steps` or `--minutes` are over; goes on where a checkpoint is."""
    torch.set_num_threads(options.threads)
    torch.manual_seed(options.seed)
    out = Path(options.out)
    out.parent.mkdir(parents=True, exist_ok=True)
    state_file = out.with_suffix(".pt")
    pool = PosePool([Path(name) for name in options.poses])
    material = load_material([Path(name) for name in options.motion], common_words(), fit_mimic(pool), pool)
    net = SpellingNet()
    optimizer = Optimizers(net, options.rate)
    average = {name: value.detach().clone() for name, value in net.state_dict().items()}
    done = 0
    if options.init:
        net.load_state_dict(torch.load(options.init, weights_only=False)["average"])
    if state_file.exists() and not options.restart:
        state = torch.load(state_file, weights_only=False)
        net.load_state_dict(state["net"])
        optimizer.load_state_dict(state["optimizer"])
        average, done = state["average"], state["step"]
    os.environ["OPENBLAS_NUM_THREADS"] = "1"  # of the workers: their products are small
    started, log = time.monotonic(), out.with_suffix(".log.jsonl").open("a")
    with ProcessPoolExecutor(
        options.workers, get_context("spawn"), initializer=_begin_worker, initargs=(material,)
    ) as workers:
        ahead = [workers.submit(_batch, options.seed * 1_000_000 + done + k, options.batch) for k in range(6)]
        progress = tqdm(range(done, options.steps), initial=done, total=options.steps, mininterval=5)
        running = None
        for step in progress:
            values, when, letters = ahead.pop(0).result()
            ahead.append(workers.submit(_batch, options.seed * 1_000_000 + step + 6, options.batch))
            spent = (time.monotonic() - started) / (60 * options.minutes)
            share = max(spent, step / options.steps)
            if share >= 1:
                break
            with torch.autocast("cpu", dtype=torch.bfloat16):
                scores = net(torch.from_numpy(values).to(torch.bfloat16))
            loss = windowed_ctc_loss(scores, torch.from_numpy(when), letters)
            loss.backward()
            nn.utils.clip_grad_norm_(net.parameters(), 1.0)
            warm = min(1.0, (step + 1) / 100)
            optimizer.step(float(options.rate * warm * 0.5 * (1 + np.cos(np.pi * share)) + 1e-6))
            keep = min(0.995, (step + 1) / (step + 20))
            for name, value in net.state_dict().items():
                average[name].mul_(keep).add_(value.detach(), alpha=1 - keep)
            running = loss.item() if running is None else 0.98 * running + 0.02 * loss.item()
            progress.set_postfix(loss=f"{running:.3f}")
            if step % 100 == 99:
                row = {"step": step + 1, "loss": round(running, 4), "s": round(time.monotonic() - started)}
                log.write(json.dumps(row) + "\n")
                log.flush()
                _save_all(net, optimizer, average, step + 1, out)
        for job in ahead:
            job.cancel()
    _save_all(net, optimizer, average, step + 1, out)


def _save_all(
    net: SpellingNet,
    optimizer: Optimizers,
    average: dict[str, torch.Tensor],
    step: int,
    out: Path,
) -> None:
    state = {"net": net.state_dict(), "optimizer": optimizer.state_dict(), "average": average, "step": step}
    torch.save(state, out.with_suffix(".pt"))
    kept = SpellingNet()
    kept.load_state_dict(average)
    save(kept, out)


@one_line_errors()
def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--poses", nargs="+", required=True, metavar="NPZ", help="poses with posteriors")
    parser.add_argument("--motion", nargs="+", required=True, metavar="NPZ", help="recorded J and Z")
    parser.add_argument("--out", default="checkpoints/spelling.npz")
    parser.add_argument("--init", help="checkpoint (.pt) to begin with")
    parser.add_argument("--restart", action="store_true", help="do not go on where the checkpoint is")
    parser.add_argument("--steps", type=int, default=6000)
    parser.add_argument("--minutes", type=float, default=15)
    parser.add_argument("--batch", type=int, default=24)
    parser.add_argument("--rate", type=float, default=3e-3)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--workers", type=int, default=1)
    options = parser.parse_args()
    refuse_inputs(Path(options.out), (*options.poses, *options.motion, options.init), "--out")
    train(options)


if __name__ == "__main__":
    main()
