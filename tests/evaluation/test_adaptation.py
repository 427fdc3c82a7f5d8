"""`evaluate --adapt`: the first pictures teach, only the rest is measured, signer by signer."""

from __future__ import annotations

import numpy as np
import pytest
from demo_frames import write_hands
from practice_tools import embedding_of, hand_of, posterior_of

from realtime_asl.alphabet import INDEX
from realtime_asl.cli import main
from realtime_asl.errors import UserError
from realtime_asl.evaluation.adaptation import adapt_signers, adaptation_table
from realtime_asl.hand import canonical_landmarks
from realtime_asl.letters.examples import Examples


def pictures(signer: str, misread: dict[str, str], letters: str = "ABPSLW", each: int = 5) -> list[tuple]:
    rng = np.random.default_rng(len(signer))
    rows = []
    for letter in letters:
        for _ in range(each):
            points = canonical_landmarks(hand_of(letter)) + rng.normal(0, 0.004, (21, 3)).astype(np.float32)
            posterior = posterior_of(misread.get(letter, letter), 0.7, letter if letter in misread else None)
            embedding = embedding_of(hand_of(letter), posterior)
            rows.append((INDEX[letter], signer, posterior, embedding, points.astype(np.float32), True))
    return rows


def columns(rows: list[tuple]) -> dict[str, Examples | np.ndarray]:
    letters, signers, posteriors, embeddings, points, found = map(np.array, zip(*rows, strict=True))
    return {"pictures": Examples(letters, posteriors, embeddings, points), "signers": signers, "found": found}


def test_a_consistent_signer_gains_and_one_who_is_read_well_loses_nothing():
    rows = pictures("habit", {"P": "Q", "S": "A"}) + pictures("good", {})
    summary = adapt_signers(**columns(rows), count=2)
    assert summary["images"] == 2 * 6 * 3
    habit, good = summary["per_signer"]["habit"], summary["per_signer"]["good"]
    assert habit["before"] == round(4 / 6, 4)
    assert habit["after"] == 1.0
    assert (good["before"], good["after"]) == (1.0, 1.0)
    assert summary["worse"] == 0.0
    assert summary["error_left"] == 0.0
    assert summary["habits"] == {"images": 6, "wrong_before": 6, "wrong_after": 0, "error_left": 0.0}
    assert summary["consistent"] == {"signers": 1, "images": 18, "wrong_before": 6, "wrong_after": 0, "error_left": 0.0}
    assert "habit" in adaptation_table(summary)


def test_pictures_without_a_hand_teach_nothing_and_are_read_as_before():
    rows = [(*row[:-1], False) for row in pictures("habit", {"P": "Q"})]
    summary = adapt_signers(**columns(rows), count=2)
    assert summary["per_signer"]["habit"]["taught"] == 0
    assert summary["before"] == summary["after"]
    assert summary["habits"]["images"] == 0


def test_a_single_misread_picture_is_no_habit():
    rows = pictures("good", {})
    slip = posterior_of("M", 0.9)
    rows[-1] = (*rows[-1][:2], slip, *rows[-1][3:])
    summary = adapt_signers(**columns(rows), count=2)
    assert summary["before"] < 1
    assert summary["habits"]["images"] == 0
    assert summary["habits"]["error_left"] is None


def test_too_few_pictures_leave_nothing_to_measure():
    with pytest.raises(UserError, match="--adapt 2 leaves nothing to measure"):
        adapt_signers(**columns(pictures("few", {}, each=2)), count=2)


def test_the_command_ends_as_one_that_could_not_begin(tmp_path, capsys):
    hands = write_hands(tmp_path)
    assert main(["evaluate", str(hands), "--adapt", "1", "--json"]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err.splitlines()[-1].startswith("error: --adapt 1 leaves nothing")


def test_a_signer_without_still_letters_is_passed_over():
    still, other = pictures("still", {"P": "Q"}), pictures("other", {}, letters="J")
    assert adapt_signers(**columns(still + other), count=2) == adapt_signers(**columns(still), count=2)
    with pytest.raises(UserError, match="nothing to measure"):
        adapt_signers(**columns(other), count=2)


def test_a_report_of_it_is_refused(tmp_path, capsys):
    assert main(["evaluate", str(tmp_path), "--adapt", "2", "--report", str(tmp_path / "r")]) == 2
    assert "--adapt" in capsys.readouterr().err
