"""What the keys of the window do while the program runs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from realtime_asl.alphabet import MOTION, STATIC
from realtime_asl.errors import UserError
from realtime_asl.output.run_outputs import Outputs
from realtime_asl.practice.reading.words import READ
from realtime_asl.runtime.session import Session
from realtime_asl.screen.window import Window

HOLD_STEP, HOLD_RANGE = 0.1, (0.2, 2.0)
TEXT_STEP, TEXT_RANGE = 1.15, (0.6, 2.5)


@dataclass(slots=True)
class Settings:
    """What the keys change.

    Attributes:
        mirrored: show a mirror image.
        text_scale: size of the text, 1 is normal.
        hand: "auto", "left" or "right".
        skeleton: draw the bones of the hand.
        help: show the keys.
    """

    mirrored: bool = False
    text_scale: float = 1.0
    hand: str = "auto"
    skeleton: bool = True
    help: bool = False


@dataclass(frozen=True, slots=True)
class Hooks:
    """What the window asks of the rest of the program.

    Attributes:
        set_hand: takes "auto", "left" or "right".
        begin_practice: gives the session a new round; raises UserError.
        end_practice: keeps what was practised in the session's round; returns a line for the screen, or None.
        teach: begins to teach these letters.
        change_practice: letters, words, reading, the person's own list, one after the other; returns which.
        practise_reading: shows reading practice in the window until the person leaves it; raises UserError.
    """

    set_hand: Callable[[str], None]
    begin_practice: Callable[[], None]
    end_practice: Callable[[], str | None]
    change_practice: Callable[[], str]
    teach: Callable[[tuple[str, ...]], None]
    practise_reading: Callable[[], None]


class KeyActions:
    """Answers to keys: changes what the session, the outputs, the window and the settings do.

    Args:
        window: for full screen.
        session: what is signed.
        outputs: for recording.
        settings: changed in place.
        hooks: see there.
        say: shows one line for a moment.

    Attributes:
        quit: the person wants to leave.
    """

    def __init__(
        self,
        *,
        window: Window,
        session: Session,
        outputs: Outputs,
        settings: Settings,
        hooks: Hooks,
        say: Callable[[str], None],
    ) -> None:
        self._window, self._session, self._outputs = window, session, outputs
        self._settings, self._hooks, self._say = settings, hooks, say
        self.quit = False

    def act(self, action: str) -> None:
        """Do what a key means; `action` is a name of `screen.keys.KEYS`."""
        if action.startswith("accept"):
            self._session.accept(int(action.removeprefix("accept")))
        else:
            getattr(self, f"_do_{action}")()

    def _do_quit(self) -> None:
        self.quit = True

    def _do_help(self) -> None:
        self._settings.help = not self._settings.help

    def _do_space(self) -> None:
        self._session.space()

    def _do_backspace(self) -> None:
        self._session.backspace()

    def _do_clear(self) -> None:
        self._session.clear()

    def _do_copy(self) -> None:
        text = self._session.text.strip()
        if not text:
            self._say("There is no text yet")
            return
        import pyperclip  # looks for the system's tools when imported

        try:
            pyperclip.copy(text)
        except pyperclip.PyperclipException:
            self._say("No clipboard here; on Linux, install xclip or wl-clipboard")
            return
        self._say("Copied")

    def _do_hold_less(self) -> None:
        self._change_hold(-HOLD_STEP)

    def _do_hold_more(self) -> None:
        self._change_hold(HOLD_STEP)

    def _change_hold(self, step: float) -> None:
        self._session.hold = round(min(max(self._session.hold + step, HOLD_RANGE[0]), HOLD_RANGE[1]), 2)
        self._say(f"Hold a letter {self._session.hold:.1f} s")

    def _do_text_less(self) -> None:
        self._change_text(1 / TEXT_STEP)

    def _do_text_more(self) -> None:
        self._change_text(TEXT_STEP)

    def _change_text(self, factor: float) -> None:
        scale = min(max(self._settings.text_scale * factor, TEXT_RANGE[0]), TEXT_RANGE[1])
        self._settings.text_scale = scale
        self._say(f"Text size {scale:.0%}")

    def _do_mirror(self) -> None:
        self._settings.mirrored = not self._settings.mirrored
        self._say("Mirror image" if self._settings.mirrored else "As the camera sees it")

    def _do_hand(self) -> None:
        order = ("auto", "left", "right")
        self._settings.hand = order[(order.index(self._settings.hand) + 1) % len(order)]
        self._hooks.set_hand(self._settings.hand)
        self._say({"auto": "Either hand", "left": "Left hand", "right": "Right hand"}[self._settings.hand])

    def _do_skeleton(self) -> None:
        self._settings.skeleton = not self._settings.skeleton

    def _do_fullscreen(self) -> None:
        self._window.toggle_fullscreen()

    def _do_record(self) -> None:
        self._say(self._outputs.toggle())

    def _do_teach(self) -> None:
        teaching, practice = self._session.teaching, self._session.practice
        if teaching is not None:
            if teaching.question is not None:
                teaching.answer(True)
            else:
                self._end_teaching()
            return
        letters = STATIC
        if practice is not None and practice.letter is not None:
            letters = (practice.letter,)
        if letters[0] in MOTION:
            self._say("J and Z are read by their movement")
            return
        self._hooks.teach(letters)

    def _end_teaching(self) -> None:
        self._session.teaching = None
        self._say("Teaching ended")

    def _do_practice(self) -> None:
        if self._session.teaching is not None:
            self._end_teaching()
            return
        if self._session.practice is not None:
            notice = self._hooks.end_practice()
            self._session.practise(None)
            self._say(notice or "Practice ended")
        else:
            self._begin_practice()

    def _begin_practice(self) -> None:
        try:
            self._hooks.begin_practice()
        except UserError as error:
            self._say(str(error))

    def _do_practice_skip(self) -> None:
        teaching = self._session.teaching
        if teaching is not None:
            if teaching.question is not None:
                teaching.answer(False)
            else:
                teaching.skip()
            return
        practice = self._session.practice
        if practice is None:
            return
        if practice.done:
            self._hooks.end_practice()
            self._begin_practice()
        else:
            practice.skip()

    def _do_practice_what(self) -> None:
        if self._session.teaching is not None:
            return
        if self._session.practice is not None:
            self._hooks.end_practice()
        what = self._hooks.change_practice()
        if what == READ:
            self._read()
            what = self._hooks.change_practice()
        self._say(f"Practise {what}")
        self._begin_practice()

    def _read(self) -> None:
        if self._outputs.recording is not None:
            self._say("Reading practice is not recorded; stop the recording first")
            return
        self._session.practise(None)
        try:
            self._hooks.practise_reading()
        except UserError as error:
            self._say(str(error))

    def _do_practice_turn(self) -> None:
        shown = self._session.teaching or self._session.practice
        if shown is not None:
            shown.turn()

    def _do_practice_hide(self) -> None:
        shown = self._session.teaching or self._session.practice
        if shown is not None:
            shown.hide()
