"""The hand that was taught, while the program runs: one profile, what it changes, and what is added to it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from realtime_asl.errors import UserError
from realtime_asl.letters.examples import Examples
from realtime_asl.letters.own_hand import OwnHand, Personalizer
from realtime_asl.letters.profiles import Profiles, read_profile
from realtime_asl.letters.recognizer import Prediction

if TYPE_CHECKING:  # loaded when it is asked for
    from realtime_asl.practice.teaching import Teaching


def missing(teaching: Teaching) -> str | None:
    """One line about the letters of which nothing was learnt; None where all were."""
    if not teaching.untaught:
        return None
    named = " ".join(teaching.untaught)
    return f"no example was learnt of {named}: the video showed none that was still and clear"


class TaughtHand:
    """A profile in use.

    Args:
        name: of the profile.
        space: tells which weights read the hand; asked when the first prediction is there.
        profiles: where it is kept.

    Attributes:
        notice: a line for the person about the profile's file, or None.
        unsaved: something that was taught could not be kept.

    Raises:
        UserError: not a name, or the file cannot be read.
    """

    def __init__(self, name: str, space: Callable[[], str], profiles: Profiles | None = None) -> None:
        self._name, self._space = name, space
        self._profiles = profiles or Profiles()
        self._examples = self._profiles.load(name)
        self.notice = self._profiles.notice
        self.unsaved = False
        self._personalizer: Personalizer | None = None

    @property
    def mark(self) -> str | None:
        """What the letter card says of it."""
        count = len(self._examples.taught)
        if not count:
            return None
        if self._personalizer is not None and self._personalizer.hand.outdated:
            return "your hand: teach anew"  # its landmarks are still of use
        return f"your hand: {count} letter{'s' * (count != 1)}"

    def personal(self, prediction: Prediction) -> Prediction:
        """The prediction, read with the person's examples."""
        if not len(self._examples) or prediction.hand is None:
            return prediction
        if self._personalizer is None:
            self._personalizer = Personalizer(OwnHand(self._examples, space=self._space()))
        return self._personalizer.personal(prediction)

    def _kept(self) -> Examples:
        """What the profile's file holds now: another window may have taught more meanwhile, or somebody deleted it."""
        if self.unsaved:  # of this run, the file does not know all
            return self._examples
        try:
            return read_profile(self._profiles.path(self._name))
        except FileNotFoundError:
            return Examples.none()
        except (OSError, ValueError, UserError):  # saving says what is wrong
            return self._examples

    def learn(self, letter: str, frames: Sequence[Prediction]) -> None:
        """Keep `frames` as the examples of `letter`, at once and in the profile's file."""
        space = self._space()
        known = self._kept()
        if len(known) and known.space != space:  # of the older ones, only the landmarks are of use
            known = known.landmarks_alone()
        self._examples = known.with_letter(letter, Examples.of(letter, frames, space))
        self._personalizer = None
        try:
            self._profiles.save(self._name, self._examples)
        except UserError as error:  # what was taught still holds for this run
            self.notice, self.unsaved = str(error), True
