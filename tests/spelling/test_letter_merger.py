"""What is held and what the network writes, made one text."""

from __future__ import annotations

import numpy as np
import pytest

from realtime_asl.alphabet import CLASSES, INDEX
from realtime_asl.spelling.letter_event import LetterEvent
from realtime_asl.spelling.letter_merger import LetterMerger
from realtime_asl.spelling.merge_rules import MergeRules
from realtime_asl.spelling.sequence_decoder import SequenceLetter

RULES = MergeRules(
    settle=0.3,
    quick=(0.5, 0.15),
    hold_extra=0.4,
    stroke=1.2,
    lead=0.2,
    span=0.9,
    double=0.7,
    echo=0.6,
    support=0.3,
    fluent_support=0.05,
    fluent=2.5,
    long=2.0,
    from_start=0.8,
)


def held(letter: str, start: float, time: float, confidence: float = 0.9) -> LetterEvent:
    return LetterEvent(time, "letter", letter, confidence, start, np.full(29, 1 / 29))


def command(kind: str, confidence: float) -> LetterEvent:
    return LetterEvent(1.5, kind, None, confidence, 1.0, np.full(29, 1 / 29))


def pause(time: float) -> LetterEvent:
    return LetterEvent(time, "space", None, 1.0, time - 0.7)


def written(name: str, time: float, mass: float = 0.9, other: float = 0.0) -> SequenceLetter:
    """A letter of so much evidence, and so much for X."""
    shares = np.zeros(29)
    shares[INDEX["X"]] = other
    shares[INDEX[name]] = mass
    return SequenceLetter(INDEX[name], time, 0.9, shares)


def told(
    merger: LetterMerger,
    *happenings: tuple[float, object],
    end: float = 10.0,
    same_hand: bool = False,
    elsewhere: bool = False,
) -> str:
    """The text of what happened at each time."""
    events = []
    for time, happening in happenings:
        one = [happening]
        events += merger.update(
            time,
            [x for x in one if isinstance(x, LetterEvent)],
            [x for x in one if isinstance(x, SequenceLetter)],
            same_hand=same_hand,
            elsewhere=elsewhere,
        )
    events += merger.update(end, [], [], same_hand=same_hand, elsewhere=elsewhere)
    assert [event.time for event in events] == sorted(event.time for event in events)
    return "".join(event.letter or {"space": " ", "delete": "<"}[event.kind] for event in events)


def sure(number: int, since: float) -> float:
    return 1.0


def test_what_the_network_writes_settles_after_a_moment():
    merger = LetterMerger(sure, RULES)
    assert merger.update(1.0, [], [written("A", 1.0)], same_hand=False) == []
    assert merger.waiting == ("A",)
    assert merger.update(1.2, [], [], same_hand=False) == []
    (event,) = merger.update(1.31, [], [], same_hand=False)
    assert (event.letter, event.start, event.time) == ("A", 1.0, 1.31)
    assert event.posterior is not None
    assert event.posterior.sum() == pytest.approx(1)
    assert merger.waiting == ()


def test_a_hold_takes_the_place_of_what_was_written_in_it():
    assert told(LetterMerger(sure, RULES), (1.3, written("S", 1.3)), (1.5, held("A", 1.0, 1.5))) == "A"


def test_what_was_written_before_the_hold_comes_first():
    assert told(LetterMerger(sure, RULES), (1.2, written("S", 1.2)), (1.45, held("A", 1.42, 1.45))) == "SA"


def test_a_shape_on_the_way_up_belongs_to_the_first_hold():
    assert told(LetterMerger(sure, RULES), (1.2, written("S", 1.2)), (1.45, held("A", 1.35, 1.45))) == "A"
    before = (0.1, held("B", -0.4, 0.1)), (0.9, written("S", 0.9)), (1.15, held("A", 1.05, 1.15))
    assert told(LetterMerger(sure, RULES), *before) == "BSA"  # in the middle of a word it is a letter


def test_what_the_network_is_sure_of_is_no_shape_on_the_way_up():
    """DEER, with a letter every half second: a D waits for a Z, and the E was held from 0.13 s after it on."""
    happenings = (1.2, written("D", 1.2, 1.7)), (1.85, held("E", 1.33, 1.85))
    assert told(LetterMerger(sure, RULES), *happenings) == "DE"
    happenings = (1.2, written("D", 1.2, 1.7, other=0.5)), (1.85, held("E", 1.33, 1.85))
    assert told(LetterMerger(sure, RULES), *happenings) == "E"


