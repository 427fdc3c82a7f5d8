from __future__ import annotations

from concurrent.futures import Future

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from realtime_asl.alphabet import CLASSES, INDEX
from realtime_asl.output.spelled_text import SpelledText
from realtime_asl.spelling.decoder import LetterEvent
from realtime_asl.spelling.lexicon import Lexicon
from realtime_asl.spelling.speller import Speller, TextEvent

WORDS = [("hello", 900), ("help", 1000), ("held", 500), ("coffee", 300), ("world", 800), ("cat", 100), ("cats", 90)]


def posterior(letter: str, **others: float) -> np.ndarray:
    values = np.zeros(len(CLASSES), np.float32)
    for other, probability in others.items():
        values[INDEX[other]] = probability
    values[INDEX[letter]] = 1 - values.sum()
    return values


def signed(letter: str, time: float = 1.0, **others: float) -> LetterEvent:
    return LetterEvent(time, "letter", letter, 0.9, time - 0.5, posterior(letter, **others))


def pause(time: float = 2.0) -> LetterEvent:
    return LetterEvent(time, "space", None, 1.0, time - 0.7)


def speller(autocorrect: bool = False) -> Speller:
    return Speller(Lexicon(WORDS), autocorrect)


def spell(target: Speller, word: str, **others: float) -> list[TextEvent]:
    return [event for letter in word for event in target.apply(signed(letter, **others))]


def doubtful_hello(target: Speller) -> None:
    spell(target, "HE")
    target.apply(signed("I", L=0.35))
    target.apply(signed("I", L=0.4))
    spell(target, "O")


class TestText:
    def test_letters_become_text(self):
        target = speller()
        events = spell(target, "HI")
        assert target.text == "HI"
        assert events[0] == TextEvent(1.0, "letter", "H", 0.9, start=0.5)

    def test_a_pause_ends_the_word_once(self):
        target = speller()
        assert target.apply(pause()) == ()
        spell(target, "HI")
        assert [event.kind for event in target.apply(pause())] == ["space"]
        assert target.apply(pause()) == ()
        assert target.space(3.0) == ()
        assert target.text == "HI "

    def test_the_del_sign_and_backspace_take_back_the_last_letter(self):
        target = speller()
        spell(target, "HIT")
        (event,) = target.apply(LetterEvent(4.0, "delete", None, 0.8, 3.5))
        assert (event.kind, event.time, event.confidence, event.start) == ("delete", 4.0, 0.8, 3.5)
        assert target.backspace(5.0) == (TextEvent(5.0, "delete"),)
        assert target.text == "H"

    def test_there_is_nothing_to_take_back_from_nothing(self):
        assert speller().backspace(1.0) == ()
        assert speller().clear(1.0) == ()

    def test_clear_takes_back_everything(self):
        target = speller()
        spell(target, "HI")
        target.space(2.0)
        assert target.clear(3.0) == (TextEvent(3.0, "delete"),) * 3

    @pytest.mark.parametrize("text", ["HI", "HI ", "HI YOU"])
    def test_backspace_right_after_clear_brings_everything_back(self, text):
        target, told = speller(), SpelledText()
        for part in text:
            for event in target.apply(pause() if part == " " else signed(part)):
                told.apply(event)
        for event in (*target.clear(3.0), *target.clear(3.1)):
            told.apply(event)
        assert target.text == told.text == ""
        target.apply(pause(3.5))  # the hand is lowered meanwhile
        for event in target.backspace(4.0):
            told.apply(event)
        assert target.text == told.text == text
        target.backspace(5.0)
        assert target.text == text[:-1]

    def test_a_letter_signed_meanwhile_is_taken_back_before_what_was_cleared_comes(self):
        target = speller()
        spell(target, "HI")
        target.clear(3.0)
        target.apply(signed("A", 3.5))
        target.backspace(4.0)
        assert target.text == ""
        target.backspace(4.5)
        assert target.text == "HI"
        target.backspace(5.0)
        target.backspace(5.5)
        assert target.backspace(6.0) == ()

    def test_what_was_cleared_long_ago_does_not_come_back(self):
        target = speller()
        spell(target, "HI")
        target.clear(3.0)
        assert target.backspace(13.5) == ()

    def test_a_letter_event_without_a_letter_is_an_error(self):
        with pytest.raises(ValueError, match="without a letter"):
            speller().apply(LetterEvent(1.0, "letter", None, 0.9, 0.5))


