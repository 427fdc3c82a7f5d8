"""Practice: the target is known, so the hand can be told what to change.

from realtime_asl.practice.plan import plan_round
from realtime_asl.practice.session import PracticeSession

session = PracticeSession(plan_round("letters"))
session.update(prediction, events)   # every frame
session.view                         # what to show: `overlay.practice.PracticePanel` draws it
session.skip(), session.turn(), session.hide()   # keys
session.done, session.summary(), session.results

In: predictions and letter events. Out: `view.PracticeView` and results, kept in `progress`. Pure but for the history on
disk. May import `letters` and `spelling`; not screen, output or runtime.
"""
