"""The stages overlap, keep their order, drop only what they may, and end cleanly.

The readers here are stand-ins that wait for events instead of time, so that every interleaving is
the one that is meant; the real recogniser runs in test_app.py.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from dataclasses import replace

import numpy as np
import pytest

from realtime_asl.frame import Frame
from realtime_asl.hand import Hand
from realtime_asl.letters.recognizer import Prediction, nothing_posterior
from realtime_asl.runtime import pipeline as module
from realtime_asl.runtime.pipeline import Pipeline
from realtime_asl.runtime.results import Update
from realtime_asl.runtime.stage_queue import StageQueue
from realtime_asl.runtime.timing import Timings, process_age
from realtime_asl.sources.source import SourceInfo

PATIENCE = 20.0


class Frames:
    """A source of numbered frames; `before` is called with each number before its frame is given."""

    status = None
    error = None

    def __init__(self, count: int, before: Callable[[int], object] = lambda index: None) -> None:
        self.info = SourceInfo("frames", 8, 6, 30.0, live=True)
        self.given = 0
        self.closed = threading.Event()
        self._count, self._before = count, before

    def __iter__(self) -> Iterator[Frame]:
        for index in range(self._count):
            self._before(index)
            if self.closed.is_set():
                return
            self.given += 1
            yield Frame(np.full((6, 8, 3), index % 256, np.uint8), index / 30, index)

    def close(self) -> None:
        self.closed.set()


class Reader:
    """Tracks and classifies at once; `on_track` and `on_classify` are called with the frame's number."""

    def __init__(self, on_track=lambda index: None, on_classify=lambda index: None) -> None:
        self._on_track, self._on_classify = on_track, on_classify

    def track(self, frame: Frame) -> Hand:
        self._on_track(frame.index)
        return Hand(np.full((21, 3), frame.index, np.float32), "Right", 1.0)

    def classify(self, frame: Frame, hand: Hand | None) -> Prediction:
        self._on_classify(frame.index)
        assert hand is not None
        assert hand.landmarks[0, 0] == frame.index
        return Prediction(frame.time, frame.index, frame.size, nothing_posterior(), hand)


def ready(reader: Reader) -> Future:
    future: Future = Future()
    future.set_result(reader)
    return future


def updates(pipeline: Pipeline) -> Iterator[Update]:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        update = pipeline.take(timeout=0.1)
        if update is not None:
            yield update
        elif pipeline.finished:
            return
    pytest.fail("the pipeline did not finish")


@pytest.fixture
def make_pipeline():
    made: list[Pipeline] = []

    def make(source: Frames, reader: Future, *, newest: bool) -> Pipeline:
        made.append(Pipeline(source, reader, newest=newest, timings=Timings()))
        made[-1].start()
        return made[-1]

    yield make
    for pipeline in made:
        pipeline.close()


def wait(event: threading.Event) -> None:
    assert event.wait(PATIENCE), "waited in vain"


def test_every_frame_is_classified_once_and_in_order(make_pipeline):
    pipeline = make_pipeline(Frames(50), ready(Reader()), newest=False)
    seen = list(updates(pipeline))
    assert [update.step.frame.index for update in seen] == list(range(50))
    assert [prediction.index for update in seen for prediction in update.predictions] == list(range(50))
    for update in seen:
        assert update.step.prediction is update.predictions[0]
        assert update.step.frame.image[0, 0, 0] == update.step.hand.landmarks[0, 0]
    assert pipeline.frames == pipeline.classified == 50


@pytest.fixture
def patient(monkeypatch) -> None:
    """A tracker that waits for its turn however slow the machine is."""
    monkeypatch.setattr(module, "_LONGEST_TURN_S", PATIENCE)


def test_tracker_and_classifier_take_turns_while_that_is_fast_enough(make_pipeline, patient):
    classified: list[int] = []

    def track(index: int) -> None:
        assert len(classified) == index

    reader = Reader(on_track=track, on_classify=classified.append)
    assert len(list(updates(make_pipeline(Frames(40), ready(reader), newest=False)))) == 40


