"""Animated WebP and AVIF, which FFmpeg cannot play, through Pillow."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from itertools import count
from pathlib import Path

import numpy as np
from PIL import Image

from realtime_asl.errors import UserError
from realtime_asl.sources.container import MAX_PIXELS
from realtime_asl.sources.pictures import to_bgr

#: What browsers make of pictures that are to be shown for no time at all, seconds.
SHORTEST = 0.1


class AnimationReader:
    """One pass over an animation; the same members as `film.FilmReader`.

    Args:
        path: the file.

    Attributes:
        first: the first picture.
        fps: pictures a second, on average.
        sound: none.
        problem: after the last picture: one line when the file is cut off or damaged, else None.

    Raises:
        UserError: no picture can be read from it.
    """

    sound = None

    def __init__(self, path: Path) -> None:
        self._path = path
        self.problem: str | None = None
        try:
            self._picture = Image.open(path)
        except Exception as error:  # noqa: BLE001 - decoders raise nearly anything on damaged files
            raise self._unreadable(error) from None
        width, height = self._picture.size
        if width * height > MAX_PIXELS:
            self.close()
            raise UserError(f"{path}: pictures of {width} x {height} are larger than 8K; make it smaller first")
        self._pictures = self._decode()
        pair = next(self._pictures, None)
        if pair is None:
            self.close()
            raise self._unreadable(self.problem or "no picture in it can be decoded")
        self.first = pair[0]
        self._pending = [pair]
        self.fps = 1 / max(self._duration, 0.001)

    def __iter__(self) -> Iterator[tuple[np.ndarray, float | None]]:
        while self._pending:
            yield self._pending.pop()
        yield from self._pictures

    def close(self) -> None:
        """Close the file."""
        self._picture.close()

    def _decode(self) -> Iterator[tuple[np.ndarray, float]]:
        stamp = 0.0
        for number in count():
            try:
                with warnings.catch_warnings(action="ignore"):
                    self._picture.seek(number)
                    image = to_bgr(self._picture)
            except EOFError:
                return
            except Exception as error:  # noqa: BLE001 - as above
                reason = str(error) or type(error).__name__
                self.problem = f"{self._path}: the file is damaged ({reason}); read until {stamp:.1f} s"
                return
            self._duration = float(self._picture.info.get("duration") or 0) / 1000 or SHORTEST
            yield image, stamp
            stamp += self._duration

    def _unreadable(self, reason: object) -> UserError:
        return UserError(f"{self._path} cannot be read as an animation ({reason}); it may be cut off or damaged")
