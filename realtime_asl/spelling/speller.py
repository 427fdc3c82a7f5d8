"""Letter events -> text: the word buffer, suggestions, corrections and what backspace takes back."""

from __future__ import annotations

from concurrent.futures import Future
from dataclasses import dataclass

import numpy as np

from realtime_asl.spelling.decoder import LetterEvent
from realtime_asl.spelling.english_words import background_lexicon
from realtime_asl.spelling.lexicon import Lexicon, Match
from realtime_asl.spelling.word_split import split_words

#: How many suggestions, and from how many letters on.
SUGGESTIONS, SUGGEST_FROM = 3, 2
#: A suggestion may cost so much per spelled letter (see `lexicon.Match`), but never more than this in all.
COST_PER_LETTER, LARGEST_COST = 2.2, 12.0
#: Words that are so much less likely than the best one only distract (natural logarithm).
SUGGESTION_MARGIN = 4.0
#: Autocorrect: a finished word of at least so many letters is replaced when all of this holds.
CORRECT_FROM = 3
#: Its letters were in doubt themselves: the cost of all changes together, and of each.
CORRECTION_COST, COST_OF_A_CHANGE = 4.0, 2.6
#: No other word comes near, and at most this share of the letters changes.
CORRECTION_MARGIN, CHANGED_SHARE = 1.5, 0.5
#: So long after everything was cleared, backspace brings it back (seconds).
BROUGHT_BACK_S = 10.0


@dataclass(frozen=True, slots=True)
class TextEvent:
    """A change of the text.

    Attributes:
        time: seconds since the first frame.
        kind: "letter", "space", "delete", or "word": the last word was replaced.
        letter: A-Z for kind "letter".
        confidence: 0..1 for what was signed, None for keys.
        word: the new word for kind "word".
        replaced: what it stands for; "" where a text that was cleared comes back as one word.
        start: when the hold or the stroke began, seconds.
        exercise: signed in practice: it is no part of the text.
    """

    time: float
    kind: str
    letter: str | None = None
    confidence: float | None = None
    word: str | None = None
    replaced: str | None = None
    start: float | None = None
    exercise: bool = False


@dataclass(frozen=True, slots=True)
class _Character:
    letter: str
    posterior: np.ndarray | None = None


@dataclass(frozen=True, slots=True)
class _Undo:
    """What backspace takes back right after a word was replaced."""

    old: tuple[_Character, ...]
    new: str
    #: The replacement brought its own space (an accepted suggestion does).
    spaced: bool


