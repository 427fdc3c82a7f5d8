"""What every source offers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from realtime_asl.frame import Frame


@dataclass(frozen=True, slots=True)
class FileSound:
    """The sound of a media file.

    Attributes:
        path: the file.
        first_picture: when its first picture is shown, seconds by the clock of the file; where a film was cut, that is
            not where it begins.
    """

    path: Path
    first_picture: float


@dataclass(frozen=True, slots=True)
class SourceInfo:
    """What a source delivers, as it really came, not as it was asked for.

    Attributes:
        name: short name for the screen; never holds a password of a stream URL.
        width: of the upright picture, pixels.
        height: of the upright picture, pixels.
        fps: frames a second (the mean, for a file with a variable rate).
        live: the pictures happen now; a frame that is not taken in time is lost.
        sound: that of a media file, None where there is none.
    """

    name: str
    width: int
    height: int
    fps: float
    live: bool
    sound: FileSound | None = None


class Source(Protocol):
    """A stream of frames. Iterate over it once, and close it.

    Attributes:
        info: what is delivered.
        status: None, or a short line for the screen ("camera lost, reconnecting"). May be read
            from any thread at any time.
        error: None, or one line saying that a file ended early or is damaged; what could be read
            was delivered.
    """

    info: SourceInfo
    status: str | None
    error: str | None

    def __iter__(self) -> Iterator[Frame]:
        """File: every frame, in order. Live: waits for the next frame and yields the newest."""
        ...

    def close(self) -> None:
        """Release the device or file. May be called from any thread, and twice."""
        ...
