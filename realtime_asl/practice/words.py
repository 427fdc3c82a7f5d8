"""The built-in words, by difficulty; a person's own are read by `word_list`."""

from __future__ import annotations

from functools import cache
from importlib import resources

#: From easy to hard, `data/<level>.txt`: short words without the letters that are hardest (J, Z, M, N, S, T);
#: everyday words; long ones, rich in J, Z and double letters.
LEVELS: tuple[str, ...] = ("easy", "medium", "hard")


@cache
def level_words(level: str) -> tuple[str, ...]:
    """The built-in words of one of `LEVELS`, in capitals."""
    text = resources.files("realtime_asl.practice").joinpath(f"data/{level}.txt").read_text(encoding="ascii")
    return tuple(text.split())
