"""Teaching: the person shows letters, and each hold is kept as an example of that person's own hand.

Pure, like practice: time comes with the predictions. A hand that is clearly another letter, by the classifier, the
geometry and the hand-written table of handshapes together, is asked back before it is learnt.

    teaching = Teaching("ABC", learn=keep)
    teaching.update(prediction)      # not adapted: examples are what the network itself says
    teaching.answer(True)            # to teaching.question
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Sequence

import numpy as np

from realtime_asl.letters.recognizer import Prediction
from realtime_asl.practice.handshapes import HANDSHAPES, differences
from realtime_asl.practice.hints import Advisor, Hint
from realtime_asl.practice.judge import LONGEST_STEP_S, MOVING, speed
from realtime_asl.practice.view import PracticeView

#: Frames of a hold that are kept, spread over it.
KEPT_FRAMES = 4
#: After a letter was learnt, the hand must be away or moving for so many seconds before the next one is looked at.
RELEASE_S = 0.2
#: How long "Yes, A" is shown, seconds; skipping is offered after so many.
PRAISE_S, OFFER_SKIP_S = 0.9, 10.0

_PARTS = {"index": "index finger", "middle": "middle finger", "ring": "ring finger", "pinky": "little finger"}


class Teaching:
    """One round of teaching.

    Args:
        letters: what to ask for, one after the other; still letters.
        learn: is given a letter and the frames that show it.
        hold: seconds for which the hand must be still; may be changed at any time.
        gives_up: a letter of which no example came for so many seconds is passed over; None: never, the person can.
    """

    def __init__(
        self,
        letters: Sequence[str],
        learn: Callable[[str, Sequence[Prediction]], None],
        hold: float = 0.8,
        *,
        gives_up: float | None = None,
    ) -> None:
        #: As in practice: from where the picture shows the hand, and whether it is shown.
        self.side, self.picture = "signer", True
        #: Letters that were learnt, in order.
        self.learnt: tuple[str, ...] = ()
        self._letters, self._learn, self.hold = tuple(letters), learn, hold
        self._advisor = Advisor()
        self._gives_up = gives_up
        self._number = 0
        self._still: deque[Prediction] = deque()
        self._held: tuple[Prediction, ...] = ()
        self._question: Hint | None = None
        self._before: Prediction | None = None
        self._released, self._away = True, 0.0
        self._hand, self._now, self._letter_since = "Right", 0.0, None
        self._counted: tuple[str, float] | None = None

    @property
    def done(self) -> bool:
        """Whether every letter was gone through."""
        return self._number >= len(self._letters)

    @property
    def letter(self) -> str | None:
        """The letter to show now."""
        return None if self.done else self._letters[self._number]

    @property
    def untaught(self) -> tuple[str, ...]:
        """The letters that were asked for and not learnt: passed over, or still to come."""
        return tuple(letter for letter in self._letters if letter not in self.learnt)

    @property
    def outcome(self) -> str:
        """What was learnt until now, as a line for the person."""
        if not self.learnt:
            return "no letter of your hand was learnt"
        count = len(self.learnt)
        return f"learnt your {self.learnt[0]}" if count == 1 else f"learnt {count} letters of your hand"

    @property
    def left(self) -> tuple[str, ...]:
        """The letters that are still to be shown."""
        return self._letters[self._number :]

    @property
    def question(self) -> Hint | None:
        """What to ask back before the held hand is learnt; `answer` it."""
        return self._question

    def update(self, prediction: Prediction) -> None:
        """Take in the next frame."""
        before, self._before = self._before, prediction
        self._now = prediction.time
        self._letter_since = prediction.time if self._letter_since is None else self._letter_since
        if prediction.hand is not None:
            self._hand = prediction.hand.handedness
        if not self.done and self._gives_up is not None and prediction.time - self._letter_since >= self._gives_up:
            self.skip()
        if self.done or self._question is not None:
            return
        moving = prediction.hand is None or (before is not None and speed(before, prediction) >= MOVING)
        if before is not None and prediction.time - before.time > LONGEST_STEP_S:
            self._still.clear()  # nobody knows what it did meanwhile
        if moving:
            self._still.clear()
            self._away += 0.0 if before is None else min(max(prediction.time - before.time, 0.0), RELEASE_S / 2)
            self._released = self._released or self._away >= RELEASE_S
        elif self._released:
            self._still.append(prediction)
        if self._still and prediction.time - self._still[0].time >= self.hold:
            self._take()

    def answer(self, yes: bool) -> None:
        """Learn the hand that was asked about, or let it be shown anew."""
        if self._question is None:
            return
        self._question = None
        if yes:
            self._keep()
        self._wait()

    def skip(self) -> None:
        """Go on with the next letter; this one keeps the examples that it has."""
        if not self.done:
            self._question = None
            self._number += 1
            self._wait()

    def turn(self) -> None:
        """Show the handshape from the other side."""
        self.side = "viewer" if self.side == "signer" else "signer"

    def hide(self) -> None:
        """Hide the picture of the handshape, or show it again."""
        self.picture = not self.picture

    @property
    def view(self) -> PracticeView | None:
        """What to show now, on the screen of practice; None when done."""
        if self.done:
            return None
        waited = self._now - (self._letter_since or 0.0)
        shown = self._counted is not None and self._now - self._counted[1] <= PRAISE_S
        fill = (self._still[-1].time - self._still[0].time) / self.hold if self._still else 0.0
        return PracticeView(
            title="Teach your hand",
            target=self._letters[self._number],
            states=("current",),
            letter=self.letter,
            fill=min(fill, 1.0),
            hint=self._question,
            offer_skip=self._question is None and waited >= OFFER_SKIP_S,
            seconds=waited,
            number=self._number + 1,
            count=len(self._letters),
            streak=0,
            hand=self._hand,
            side=self.side,
            picture=self.picture,
            counted=self._counted[0] if shown else None,
            finished=None,
            summary=None,
            teaching=True,
        )

    def _take(self) -> None:
        """The hand was still long enough: learn it, or ask back."""
        # The first part of a hold is often still on its way.
        late = list(self._still)[len(self._still) // 3 :]
        places = np.unique(np.linspace(0, len(late) - 1, KEPT_FRAMES).round().astype(int))
        self._held = tuple(late[place] for place in places)
        self._question = ask_back(self._letters[self._number], self._held, self._advisor)
        if self._question is None:
            self._keep()
            self._wait()

    def _keep(self) -> None:
        letter = self._letters[self._number]
        self._learn(letter, self._held)
        self.learnt = (*self.learnt, letter)
        self._counted = (letter, self._now)
        self._number += 1

    def _wait(self) -> None:
        """For the hand to be let go, then for the next hold."""
        self._still.clear()
        self._held = ()
        self._released, self._away, self._letter_since = False, 0.0, self._now


def ask_back(target: str, frames: Sequence[Prediction], advisor: Advisor) -> Hint | None:
    """What to ask before `frames` are learnt as `target`; None where they may well show it.

    Asked is only where another letter was read, the hand's geometry speaks for that one, and the table of handshapes
    says that the two letters differ there.
    """
    posterior = np.mean([frame.posterior for frame in frames], axis=0)
    hint = advisor.advise(target, posterior, [frame.hand for frame in frames])
    if hint is None or hint.read not in HANDSHAPES:
        return None
    seen = [aspect for aspect in hint.aspects if aspect in differences(hint.read, target)]
    if not seen:
        return None
    advice = f"{_seen(seen[0], hint.read)} is {hint.read}; teach it as {target} all the same? T yes, N no"
    return Hint(advice, tuple(seen), hint.verb, hint.landmarks, target, hint.read)


def _seen(aspect: str, letter: str) -> str:
    """What the hand does in `letter`, for the screen."""
    state = getattr(HANDSHAPES[letter], aspect)
    if aspect == "thumb":
        return f"the thumb {state}"
    if aspect == "spread":
        return f"index and middle finger {state}"
    if aspect == "orientation":
        return f"a hand pointing {state}"
    return f"the {_PARTS[aspect]} {state}"
