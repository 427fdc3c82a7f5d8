"""Words with their frequencies, searched with the classifier's own doubts.

A search goes through what was spelled letter by letter, and through all beginnings of words of that length at once:
words that begin alike are one until they part. So it takes a millisecond or two.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from realtime_asl.alphabet import INDEX, LETTERS, confusable_with

#: Longer words are left out.
LONGEST = 18
#: What reading a letter as each class is worth, besides the posterior itself: the confusable letters
#: share the first part, all letters the second. So a letter that was read for sure can still be a slip.
_CONFUSABLE_SHARE, _ANY_SHARE = 0.06, 0.08
#: Costs (natural logarithms) of a letter that was missed, or read where there was none, and of the
#: same for one half of a double letter, which is the common slip.
_MISSED, _SPURIOUS, _HALF_DOUBLE = 5.0, 5.0, 2.5
#: How much a word's frequency counts against the evidence, and a letter that is still to come.
FREQUENCY_WEIGHT, _TO_COME = 0.55, 0.4
_END = len(LETTERS)  # stands before the first letter of a word and behind the last


@dataclass(frozen=True, slots=True)
class Match:
    """A word that may have been meant.

    Attributes:
        word: in upper case.
        cost: what must be assumed against the evidence, natural logarithm; 0: exactly what was read.
        score: evidence and frequency together; larger is better.
        edits: letters that would be read wrongly, were missed, or were read where there were none.
    """

    word: str
    cost: float
    score: float
    edits: int


class Lexicon:
    """Words and how common they are.

    Args:
        words: (word, number of occurrences); words of other letters than A-Z are left out.
    """

    def __init__(self, words: Iterable[tuple[str, float]]) -> None:
        kept = [
            (word.upper(), count)
            for word, count in words
            if word.isascii() and word.isalpha() and len(word) <= LONGEST and (len(word) > 1 or word in "aAiI")
        ]
        # Bytes in an array, in the order of the alphabet: a list and a dictionary of 80,000 strings take 12 MB more.
        words = np.array([word for word, _ in kept], f"S{LONGEST}")
        order = np.argsort(words, kind="stable")
        self._words = words[order]
        codes = self._words.view(np.uint8).reshape(-1, LONGEST)
        self._lengths = (codes > 0).sum(axis=1)
        self._letters = np.full((len(kept), 1 + LONGEST + 2), _END, np.uint8)
        self._letters[:, 1 : 1 + LONGEST] = np.where(codes > 0, codes - ord("A"), _END)
        #: How many letters each word shares with the one before it.
        self._shared = np.zeros(len(kept), np.uint8)
        alike = self._letters[1:, 1:] == self._letters[:-1, 1:]
        self._shared[1:] = alike.cumprod(axis=1, dtype=np.uint8).sum(axis=1)
        counts = np.array([max(count, 1.0) for _, count in kept])[order]
        self._log_frequency = np.log(counts / counts.sum()) if kept else counts

    def commonest(self, count: int) -> list[str]:
        """The `count` most frequent words, most frequent first; equals in the order of the alphabet."""
        return [self._word(row) for row in np.argsort(-self._log_frequency, kind="stable")[:count]]

    def __contains__(self, word: str) -> bool:
        return self._row(word.upper()) is not None

    def log_frequency(self, word: str) -> float | None:
        """Natural logarithm of the share of this word (in capitals) among all that is written; None: not known."""
        row = self._row(word)
        return None if row is None else float(self._log_frequency[row])

    def _word(self, row: int) -> str:
        return self._words[row].decode("ascii")

    def _row(self, word: str) -> int | None:
        """Where a word in capitals is; None: not known."""
        if not word.isascii() or len(word) > LONGEST:
            return None
        sought = word.encode("ascii")
        place = int(np.searchsorted(self._words, sought))
        return place if place < len(self._words) and self._words[place] == sought else None

    def __len__(self) -> int:
        return len(self._words)

    def complete(self, spelled: str, posteriors: Sequence[np.ndarray | None], count: int, limit: float) -> list[Match]:
        """Words that begin with, or are, what was spelled, best first.

        Args:
            spelled: letters A-Z.
            posteriors: for each letter its (29,) posterior, or None.
            count: at most so many.
            limit: largest cost of a match.
        """
        return self._search(spelled, posteriors, count, limit, whole=False)

    def correct(self, spelled: str, posteriors: Sequence[np.ndarray | None], count: int, limit: float) -> list[Match]:
        """Whole words that may have been meant, best first; arguments as for :meth:`complete`."""
        return self._search(spelled, posteriors, count, limit, whole=True)

    def _search(
        self, spelled: str, posteriors: Sequence[np.ndarray | None], count: int, limit: float, whole: bool
    ) -> list[Match]:
        length = len(spelled)
        if not 0 < length <= LONGEST or not len(self._words):
            return []
        costs = [_costs(letter, given) for letter, given in zip(spelled, posteriors, strict=True)]
        state = _Alignment(self._letters, self._shared, self._lengths)
        for number, letter in enumerate(spelled):
            state.read(number, costs[number], double=number > 0 and spelled[number - 1] == letter)
            state.keep(limit)
        which, total, edits = state.end(length, whole)
        to_come = np.maximum(0, self._lengths[which] - length)
        score = FREQUENCY_WEIGHT * self._log_frequency[which] - total - _TO_COME * to_come
        score[total > limit] = -np.inf
        best = np.argsort(-score, kind="stable")[:count]
        return [
            Match(self._word(which[i]), float(total[i]), float(score[i]), int(edits[i]))
            for i in best
            if np.isfinite(score[i])
        ]


class _Alignment:
    """What was spelled so far against many words at once, with at most one letter missed or spurious.

    For every beginning of words three costs are kept, with their numbers of edits: letters in step, one letter of
    the word missed, one letter read too many.

    Args:
        letters: (words, 1 + letters) in the order of the alphabet; `_END` stands before the first letter, too.
        shared: (words,) how many letters each word shares with the one before it.
        lengths: (words,).
    """

    def __init__(self, letters: np.ndarray, shared: np.ndarray, lengths: np.ndarray) -> None:
        self._letters, self._shared, self._lengths = letters, shared, lengths
        #: The words of each beginning: the first, and the one behind the last.
        self._first, self._behind = np.zeros(1, int), np.array([len(letters)])
        self._cost = np.array([[0], [np.inf], [np.inf]], np.float32)
        self._edits = np.zeros((3, 1), np.int8)

    def read(self, number: int, costs: np.ndarray, double: bool) -> None:
        """Take in letter `number` of what was spelled; `double`: it is the same as the one before."""
        self._branch(number + 2)
        wrong = costs > 1e-6
        step, missed, extra = self._cost
        before, now, after = self._letters[self._first, number : number + 3].T
        half = now == before
        # A letter of the word is missed just before this one; or was missed before.
        skip = step + np.where(half, _HALF_DOUBLE, _MISSED)
        skips = skip < missed
        missed_edits = np.where(skips, self._edits[0] + 1, self._edits[1]) + wrong[after]
        missed = np.minimum(skip, missed) + costs[after]
        # This letter is too many; or one was before.
        drop = step + (_HALF_DOUBLE if double else _SPURIOUS)
        extra = extra + costs[before]
        drops = drop < extra
        extra_edits = np.where(drops, self._edits[0] + 1, self._edits[2] + wrong[before])
        self._cost = np.stack([step + costs[now], missed, np.minimum(drop, extra)])
        self._edits = np.stack([self._edits[0] + wrong[now], missed_edits, extra_edits])

    def _branch(self, depth: int) -> None:
        """Tell apart the words whose first `depth` letters differ."""
        firsts = np.flatnonzero(self._shared < depth)
        begin, end = np.searchsorted(firsts, self._first), np.searchsorted(firsts, self._behind)
        parents, branches = _ranges(begin, end)
        self._first, self._behind = firsts[branches], np.append(firsts, len(self._letters))[branches + 1]
        self._cost, self._edits = self._cost[:, parents], self._edits[:, parents]

    def keep(self, limit: float) -> None:
        """Drop the beginnings that cost more than `limit` already."""
        good = self._cost.min(axis=0) <= limit
        self._first, self._behind = self._first[good], self._behind[good]
        self._cost, self._edits = self._cost[:, good], self._edits[:, good]

    def end(self, length: int, whole: bool) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """(N,) words, and the cost and number of edits of each, `length` letters having been read."""
        parents, which = _ranges(self._first, self._behind)
        costs, counts = self._cost[:, parents], self._edits[:, parents]
        lengths = self._lengths[which]
        if whole:
            # The last letter may be the one that was missed.
            before, last = self._letters[which, length : length + 2].T
            skip = costs[0] + np.where(last == before, _HALF_DOUBLE, _MISSED)
            counts[1] = np.where(skip < costs[1], counts[0] + 1, counts[1])
            costs[1] = np.minimum(skip, costs[1])
            fits = lengths == length + np.array([[0], [1], [-1]])
        else:
            fits = lengths >= length + np.array([[0], [1], [-1]])
        cost = np.where(fits, costs, np.inf)
        best = cost.argmin(axis=0)
        columns = np.arange(cost.shape[1])
        return which, cost[best, columns], counts[best, columns]


def _ranges(begin: np.ndarray, end: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The numbers of all ranges [begin, end), one range after the other, with the range that each is of."""
    counts = end - begin
    of = np.repeat(np.arange(len(counts)), counts)
    return of, np.arange(len(of)) + (begin - (np.cumsum(counts) - counts))[of]


def _costs(letter: str, posterior: np.ndarray | None) -> np.ndarray:
    """(27,) cost of each letter of a word where `letter` was read; the last one stands for no letter."""
    read = np.zeros(len(LETTERS))
    if posterior is None:
        read[INDEX[letter]] = 1.0
    else:
        read += np.asarray(posterior, float)[: len(LETTERS)]
        read /= max(read.sum(), 1e-6)
    similar = confusable_with(letter)
    shares = read * (1 - _CONFUSABLE_SHARE - _ANY_SHARE) + _ANY_SHARE / len(LETTERS)
    for other in similar:
        shares[INDEX[other]] += _CONFUSABLE_SHARE / len(similar)
    cost = np.log(shares[INDEX[letter]]) - np.log(shares)
    # What was committed is never held against it: the decoder had its reasons.
    cost = np.maximum(cost, 0.0)
    cost[INDEX[letter]] = 0.0
    return np.append(cost, np.inf).astype(np.float32)
