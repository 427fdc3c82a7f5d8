"""What a run leaves behind: recording and transcript. Either may fail while the program goes on."""

from __future__ import annotations

import threading
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from realtime_asl.errors import UserError
from realtime_asl.frame import Frame
from realtime_asl.screen.overlay import Overlay, View
from realtime_asl.sources.source import SourceInfo

if TYPE_CHECKING:
    from realtime_asl.output.recorder import Recorder
    from realtime_asl.output.transcript_file import Transcript
    from realtime_asl.spelling.speller import TextEvent

#: Takes that are started with a key, where --record gave no name.
TAKE = Path("recording.mp4")


@dataclass(frozen=True, slots=True)
class OutputOptions:
    """What is asked for.

    Attributes:
        record: video file, or None; takes started with a key are then called recording.mp4, recording-2.mp4, …
        clean: record the pictures without annotations.
        transcript: transcript file, or None.
        overwrite: replace files that exist.
        text_scale: of the annotations.
    """

    record: Path | None = None
    clean: bool = False
    transcript: Path | None = None
    overwrite: bool = False
    text_scale: float = 1.0

    def check(self) -> None:
        """Find out before anything begins whether all of it can be written.

        Raises:
            UserError: it exists, has an unknown suffix, or cannot be written.
        """
        from realtime_asl.output.recording.output import check_output

        if self.record is not None:
            from realtime_asl.output.recorder import SUFFIXES, check_space

            check_output(self.record, SUFFIXES, overwrite=self.overwrite, what="recording")
            check_space(self.record)
        if self.transcript is not None:
            from realtime_asl.output.transcript import SUFFIXES

            check_output(self.transcript, SUFFIXES, overwrite=self.overwrite, what="transcript")


