"""How one thread gives work to the next: one place, no queue that could grow."""

from __future__ import annotations

import threading
from typing import Generic, TypeVar

T = TypeVar("T")


class StageQueue(Generic[T]):
    """One item on its way from one thread to another.

    Args:
        newest: a new item replaces one that was not taken (live). Otherwise `put` returns when the
            item has been taken (files), so that nothing waits in a queue and every item arrives.
    """

    def __init__(self, newest: bool) -> None:
        self._newest = newest
        self._changed = threading.Condition()
        self._item: T | None = None
        self._closed = False

    def put(self, item: T) -> bool:
        """Offer `item`, not None. False when the receiver is gone: stop."""
        with self._changed:
            if self._closed:
                return False
            self._item = item
            self._changed.notify_all()
            if self._newest:
                return True
            self._changed.wait_for(lambda: self._item is not item or self._closed)
            return self._item is not item

    def get(self, timeout: float | None = None) -> T | None:
        """The next item; None after `timeout` seconds without one, or when there will be no more."""
        with self._changed:
            self._changed.wait_for(lambda: self._item is not None or self._closed, timeout)
            item, self._item = self._item, None
            self._changed.notify_all()
            return item

    @property
    def closed(self) -> bool:
        """No more items will come, and none is waiting."""
        with self._changed:
            return self._closed and self._item is None

    def close(self) -> None:
        """No more items, from either side. What was put before can still be taken."""
        with self._changed:
            self._closed = True
            self._changed.notify_all()