class Speller:
    """The text that is being spelled.

    Args:
        lexicon: the known words; None loads them in the background when the first letter comes.
        autocorrect: mend finished words when the evidence is clear.

    Attributes:
        lexicon: the known words, a future of them, or None.
        notice: what autocorrect did, for the screen, until the next event; or None.
    """

    def __init__(self, lexicon: Lexicon | Future[Lexicon] | None = None, autocorrect: bool = False) -> None:
        self.lexicon = lexicon
        self.notice: str | None = None
        self._autocorrect = autocorrect
        self._characters: list[_Character] = []
        self._undo: _Undo | None = None
        self._cleared: tuple[_Character, ...] = ()
        self._cleared_at = 0.0
        self._suggested: tuple[str, ...] | None = None

    @property
    def text(self) -> str:
        """All of it, upper case, words separated by single spaces."""
        return "".join(character.letter for character in self._characters)

    @property
    def suggestions(self) -> tuple[str, ...]:
        """Up to three words for the one that is being spelled, best first; none while they are loading."""
        if self._suggested is None:
            lexicon = self._lexicon_now()
            if lexicon is None:
                return ()
            self._suggested = self._suggest(lexicon)
        return self._suggested

    def apply(self, event: LetterEvent) -> tuple[TextEvent, ...]:
        """Take in what was signed; returns what happened to the text."""
        if event.kind == "space":
            return self.space(event.time, event.confidence, event.start)
        if event.kind == "delete":
            return self.backspace(event.time, event.confidence, event.start)
        if event.letter is None:
            raise ValueError(f"a letter event without a letter: {event}")
        if self.lexicon is None:
            self.lexicon = background_lexicon()
        self._changed()
        self._characters.append(_Character(event.letter, event.posterior))
        return (TextEvent(event.time, "letter", event.letter, event.confidence, start=event.start),)

    def space(self, time: float, confidence: float | None = None, start: float | None = None) -> tuple[TextEvent, ...]:
        """End the word; nothing happens where no word is being spelled."""
        word = self._word()
        if not word:
            return ()
        self._changed()
        corrected = self._autocorrected(word, time)
        self._characters.append(_Character(" "))
        return (*corrected, TextEvent(time, "space", confidence=confidence, start=start))

    def finish(self, time: float) -> tuple[TextEvent, ...]:
        """The source has ended: autocorrect may mend the last word, too."""
        return self._autocorrected(self._word(), time)

    def _autocorrected(self, word: tuple[_Character, ...], time: float) -> tuple[TextEvent, ...]:
        correction = self._correction(word) if word and self._autocorrect else None
        if correction is None:
            return ()
        spelled = _letters(word)
        self._replace(word, correction)
        self._undo, self._suggested = _Undo(word, correction, spaced=False), None
        self.notice = f"{spelled} → {correction} (backspace undoes)"
        return (TextEvent(time, "word", word=correction, replaced=spelled),)

    def backspace(
        self, time: float, confidence: float | None = None, start: float | None = None
    ) -> tuple[TextEvent, ...]:
        """Take back the last letter or space, or a replacement of a word or a clearing that has just happened."""
        undo = self._undo
        self._changed()
        if undo is not None:
            return self._take_back(undo, time)
        if not self._characters:
            return self._bring_back(time)
        self._characters.pop()
        return (TextEvent(time, "delete", confidence=confidence, start=start),)

    def clear(self, time: float) -> tuple[TextEvent, ...]:
        """Take back everything: one delete for each character. Soon after it, backspace brings everything back."""
        if not self._characters:  # what was cleared before may still be brought back
            return ()
        self._changed()
        self._cleared, self._cleared_at = tuple(self._characters), time
        self._characters.clear()
        return (TextEvent(time, "delete"),) * len(self._cleared)

    def accept(self, number: int, time: float) -> tuple[TextEvent, ...]:
        """Take suggestion `number` (1, 2 or 3) and begin a new word; nothing when there is none."""
        suggestions = self.suggestions
        if not 1 <= number <= len(suggestions):
            return ()
        word, new = self._word(), suggestions[number - 1]
        self._changed()
        self._replace(word, new)
        self._characters.append(_Character(" "))
        self._undo = _Undo(word, new, spaced=True)
        return TextEvent(time, "word", word=new, replaced=_letters(word)), TextEvent(time, "space")

    def _bring_back(self, time: float) -> tuple[TextEvent, ...]:
        """What was cleared a moment ago; letters that were signed meanwhile have been taken back."""
        cleared, self._cleared = self._cleared, ()
        if not cleared or time - self._cleared_at > BROUGHT_BACK_S:
            return ()
        self._characters = list(cleared)
        return (TextEvent(time, "word", word=self.text, replaced=""),)

    def _take_back(self, undo: _Undo, time: float) -> tuple[TextEvent, ...]:
        ended = self._characters[-1].letter == " "  # not where the source ended within the word
        if ended:
            self._characters.pop()
        self._replace(
            tuple(self._characters[len(self._characters) - len(undo.new) :]), undo.old
        )  # it may be two words that ran together
        event = TextEvent(time, "word", word=_letters(undo.old), replaced=undo.new)
        if undo.spaced:
            return TextEvent(time, "delete"), event
        if ended:
            self._characters.append(_Character(" "))
        return (event,)

    def _changed(self) -> None:
        self._undo = self._suggested = self.notice = None

    def _word(self) -> tuple[_Character, ...]:
        """The word that is being spelled: what comes after the last space."""
        start = len(self._characters)
        while start and self._characters[start - 1].letter != " ":
            start -= 1
        return tuple(self._characters[start:])

    def _replace(self, word: tuple[_Character, ...], new: str | tuple[_Character, ...]) -> None:
        del self._characters[len(self._characters) - len(word) :]
        self._characters += [_Character(item) if isinstance(item, str) else item for item in new]

    def _lexicon_now(self) -> Lexicon | None:
        if isinstance(self.lexicon, Future):
            return self.lexicon.result() if self.lexicon.done() else None
        return self.lexicon

    def _suggest(self, lexicon: Lexicon) -> tuple[str, ...]:
        word = self._word()
        if len(word) < SUGGEST_FROM:
            return ()
        spelled, limit = _letters(word), min(COST_PER_LETTER * len(word), LARGEST_COST)
        matches = lexicon.complete(spelled, [c.posterior for c in word], SUGGESTIONS + 1, limit)
        cut = split_words(spelled, lexicon)
        matches = sorted([*matches, *([cut] if cut else [])], key=lambda match: -match.score)
        found = [m.word for m in matches if m.word != spelled and m.score >= matches[0].score - SUGGESTION_MARGIN]
        return tuple(found[:SUGGESTIONS])

    def _correction(self, word: tuple[_Character, ...]) -> str | None:
        # Here the words are waited for, so that a file gives the same text however fast it is read.
        lexicon = self.lexicon.result() if isinstance(self.lexicon, Future) else self.lexicon
        spelled = _letters(word)
        if lexicon is None or len(word) < CORRECT_FROM or spelled in lexicon:
            return None
        matches = lexicon.correct(spelled, [c.posterior for c in word], 2, LARGEST_COST)
        if not matches or not _clear(matches[0], len(word)):
            return None
        if len(matches) > 1 and matches[0].score - matches[1].score < CORRECTION_MARGIN:
            return None
        return matches[0].word


def _clear(match: Match, length: int) -> bool:
    few = match.edits <= max(1, CHANGED_SHARE * length)
    return few and match.cost <= min(CORRECTION_COST, COST_OF_A_CHANGE * match.edits)


def _letters(word: tuple[_Character, ...]) -> str:
    return "".join(character.letter for character in word)