class Outputs:
    """The outputs of one run.

    Nothing is created before the first picture or event, so that a run that cannot begin leaves no
    empty files behind.

    Args:
        options: what is asked for; a recording named there starts with the first picture.
        info: the source; its sound goes along when it is a file.
        wait: never leave out a picture (files that are not shown).

    Attributes:
        takes: the recordings so far; after `close`, those of which something was kept.
        warning: a line for the screen when an output failed, else None.
        losses: a line for each take that lacks pictures, though it did not fail; complete after `close`.

    Raises:
        UserError: the pictures of the source are too large for the recording that is asked for.
    """

    def __init__(self, options: OutputOptions, info: SourceInfo, *, wait: bool) -> None:
        self.takes: list[Path] = []
        self.losses: list[str] = []
        self._options, self._info, self._wait = options, info, wait
        if options.record is not None:
            from realtime_asl.output.recorder import check_size

            check_size(options.record, (info.width, info.height))
        self._overlay = Overlay(mirrored=False, text_scale=options.text_scale)
        self._recorder: Recorder | None = None
        self._transcript: Transcript | None = None
        #: Why the transcript could not begin; what failed of takes that are over or could not begin.
        self._no_transcript: str | None = None
        self._failed: list[str] = []
        #: So many of these were before the take that runs.
        self._earlier = 0
        self._opened = False
        #: The recording that was asked for has no picture yet.
        self._to_begin = options.record is not None
        self._endings: list[threading.Thread] = []
        self._kept: set[Path] = set()

    @property
    def failures(self) -> tuple[str, ...]:
        """All that failed, a line each; the newest last."""
        return self._failures_since(0)

    @property
    def warning(self) -> str | None:
        """What failed, but for takes before the last one; or None."""
        return next(reversed(self._failures_since(self._earlier)), None)

    def _failures_since(self, take: int) -> tuple[str, ...]:
        transcript = self._no_transcript if self._transcript is None else self._transcript.error
        recorder = None if self._recorder is None else self._recorder.error
        lines = (transcript, *self._failed[take:], recorder)
        return tuple(dict.fromkeys(line for line in lines if line))

    @property
    def recording(self) -> float | None:
        """Seconds recorded so far, None while nothing is recorded."""
        return None if self._recorder is None or self._recorder.failed else self._recorder.seconds

    @property
    def text_scale(self) -> float:
        """Of the annotations; follows what the person chooses while the program runs."""
        return self._overlay.text_scale

    @text_scale.setter
    def text_scale(self, scale: float) -> None:
        self._overlay.text_scale = scale

    @property
    def annotated(self) -> bool:
        """The next picture will be recorded with annotations: it needs its view."""
        return not self._options.clean and (self._recorder is not None or self._to_open)

    @property
    def _to_open(self) -> bool:
        return not self._opened and self._options.record is not None

    def toggle(self) -> str:
        """Start the next take, or end the running one; returns a line for the screen."""
        if self._to_open:  # --record is to begin with the first picture, which has not come yet
            self._open()
            if self._recorder is not None:
                return f"Recording {self._recorder.path.name}"
        failed = self._recorder is not None and self._recorder.failed
        if self._recorder is not None:
            path, dropped = self._recorder.path, self._recorder.dropped
            self._stop()
            if not failed:
                return f"Saved {path.name}" + (f", {_pictures(dropped)} left out" if dropped else "")
        from realtime_asl.output.recorder import next_take, numbered

        path = self._options.record or TAKE
        try:
            path = numbered(path, next_take(path))
            self._start(path, overwrite=False)
        except UserError as error:
            return str(error)
        except OSError as error:  # the name is too long, a network drive does not answer
            return f"'{path}' cannot be recorded ({error.strerror or error})"
        return f"Recording {path.name}"

    def picture(self, frame: Frame, view: View | None) -> None:
        """Record a picture if a recording runs; with a `view`, draw it on a copy."""
        self._open()
        image = frame.image
        if view is not None:
            image = image.copy()
            # What is only for the person at the keys does not belong into a recording.
            view = replace(view, help=False, toast=None, warning=None, recording=None, fps=None, latency_ms=None)
            self._overlay.draw(image, view)
        if self._recorder is not None:
            if self._transcript is not None and self._to_begin:
                # A camera is there before the models that read it, and recorded only from then on.
                self._transcript.origin = frame.time
            self._to_begin = False
            self._recorder.write(image, frame.time)

    def event(self, event: TextEvent, text: str) -> None:
        """Write an event down; `text` is all that is spelled, for the captions of the recording."""
        self._open()
        if self._transcript is not None:
            self._transcript.write(event)
        if self._recorder is not None:
            self._recorder.caption(text, event.time)

    def close(self, time: float, *, began: bool = True) -> None:
        """Finish everything.

        Args:
            time: of the last frame, seconds.
            began: the run got as far as reading; then an empty transcript is a result, too.
        """
        if began:
            self._open()
        self._opened = True
        self._stop()
        if self._transcript is not None:
            self._transcript.close(time)
        for ending in self._endings:
            ending.join()
        self.takes = [take for take in self.takes if take in self._kept]

    def _open(self) -> None:
        if self._opened:
            return
        self._opened = True
        if self._options.transcript is not None:
            from realtime_asl.output.transcript import open_transcript

            try:
                self._transcript = open_transcript(self._options.transcript, self._options.overwrite)
            except UserError as error:  # it could be written when the program was started
                self._no_transcript = str(error)
        if self._options.record is not None:
            try:
                self._start(self._options.record, self._options.overwrite)
            except UserError as error:
                self._failed.append(str(error))

    def _start(self, path: Path, overwrite: bool) -> None:
        from realtime_asl.output.recorder import Recorder, check_size  # bring FFmpeg, which a camera does without

        check_size(path, (self._info.width, self._info.height))
        self._earlier = len(self._failed)
        self._recorder = Recorder(
            path, fps_hint=self._info.fps, overwrite=overwrite, sound=self._info.sound, wait=self._wait
        )
        if path not in self.takes:  # an earlier take of that name failed and is gone
            self.takes.append(path)

    def _stop(self) -> None:
        """End the take in a thread of its own: its last seconds are still to be encoded, and a live picture goes on."""
        recorder, self._recorder = self._recorder, None
        if recorder is not None:
            ending = threading.Thread(target=self._end, args=(recorder,), name="end of recording")
            ending.start()
            self._endings.append(ending)

    def _end(self, recorder: Recorder) -> None:
        recorder.close()
        if recorder.kept:
            self._kept.add(recorder.path)
        if recorder.error is not None:
            self._failed.append(recorder.error)
        if recorder.dropped and not recorder.failed:
            lacks = f"'{recorder.path}' lacks {_pictures(recorder.dropped)}"
            self.losses.append(f"{lacks}: this computer or its disk was too slow to record them")


def _pictures(count: int) -> str:
    return "1 picture" if count == 1 else f"{count} pictures"
