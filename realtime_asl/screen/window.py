"""The window: shows pictures, reports keys, and knows when it was closed.

Everything here must run in the main thread: macOS and Qt allow windows nowhere else.
"""

from __future__ import annotations

from collections.abc import Iterator
from types import TracebackType

import cv2
import numpy as np

from realtime_asl.errors import UserError
from realtime_asl.screen.display import WITHOUT, reason_of
from realtime_asl.screen.key_places import place_of
from realtime_asl.screen.keys import action_of
from realtime_asl.screen.screen_size import fitted, screen_size

#: A new window is at most this large, and its shorter side at least so; it can be resized, and F fills the screen.
LARGEST, SMALLEST = (1280, 860), 480
#: Pictures are never enlarged beyond this (longer side), however large the screen is.
LARGEST_PICTURE = 2560
#: Colour of the bars beside a picture of another shape than the window, BGR.
_BARS = (20, 15, 12)


def with_bars(image: np.ndarray, room: tuple[int, int] | None) -> np.ndarray:
    """`image` (height, width, 3) uint8 in the middle of a picture in the shape of `room` (width, height); None: any."""
    height, width = image.shape[:2]
    if room is None:
        return image
    wide, tall = max(width, round(height * room[0] / room[1])), max(height, round(width * room[1] / room[0]))
    left, top = (wide - width) // 2, (tall - height) // 2
    if wide - width <= 1 and tall - height <= 1:
        return image
    edges = (top, tall - height - top, left, wide - width - left)
    return cv2.copyMakeBorder(image, *edges, cv2.BORDER_CONSTANT, value=_BARS)


class Window:
    """One window. It opens with its first picture.

    Args:
        title: its title, and its name for OpenCV.
        size: (width, height) in pixels, less where the screen is smaller; None: as large as its first picture.
    """

    def __init__(self, title: str, size: tuple[int, int] | None = None) -> None:
        self._title = title
        self._wished = None if size is None else fitted(size, screen_size())
        self._opened: tuple[int, int] | None = None
        self._seen: tuple[int, int] | None = None
        self._open = self._was_visible = self._fullscreen = False

    def show(self, image: np.ndarray) -> None:
        """Show a BGR picture, with bars beside it where the window has another shape.

        Raises:
            UserError: the window system refuses.
        """
        if self.closed:  # imshow would open it again
            return
        if not self._open:
            self._begin(image.shape[1], image.shape[0])
        cv2.imshow(self._title, with_bars(image, self._room()))

    def zoom(self, width: int, height: int) -> float:
        """By what factor a picture of this size should be resized so that it is shown pixel for pixel.

        Text drawn at the size at which it is seen is sharp; and scaling in the window system is slower.
        """
        room = self._room()
        if room is None and self._open:
            return 1.0
        room_width, room_height = room or LARGEST
        zoom = min(room_width / width, room_height / height)
        if room is None:
            zoom = min(zoom, max(1.0, SMALLEST / min(width, height)))
        return min(zoom, LARGEST_PICTURE / max(width, height))

    def whole(self, width: int, height: int) -> tuple[int, int]:
        """(width, height) in pixels of a picture for all of the window; by `zoom` where that is unknown.

        Args:
            width, height: of a picture that would do, pixels.
        """
        room = self._room()
        zoom = self.zoom(width, height) if room is None else min(1.0, LARGEST_PICTURE / max(room))
        wide, tall = room or (width, height)
        return max(1, round(wide * zoom)), max(1, round(tall * zoom))

    def _room(self) -> tuple[int, int] | None:
        """(width, height) in pixels for pictures; None: minimised, or nobody knows."""
        if not self._open:
            return self._wished
        try:
            _, _, width, height = cv2.getWindowImageRect(self._title)
        except cv2.error:
            return None
        if min(width, height) < 1:
            return None
        if not self._fullscreen:
            self._seen = (width, height)
        return width, height

    def _begin(self, width: int, height: int) -> None:
        try:
            cv2.namedWindow(self._title, cv2.WINDOW_NORMAL | cv2.WINDOW_FREERATIO | cv2.WINDOW_GUI_NORMAL)
        except cv2.error as error:
            raise UserError(f"the window cannot be opened ({reason_of(error)}); {WITHOUT}") from error
        self._open, self._opened = True, self._wished or (width, height)
        cv2.resizeWindow(self._title, *self._opened)

    @property
    def resized(self) -> tuple[int, int] | None:
        """(width, height) where the person gave it another size than it opened with, as `zoom` last saw it."""
        if self._opened is None or self._seen is None:
            return None
        changed = any(abs(seen - opened) > 2 for seen, opened in zip(self._seen, self._opened, strict=True))
        return self._seen if changed else None

    def rename(self, title: str) -> None:
        """Another title, once it is open."""
        if self._open and not self.closed:
            cv2.setWindowTitle(self._title, title)

    def actions(self) -> Iterator[str]:
        """Let the window system work, and give the actions of the keys that were pressed since.

        Takes as long as painting takes; never waits for a key.
        """
        while (code := self.key_code()) >= 0:
            if (action := action_of(code, place_of)) is not None:
                yield action

    def key_code(self, wait: float = 0.001) -> int:
        """As `actions`, for who types: the code of a key as the window system gives it, -1 for none in `wait` seconds.

        Of several keys that were pressed since the window system last worked, OpenCV's Qt window tells the last one.
        So who must not miss any waits here, where it works every millisecond, and nowhere else.
        """
        code = cv2.waitKeyEx(max(1, round(1000 * wait))) if self._open else -1
        # Qt's letters of Latin-1 come as signed bytes.
        return code & 0xFF if -128 <= code < -1 else code

    @property
    def closed(self) -> bool:
        """The person closed the window."""
        if not self._open:
            return False
        try:
            visible = cv2.getWindowProperty(self._title, cv2.WND_PROP_VISIBLE) >= 1
        except cv2.error:
            visible = False
        # Some builds never say "visible": only a window that once was can have been closed.
        self._was_visible = self._was_visible or visible
        return self._was_visible and not visible

    def toggle_fullscreen(self) -> None:
        """Fill the screen, or go back."""
        self._fullscreen = not self._fullscreen
        mode = cv2.WINDOW_FULLSCREEN if self._fullscreen else cv2.WINDOW_NORMAL
        cv2.setWindowProperty(self._title, cv2.WND_PROP_FULLSCREEN, mode)

    def close(self) -> None:
        """Close it, if it is still open."""
        if not self._open:
            return
        try:
            cv2.destroyWindow(self._title)
            cv2.waitKeyEx(1)
        except cv2.error:
            return  # the person was faster

    def __enter__(self) -> Window:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
