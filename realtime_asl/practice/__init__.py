"""Practice: the target is known, so the hand can be told what to change.

session = PracticeSession(plan_round("letters"))
session.update(prediction, events)   # every frame
session.view                         # what to show: `overlay.practice.PracticePanel` draws it
session.skip(), session.turn(), session.hide()   # keys
session.done, session.summary(), session.results

In: predictions and letter events. Out: `view.PracticeView` and results, kept in `progress`. Pure but for the history on
disk. May import `spelling`; not screen, output or runtime.
"""

from __future__ import annotations

from realtime_asl.practice.learner import DemoLearner
from realtime_asl.practice.plan import Plan, plan_round
from realtime_asl.practice.results import LetterResult, Summary
from realtime_asl.practice.session import PracticeSession
from realtime_asl.practice.view import PracticeView

__all__ = ["DemoLearner", "LetterResult", "Plan", "PracticeSession", "PracticeView", "Summary", "plan_round"]