def test_during_a_hold_what_was_written_in_it_waits_for_it():
    merger = LetterMerger(sure, RULES)
    merger.update(1.2, [], [written("S", 1.2)])
    assert merger.update(1.6, [], [], holding_since=1.1) == []
    (event,) = merger.update(1.65, [held("A", 1.1, 1.65)], [])
    assert event.letter == "A"


def test_it_does_not_wait_for_ever():
    merger = LetterMerger(sure, RULES)
    merger.update(1.2, [], [written("S", 1.2)])
    assert [event.letter for event in merger.update(1.95, [], [], holding_since=1.1)] == ["S"]


def test_a_hold_that_counts_late_leaves_what_came_after_it():
    """An I may begin a J: its hold counts when the next letter has come."""
    happenings = (2.4, written("C", 2.4)), (2.5, held("I", 1.0, 2.5)), (2.6, held("C", 2.3, 2.6))
    assert told(LetterMerger(sure, RULES), *happenings) == "IC"


def test_a_stroke_leaves_what_the_network_wrote_after_it():
    happenings = (1.4, written("Z", 1.4)), (1.6, written("E", 1.6)), (1.65, held("Z", 1.0, 1.65))
    assert told(LetterMerger(sure, RULES), *happenings) == "ZE"


def test_what_a_hold_has_shown_is_not_written_again_soon():
    assert told(LetterMerger(sure, RULES), (1.0, held("J", 0.2, 1.0)), (1.2, written("J", 1.2))) == "J"
    assert told(LetterMerger(sure, RULES), (1.0, held("J", 0.2, 1.0)), (1.8, written("J", 1.8))) == "JJ"


def test_a_hold_whose_letter_has_settled_already_is_no_second_letter():
    happenings = (1.1, written("A", 1.1)), (1.45, pause(1.45)), (1.5, held("A", 1.0, 1.5))
    assert told(LetterMerger(sure, RULES), *happenings) == "A "


def test_a_hold_in_which_the_network_saw_no_letter_does_not_count():
    seen = {INDEX["A"]: 0.5, INDEX["G"]: 0.05}
    merger = LetterMerger(lambda number, since: seen.get(number, 0.0), RULES)
    assert told(merger, (1.5, held("G", 1.0, 1.5)), (2.5, held("A", 2.0, 2.5))) == "A"


def test_while_somebody_spells_little_is_asked_of_a_hold():
    seen = {INDEX["A"]: 0.5, INDEX["G"]: 0.1, INDEX["L"]: 0.0}
    merger = LetterMerger(lambda number, since: seen[number], RULES)
    first, second, late = held("A", 1.0, 1.5), held("G", 2.0, 2.5), held("G", 6.0, 6.5)
    assert told(merger, (1.5, first), (2.5, second), (3.5, held("L", 3.0, 3.5)), (6.5, late)) == "AG"


@pytest.mark.parametrize(("mass", "other", "text"), [(0.9, 0.3, "V"), (0.2, 0.0, "K"), (1.5, 0.1, "K")])
def test_a_letter_of_which_the_network_is_not_sure_speaks_for_the_hold_around_it(mass, other, text):
    """Somebody spells; which letter it is, the hold tells."""
    merger = LetterMerger(lambda number, since: 0.1, RULES)
    happenings = (1.2, written("K", 1.2, mass, other)), (1.6, held("V", 1.1, 1.6))
    assert told(merger, *happenings, end=2.5) == text


@pytest.mark.parametrize(("confidence", "seen", "text"), [(0.97, 0.5, "G"), (0.97, 0.3, ""), (0.9, 0.5, "")])
def test_a_first_letter_that_is_very_clear_needs_less_of_it_in_the_network(confidence, seen, text):
    merger = LetterMerger(lambda number, since: seen, MergeRules())
    assert told(merger, (1.5, held("G", 1.0, 1.5, confidence))) == text


def test_the_first_letter_of_a_word_has_to_be_clear_and_others_need_not():
    assert told(LetterMerger(sure, RULES), (1.5, held("M", 1.0, 1.5, 0.6))) == ""
    happenings = (1.5, held("M", 1.0, 1.5, 0.7)), (2.5, held("N", 2.0, 2.5, 0.5))
    assert told(LetterMerger(sure, RULES), *happenings) == "MN"


def test_a_double_letter_that_is_held_once_and_written_once_is_two():
    happenings = (1.2, written("L", 1.2)), (1.5, held("L", 1.0, 1.5)), (1.9, written("L", 1.9))
    assert told(LetterMerger(sure, RULES), *happenings) == "LL"