class TestSuggestions:
    def test_come_from_the_second_letter_on_and_grow_with_the_word(self):
        target = speller()
        assert target.suggestions == ()
        spell(target, "H")
        assert target.suggestions == ()
        spell(target, "E")
        assert set(target.suggestions) == {"HELP", "HELLO", "HELD"}
        spell(target, "LL")
        assert target.suggestions[0] == "HELLO"

    def test_the_word_itself_is_none(self):
        target = speller()
        spell(target, "CAT")
        assert target.suggestions == ("CATS",)

    def test_there_are_none_between_words(self):
        target = speller()
        spell(target, "HELL")
        target.space(2.0)
        assert target.suggestions == ()

    def test_doubts_of_the_classifier_count(self):
        target = speller()
        doubtful_hello(target)
        assert target.suggestions[0] == "HELLO"

    def test_an_unknown_word_gets_none(self):
        target = speller()
        spell(target, "XQV")
        assert target.suggestions == ()

    def test_accepting_one_replaces_the_word_and_begins_a_new_one(self):
        target = speller()
        spell(target, "HELL")
        assert target.accept(1, 3.0) == (
            TextEvent(3.0, "word", word="HELLO", replaced="HELL"),
            TextEvent(3.0, "space"),
        )
        assert target.text == "HELLO "
        assert target.suggestions == ()
        assert target.apply(pause()) == ()
        spell(target, "WORLD")
        assert target.text == "HELLO WORLD"

    @pytest.mark.parametrize("number", [0, -1, 2, 4])
    def test_numbers_without_a_suggestion_do_nothing(self, number):
        target = speller()
        spell(target, "CAT")
        assert target.accept(number, 3.0) == ()
        assert target.text == "CAT"

    def test_backspace_undoes_an_accepted_one(self):
        target = speller()
        spell(target, "HELL")
        target.accept(1, 3.0)
        assert [event.kind for event in target.backspace(4.0)] == ["delete", "word"]
        assert target.text == "HELL"
        assert target.suggestions[0] == "HELLO"
        assert [event.kind for event in target.backspace(5.0)] == ["delete"]
        assert target.text == "HEL"

    def test_while_the_words_are_loading_there_are_none(self):
        loading: Future[Lexicon] = Future()
        target = Speller(loading)
        spell(target, "HELL")
        assert target.suggestions == ()
        loading.set_result(Lexicon(WORDS))
        assert target.suggestions[0] == "HELLO"

    def test_the_english_words_are_loaded_with_the_first_letter(self):
        target = Speller()
        assert target.lexicon is None
        spell(target, "GUIT")
        assert "GUITAR" in target.lexicon.result(timeout=60)
        assert target.suggestions[0] == "GUITAR"


