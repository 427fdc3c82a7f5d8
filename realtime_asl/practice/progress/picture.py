"""The practice history as a picture: accuracy and time for each letter, and what is most confused."""

from __future__ import annotations

import os
from pathlib import Path

from realtime_asl.alphabet import LETTERS
from realtime_asl.errors import UserError
from realtime_asl.practice.progress.history import History

#: Okabe-Ito: told apart with any kind of colour vision.
_BLUE, _ORANGE, _GREY = "#0072B2", "#E69F00", "#767676"


def save_picture(history: History, path: Path, overwrite: bool = False) -> None:
    """Write `history` as a PNG.

    Raises:
        UserError: nothing practised yet, not a .png, the file exists, or it cannot be written.
    """
    if path.suffix.lower() != ".png":
        raise UserError(f"'{path}': the picture is written as PNG; give it a name that ends in .png")
    if path.exists() and not overwrite:
        raise UserError(f"'{path}' exists; give another name, or --overwrite to replace it")
    if not history.letters:
        raise UserError("nothing was practised yet, so there is no picture to draw; start with --practice letters")
    # Matplotlib takes a second to load; nothing else of the program needs it.
    os.environ.setdefault("MPLBACKEND", "Agg")
    from matplotlib.figure import Figure

    figure = Figure(figsize=(11, 7.5), dpi=120, layout="constrained")
    pairs = history.most_confused(6)
    axes = figure.subplots(3 if pairs else 2, 1, height_ratios=[3, 3, 1.6][: 3 if pairs else 2])
    practised = [letter for letter in LETTERS if letter in history.letters]
    entries = [history.letters[letter] for letter in practised]
    signed = sum(entry.signed for entry in entries)
    figure.suptitle(f"Fingerspelling practice: {history.rounds} rounds, {signed} letters signed", fontsize=15)

    bars = axes[0].bar(practised, [100 * entry.accuracy for entry in entries], color=_BLUE)
    axes[0].bar_label(bars, [f"{entry.asked}×" for entry in entries], fontsize=8, color=_GREY, padding=2)
    axes[0].set(title="Signed without a hint (above each bar: how often asked)", ylabel="%", ylim=(0, 112))
    timed = [(letter, entry) for letter, entry in zip(practised, entries, strict=True) if entry.signed]
    bars = axes[1].bar([letter for letter, _ in timed], [entry.mean_seconds for _, entry in timed], color=_ORANGE)
    axes[1].bar_label(bars, fmt="%.1f", fontsize=8, color=_GREY, padding=2)
    axes[1].set(title="Time until a letter counted", ylabel="seconds")
    axes[1].margins(y=0.15)
    if pairs:
        names = [f"{asked} read as {read}" for asked, read, _ in pairs]
        bars = axes[2].barh(names, [times for _, _, times in pairs], color=_GREY)
        axes[2].bar_label(bars, [f"{times}×" for _, _, times in pairs], padding=3)
        axes[2].invert_yaxis()
        axes[2].set_xlim(0, 2.5 * pairs[0][2])
        axes[2].xaxis.set_visible(False)
        axes[2].set_title("Most often read as another letter")
    for axis in axes:
        axis.set_title(axis.get_title(), loc="left", fontsize=11)
        axis.set_title("")
        axis.spines[["top", "right"]].set_visible(False)
    axes[0].set_axisbelow(True)
    axes[0].grid(axis="y", alpha=0.3)
    try:
        figure.savefig(path, format="png")
    except OSError as error:
        raise UserError(f"'{path}' cannot be written ({error.strerror or error}); give another place") from None