@pytest.mark.parametrize(("beginning", "stroke"), [("I", "J"), ("Y", "J"), ("D", "Z")])
def test_the_beginning_of_a_stroke_is_no_letter(beginning, stroke):
    start = (1.0, written(beginning, 1.0))
    assert told(LetterMerger(sure, RULES), start, (2.0, written(stroke, 2.0))) == stroke
    assert told(LetterMerger(sure, RULES), start, (2.0, held(stroke, 1.3, 2.0))) == stroke
    assert told(LetterMerger(sure, RULES), start, (1.5, written("A", 1.5))) == beginning + "A"


def test_nothing_is_asked_of_the_second_of_a_double_letter():
    seen = [1.0, 0.0]
    merger = LetterMerger(lambda number, since: seen.pop(0), RULES)
    assert told(merger, (1.5, held("L", 1.0, 1.5)), (2.5, held("L", 2.0, 2.5))) == "LL"


def test_a_hold_of_which_the_network_has_seen_nothing_counts_when_it_lasts():
    merger = LetterMerger(lambda number, since: 0.0, RULES)
    merger.update(0.0, [], [])
    assert merger.update(1.5, [held("X", 1.0, 1.5)], [], same_hand=True) == []
    assert merger.update(2.9, [], [], same_hand=True) == []
    (event,) = merger.update(3.0, [], [], same_hand=True)
    assert (event.letter, event.start, event.time) == ("X", 1.0, 3.0)
    assert merger.update(6.0, [], [], same_hand=True) == []


@pytest.mark.parametrize("name", ["X", "K"])
def test_what_the_network_surely_wrote_in_it_is_its_letter(name):
    merger = LetterMerger(lambda number, since: 0.1, RULES)
    events = merger.update(1.25, [], [written(name, 1.25, 2.0)])
    events += merger.update(1.5, [held("X", 1.0, 1.5)], [], same_hand=True, holding_since=1.0)
    for time in (1.6, 2.0, 3.1, 4.0):
        events += merger.update(time, [], [], same_hand=True)
    assert [event.letter for event in events] == [name]


def test_it_does_not_count_when_the_hand_has_let_go_meanwhile():
    merger = LetterMerger(lambda number, since: 0.0, RULES)
    merger.update(1.5, [held("X", 1.0, 1.5)], [], same_hand=True)
    merger.update(1.6, [], [], same_hand=False)
    assert merger.update(3.0, [], [], same_hand=True) == []


def test_a_stroke_is_not_held():
    merger = LetterMerger(lambda number, since: 0.0, RULES)
    merger.update(1.5, [held("J", 1.0, 1.5)], [], same_hand=True)
    assert merger.update(4.0, [], [], same_hand=True) == []


def test_a_hand_that_is_still_held_writes_nothing_more():
    assert told(LetterMerger(sure, RULES), (3.0, written("S", 3.0)), same_hand=True) == ""


@pytest.mark.parametrize(
    ("item", "text"),
    [
        (written("A", 2.2, 1.5), "TA"),
        (written("A", 2.2, 1.0), "T"),
        (written("A", 2.2, 1.5, other=0.4), "T"),
        (written("T", 2.3, 1.5), "T"),
    ],
    ids=["sure", "little", "in doubt", "the same"],
)
def test_another_letter_counts_though_the_hand_seems_the_same_where_the_network_is_sure(item, text):
    """Hands that show T and A differ by less than one that holds a letter and tires."""
    assert told(LetterMerger(sure, RULES), (1.5, held("T", 1.0, 1.5)), (2.2, item), same_hand=True) == text


def test_a_letter_that_the_network_is_sure_of_is_not_lost_to_a_hold_that_it_has_hardly_seen():
    """A J ends in the shape of an I."""
    seen = {INDEX["I"]: 0.1, INDEX["A"]: 2.0}
    happenings = (1.0, held("A", 0.5, 1.0)), (2.2, written("J", 2.2, 2.0)), (2.5, held("I", 2.0, 2.5))
    assert told(LetterMerger(lambda number, since: seen[number], RULES), *happenings) == "AJ"
    seen[INDEX["I"]] = 1.0
    assert told(LetterMerger(lambda number, since: seen[number], RULES), *happenings) == "AI"


