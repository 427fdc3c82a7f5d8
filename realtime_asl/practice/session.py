"""A round of practice as a state machine: predictions and letter events in, what to show out.

Pure: time comes with the predictions, chance came with the plan; nothing is read, written or drawn.

    session = PracticeSession(plan_round("words.txt"))
    for prediction in predictions:
        session.update(prediction, decoder.update(prediction))
        show(session.view)
    session.summary()      # {"words": 10, "done": 10, "letters": 47, "skipped": 0, "hints": 0, ...}
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict

from realtime_asl.alphabet import MOTION
from realtime_asl.letters.recognizer import Prediction
from realtime_asl.practice.coach import Coach, Timing
from realtime_asl.practice.hints import Advisor
from realtime_asl.practice.judge import HoldJudge
from realtime_asl.practice.plan import Plan
from realtime_asl.practice.results import LetterResult, Summary, summarise
from realtime_asl.practice.schedule import QUICK_S, again
from realtime_asl.practice.view import PracticeView
from realtime_asl.spelling.decoder import LetterEvent


class PracticeSession:
    """One round.

    Args:
        plan: what to go through.
        hold: seconds a letter is held until it counts.
        advisor: what gives the hints.
        timing: when help comes.
    """

    def __init__(
        self, plan: Plan, hold: float = 0.5, advisor: Advisor | None = None, timing: Timing | None = None
    ) -> None:
        #: Seconds a letter is held until it counts; a change holds from the next letter on.
        self.hold = hold
        #: From where the picture shows the hand: "signer" (as in the mirror) or "viewer".
        self.side = "signer"
        #: Show the picture of the handshape; False practises from memory.
        self.picture = True
        self._plan = plan
        self._advisor = advisor or Advisor()
        self._timing = timing or Timing()
        self._targets = plan.targets
        self._number = self._place = 0
        self._states: list[str] = []
        self._hand = "Right"
        self._now: float | None = None
        self._results: list[LetterResult] = []
        self._streak = self._best_streak = 0
        self._last_letter: str | None = None
        self._counted: tuple[str, float] | None = None
        self._finished: tuple[str, float] | None = None
        self._repeated: set[str] = set()
        self._open_target()

    def update(self, prediction: Prediction, events: Iterable[LetterEvent] = ()) -> None:
        """Take in one frame and the letters that the decoder committed with it."""
        if self._now is None:
            self._letter_since = prediction.time
        self._now = prediction.time
        if self.done:
            return
        if prediction.hand is not None:
            self._hand = prediction.hand.handedness
        self._coach.update(prediction)
        self._judge.update(prediction)
        if self._judge.done:
            self._close_letter("done")
        self.take(events)

    def take(self, events: Iterable[LetterEvent]) -> None:
        """Take in letters that the decoder committed, also those of its `finish` at the end of a source."""
        for event in events:
            if self.done or event.kind != "letter" or not self._belongs(event):
                continue
            if event.letter == self.letter:
                self._close_letter("done")
            elif event.letter != self._last_letter:  # else: the letter before is still being held
                self._coach.held_another(event)

    def skip(self) -> None:
        """Pass over the current letter."""
        if not self.done:
            self._close_letter("skipped")

    def turn(self) -> None:
        """Show the handshape from the other side."""
        self.side = "viewer" if self.side == "signer" else "signer"

    def hide(self) -> None:
        """Hide the picture of the handshape, to practise from memory, or show it again."""
        self.picture = not self.picture

    @property
    def done(self) -> bool:
        """Whether every target was gone through."""
        return self._number >= len(self._targets)

    @property
    def target(self) -> str:
        """The word (or letter) being practised; "" when done."""
        return "" if self.done else self._targets[self._number]

    @property
    def letter(self) -> str | None:
        """The letter to sign now; None when done."""
        return None if self.done else self.target[self._place]

    @property
    def text(self) -> str:
        """What is still to be signed, from the current letter on: what a demo signer has to spell."""
        return "" if self.done else " ".join((self.target[self._place :], *self._targets[self._number + 1 :]))

    @property
    def results(self) -> tuple[LetterResult, ...]:
        """Every letter that was signed or skipped, in order."""
        return tuple(self._results)

    @property
    def view(self) -> PracticeView:
        """What to show now."""
        waited = 0.0 if self._now is None or self.done else self._now - self._letter_since
        return PracticeView(
            title=self._plan.title,
            target=self.target,
            states=tuple(self._states),
            letter=self.letter,
            fill=0.0 if self.done else self._judge.fill,
            # A hand that has begun to count needs no advice.
            hint=None if self.done or self._judge.fill > 0.2 else self._coach.hint,
            offer_skip=waited >= self._timing.skip,
            seconds=waited,
            number=min(self._number + 1, len(self._targets)),
            count=len(self._targets),
            streak=self._streak,
            hand=self._hand,
            side=self.side,
            picture=self.picture,
            counted=self._if_recent(self._counted),
            finished=self._if_recent(self._finished),
            summary=self._summary() if self.done else None,
        )

    def summary(self) -> dict:
        """The session in numbers, ready for JSON: the fields of `results.Summary`."""
        return asdict(self._summary())

    def _summary(self) -> Summary:
        return summarise(
            self._results,
            None if self.done else self._result(),
            title=self._plan.title,
            words=len(self._targets),
            done=self._number,
            best_streak=self._best_streak,
        )

    def _belongs(self, event: LetterEvent) -> bool:
        """Whether an event is about the current letter: a hold that began earlier was the one before it."""
        # The stillness in which a J starts may be the I before it; its stroke cannot.
        if event.letter == self.letter and event.letter in MOTION and event.letter != self._last_letter:
            return True
        return event.start >= self._letter_since

    def _if_recent(self, what: tuple[str, float] | None) -> str | None:
        return what[0] if what is not None and (self._now or 0.0) - what[1] <= self._timing.praise else None

    def _open_target(self) -> None:
        self._place = 0
        self._states = ["current" if i == 0 else "todo" for i in range(len(self.target))]
        self._open_letter()

    def _open_letter(self) -> None:
        self._letter_since = self._now or 0.0
        if self.letter is not None:
            self._judge = HoldJudge(self.letter, self.hold, released=self.letter != self._last_letter)
            self._coach = Coach(self.letter, self._advisor, self._timing)

    def _result(self, skipped: bool = False) -> LetterResult:
        """The current letter as it stands."""
        coach = self._coach
        return LetterResult(self.target[self._place], round(coach.tried, 3), coach.given, skipped, coach.read_as)

    def _close_letter(self, state: str) -> None:
        letter, now, result = self.target[self._place], self._now or 0.0, self._result(state == "skipped")
        self._results.append(result)
        self._streak = self._streak + 1 if result.unaided else 0
        self._best_streak = max(self._best_streak, self._streak)
        self._last_letter = letter
        self._states[self._place] = state
        if state == "done":
            self._counted = (letter, now)
        if self._plan.adaptive and letter not in self._repeated and not (result.unaided and result.seconds <= QUICK_S):
            self._repeated.add(letter)
            head, rest = self._targets[: self._number + 1], self._targets[self._number + 1 :]
            self._targets = (*head, *again(rest, letter))
        self._advance()

    def _advance(self) -> None:
        self._place += 1
        while self._place < len(self.target) and self.target[self._place] == " ":
            self._states[self._place] = "done"
            self._place += 1
        if self._place < len(self.target):
            self._states[self._place] = "current"
            self._open_letter()
        else:
            self._finished = (self.target, self._now or 0.0)
            self._number += 1
            self._open_target()
