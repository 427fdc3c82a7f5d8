"""Ctrl-C and its like, heard once: the first one ends the work, further ones wait until all is saved and printed.

Launchers and impatient people send a signal twice, a few milliseconds apart. Python would raise KeyboardInterrupt
for each, the second one in the middle of saving. So only the first one raises, and none at all where a loop asks
for itself (`noted`, `heard`).
"""

from __future__ import annotations

import _thread
import signal
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

#: Ctrl-C; what a system sends to end a program; the terminal was closed; Ctrl-Break of Windows.
SIGNALS = tuple(getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP", "SIGBREAK") if hasattr(signal, name))
#: A signal that came where none may raise is sent again so much later, seconds.
_MOMENT_S = 0.002


class _State:
    """What was heard, whether it is still to raise, whether signals raise, and whose handlers were there before."""

    def __init__(self) -> None:
        self.heard, self.put_off, self.noting = False, False, False
        self.before: dict[int, object] = {}


_state = _State()


def listen() -> None:
    """From now on the first signal raises KeyboardInterrupt in the main thread, and further ones only count as heard.

    A signal that the program was started to ignore (nohup, a job in the background of a script) stays ignored.
    """
    _state.heard = _state.put_off = _state.noting = False
    for number in SIGNALS:
        if signal.getsignal(number) not in (signal.SIG_IGN, _hear):
            _state.before[number] = signal.signal(number, _hear)


def stop(*, ending: bool) -> None:
    """The counterpart of `listen`. `ending`: so does the process, and no signal may change its exit code any more."""
    for number, handler in _state.before.items():
        signal.signal(number, signal.SIG_IGN if ending else handler)
    _state.before.clear()
    _state.heard = _state.put_off = _state.noting = False
    if ending:
        # Python notes an interrupt that ends an `exec` of source, as SciPy has them while it is loaded, and would kill
        # itself with the signal at its end, although it was answered. Another `exec` makes it forget.
        exec("")


def heard() -> bool:
    """A signal has come since `listen`."""
    return _state.heard


@contextmanager
def noted() -> Iterator[None]:
    """Inside, no signal raises: the loop looks at `heard`, and what is saved is saved whole."""
    before, _state.noting = _state.noting, True
    try:
        yield
    finally:
        _state.noting = before


@contextmanager
def raising() -> Iterator[None]:
    """A part of what is `noted` in which there is nothing to save yet, and waiting must end at once."""
    before, _state.noting = _state.noting, False
    try:
        if _state.heard:
            _state.put_off = False  # this is it
            raise KeyboardInterrupt
        yield
    finally:
        _state.noting = before


def _hear(number: int, frame: FrameType | None) -> None:
    raises = not _state.heard or _state.put_off
    _state.heard, _state.put_off = True, False
    if not raises or _state.noting:
        return
    if frame is not None and frame.f_code.co_filename.startswith("<frozen importlib"):
        # Raised while Python takes its import lock, it can be lost and the lock stay taken: the threads that load the
        # models would wait for ever. So it is heard again a moment later, until other code runs.
        _state.put_off = True
        _thread.start_new_thread(_send_again, (number,))
        return
    raise KeyboardInterrupt


def _send_again(number: int) -> None:
    time.sleep(_MOMENT_S)
    if not _state.put_off:
        return
    if hasattr(signal, "pthread_kill"):  # wakes the main thread, too, where it waits for something
        signal.pthread_kill(threading.main_thread().ident, number)
    else:
        _thread.interrupt_main(number)
