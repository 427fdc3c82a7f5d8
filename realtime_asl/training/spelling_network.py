"""The sequence network in torch: what is trained, its optimisers and its loss; `sequence_network` runs it in NumPy."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import torch
from torch import nn
from torch.nn import functional

from realtime_asl.alphabet import CLASSES, INDEX, NOTHING
from realtime_asl.spelling.sequence_input import SIZE

#: Steps back of the two earlier states that each block sees beside the present one.
DILATIONS = (1, 2, 4, 8, 16, 3)
WIDTH = 128
#: `nothing` takes the part of CTC's blank.
BLANK = INDEX[NOTHING]
#: What writing a letter at the wrong moment costs (natural logarithm).
FORBIDDEN_COST = 8.0
#: What writing it late costs, while it is still held: a letter that is sure is written at once, one in doubt waits.
LATE_COST = 0.8


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
    """CTC loss, where classes are written at their time: one number, the mean over the sequences.

    Args:
        scores: (batch, steps, 29) of `SpellingNet`.
        when: (batch, steps, 29), whether each class may be written: 0 never, 1, 2 late.
        letters: numbers of the classes that each sequence shows, in order.
    """
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


def save(net: SpellingNet, path: Path) -> None:
    """The weights for the live program: float16 arrays by name."""
    arrays = {name: value.detach().numpy().astype(np.float16) for name, value in net.state_dict().items()}
    np.savez(path, dilations=np.array(net.dilations), classes=np.array(CLASSES), **arrays)