def test_who_asks_again_and_again_does_not_make_the_tracker_go_ahead(make_pipeline, patient):
    classified: list[int] = []

    def track(index: int) -> None:
        assert len(classified) == index

    def classify(index: int) -> None:
        time.sleep(0.02)
        classified.append(index)

    pipeline = make_pipeline(Frames(10), ready(Reader(on_track=track, on_classify=classify)), newest=False)
    deadline, shown = time.monotonic() + PATIENCE, 0
    while not pipeline.finished and time.monotonic() < deadline:
        shown += pipeline.take(timeout=0.001) is not None  # as the window does between two keys
    assert shown == 10


def test_where_that_is_too_slow_the_next_frame_is_tracked_while_one_is_classified(make_pipeline):
    count = 20
    tracked = [threading.Event() for _ in range(count)]

    def classify(index: int) -> None:
        if index >= 16 and index + 1 < count:
            wait(tracked[index + 1])  # would wait for ever if the stages took turns

    reader = Reader(on_track=lambda index: tracked[index].set(), on_classify=classify)
    assert len(list(updates(make_pipeline(Frames(count), ready(reader), newest=False)))) == count


def test_the_next_frames_are_read_while_one_is_shown(make_pipeline):
    classified = [threading.Event() for _ in range(5)]
    reader = Reader(on_classify=lambda index: classified[index].set())
    pipeline = make_pipeline(Frames(5), ready(reader), newest=False)
    assert pipeline.take(PATIENCE).step.frame.index == 0
    wait(classified[1])  # while this thread is busy with frame 0


def test_nothing_is_read_far_ahead(make_pipeline):
    source = Frames(1000)
    pipeline = make_pipeline(source, ready(Reader()), newest=False)
    assert pipeline.take(PATIENCE).step.frame.index == 0
    time.sleep(0.3)
    assert source.given <= 6  # one a stage, one on each way between them


def test_live_a_slow_classifier_skips_and_the_picture_goes_on(make_pipeline):
    count = 12
    tracked = [threading.Event() for _ in range(count)]
    shown = [threading.Event() for _ in range(count)]
    began, go_on = threading.Event(), threading.Event()
    classified: list[int] = []

    def before(index: int) -> None:
        if index:
            wait(tracked[index - 1])
            wait(began)
        if index > 1:
            wait(shown[index - 2])

    def classify(index: int) -> None:
        classified.append(index)
        began.set()
        wait(go_on)

    reader = Reader(on_track=lambda index: tracked[index].set(), on_classify=classify)
    pipeline = make_pipeline(Frames(count, before), ready(reader), newest=True)
    pictures, predictions = [], []
    for update in updates(pipeline):
        predictions += [prediction.index for prediction in update.predictions]
        if update.step is not None:
            pictures.append(update.step.frame.index)
            assert update.step.hand.landmarks[0, 0] == update.step.frame.index
            shown[update.step.frame.index].set()
        if len(pictures) == count - 1:
            go_on.set()
    assert pictures == list(range(count))
    # The first, and after it the newest that was waiting: nothing in between.
    assert predictions == classified
    assert classified[0] == 0
    assert classified[-1] == count - 1
    assert len(classified) <= 3
    assert pipeline.frames == count
    assert pipeline.classified == len(classified)


def test_live_a_fast_reader_classifies_every_frame(make_pipeline):
    done = [threading.Event() for _ in range(30)]

    def before(index: int) -> None:
        if index:
            wait(done[index - 1])

    reader = Reader(on_classify=lambda index: done[index].set())
    pipeline = make_pipeline(Frames(30, before), ready(reader), newest=True)
    predictions = [prediction.index for update in updates(pipeline) for prediction in update.predictions]
    assert predictions == list(range(30))


def test_live_somebody_who_does_not_look_gets_all_predictions_and_the_newest_picture(make_pipeline):
    done = [threading.Event() for _ in range(40)]

    def before(index: int) -> None:
        if index:
            wait(done[index - 1])

    reader = Reader(on_classify=lambda index: done[index].set())
    pipeline = make_pipeline(Frames(40, before), ready(reader), newest=True)
    wait(done[39])
    for thread in pipeline._threads:
        thread.join(PATIENCE)
    update = pipeline.take(PATIENCE)
    assert [prediction.index for prediction in update.predictions] == list(range(40))
    assert update.step.frame.index == 39
    assert pipeline.take(0.01) is None
    assert pipeline.finished