class TestAutocorrect:
    def test_is_off_by_default(self):
        target = speller()
        doubtful_hello(target)
        target.space(2.0)
        assert target.text == "HEIIO "
        assert target.notice is None

    def test_mends_a_word_whose_letters_were_in_doubt_and_says_so(self):
        target = speller(autocorrect=True)
        doubtful_hello(target)
        assert target.apply(pause(2.0))[0] == TextEvent(2.0, "word", word="HELLO", replaced="HEIIO")
        assert target.text == "HELLO "
        assert target.notice == "HEIIO → HELLO (backspace undoes)"
        spell(target, "C")
        assert target.notice is None

    def test_mends_the_last_word_of_a_file_too(self):
        target = speller(autocorrect=True)
        doubtful_hello(target)
        assert target.finish(2.0) == (TextEvent(2.0, "word", word="HELLO", replaced="HEIIO"),)
        assert target.text == "HELLO"
        assert speller(autocorrect=True).finish(2.0) == ()
        assert speller().finish(2.0) == ()

    def test_backspace_undoes_that_of_a_word_at_the_end_of_a_file(self):
        target = speller(autocorrect=True)
        spell(target, "CAT")
        target.space(0.5)
        doubtful_hello(target)
        target.finish(2.0)
        assert target.backspace(3.0) == (TextEvent(3.0, "word", word="HEIIO", replaced="HELLO"),)
        assert target.text == "CAT HEIIO"

    def test_backspace_undoes_it_and_it_is_not_done_again(self):
        target = speller(autocorrect=True)
        doubtful_hello(target)
        target.space(2.0)
        assert target.backspace(3.0) == (TextEvent(3.0, "word", word="HEIIO", replaced="HELLO"),)
        assert target.text == "HEIIO "
        assert target.notice is None
        assert target.space(4.0) == ()
        assert target.text == "HEIIO "

    @pytest.mark.parametrize("word", ["HEIIO", "CAZ", "JOHANNA", "WORLE", "COFFEES"])
    def test_a_word_that_was_read_for_sure_stays(self, word):
        target = speller(autocorrect=True)
        spell(target, word)
        target.space(2.0)
        assert target.text == word + " "

    def test_a_word_of_the_lexicon_is_never_replaced(self):
        target = speller(autocorrect=True)
        spell(target, "HE")
        target.apply(signed("L"))
        target.apply(signed("D", P=0.49))
        target.space(2.0)
        assert target.text == "HELD "

    def test_nor_is_one_that_could_be_two(self):
        target = speller(autocorrect=True)
        spell(target, "HEL")
        target.apply(signed("X", P=0.3, D=0.3))
        target.space(2.0)
        assert target.text == "HELX "

    def test_nor_a_short_one(self):
        target = Speller(Lexicon([("at", 100)]), autocorrect=True)
        target.apply(signed("S", A=0.45))
        target.apply(signed("T"))
        target.space(2.0)
        assert target.text == "ST "

    def test_half_of_a_double_letter_is_not_evidence_enough_for_a_name(self):
        target = Speller(Lexicon([("matt", 5), ("harry", 5)]), autocorrect=True)
        spell(target, "MAT")
        target.space(2.0)
        assert target.text in ("MAT ", "MATT ")

    def test_waits_for_the_words(self):
        loading: Future[Lexicon] = Future()
        loading.set_result(Lexicon(WORDS))
        target = Speller(loading, autocorrect=True)
        doubtful_hello(target)
        target.space(2.0)
        assert target.text == "HELLO "


class TestTheTranscriptFollows:
    @settings(max_examples=150, deadline=None)
    @given(st.lists(st.sampled_from(["H", "E", "I", "L", "O", "C", "A", "T", "space", "back", "clear", "1", "2", "3"])))
    def test_whatever_happens(self, actions):
        target, follower, previous = speller(autocorrect=True), SpelledText(), 0.0
        for number, action in enumerate(actions):
            time = float(number)
            if action == "space":
                events = target.space(time)
            elif action == "back":
                events = target.backspace(time)
            elif action == "clear":
                events = target.clear(time)
            elif action.isdigit():
                events = target.accept(int(action), time)
            else:
                events = target.apply(signed(action, time, L=0.3) if action == "I" else signed(action, time))
            for event in events:
                assert event.time >= previous
                previous = event.time
                follower.apply(event)
            assert follower.text == target.text
            assert "  " not in target.text
            assert not target.text.startswith(" ")
            assert len(target.suggestions) <= 3


def test_words_that_ran_together_are_suggested_apart_and_taken_as_two():
    target = speller()
    spell(target, "HELLOWORLD")
    assert target.suggestions == ("HELLO WORLD",)
    events = target.accept(1, 3.0)
    assert target.text == "HELLO WORLD "
    assert (events[0].word, events[0].replaced) == ("HELLO WORLD", "HELLOWORLD")
    target.backspace(3.5)
    assert target.text == "HELLOWORLD"
    target.space(4.0)
    spell(target, "CAT")
    assert target.text == "HELLOWORLD CAT"
