"""When to speak: watches the hand on one letter and decides when a hint comes, changes and goes."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass

import numpy as np

from realtime_asl.alphabet import CLASSES, MOTION
from realtime_asl.letters.recognizer import Prediction
from realtime_asl.practice.hints import STARTS_AS, Advisor, Hint, movement_hint
from realtime_asl.practice.judge import LONGEST_STEP_S, MOVING, speed
from realtime_asl.spelling.decoder import LetterEvent

#: Share of the posterior under which a hand that is nearly right gets a hint (see `Timing.nearly`).
NEARLY_SHARE = 0.4


@dataclass(frozen=True, slots=True)
class Timing:
    """When help comes, in seconds.

    Attributes:
        hint: a letter that is tried so long without success gets a hint.
        nearly: tried so long, even a hand that is nearly right, or does not keep still, gets one.
        skip: passing over is offered.
        steady: so long the hand must be still before its shape is judged.
        restless: a hand that was not still once in so long never keeps still.
        keep: a hint stays at least so long, so that it can be read; or until another letter is held.
        praise: what has just counted is shown so long.
    """

    hint: float = 4.0
    nearly: float = 7.0
    skip: float = 15.0
    steady: float = 0.5
    restless: float = 3.0
    keep: float = 2.0
    praise: float = 0.7


class Coach:
    """The hints for one letter. Made anew for every letter.

    Args:
        target: A-Z.
        advisor: what knows the handshapes.
        timing: when to speak.
    """

    def __init__(self, target: str, advisor: Advisor, timing: Timing) -> None:
        self._target = target
        self._advisor = advisor
        self._timing = timing
        self._still: deque[Prediction] = deque()
        self._before: Prediction | None = None
        self._hinted_at = 0.0
        self._steady_at = 0.0
        #: The hint that is shown now.
        self.hint: Hint | None = None
        #: Hints shown so far; a new text counts as a new hint.
        self.given = 0
        #: Letters that were held instead.
        self.read_as: tuple[str, ...] = ()
        #: Seconds for which a hand was in view.
        self.tried = 0.0

    def update(self, prediction: Prediction) -> None:
        """Take in the next frame.

        A hint comes after a while, is renewed when the hand changes, and goes when it is right.
        """
        self._watch(prediction)
        now, timing = prediction.time, self._timing
        if self.hint is not None and now - self._hinted_at < timing.keep and not self._reads_another():
            return
        if self.hint is None and self.tried < timing.hint:
            return
        nearly = self.tried >= timing.nearly
        if self._still and now - self._still[0].time >= timing.steady:
            self._steady_at = self.tried
            self._show(self._judge_shape(nearly), now)
        elif nearly and self._still and self.tried - self._steady_at >= timing.restless:
            self._show(movement_hint(self._target, moving=True), now)

    def held_another(self, event: LetterEvent) -> None:
        """Another letter was held long enough to count: say at once what to change."""
        if event.letter is None:
            return
        self.read_as = (*self.read_as, event.letter)
        if self._target in (STARTS_AS.get(event.letter), event.letter) or event.letter == STARTS_AS.get(self._target):
            self._show(movement_hint(self._target, event.letter), event.time)
        elif self._still:
            posterior = self._posterior() if event.posterior is None else event.posterior
            self._show(self._advisor.advise(self._target, posterior, self._hands()), event.time)

    def _watch(self, prediction: Prediction) -> None:
        """Keep the predictions of the hand's present stillness."""
        before, self._before = self._before, prediction
        if prediction.hand is None or (before is not None and speed(before, prediction) >= MOVING):
            self._still.clear()
        if prediction.hand is None:
            return
        if before is not None:
            self.tried += min(max(prediction.time - before.time, 0.0), LONGEST_STEP_S)
        self._still.append(prediction)
        while prediction.time - self._still[0].time > self._timing.steady + 0.2:
            self._still.popleft()

    def _reads_another(self) -> bool:
        """The hint names a letter, and another one is read now."""
        named = self.hint.read if self.hint is not None else None
        return named is not None and bool(self._still) and CLASSES[int(self._posterior().argmax())] != named

    def _judge_shape(self, nearly: bool) -> Hint | None:
        moving_letter = self._target in MOTION
        share = {"share": NEARLY_SHARE} if nearly and not moving_letter else {}
        hint = self._advisor.advise(self._target, self._posterior(), self._hands(), **share)
        return movement_hint(self._target) if hint is None and moving_letter else hint

    def _show(self, hint: Hint | None, now: float) -> None:
        if hint is not None and (self.hint is None or hint.advice != self.hint.advice):
            self.given += 1
            self._hinted_at = now
        self.hint = hint

    def _posterior(self) -> np.ndarray:
        return np.mean([prediction.posterior for prediction in self._still], axis=0)

    def _hands(self) -> list:
        return [prediction.hand for prediction in self._still]