@pytest.mark.parametrize(("kind", "shown"), [("delete", "<"), ("space", " ")])
def test_a_sign_that_changes_the_text_has_to_be_clear(kind, shown):
    assert told(LetterMerger(sure, RULES), (1.5, command(kind, 0.6))) == shown
    assert told(LetterMerger(sure, RULES), (1.5, command(kind, 0.4))) == ""


def test_a_pause_comes_after_what_waits():
    assert told(LetterMerger(sure, RULES), (1.0, written("A", 1.0)), (1.2, pause(1.2))) == "A "


@pytest.mark.parametrize(("name", "shown"), [("space", " "), ("del", "<")])
def test_commands_are_written_too(name, shown):
    assert told(LetterMerger(sure, RULES), (1.0, written(name, 1.0))) == shown


def test_nothing_is_left_at_the_end():
    merger = LetterMerger(sure, RULES)
    merger.update(1.0, [], [written("B", 1.0)], same_hand=False)
    assert [event.letter for event in merger.finish(1.1)] == ["B"]
    assert merger.finish(1.2) == []


def test_every_class_has_an_event():
    for name in CLASSES:
        if name != "nothing":
            merger = LetterMerger(sure, RULES)
            merger.update(1.0, [], [written(name, 1.0)], same_hand=False)
            assert len(merger.finish(2.0)) == 1


@pytest.mark.parametrize(("since", "seconds"), [(0.4, 0.15), (0.6, 0.3)], ids=["quick", "slow"])
def test_what_is_spelled_quickly_settles_sooner(since, seconds):
    merger = LetterMerger(sure, RULES)
    assert told(merger, (1.0, written("A", 1.0)), end=1.31) == "A"
    second = 1.0 + since
    assert told(merger, (second, written("B", second)), end=second + seconds - 0.01) == ""
    (event,) = merger.update(second + seconds + 0.01, [], [])
    assert event.letter == "B"


def test_what_comes_soon_after_a_letter_that_was_held_may_be_a_shape_on_the_way():
    merger = LetterMerger(sure, RULES)
    assert told(merger, (1.0, held("A", 0.5, 1.0)), end=1.0) == "A"
    assert told(merger, (1.4, written("C", 1.4)), end=1.69) == ""
    assert told(merger, (1.71, None), end=1.71) == "C"


@pytest.mark.parametrize(
    ("again", "text"),
    [(("A", 2.0), "A"), (("A", 2.3), ""), (("B", 2.0), "")],
    ids=["soon", "late", "another letter"],
)
def test_the_second_of_a_quick_double_letter_counts_while_the_hand_is_as_it_was_held(again, text):
    merger = LetterMerger(sure, RULES)
    assert told(merger, (1.2, written("A", 1.2)), (1.5, held("A", 1.0, 1.5)), end=1.5) == "A"
    assert told(merger, (again[1], written(*again)), same_hand=True) == text


def test_where_no_word_begins_nothing_is_written():
    happenings = (1.0, written("A", 1.0)), (2.5, held("B", 2.0, 2.5)), (3.5, held("Z", 3.0, 3.5))
    assert told(LetterMerger(sure, RULES), *happenings, elsewhere=True) == ""
    assert told(LetterMerger(sure, RULES), *happenings) == "ABZ"


def test_a_word_that_has_begun_goes_on_where_none_begins():
    merger = LetterMerger(sure, RULES)
    assert told(merger, (1.0, written("A", 1.0)), end=1.5) == "A"
    assert told(merger, (2.0, written("B", 2.0)), (3.0, held("C", 2.5, 3.0)), elsewhere=True) == "BC"


@pytest.mark.parametrize(("seconds", "text"), [(1.9, ""), (2.1, "A")])
def test_a_letter_where_no_word_begins_counts_when_it_is_held_longer(seconds, text):
    merger = LetterMerger(sure, RULES)
    happenings = (0.0, None), (1.5, held("A", 1.0, 1.5)), (1.0 + seconds, None)
    assert told(merger, *happenings, end=1.0 + seconds, same_hand=True, elsewhere=True) == text


@pytest.mark.parametrize(("began", "text"), [(1.0, "A"), (0.5, "")], ids=["from the start", "later"])
def test_a_hold_in_which_the_source_begins_needs_no_support(began, text):
    merger = LetterMerger(lambda number, since: 0.0, RULES)
    happenings = (began, None), (1.5, held("A", 1.0, 1.5)), (1.7, None)
    assert told(merger, *happenings, end=1.7, same_hand=True) == ""
    assert told(merger, (1.85, None), end=1.85, same_hand=True) == text