def test_live_the_camera_is_shown_while_the_models_load(make_pipeline):
    loading: Future = Future()
    shown = threading.Event()

    def before(index: int) -> None:
        if index == 1:
            wait(shown)

    pipeline = make_pipeline(Frames(2, before), loading, newest=True)
    first = pipeline.take(PATIENCE)
    assert first.step.frame.index == 0
    assert first.predictions == ()
    loading.set_result(Reader())
    shown.set()
    assert [u.predictions[0].index for u in updates(pipeline)] == [1]
    assert pipeline.frames - pipeline.classified == 1


class Broken(RuntimeError):
    pass


def fail(index: int) -> None:
    if index == 3:
        raise Broken("frame 3")


@pytest.mark.parametrize("newest", [False, True], ids=["file", "live"])
@pytest.mark.parametrize("where", ["source", "tracker", "classifier", "loading"])
def test_what_goes_wrong_in_a_thread_is_raised_where_results_are_taken(make_pipeline, where, newest):
    source = Frames(10, fail if where == "source" else lambda index: None)
    reader = ready(
        Reader(fail if where == "tracker" else lambda i: None, fail if where == "classifier" else lambda i: None)
    )
    if newest and where in ("tracker", "classifier"):  # nothing may be skipped before it is reached
        done = [threading.Event() for _ in range(10)]
        source = Frames(4, lambda index: index == 0 or wait(done[index - 1]))
        stage = {"on_track": fail} if where == "tracker" else {}

        def classify(index: int) -> None:
            done[index].set()
            if where == "classifier":
                fail(index)

        reader = ready(Reader(**stage, on_classify=classify))
    if where == "loading":
        reader = Future()
        reader.set_exception(Broken("no model"))
    pipeline = make_pipeline(source, reader, newest=newest)
    with pytest.raises(Broken):
        list(updates(pipeline))
    pipeline.close()
    assert not any(thread.is_alive() for thread in pipeline._threads)


@pytest.mark.parametrize("newest", [False, True], ids=["file", "live"])
def test_it_can_be_closed_at_any_time(make_pipeline, newest):
    pipeline = make_pipeline(Frames(10**6), ready(Reader()), newest=newest)
    assert pipeline.take(PATIENCE) is not None
    pipeline.close()
    pipeline.close()
    assert not any(thread.is_alive() for thread in pipeline._threads)


class Empty(Reader):
    """Finds no hand before the frame with the number `until`; keeps the numbers of the frames that it searched."""

    def __init__(self, until: int, **hooks) -> None:
        super().__init__(**hooks)
        self.searched: list[int] = []
        self._until = until

    def track(self, frame: Frame) -> Hand | None:
        self.searched.append(frame.index)
        return super().track(frame) if frame.index >= self._until else None

    def classify(self, frame: Frame, hand: Hand | None) -> Prediction:
        if hand is not None:
            return super().classify(frame, hand)
        self._on_classify(frame.index)
        return Prediction(frame.time, frame.index, frame.size, nothing_posterior(), None)


def searched_while_empty(make_pipeline, *, newest: bool, live: bool) -> tuple[list[int], list[int], int]:
    """Searched frames, frames with a prediction, and the frame of the first hand: the hand comes after 20 seconds."""
    count, until = 30 * 21, 30 * 20
    done = [threading.Event() for _ in range(count)]
    source = Frames(count, lambda index: index == 0 or wait(done[index - 1]))
    source.info = replace(source.info, live=live)
    reader = Empty(until, on_classify=lambda index: done[index].set())
    pipeline = make_pipeline(source, ready(reader), newest=newest)
    predictions = [prediction for update in updates(pipeline) for prediction in update.predictions]
    hand = next(prediction.index for prediction in predictions if prediction.hand is not None)
    return reader.searched, [prediction.index for prediction in predictions], hand


