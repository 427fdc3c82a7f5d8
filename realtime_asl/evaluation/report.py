"""The report of ``evaluate --report``: plots, tables and one page, written to a local folder.

The contact sheet shows the pictures that were misread: keep it to yourself if the people in
them have not agreed to more.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import cv2
import numpy as np

from realtime_asl.alphabet import CLASSES, INDEX
from realtime_asl.errors import PARTLY_FAILED, UserError
from realtime_asl.evaluation.picture_results import Results
from realtime_asl.input_files import refuse_input_folder, refuse_inputs
from realtime_asl.sources.pictures import read_picture

if TYPE_CHECKING:  # of the extra `train`
    from matplotlib.axes import Axes

#: Misread pictures on the contact sheet, the most confident mistakes first.
WORST = 80
TILE = 128
#: Confusions named on the page, the commonest first.
COMMONEST = 15
#: Names of signers are cut to so many characters; where all together have more than the other, they are turned.
NAME_LENGTH, CHARACTERS_IN_A_ROW = 22, 100
#: Everything that a report may consist of.
FILES = (
    *("confusion.csv", "per_letter.csv", "per_signer.csv", "misread.csv", "per_clip.csv", "report.md"),
    *("accuracy.png", "confusion.png", "roc.png", "misread.png"),
)


def prepare_folder(folder: Path, overwrite: bool, inputs: Iterable[str | Path | None]) -> None:
    """Makes the folder, before minutes of work are spent; none of `inputs`, which are read, may lie in it.

    Raises:
        UserError: it holds an input, or files and `overwrite` is not set, cannot be written, or matplotlib is missing.
    """
    try:
        import matplotlib  # noqa: F401
    except ImportError:
        raise UserError("--report draws with matplotlib, which is missing; run 'pip install matplotlib'") from None
    inputs = list(inputs)
    refuse_input_folder(folder, inputs, "report folder")
    for name in FILES:
        refuse_inputs(folder / name, inputs, "report file")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if any(folder.iterdir()) and not overwrite:
            raise UserError(f"report folder '{folder}' is not empty; give --overwrite or another folder")
        probe = folder / ".writable"
        probe.touch()
        probe.unlink()
    except OSError as error:
        raise UserError(f"cannot write into report folder '{folder}' ({error.strerror}); choose another") from None


def write_report(folder: Path, results: Results, summary: dict, text: str) -> None:
    """Writes everything into `folder` (see `prepare_folder`); what an earlier report left there is gone.

    Raises:
        UserError: the disk refuses it.
    """
    with _told(folder):
        _write_report(folder, results, summary, text)


@contextmanager
def _told(folder: Path) -> Iterator[None]:
    """What the disk refuses inside is one line for the person."""
    try:
        yield
    except OSError as error:
        raise UserError(
            f"the report in '{folder}' could not be written to its end ({error.strerror or error}); "
            "make room on the disk, or choose another folder",
            PARTLY_FAILED,
        ) from error


def _write_report(folder: Path, results: Results, summary: dict, text: str) -> None:
    _remove_earlier(folder)
    present = sorted(set(results.truth) | set(results.read))
    names = [CLASSES[i] for i in present]
    matrix = np.zeros((len(present), len(present)), int)
    np.add.at(matrix, (np.searchsorted(present, results.truth), np.searchsorted(present, results.read)), 1)
    _write_table(
        folder / "confusion.csv",
        [["true \\ read", *names]] + [[name, *map(int, row)] for name, row in zip(names, matrix, strict=True)],
    )
    _write_table(
        folder / "per_letter.csv",
        [["letter", "images", "accuracy", "f1"]]
        + [[name, row["images"], row["accuracy"], row["f1"]] for name, row in summary["per_letter"].items()],
    )
    _write_table(
        folder / "per_signer.csv",
        [["signer", "images", "static24", "all", "missed_hands"]]
        + [
            [name, row["images"], row["static24_accuracy"], row["accuracy"], row["missed_hands"]]
            for name, row in summary["per_signer"].items()
        ],
    )
    _write_table(
        folder / "misread.csv",
        [["path", "signer", "true", "read", "confidence", "hand_found"]]
        + [
            [
                row.path,
                row.signer,
                row.letter,
                CLASSES[results.read[i]],
                round(float(results.posteriors[i].max()), 3),
                bool(results.found[i]),
            ]
            for i, row in enumerate(results.rows)
            if not results.right[i]
        ],
    )
    areas = _draw_plots(folder, results, matrix, names, summary)
    images = ["accuracy.png", "confusion.png", *(["roc.png"] if areas else [])]
    if _contact_sheet(folder, results):
        images.append("misread.png")
    _write_page(folder, text, _confusions(matrix, names), areas, images)


def write_clips_report(folder: Path, summary: dict, text: str) -> None:
    """Writes what was signed and spelled in each clip into `folder` (see `prepare_folder`); an earlier one is gone.

    Raises:
        UserError: the disk refuses it.
    """
    clips = summary["per_clip"]
    columns = list(dict.fromkeys(name for row in clips.values() for name in row))
    rows = [[clip, *(row.get(name) for name in columns)] for clip, row in clips.items()]
    with _told(folder):
        _remove_earlier(folder)
        _write_table(folder / "per_clip.csv", [["clip", *columns], *rows])
        (folder / "report.md").write_text(f"# Evaluation of clips\n\n```\n{text}\n```\n", encoding="utf-8")


def _remove_earlier(folder: Path) -> None:
    for name in FILES:
        (folder / name).unlink(missing_ok=True)


def _write_table(file: Path, rows: list[list]) -> None:
    with file.open("w", newline="", encoding="utf-8", errors="backslashreplace") as out:
        csv.writer(out).writerows(rows)


def _draw_plots(
    folder: Path, results: Results, matrix: np.ndarray, names: list[str], summary: dict
) -> dict[str, float]:
    import matplotlib

    matplotlib.use("Agg")
    from matplotlib import pyplot as plt
    from sklearn.metrics import roc_auc_score, roc_curve

    figure, axis = plt.subplots(figsize=(9, 8.2), layout="constrained")
    shares = matrix / np.maximum(matrix.sum(axis=1, keepdims=True), 1)
    picture = axis.imshow(shares, cmap="cividis", vmin=0, vmax=1)
    for (row, column), count in np.ndenumerate(matrix):
        if count:
            color = "black" if shares[row, column] > 0.6 else "white"
            axis.text(column, row, count, ha="center", va="center", fontsize=6, color=color)
    axis.set(xticks=range(len(names)), yticks=range(len(names)), xlabel="read as", ylabel="true letter")
    axis.set_xticklabels(names, fontsize=7, rotation=90 if max(map(len, names)) > 1 else 0)
    axis.set_yticklabels(names, fontsize=7)
    figure.colorbar(picture, label="share of the true letter", shrink=0.7)
    figure.savefig(folder / "confusion.png", dpi=120)
    plt.close(figure)

    areas: dict[str, float] = {}
    figure, axis = plt.subplots(figsize=(6, 5.4), layout="constrained")
    for name in names:
        positive, scores = results.truth == INDEX[name], results.posteriors[:, INDEX[name]]
        if positive.any() and not positive.all():
            areas[name] = float(roc_auc_score(positive, scores))
            axis.plot(*roc_curve(positive, scores)[:2], lw=0.8)
    low = sorted(areas.items(), key=lambda item: item[1])[:5]
    axis.set(xlim=(-0.005, 0.2), ylim=(0.8, 1.005), xlabel="false-positive rate", ylabel="true-positive rate")
    axis.set_title(
        "One letter against the rest; lowest areas: " + ", ".join(f"{n} {a:.3f}" for n, a in low), fontsize=8
    )
    axis.grid(alpha=0.3)
    if areas:  # not where all pictures are of one letter
        figure.savefig(folder / "roc.png", dpi=120)
    plt.close(figure)

    figure, (upper, lower) = plt.subplots(2, 1, figsize=(9, 7), layout="constrained")
    _draw_bars(upper, "accuracy per letter", summary["per_letter"])
    _draw_bars(lower, "accuracy per signer", summary["per_signer"])
    figure.savefig(folder / "accuracy.png", dpi=120)
    plt.close(figure)
    return areas


def _draw_bars(axis: Axes, title: str, rows: dict[str, dict]) -> None:
    """A bar for the accuracy of each row, with its name below it."""
    values, names = [row["accuracy"] for row in rows.values()], [name[:NAME_LENGTH] for name in rows]
    axis.bar(range(len(rows)), values, color="#0072B2")
    axis.axhline(0.95, color="#D55E00", lw=1, ls="--")
    # The lowest bar, too, must be seen: from 0 on where it would hardly rise above the edge.
    axis.set(ylim=(0.6 if min(values) > 0.65 else 0.0, 1.005), title=title, xticks=range(len(rows)))
    upright = len(rows) * max(map(len, names)) <= CHARACTERS_IN_A_ROW
    axis.set_xticklabels(names, fontsize=min(8, 450 / len(rows)), rotation=0 if upright else 90, parse_math=False)


def _contact_sheet(folder: Path, results: Results) -> bool:
    wrong = np.flatnonzero(~results.right)
    wrong = wrong[np.argsort(-results.posteriors[wrong].max(axis=1))][:WORST]
    tiles = []
    for i in wrong:
        try:
            image = read_picture(results.rows[i].path)
        except UserError:  # gone or changed since it was read: its tile stays away
            continue
        height, width = image.shape[:2]
        zoom = TILE / max(height, width)
        small = cv2.resize(
            image, (max(1, round(width * zoom)), max(1, round(height * zoom))), interpolation=cv2.INTER_AREA
        )
        tile = np.full((TILE + 18, TILE, 3), 30, np.uint8)
        tile[: small.shape[0], : small.shape[1]] = small
        caption = f"{results.rows[i].letter} read {CLASSES[results.read[i]]} {results.posteriors[i].max():.0%}"
        cv2.putText(tile, caption, (3, TILE + 13), cv2.FONT_HERSHEY_SIMPLEX, 0.36, (255, 255, 255), 1, cv2.LINE_AA)
        tiles.append(tile)
    if not tiles:
        return False
    columns = min(10, len(tiles))
    tiles += [np.full_like(tiles[0], 30)] * (-len(tiles) % columns)
    rows = [np.hstack(tiles[start : start + columns]) for start in range(0, len(tiles), columns)]
    # Not cv2.imwrite, which fails on Windows where the folder's name is not ASCII.
    (folder / "misread.png").write_bytes(cv2.imencode(".png", np.vstack(rows))[1].tobytes())
    return True


def _confusions(matrix: np.ndarray, names: list[str]) -> str:
    pairs = sorted(
        ((int(matrix[a, b]), names[a], names[b]) for a in range(len(names)) for b in range(len(names)) if a != b),
        reverse=True,
    )
    return ", ".join(f"{true} read as {read} ({number})" for number, true, read in pairs[:COMMONEST] if number)


def _write_page(folder: Path, text: str, confusions: str, areas: dict[str, float], images: list[str]) -> None:
    mean_area = f"{np.mean(list(areas.values())):.4f}" if areas else "– (all pictures are of one letter)"
    parts = [
        "# Evaluation",
        f"```\n{text}\n```",
        f"Most often confused: {confusions or 'nothing'}.",
        f"Mean area under the ROC curves: {mean_area}.",
        *(f"![{image}]({image})" for image in images),
        "misread.png, where there is one, shows the misread pictures, most confident first. "
        "It is private: do not publish pictures of people who have not agreed to it.",
    ]
    (folder / "report.md").write_text("\n\n".join(parts) + "\n", encoding="utf-8")
