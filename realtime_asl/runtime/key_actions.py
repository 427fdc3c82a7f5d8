"""What the keys of the window do while the program runs."""

from __future__ import annotations

from collections.abc import Callable

from realtime_asl.output.run_outputs import Outputs
from realtime_asl.runtime.hooks import Hooks, WindowState
from realtime_asl.runtime.practice_keys import PracticeKeys
from realtime_asl.runtime.session import Session
from realtime_asl.screen import text_size
from realtime_asl.screen.window import Window
from realtime_asl.spelling.decoder import AUTO, HOLD

HOLD_STEP, HOLD_RANGE = 0.1, (0.2, 2.0)
#: These change the text, which is not to be seen while letters are practised or taught.
EDITING = ("space", "backspace", "clear", "accept1", "accept2", "accept3")


class KeyActions:
    """Answers to keys: changes what the session, the outputs, the window and the picture do.

    Args:
        window: for full screen.
        session: what is signed.
        outputs: for recording.
        state: changed in place.
        hooks: see there.
        notify: shows one line for a moment.

    Attributes:
        quit: the person wants to leave.
    """

    def __init__(
        self,
        *,
        window: Window,
        session: Session,
        outputs: Outputs,
        state: WindowState,
        hooks: Hooks,
        notify: Callable[[str], None],
    ) -> None:
        self._window, self._session, self._outputs = window, session, outputs
        self._state, self._hooks, self._notify = state, hooks, notify
        self._practice = PracticeKeys(session, outputs, hooks, notify)
        self.quit = False

    def act(self, action: str) -> None:
        """Do what a key means; `action` is a name of `screen.keys.BINDINGS`."""
        if self._state.board is not None and action != "fullscreen":
            self._state.board = None  # back to the picture: no key acts unseen, a recording least of all
            if action in ("progress", "back", "quit"):
                return
        if action in EDITING and (self._session.practice or self._session.teaching) is not None:
            self._notify("The text waits until practice ends")
        elif action.startswith("accept"):
            self._session.accept(int(action.removeprefix("accept")))
        elif hasattr(self._practice, action):
            getattr(self._practice, action)()
        else:
            getattr(self, f"_do_{action}")()

    def _do_back(self) -> None:
        if self._state.help:
            self._state.help = False
        else:
            self.quit = True

    def _do_quit(self) -> None:
        self.quit = True

    def _do_help(self) -> None:
        self._state.help = not self._state.help

    def _do_space(self) -> None:
        self._session.space()

    def _do_backspace(self) -> None:
        self._session.backspace()

    def _do_clear(self) -> None:
        written = bool(self._session.text)
        self._session.clear()
        if written:
            self._notify("Cleared; Backspace brings it back")

    def _do_copy(self) -> None:
        self._session.settle()  # all that is seen
        text = self._session.text.strip()
        if not text:
            self._notify("There is no text yet")
            return
        import pyperclip  # looks for the system's tools when imported

        try:
            pyperclip.copy(text)
        except pyperclip.PyperclipException:
            self._notify("No clipboard here; on Linux, install xclip or wl-clipboard")
            return
        self._notify("Copied")

    def _do_speak(self) -> None:
        self._notify(self._hooks.speech.toggle())

    def _do_hold_less(self) -> None:
        self._change_hold(-HOLD_STEP)

    def _do_hold_more(self) -> None:
        self._change_hold(HOLD_STEP)

    def _change_hold(self, step: float) -> None:
        """Below the shortest time it is read as signed."""
        before, asks = self._session.hold, self._session.practice
        # An option may have made it longer than the keys do.
        seconds = HOLD if before == AUTO else round(min(before + step, max(HOLD_RANGE[1], before)), 2)
        flows = step < 0 and (before == AUTO or seconds < HOLD_RANGE[0] - 1e-6)
        self._session.hold = AUTO if flows else seconds
        self._hooks.remember(hold=self._session.hold)
        # Where letters are asked for, they are held in any case.
        as_signed = "Read as signed" if asks is None else f"Read as signed; practice asks for {HOLD:.1f} s"
        self._notify(as_signed if flows else f"Hold a letter {seconds:.1f} s")

    def _do_text_less(self) -> None:
        self._change_text(larger=False)

    def _do_text_more(self) -> None:
        self._change_text(larger=True)

    def _change_text(self, *, larger: bool) -> None:
        scale = self._state.text_scale = text_size.changed(self._state.text_scale, larger=larger)
        self._hooks.remember(text_size=scale)
        self._notify(f"Text size {scale:.0%}")

    def _do_camera(self) -> None:
        self._notify(self._hooks.next_camera())

    def _do_mirror(self) -> None:
        self._hooks.set_mirrored(not self._state.mirrored)
        self._notify("Mirror image" if self._state.mirrored else "As the camera sees it")

    def _do_hand(self) -> None:
        order = ("auto", "left", "right")
        self._state.hand = order[(order.index(self._state.hand) + 1) % len(order)]
        self._hooks.set_hand(self._state.hand)
        self._notify({"auto": "Either hand", "left": "Left hand", "right": "Right hand"}[self._state.hand])

    def _do_skeleton(self) -> None:
        self._state.skeleton = not self._state.skeleton

    def _do_fullscreen(self) -> None:
        self._window.toggle_fullscreen()

    def _do_record(self) -> None:
        self._notify(self._outputs.toggle())
