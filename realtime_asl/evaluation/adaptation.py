"""``evaluate --adapt N``: each signer's first N pictures of a letter teach the program, the rest is measured."""

from __future__ import annotations

import numpy as np

from realtime_asl.alphabet import INDEX, STATIC
from realtime_asl.errors import UserError, printable
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
        found: (n,) bool; a picture in which no hand was found that shows its letter by itself teaches nothing and is
            read as before.
        count: pictures of each letter that teach.
        pull: how examples pull; None: as in the program.

    Returns:
        The JSON summary; accuracies are shares of the pictures that did not teach. `habits` counts the pictures of
        letters of which most examples of that signer were misread: what is read wrongly every time, and teaching can
        mend. Other errors are of single pictures. `consistent` counts all pictures of signers who have such a letter.

    Raises:
        UserError: no signer has more pictures of a letter than teach.
    """
    rows: dict[str, dict] = {}
    truth = pictures.letters
    before = pictures.posteriors.argmax(axis=1) == truth
    after = before.copy()
    # Of each picture: whether it is measured, of a letter that is a habit of its signer, of a signer who has any.
    counted, habit, consistent = np.zeros((3, len(truth)), bool)
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
        seen = measured[found[measured]]
        if len(seen):
            frames = pictures.where(seen)
            adapted = hand.adapt_all(frames.posteriors, frames.embeddings, frames.points)
            after[seen] = adapted.argmax(axis=1) == truth[seen]
        habits = [letter for letter in set(truth[shown]) if before[shown][truth[shown] == letter].mean() < 0.5]
        counted[measured] = True
        habit[measured] = np.isin(truth[measured], habits)
        consistent[measured] = bool(habits)
        rows[signer] = {
            "taught": len(shown),
            "images": len(measured),
            "before": round(float(before[measured].mean()), 4),
            "after": round(float(after[measured].mean()), 4),
        }
    if not rows:
        raise UserError(
            f"--adapt {count} leaves nothing to measure: no signer has more pictures of a still letter than teach; "
            "add pictures, or give a smaller number"
        )
    changes = np.array([100 * (row["after"] - row["before"]) for row in rows.values()])
    everything = _errors(before[counted], after[counted])
    return {
        "adapt": count,
        "images": everything["images"],
        "before": round(float(before[counted].mean()), 4),
        "after": round(float(after[counted].mean()), 4),
        "error_left": everything["error_left"],
        "habits": _errors(before[habit], after[habit]),
        "consistent": {
            "signers": len(set(signers[consistent])),
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
    """Of some of the pictures; both (n,) bool, whether read rightly. No share is left of no errors: None."""
    wrong, left = int((~before).sum()), int((~after).sum())
    return {
        "images": len(before),
        "wrong_before": wrong,
        "wrong_after": left,
        "error_left": round(left / wrong, 3) if wrong else None,
    }


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
        f"{printable(name)[:22]:<22} {row['before']:>7.1%} {row['after']:>7.1%} {row['images']:>8}"
        for name, row in summary["per_signer"].items()
    ]
    return "\n".join(lines)
