"""The metrics of a training run, epoch by epoch."""

from __future__ import annotations

import csv
from pathlib import Path


class Log:
    """Metrics per epoch: a CSV beside the weights, and the learning curve drawn from it."""

    def __init__(self, file: Path, fresh: bool) -> None:
        self.file = file
        if fresh:
            file.unlink(missing_ok=True)

    def add(self, **row: float) -> None:
        """Appends one epoch and redraws the curve."""
        new = not self.file.exists()
        columns = list(row) if new else self._columns()  # a run may go on without --val, or with it
        with self.file.open("a", newline="", encoding="utf-8") as out:
            writer = csv.DictWriter(out, columns, restval="nan", extrasaction="ignore")
            if new:
                writer.writeheader()
            writer.writerow({name: f"{value:.5g}" for name, value in row.items()})
        self._draw()

    def _columns(self) -> list[str]:
        with self.file.open(newline="", encoding="utf-8") as rows:
            return next(csv.reader(rows), [])

    def _draw(self) -> None:
        import matplotlib

        matplotlib.use("Agg")
        from matplotlib import pyplot as plt

        with self.file.open(newline="", encoding="utf-8") as rows:
            table = list(csv.DictReader(rows))
        epochs = [int(float(row["epoch"])) + 1 for row in table]
        figure, (left, right) = plt.subplots(1, 2, figsize=(10, 4), layout="constrained")
        left.plot(epochs, [float(row["train_loss"]) for row in table], label="training (augmented)")
        left.set(xlabel="epoch", ylabel="loss")
        for name, label in (
            ("static24", "joint"),
            ("image24", "ResNet50 alone"),
            ("landmarks24", "landmarks alone"),
            ("worst_tenth", "joint, worst tenth of signers"),
        ):
            if name in table[0]:
                scored = [(epoch, float(row[name] or "nan")) for epoch, row in zip(epochs, table, strict=True)]
                scored = [pair for pair in scored if pair[1] == pair[1]]
                if scored:
                    right.plot(*zip(*scored, strict=True), marker=".", label=label)
        right.set(xlabel="epoch", ylabel="accuracy, 24 static letters, unseen signers")
        for axis in (left, right):
            axis.grid(alpha=0.3)
            if axis.get_legend_handles_labels()[0]:  # without --val there are no scores
                axis.legend()
        figure.savefig(self.file.with_suffix(".png"), dpi=110)
        plt.close(figure)
