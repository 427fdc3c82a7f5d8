"""Words that ran together: what was spelled without a pause, cut into the likeliest words.

The unigram segmentation of Norvig (2009, "Natural Language Corpus Data"), with the lexicon's frequencies.
"""

from __future__ import annotations

from realtime_asl.spelling.lexicon import FREQUENCY_WEIGHT, LONGEST, Lexicon, Match

#: What is spelled in one go is cut from so many letters on, into so many words at most.
SHORTEST, MOST_WORDS = 6, 4
#: What each pause costs that was not seen (natural logarithm, beside those of `lexicon.Match`).
NO_PAUSE = 3.0
#: The only words of one letter.
_SINGLE = frozenset("AI")


def split_words(spelled: str, lexicon: Lexicon) -> Match | None:
    """The likeliest way to cut `spelled` (A-Z) into two words or more, all in the lexicon; None where there is none."""
    if not SHORTEST <= len(spelled) <= MOST_WORDS * LONGEST:
        return None
    # best[n]: the likeliest words of the first n letters, and their score; so few letters that all cuts are tried.
    best: list[tuple[float, tuple[str, ...]] | None] = [(0.0, ())]
    for end in range(1, len(spelled) + 1):
        ways = []
        for start in range(max(0, end - LONGEST), end):
            before, word = best[start], spelled[start:end]
            likely = lexicon.log_frequency(word) if len(word) > 1 or word in _SINGLE else None
            if before is None or likely is None or len(before[1]) == MOST_WORDS or word == spelled:
                continue
            pause = NO_PAUSE if before[1] else 0.0
            ways.append((before[0] + FREQUENCY_WEIGHT * likely - pause, (*before[1], word)))
        best.append(max(ways, default=None))
    if best[-1] is None:
        return None
    score, words = best[-1]
    pauses = len(words) - 1
    return Match(" ".join(words), NO_PAUSE * pauses, score, pauses)
