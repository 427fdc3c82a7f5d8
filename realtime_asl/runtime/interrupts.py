"""Ctrl-C and its like, heard once: the first one ends the work, further ones wait until all is saved and printed.

Launchers and impatient people send a signal twice, a few milliseconds apart. Python would raise KeyboardInterrupt
for each, the second one in the middle of saving. So only the first one raises, and none at all where a loop asks
for itself (`noted`, `heard`).
"""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

#: Ctrl-C; what a system sends to end a program; the terminal was closed; Ctrl-Break of Windows.
SIGNALS = tuple(getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP", "SIGBREAK") if hasattr(signal, name))


class _State:
    """What was heard, whether the next signal raises, and whose handlers were there before."""

    def __init__(self) -> None:
        self.heard, self.noting = False, False
        self.before: dict[int, object] = {}


_state = _State()


def listen() -> None:
    """From now on the first signal raises KeyboardInterrupt in the main thread, and further ones only count as heard.

    A signal that the program was started to ignore (nohup, a job in the background of a script) stays ignored.
    """
    _state.heard = _state.noting = False
    for number in SIGNALS:
        if signal.getsignal(number) not in (signal.SIG_IGN, _hear):
            _state.before[number] = signal.signal(number, _hear)


def stop(*, ending: bool) -> None:
    """The counterpart of `listen`. `ending`: so does the process, and no signal may change its exit code any more."""
    for number, handler in _state.before.items():
        signal.signal(number, signal.SIG_IGN if ending else handler)
    _state.before.clear()
    _state.heard = _state.noting = False


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
            raise KeyboardInterrupt
        yield
    finally:
        _state.noting = before


def _hear(number: int, frame: FrameType | None) -> None:
    first, _state.heard = not _state.heard, True
    if first and not _state.noting:
        raise KeyboardInterrupt
