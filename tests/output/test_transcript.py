"""Transcripts: in the file when `write` returns, and a valid file of their kind after every event."""

from __future__ import annotations

import itertools
import json
import os
import re
import subprocess
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from realtime_asl.errors import UserError
from realtime_asl.output.spelled_text import LINE_LENGTH, SpelledText, caption_line
from realtime_asl.output.subtitles import CAPTION_SECONDS
from realtime_asl.output.transcript import SUFFIXES, open_transcript
from realtime_asl.spelling.speller import TextEvent


def letters(word: str, start: float = 1.0, step: float = 0.5) -> list[TextEvent]:
    return [
        TextEvent(start + i * step, "space") if c == " " else TextEvent(start + i * step, "letter", c, 0.97)
        for i, c in enumerate(word)
    ]


HELLO = [
    *letters("HEIIO "),
    TextEvent(3.5, "word", word="HELLO", replaced="HEIIO"),
    *letters("WX", 4.0),
    TextEvent(12.0, "delete"),
    TextEvent(12.5, "letter", "O", 0.5),
]


def parse_cues(text: str, mark: str) -> list[tuple[float, float, str]]:
    """Cues of an SRT (mark ",") or WebVTT (".") file; fails on anything that is not exactly the format."""
    if mark == ".":
        assert text.startswith("WEBVTT\n\n")
        text = text.removeprefix("WEBVTT\n\n")
    stamp = rf"(\d\d):(\d\d):(\d\d){re.escape(mark)}(\d\d\d)"
    cue = re.compile(rf"(\d+)\n{stamp} --> {stamp}\n([^\n]+)\n\n")
    cues, at = [], 0
    while at < len(text):
        match = cue.match(text, at)
        assert match, f"not a cue: {text[at : at + 80]!r}"
        number, *numbers, line = match.groups()
        assert int(number) == len(cues) + 1
        times = [int(h) * 3600 + int(m) * 60 + int(s) + int(ms) / 1000 for h, m, s, ms in (numbers[:4], numbers[4:])]
        cues.append((*times, line))
        at = match.end()
    for start, end, _ in cues:
        assert start < end
    for before, after in itertools.pairwise(cues):
        assert before[1] <= after[0]
    return cues


def test_json_lines_are_exactly_as_documented(tmp_path):
    transcript = open_transcript(tmp_path / "a.jsonl")
    for event in HELLO:
        transcript.write(event)
    transcript.close(13.0)
    lines = (tmp_path / "a.jsonl").read_text().splitlines()
    assert lines[0] == '{"time": 1.0, "kind": "letter", "letter": "H", "confidence": 0.97}'
    assert lines[5] == '{"time": 3.5, "kind": "space"}'
    assert lines[6] == '{"time": 3.5, "kind": "word", "word": "HELLO", "replaced": "HEIIO"}'
    assert lines[9] == '{"time": 12.0, "kind": "delete"}'
    assert len(lines) == len(HELLO)


def test_plain_text_is_the_text_as_it_stands(tmp_path):
    transcript = open_transcript(tmp_path / "a.txt")
    seen = []
    for event in HELLO:
        transcript.write(event)
        seen.append((tmp_path / "a.txt").read_text())
    transcript.close(13.0)
    assert seen == [
        *("H\n", "HE\n", "HEI\n", "HEII\n", "HEIIO\n", "HEIIO \n"),
        *("HELLO \n", "HELLO W\n", "HELLO WX\n", "HELLO W\n", "HELLO WO\n"),
    ]


@pytest.mark.parametrize(("suffix", "mark"), [(".srt", ","), (".vtt", ".")])
def test_captions_show_what_was_spelled_when(tmp_path, suffix, mark):
    transcript = open_transcript(tmp_path / f"a{suffix}")
    for event in HELLO:
        transcript.write(event)
    transcript.close(13.0)
    assert parse_cues((tmp_path / f"a{suffix}").read_text(), mark) == [
        (1.0, 1.5, "H"),
        (1.5, 2.0, "HE"),
        (2.0, 2.5, "HEI"),
        (2.5, 3.0, "HEII"),
        (3.0, 3.5, "HEIIO"),
        (3.5, 4.0, "HELLO"),
        (4.0, 4.5, "HELLO W"),
        (4.5, 4.5 + CAPTION_SECONDS, "HELLO WX"),
        (12.0, 12.5, "HELLO W"),
        (12.5, 13.5, "HELLO WO"),  # to be read, though the pictures end at 13
    ]


@pytest.mark.parametrize(("suffix", "mark"), [(".srt", ","), (".vtt", ".")])
def test_a_letter_at_the_very_end_has_a_caption(tmp_path, suffix, mark):
    transcript = open_transcript(tmp_path / f"a{suffix}")
    for event in letters("HI"):
        transcript.write(event)
    transcript.close(1.5)
    assert parse_cues((tmp_path / f"a{suffix}").read_text(), mark) == [(1.0, 1.5, "H"), (1.5, 2.5, "HI")]


