"""``evaluate --adapt N``: each signer's first N pictures of a letter teach the program, the rest is measured."""

from __future__ import annotations

import numpy as np

from realtime_asl.alphabet import INDEX, STATIC
from realtime_asl.errors import UserError
from realtime_asl.letters.examples import Examples
from realtime_asl.letters.own_hand import OwnHand, Pull

#: A change of so many points (of a hundred) counts as worse.
WORSE_POINTS = 0.5


def adapt_signers(
    pictures: Examples,
    signers: np.ndarray,
    *,
    found: np.ndarray,
    count: int,
    pull: Pull | None = None,
) -> dict:
    """Before and after, over the 24 static letters of every signer.

    Args:
        pictures: (n) what was read of every picture, with its label.
        signers: (n,) names.
        found: (n,) bool; a picture without a hand teaches nothing and is read as before.
        count: pictures of each letter that teach.

    Returns:
        The JSON summary; accuracies are shares of the pictures that did not teach. `habits` counts the pictures of
        letters of which most examples of that signer were misread: what is read wrongly every time, and teaching can
        mend. Other errors are of single pictures. `consistent` counts all pictures of signers who have such a letter.

    Raises:
        UserError: no signer has more pictures of a letter than teach.
    """
    rows, before_all, after_all, habit_all, consistent_all = {}, [], [], [], []
    truth, posteriors = pictures.letters, pictures.posteriors
    static = np.isin(truth, [INDEX[letter] for letter in STATIC])
    for signer in sorted(set(signers.tolist())):
        own = np.flatnonzero((signers == signer) & static)
        # Nothing of one who shows no still letter, only a space or a J.
        first = [own[truth[own] == letter][:count] for letter in sorted(set(truth[own]))]
        teaching = np.concatenate(first) if first else own
        measured = np.setdiff1d(own, teaching)
        if not len(measured):
            continue
        shown = teaching[found[teaching]]
        hand = OwnHand(pictures.where(shown), pull)
        adapted = posteriors.copy()
        seen = measured[found[measured]]
        if len(seen):
            adapted[seen] = hand.adapt_all(posteriors[seen], pictures.embeddings[seen], pictures.points[seen])
        before = posteriors[measured].argmax(axis=1) == truth[measured]
        after = adapted[measured].argmax(axis=1) == truth[measured]
        misread = posteriors[shown].argmax(axis=1) != truth[shown]
        habits = [letter for letter in set(truth[shown]) if misread[truth[shown] == letter].mean() > 0.5]
        habit_all.append(np.isin(truth[measured], habits))
        consistent_all.append(np.full(len(measured), bool(habits)))
        before_all.append(before)
        after_all.append(after)
        rows[signer] = {
            "taught": len(shown),
            "images": len(measured),
            "before": round(float(before.mean()), 4),
            "after": round(float(after.mean()), 4),
        }
    if not rows:
        raise UserError(
            f"--adapt {count} leaves nothing to measure: no signer has more pictures of a still letter than teach; "
            "add pictures, or give a smaller number"
        )
    changes = np.array([100 * (row["after"] - row["before"]) for row in rows.values()])
    columns = (before_all, after_all, habit_all, consistent_all)
    before, after, habit, consistent = (np.concatenate(column) for column in columns)
    return {
        "adapt": count,
        "images": len(before),
        "before": round(float(before.mean()), 4),
        "after": round(float(after.mean()), 4),
        "error_left": _error_left(before, after),
        "habits": _errors(before[habit], after[habit]),
        "consistent": {
            "signers": sum(bool(part.any()) for part in consistent_all),
            **_errors(before[consistent], after[consistent]),
        },
        "signers": len(rows),
        "signers_mean_before": round(float(np.mean([row["before"] for row in rows.values()])), 4),
        "signers_mean_after": round(float(np.mean([row["after"] for row in rows.values()])), 4),
        "worse": round(float((changes < -WORSE_POINTS).mean()), 4),
        "worst_change": round(float(changes.min()), 2),
        "per_signer": rows,
    }


def _errors(before: np.ndarray, after: np.ndarray) -> dict:
    """Of some of the pictures; both (n,) bool, whether read rightly."""
    return {
        "images": len(before),
        "wrong_before": int((~before).sum()),
        "wrong_after": int((~after).sum()),
        "error_left": _error_left(before, after),
    }


def _error_left(before: np.ndarray, after: np.ndarray) -> float | None:
    """Which share of the errors is left; None where there were none. Both (n,) bool, whether read rightly."""
    return round(float((~after).sum() / (~before).sum()), 3) if (~before).any() else None


def adaptation_table(summary: dict) -> str:
    """The summary for people."""
    habits, consistent = summary["habits"], summary["consistent"]
    lines = [
        f"first {summary['adapt']} of each letter teach; 24 static letters of the other {summary['images']} pictures:",
        f"before {summary['before']:.1%}, after {summary['after']:.1%}; mean over {summary['signers']} signers "
        f"{summary['signers_mean_before']:.1%}, after {summary['signers_mean_after']:.1%}",
        f"signers worse by more than {WORSE_POINTS} points: {summary['worse']:.0%}; "
        f"greatest loss {max(0.0, -summary['worst_change']):.1f} points",
        f"letters that were misread already when they were taught: of {habits['images']} pictures "
        f"{habits['wrong_before']} wrong before, {habits['wrong_after']} after",
        f"all pictures of the {consistent['signers']} signers with such letters: of {consistent['images']} "
        f"{consistent['wrong_before']} wrong before, {consistent['wrong_after']} after",
        "",
        "signer                  before   after   pictures",
    ]
    lines += [
        f"{name[:22]:<22} {row['before']:>7.1%} {row['after']:>7.1%} {row['images']:>8}"
        for name, row in summary["per_signer"].items()
    ]
    return "\n".join(lines)
