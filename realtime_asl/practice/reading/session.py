"""A round of reading practice as a state machine: keys and times in, what to sign and what to show out.

Pure: time is an argument, chance came with the chooser; nothing is read, written or drawn.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass

from realtime_asl.practice.reading.answers import Mark, compare, letters_of, misread_places
from realtime_asl.practice.reading.history import ReadingHistory, with_words
from realtime_asl.practice.reading.results import ReadingSummary, WordRead, summarise
from realtime_asl.practice.reading.staircase import Staircase
from realtime_asl.practice.reading.view import ReadingView
from realtime_asl.practice.reading.words import Chooser

#: Words of one round, unless they were given.
WORDS_A_ROUND = 10
#: Letters a second of the repetition: where it was read, and where it was misread.
SLOWLY, VERY_SLOWLY = 1.6, 0.7
#: An answer may be longer than its word by so many letters.
LONGER = 10


@dataclass(frozen=True, slots=True)
class Showing:
    """What the signer does.

    Attributes:
        number: rises with every showing: a new one begins.
        word: what is spelled.
        speeds: letters a second, for each letter of the word.
        signer: number of the person who signs; stays for the repetitions of a word.
        began: the time at which it was asked for, seconds.
    """

    number: int
    word: str
    speeds: tuple[float, ...]
    signer: int
    began: float


class ReadingSession:
    """One round.

    Args:
        chooser: gives the words.
        history: what the person has read before.
        now: seconds.
        level: letters a second to begin with; None: as the history says.
        first_signer: number of the first word's signer; every word has another one.
    """

    def __init__(
        self,
        chooser: Chooser,
        history: ReadingHistory | None = None,
        *,
        now: float = 0.0,
        level: float | None = None,
        first_signer: int = 0,
    ) -> None:
        self._chooser = chooser
        self._before = history or ReadingHistory()
        known = bool(self._before.recent)
        wished = self._before.level if level is None else level
        # A level of one's own, or an old one, is refined in small steps.
        within = Staircase(wished).changed(0).level
        self._staircase = Staircase(within, searching=not known and level is None)
        self._words: list[WordRead] = []
        self._signer = first_signer
        self._streak = 0
        self._phase = "done"
        self._showings = 0
        self._ask(now)

    @property
    def done(self) -> bool:
        """The round is over."""
        return self._phase == "done"

    @property
    def showing(self) -> Showing:
        """What the signer does now."""
        return self._showing

    @property
    def words(self) -> tuple[WordRead, ...]:
        """Every answer, in order."""
        return tuple(self._words)

    @property
    def level(self) -> float:
        """Letters a second of the next word."""
        return self._staircase.level

    @property
    def count(self) -> int:
        """Words of the round."""
        return self._chooser.count or WORDS_A_ROUND

    def type(self, character: str) -> None:
        """A letter of the answer."""
        if self._phase == "question" and len(self._typed) < len(self._word) + LONGER:
            self._typed += letters_of(character)

    def erase(self) -> None:
        """Take the last letter of the answer back."""
        self._typed = self._typed[:-1]

    def replay(self, now: float) -> None:
        """Show the word again: as fast as before, or, after the answer, as slowly."""
        if self.done:
            return
        if self._phase == "question":
            self._replays += 1
        self._show(self._showing.speeds, now)

    def change_speed(self, steps: int, now: float) -> None:
        """Faster (+) or slower (-); a word that is being asked for is shown again at the new speed."""
        if self.done:
            return
        self._staircase = self._staircase.changed(steps)
        if self._phase == "question":
            self._replays += 1
            self._pace = self.level
            self._show((self.level,) * len(self._word), now)

    def change_kind(self, now: float) -> None:
        """Another kind of words; a word that was asked for and not answered is passed over."""
        self._chooser.change_kind()
        if self._phase == "question" and self._chooser.count is None:
            self._ask(now)

    def submit(self, now: float) -> None:
        """The answer is ready; an empty one gives up the word, which counts as misread."""
        if self._phase != "question":
            return
        marks = compare(self._word, self._typed)
        read = WordRead(self._word, marks, self._pace, self._replays, round(now - self._word_since, 3))
        self._words.append(read)
        self._marks = marks
        self._streak = self._streak + 1 if read.right else 0
        self._staircase = self._staircase.after(read.right, replayed=self._replays > 0)
        self._phase = "answer"
        if not read.right:
            slow = set(misread_places(marks))
            self._show(tuple(VERY_SLOWLY if i in slow else SLOWLY for i in range(len(self._word))), now)

    def go_on(self, now: float) -> None:
        """After an answer: the next word, or the end."""
        if self._phase == "answer":
            if len(self._words) >= self.count:
                self._phase = "done"
            else:
                self._ask(now)

    def end(self) -> None:
        """Break the round off; what was answered counts."""
        self._phase = "done"

    def view(self, *, signing: bool, current: int | None) -> ReadingView:
        """What to show now.

        Args:
            signing: the hand is at work.
            current: place in the word of the letter that is shown, or None.
        """
        answered = self._phase == "answer"
        return ReadingView(
            phase=self._phase,
            kind=self._chooser.shown_kind,
            chosen=self._chooser.count is None,
            number=min(len(self._words) + (not answered), self.count),
            count=self.count,
            level=self.level,
            pace=self._pace,
            typed=self._typed,
            signing=signing,
            word=self._word if answered else "",
            marks=self._marks if answered else (),
            current=current if answered else None,
            right=sum(word.right for word in self._words),
            streak=self._streak,
            summary=self._summary() if self.done else None,
        )

    def summary(self) -> dict:
        """The round in numbers, ready for JSON: the fields of `results.ReadingSummary`."""
        return asdict(self._summary())

    def _summary(self) -> ReadingSummary:
        return summarise(self._words, self.level)

    def _ask(self, now: float) -> None:
        history = with_words(self._before, self._words)
        # What was misread a moment ago is wanted already in this round.
        self._word = letters_of(self._chooser.word(len(self._words), self.level, history))
        self._typed, self._replays, self._word_since = "", 0, now
        self._marks: tuple[Mark, ...] = ()
        self._pace = self.level
        self._signer += 1
        self._phase = "question"
        self._show((self.level,) * len(self._word), now)

    def _show(self, speeds: tuple[float, ...], now: float) -> None:
        self._showings += 1
        self._showing = Showing(self._showings, self._word, speeds, self._signer, now)