def test_live_only_some_frames_are_searched_while_nobody_is_in_view(make_pipeline):
    searched, predicted, hand = searched_while_empty(make_pipeline, newest=True, live=True)

    awake, idle, back = (
        [index for index in searched if start <= index < end] for start, end in ((0, 300), (300, 600), (hand, 630))
    )
    assert awake == list(range(300))
    assert 45 <= len(idle) <= 51  # five a second
    assert 600 <= hand < 607  # found within a fifth of a second
    assert back == list(range(hand, 630))
    assert predicted == list(range(630))  # the picture and the text go on at the camera's rate


@pytest.mark.parametrize(("newest", "live"), [(False, False), (True, False)], ids=["file", "file in the window"])
def test_every_frame_of_a_file_is_searched(make_pipeline, newest, live):
    searched, predicted, hand = searched_while_empty(make_pipeline, newest=newest, live=live)
    assert searched == predicted == list(range(630))
    assert hand == 600


def test_an_empty_source_ends_at_once(make_pipeline):
    pipeline = make_pipeline(Frames(0), ready(Reader()), newest=False)
    assert list(updates(pipeline)) == []
    assert (pipeline.frames, pipeline.classified) == (0, 0)


def test_stage_queue_waits_until_an_item_is_taken():
    link: StageQueue[int] = StageQueue(newest=False)
    taken: list[int] = []

    def receive() -> None:
        while (item := link.get()) is not None:
            taken.append(item)

    receiver = threading.Thread(target=receive)
    receiver.start()
    assert all(link.put(item) for item in range(1, 100))
    link.close()
    receiver.join(PATIENCE)
    assert taken == list(range(1, 100))


def test_stage_queue_newest_replaces_what_nobody_took():
    link: StageQueue[int] = StageQueue(newest=True)
    assert all(link.put(item) for item in range(1, 100))
    link.close()
    assert not link.closed
    assert link.get() == 99
    assert link.closed
    assert link.get() is None
    assert not link.put(5)


def test_stage_queue_lets_go_of_a_sender_whose_receiver_left():
    link: StageQueue[int] = StageQueue(newest=False)
    answers: list[bool] = []
    sender = threading.Thread(target=lambda: answers.append(link.put(1)))
    sender.start()
    link.close()
    sender.join(PATIENCE)
    assert answers == [False]


def test_timings_tell_quantiles_and_rates():
    timings = Timings()
    assert timings.fps() is None
    assert timings.recent_fps() is None
    assert timings.latency_ms() is None
    assert timings.latency_drift_ms() is None
    assert timings.cpu_s_per_frame() is None
    for i in range(100):
        timings.add("total", (i + 1) / 1000)
        timings.shown(10 + i * 0.02)
    total = timings.stages()["total"]
    assert (total.p50_ms, total.max_ms, total.count) == (50.5, 100.0, 100)
    assert total.p95_ms == pytest.approx(95.05, abs=0.1)
    assert timings.fps() == pytest.approx(50)
    assert timings.recent_fps(0.5) == pytest.approx(50)
    assert timings.latency_ms(last=10) == pytest.approx(95.5)
    assert timings.latency_drift_ms() == pytest.approx((5.5, 95.5))
    assert 0 < timings.startup_s <= process_age()
    assert timings.cpu_s_per_frame() < 0.01  # nothing was computed between these pictures
    assert list(timings.stages()) == ["total"]


def test_a_camera_that_follows_the_demo_signer_is_searched_as_a_camera(make_pipeline):
    count, camera_from = 30 * 21, 30
    done = [threading.Event() for _ in range(count)]

    def next_frame(index: int) -> None:
        if index > 0:
            wait(done[index - 1])
        source.info = replace(source.info, live=index >= camera_from)

    source = Frames(count, next_frame)
    source.info = replace(source.info, live=False)
    reader = Empty(count, on_classify=lambda index: done[index].set())
    list(updates(make_pipeline(source, ready(reader), newest=True)))
    assert 45 <= len([index for index in reader.searched if 330 <= index < 630]) <= 55
