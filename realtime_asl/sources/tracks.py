"""Which of a file's tracks are meant: the film rather than a still or thumbnails beside it, sound that can be read."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import av

from realtime_asl.sources.container import open_container

#: Pictures and packets until which the tracks are compared; five pictures make a film, as FFmpeg's players see it.
FILM, LOOKED_AT = 5, 3000
#: A track with so many times fewer pictures than another one holds thumbnails.
SPARSE = 8
#: What players do not play: covers, and pictures for seeking. (By name: older PyAV lack some of them.)
BESIDE = ("attached_pic", "timed_thumbnails", "still_image")


def film_track(container: av.container.InputContainer, path: Path) -> av.VideoStream | None:
    """The video track that a player would show; None where no track is a film.

    A track of moving pictures comes before one with a still, then what the file marks as default, then the larger
    picture, then the first one. One that cannot be decoded is taken only where no other is left: the caller says so.
    """
    tracks = [track for track in container.streams.video if not _beside(track)]
    tracks = [track for track in tracks if track.codec_context is not None] or tracks
    if len(tracks) < 2:
        return tracks[0] if tracks else None
    pictures = _count(path, {track.index for track in tracks})

    most = max(pictures.values(), default=0)

    def rank(track: av.VideoStream) -> tuple:
        area = track.codec_context.width * track.codec_context.height if track.codec_context is not None else 0
        default = bool(track.disposition & av.stream.Disposition.default)
        seen = pictures[track.index]
        return seen * SPARSE > most, min(seen, FILM), default, area, -track.index

    return max(tracks, key=rank)


def _beside(track: av.VideoStream) -> bool:
    names = {flag.name for flag in av.stream.Disposition if flag in track.disposition}
    return any(name in names for name in BESIDE)


def _count(path: Path, wanted: set[int]) -> Counter[int]:
    """How many pictures of each track stand near the beginning of the file."""
    seen: Counter[int] = Counter()
    container = open_container(path)
    try:
        for number, packet in enumerate(container.demux()):
            if packet.stream.index in wanted and packet.size:
                seen[packet.stream.index] += 1
            if number > LOOKED_AT or all(seen[index] >= FILM for index in wanted):
                break
    except (av.FFmpegError, IndexError):  # damaged further on: what was seen until then must do
        return seen
    finally:
        container.close()
    return seen


def sound_track(path: Path) -> int | None:
    """Index of the first sound track that can be decoded; None where there is none."""
    container = open_container(path)
    try:
        tracks = [track.index for track in container.streams.audio if track.codec_context is not None]
    finally:
        container.close()
    return next((index for index in tracks if _sounds(path, index)), None)


def _sounds(path: Path, index: int) -> bool:
    container = open_container(path)
    try:
        failures = 0
        for packet in container.demux(container.streams[index]):
            try:
                if packet.decode():
                    return True
            except (av.FFmpegError, ValueError):
                failures += 1
            if failures > LOOKED_AT:
                return False
    except (av.FFmpegError, IndexError, ValueError):
        return False
    finally:
        container.close()
    return False
