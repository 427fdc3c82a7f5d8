"""What was meant laid beside what was read, letter by letter."""

from __future__ import annotations

from collections.abc import Sequence


def align(meant: Sequence[str], read: Sequence[str]) -> list[tuple[int | None, int | None]]:
    """A shortest alignment (Levenshtein): pairs of positions, None where a letter has no partner."""
    rows, columns = len(meant) + 1, len(read) + 1
    cost = [[i + j if i * j == 0 else 0 for j in range(columns)] for i in range(rows)]
    for i in range(1, rows):
        for j in range(1, columns):
            swapped = cost[i - 1][j - 1] + (meant[i - 1] != read[j - 1])
            cost[i][j] = min(swapped, cost[i - 1][j] + 1, cost[i][j - 1] + 1)
    pairs: list[tuple[int | None, int | None]] = []
    i, j = rows - 1, columns - 1
    while i or j:
        if i and j and cost[i][j] == cost[i - 1][j - 1] + (meant[i - 1] != read[j - 1]):
            i, j = i - 1, j - 1
            pairs.append((i, j))
        elif i and cost[i][j] == cost[i - 1][j] + 1:
            i -= 1
            pairs.append((i, None))
        else:
            j -= 1
            pairs.append((None, j))
    return pairs[::-1]
