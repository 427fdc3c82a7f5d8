"""``benchmark --against``: two weights or two checkouts in turns, so that a noisy machine is noisy for both."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from statistics import median

from realtime_asl.errors import UserError, reason_in

#: How often each is measured.
TURNS = 3
ROOT = Path(__file__).resolve().parents[2]


def compare_in_turns(arguments: Sequence[str], other: Path) -> dict[str, object]:
    """Medians of this program and the other one, and the ratio this / other.

    Args:
        arguments: those of ``benchmark`` for both, without ``--against``.
        other: weights (a file), or the folder of another checkout.

    Raises:
        UserError: `other` is neither, or one of the two fails.
    """
    if other.is_dir() and not (other / "realtime_asl").is_dir():
        raise UserError(f"folder '{other}' is no checkout of this program; name one, or a weights file")
    if not other.exists():
        raise UserError(f"'{other}' does not exist; --against takes weights or the folder of another checkout")
    # Each side runs in its own folder.
    arguments = [str(Path(argument).absolute()) if Path(argument).is_file() else argument for argument in arguments]
    theirs = list(arguments)
    if other.is_file():
        theirs += ["--model", str(other.absolute())]
    runs: dict[str, list[dict]] = {"this": [], "other": []}
    for _ in range(TURNS):
        runs["this"].append(_measure(ROOT, arguments))
        runs["other"].append(_measure(other if other.is_dir() else ROOT, theirs))
    middles = {name: {key: median(run[key] for run in each) for key in each[0]} for name, each in runs.items()}
    ratios = {key: round(value / max(middles["other"][key], 1e-9), 3) for key, value in middles["this"].items()}
    return {"turns": TURNS, **middles, "ratio": ratios}


def _measure(checkout: Path, arguments: Sequence[str]) -> dict[str, float]:
    environment = {**os.environ, "PYTHONPATH": str(checkout)}
    command = [sys.executable, "-m", "realtime_asl", "benchmark", *arguments, "--json"]
    done = subprocess.run(command, cwd=checkout, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        raise UserError(f"the benchmark of '{checkout}' failed: {reason_in(done.stderr)}")
    result = json.loads(done.stdout.splitlines()[-1])
    total, classify = result["stages"]["total"], result["stages"]["classify"]
    return {
        "fps": result["fps"],
        "total_p50_ms": total["p50_ms"],
        "total_p95_ms": total["p95_ms"],
        "classify_p50_ms": classify["p50_ms"],
        "startup_s": result["startup_s"] or 0.0,
        "rss_mb": result["rss_mb"],
        "cpu_s_per_frame": result["cpu_s_per_frame"],
    }


def table(result: dict) -> str:
    """The comparison for people."""
    lines = [f"median of {result['turns']} turns      this      other   this / other"]
    lines += [
        f"{key:<18} {result['this'][key]:>10.3f} {result['other'][key]:>10.3f} {ratio:>10.2f}"
        for key, ratio in result["ratio"].items()
    ]
    return "\n".join(lines)