def test_captions_are_what_ffmpeg_reads(tmp_path):
    av = pytest.importorskip("av")
    for suffix in (".srt", ".vtt"):
        transcript = open_transcript(tmp_path / f"a{suffix}")
        for event in HELLO:
            transcript.write(event)
        transcript.close(13.0)
        with av.open(str(tmp_path / f"a{suffix}")) as container:
            packets = [p for p in container.demux() if p.size]
        assert [bytes(p).decode() for p in packets][-1] == "HELLO WO"
        assert [float(p.pts * p.time_base) for p in packets][:2] == [1.0, 1.5]


EVENTS = st.lists(
    st.tuples(
        st.floats(0, 3),
        st.one_of(
            st.sampled_from("ABCXYZ").map(lambda c: {"kind": "letter", "letter": c, "confidence": 0.5}),
            st.just({"kind": "space"}),
            st.just({"kind": "delete"}),
            st.tuples(st.text("ABC<&'", min_size=1, max_size=9), st.text("ABC", max_size=9)).map(
                lambda pair: {"kind": "word", "word": pair[0], "replaced": pair[1]}
            ),
        ),
    ),
    max_size=60,
)


@settings(max_examples=60, deadline=None)
@given(EVENTS)
def test_after_every_event_every_file_is_whole(tmp_path_factory, steps):
    folder = tmp_path_factory.mktemp("t")
    transcripts = [open_transcript(folder / f"a{suffix}") for suffix in SUFFIXES]
    time, text = 0.0, SpelledText()
    for count, (wait, fields) in enumerate(steps, 1):
        time += wait
        event = TextEvent(time, **fields)
        text.apply(event)
        for transcript in transcripts:
            transcript.write(event)
        lines = (folder / "a.jsonl").read_text().splitlines()
        assert [json.loads(line)["kind"] for line in lines][-1] == event.kind
        assert len(lines) == count
        assert (folder / "a.txt").read_text() == text.text + "\n"
        cues = parse_cues((folder / "a.srt").read_text(), ",")
        assert all(len(line) <= LINE_LENGTH for *_, line in cues)
        parse_cues((folder / "a.vtt").read_text(), ".")
    for transcript in transcripts:
        transcript.close(time + 1.0)
        transcript.close(time + 2.0)
    parse_cues((folder / "a.srt").read_text(), ",")
    parse_cues((folder / "a.vtt").read_text(), ".")


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("", ""),
        (" HELLO ", "HELLO"),
        ("X" * 60, "X" * LINE_LENGTH),
        ("ONE " * 20, ("ONE " * 10).strip()),
        ("A" * 42, "A" * 42),
        ("LONG " + "A" * 42, "A" * 42),
    ],
)
def test_a_caption_is_the_last_words(text, line):
    assert caption_line(text) == line
    assert len(caption_line(text)) <= LINE_LENGTH


def test_a_word_takes_the_place_of_what_it_replaces():
    text = SpelledText()
    for event in letters("THE HEIIO "):
        text.apply(event)
    text.apply(TextEvent(9, "word", word="HELLO", replaced="HEIIO"))
    assert text.text == "THE HELLO "
    text.apply(TextEvent(9, "word", word="HEIIO", replaced="HELLO"))
    assert text.text == "THE HEIIO "


def test_an_existing_file_is_replaced_only_on_request(tmp_path):
    (tmp_path / "a.txt").write_text("old")
    with pytest.raises(UserError, match="--overwrite"):
        open_transcript(tmp_path / "a.txt")
    assert (tmp_path / "a.txt").read_text() == "old"
    open_transcript(tmp_path / "a.txt", overwrite=True).close(0)
    assert (tmp_path / "a.txt").read_text() == ""


@pytest.mark.parametrize("name", ["a.doc", "a", "nowhere/a.txt", "x" * 300 + ".srt", "a\0b.vtt"])
def test_a_place_that_cannot_be_written_to_is_refused_in_one_line(tmp_path, name):
    with pytest.raises(UserError) as raised:
        open_transcript(f"{tmp_path}/{name}")
    assert raised.value.exit_code == 2


FULL = """
import resource, sys
resource.setrlimit(resource.RLIMIT_FSIZE, (200, 200))   # the disk takes no more than this
from realtime_asl.spelling.speller import TextEvent
from realtime_asl.output.transcript import open_transcript
transcript = open_transcript(sys.argv[1])
for number in range(40):
    transcript.write(TextEvent(float(number), "letter", "A", 0.5))
transcript.close(99.0)
print(transcript.error)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="limits the size of a file as POSIX systems can")
@pytest.mark.parametrize("suffix", SUFFIXES)
def test_a_full_disk_is_said_and_does_no_harm(tmp_path, suffix):
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    command = [sys.executable, "-c", FULL, str(tmp_path / f"a{suffix}")]
    done = subprocess.run(command, capture_output=True, text=True, env=environment, check=True, timeout=60)
    assert done.stderr == ""
    if suffix != ".txt":  # 40 letters fit
        assert "cannot be written any more" in done.stdout
    text = (tmp_path / f"a{suffix}").read_text()
    assert text
    if suffix == ".jsonl":
        times = [json.loads(line)["time"] for line in text.splitlines()]
        assert times == list(range(len(times)))
    elif suffix != ".txt":
        assert re.findall("^A+$", text, re.MULTILINE) == ["A" * (n + 1) for n in range(text.count(" --> "))]
        assert text.endswith("A\n\n")
