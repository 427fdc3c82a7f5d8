"""Finished words said aloud by the system's own voice, in processes of its own; nothing here waits for them.

    voice = Voice()                  # raises UserError where the system has none
    speaker = WordSpeaker(voice.say)
    speaker.event(event, text)        # every text event and the text after it
    voice.close()

No package is needed: macOS and Windows bring a voice, and on Linux espeak-ng is one. Words go in through standard
input, so that no other user of the machine sees them in the list of processes, and no sound is left in a file.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import threading
import time
from collections import deque
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from realtime_asl.errors import UserError

if TYPE_CHECKING:
    from realtime_asl.spelling.speller import TextEvent

_WINDOWS = (
    "Add-Type -AssemblyName System.Speech; $voice = New-Object System.Speech.Synthesis.SpeechSynthesizer; "
    "$voice.Speak([Console]::In.ReadToEnd())"
)
#: Programs that say what comes on standard input and end when it is said, by system; the first one that is there.
COMMANDS: dict[str, tuple[tuple[str, ...], ...]] = {
    "darwin": (("say",),),
    "win32": (("powershell", "-NoProfile", "-NonInteractive", "-Command", _WINDOWS),),
    "linux": (("espeak-ng", "--stdin"), ("espeak", "--stdin"), ("spd-say", "--wait", "--pipe-mode")),
}
#: Words that wait behind the one that is being said; older ones are given up. How long one may take, seconds.
WAITING, LONGEST_S = 200, 20.0


class Voice:
    """Says words one after the other.

    Args:
        command: a program that says what comes on standard input; None: the system's.

    Attributes:
        error: one line for the person once saying has failed, or None.

    Raises:
        UserError: this system has no voice.
    """

    def __init__(self, command: Sequence[str] | None = None) -> None:
        self.error: str | None = None
        self._command = tuple(command or _system_command())
        self._words: deque[str] = deque(maxlen=WAITING)
        self._changed = threading.Condition()
        self._process: subprocess.Popen[str] | None = None
        self._closing = self._stopped = False
        self._thread = threading.Thread(target=self._run, name="voice", daemon=True)
        self._thread.start()

    def say(self, word: str) -> None:
        """Say a word when those before it are said; returns at once."""
        with self._changed:
            self._words.append(word)
            self._changed.notify()

    def hush(self) -> None:
        """Leave unsaid what waits; the word that is being said is said to its end."""
        with self._changed:
            self._words.clear()

    def close(self, seconds: float = 5.0, *, given_up: Callable[[], bool] = lambda: False) -> None:
        """Let what waits be said for at most so many seconds, or until it is `given_up`, then be silent."""
        with self._changed:
            self._closing = True
            self._changed.notify()
        end = time.monotonic() + seconds
        while self._thread.is_alive() and not given_up() and (left := end - time.monotonic()) > 0:
            self._thread.join(min(left, 0.1))
        with self._changed:
            self._stopped = True
            process = self._process
        if process is not None:
            process.kill()
        self._thread.join(5.0)

    def _run(self) -> None:
        while True:
            with self._changed:
                self._changed.wait_for(lambda: self._words or self._closing)
                if self._stopped or not self._words:
                    return
                word = self._words.popleft()
            self._say_now(word)

    def _say_now(self, word: str) -> None:
        # Capitals would be spelled out by some voices.
        try:
            with subprocess.Popen(
                self._command,
                stdin=subprocess.PIPE,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.PIPE,
                text=True,
                encoding="utf-8",
                errors="replace",
                # Ctrl-C is for the program, which lets the last word be said.
                start_new_session=True,
                creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
            ) as process:
                with self._changed:
                    self._process = process
                    if self._stopped:  # `close` came while it was being started, and knew of no process
                        process.kill()
                try:
                    _, errors = process.communicate(word.lower() + "\n", timeout=LONGEST_S)
                except subprocess.TimeoutExpired:
                    process.kill()
                    _, errors = process.communicate()
        except OSError as error:
            self._failed(str(error.strerror or error))
            return
        finally:
            with self._changed:
                self._process = None
        lines = errors.split("\n") if errors else []
        # Without a sound card, espeak-ng says so and ends as if all were well.
        reason = next((line for line in reversed(lines) if line.startswith("error")), None)
        if (process.returncode or reason) and not self._stopped:
            self._failed(reason or f"exit code {process.returncode}")

    def _failed(self, reason: str) -> None:
        self.error = f"the voice '{self._command[0]}' could not say a word ({reason}); look at the system's sound"


class WordSpeaker:
    """Finds the finished words among the text events.

    Args:
        say: is given each of them.
    """

    def __init__(self, say: Callable[[str], None]) -> None:
        self._say = say
        self._open = False
        #: What the last event put in place of a word: it may be two words that ran together.
        self._put = ""

    def event(self, event: TextEvent, text: str) -> None:
        """Take in an event and all the text after it."""
        if event.kind == "space" and text.split():
            self._say(self._put or text.rsplit(maxsplit=1)[-1])
        self._put = event.word or "" if event.replaced else ""
        self._open = event.kind == "letter" or (self._open and event.kind == "word")

    def finish(self, text: str) -> None:
        """The end: a word that is not closed by a space is finished, too, if a letter of it was the last event."""
        if self._open and text.split() and not text.endswith(" "):
            self._say(text.rsplit(maxsplit=1)[-1])
        self._open = False


def _system_command() -> Sequence[str]:
    known = COMMANDS.get(sys.platform, COMMANDS["linux"])
    for command in known:
        if shutil.which(command[0]):
            return command
    mend = "install one (Debian, Ubuntu: sudo apt install espeak-ng)" if known is COMMANDS["linux"] else "install one"
    raise UserError(f"this system has no voice that could say words ({known[0][0]} is missing); {mend}")
