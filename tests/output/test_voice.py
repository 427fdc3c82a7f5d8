"""Words said aloud: which ones, never in the way of anything, and the real voice into a file."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import threading
import time
import wave
from pathlib import Path

import numpy as np
import pytest
from practice_tools import event

from realtime_asl.errors import UserError
from realtime_asl.output import voice as module
from realtime_asl.output.voice import Voice, WordSpeaker
from realtime_asl.runtime import interrupts
from realtime_asl.runtime.speech import Speech
from realtime_asl.spelling.english_words import background_lexicon
from realtime_asl.spelling.speller import Speller, TextEvent

PROGRAM = Path(__file__).resolve().parents[2] / "run_webcam.py"
ESPEAK = shutil.which("espeak-ng")
needs_espeak = pytest.mark.skipif(ESPEAK is None, reason="needs espeak-ng, a voice for Linux")
#: A program in the place of a voice: it writes down what it is given, as soon as there is a file `go` beside.
WRITER = """
import pathlib, sys, time
said = pathlib.Path(sys.argv[1])
words = sys.stdin.read()
while not said.with_name("go").exists():
    time.sleep(0.01)
said.open("a").write(words)
"""


class Speaker:
    """A speller whose events go to a speaker."""

    def __init__(self) -> None:
        self.said: list[str] = []
        self.speller = Speller(background_lexicon().result(120))
        self.speaker = WordSpeaker(self.said.append)

    def spell(self, letters: str) -> None:
        for letter in letters:
            self.tell(self.speller.space(0.0) if letter == " " else self.speller.apply(event(letter, 0.0)))

    def tell(self, events) -> None:
        for told in events:
            self.speaker.event(told, self.speller.text)


def test_finished_words_are_told_and_no_others() -> None:
    speaker = Speaker()
    speaker.spell("HI")
    assert speaker.said == []
    speaker.spell(" ")
    assert speaker.said == ["HI"]
    speaker.spell("HOUS")
    number = speaker.speller.suggestions.index("HOUSE") + 1
    speaker.tell(speaker.speller.accept(number, 0.0))
    assert speaker.said == ["HI", "HOUSE"]
    speaker.tell(speaker.speller.backspace(0.0))  # the letters come back
    speaker.tell(speaker.speller.clear(0.0))
    speaker.speaker.finish(speaker.speller.text)
    assert speaker.said == ["HI", "HOUSE"]
    speaker.spell("BYE")
    speaker.speaker.finish(speaker.speller.text)
    speaker.speaker.finish(speaker.speller.text)
    assert speaker.said == ["HI", "HOUSE", "BYE"]


def test_two_words_that_ran_together_are_both_said() -> None:
    speaker = Speaker()
    speaker.spell("HELLOWORLD")
    number = speaker.speller.suggestions.index("HELLO WORLD") + 1
    speaker.tell(speaker.speller.accept(number, 0.0))
    assert speaker.said == ["HELLO WORLD"]
    speaker.spell("BYE ")
    assert speaker.said == ["HELLO WORLD", "BYE"]


def test_words_are_said_one_after_the_other_and_nobody_waits(tmp_path: Path) -> None:
    said = tmp_path / "said.txt"
    voice = Voice((sys.executable, "-c", WRITER, str(said)))
    before = threading.active_count()
    for word in ("ONE", "TWO", "THREE"):
        voice.say(word)
    assert not said.exists()  # nothing was waited for
    assert threading.active_count() == before
    (tmp_path / "go").touch()
    voice.close(60)
    assert said.read_text().split() == ["one", "two", "three"]
    assert voice.error is None


def test_what_waits_stays_unsaid_when_the_voice_is_hushed(tmp_path: Path) -> None:
    said = tmp_path / "said.txt"
    voice = Voice((sys.executable, "-c", WRITER, str(said)))
    for word in ("ONE", "TWO", "THREE"):
        voice.say(word)
    deadline = time.monotonic() + 60
    while voice._process is None and time.monotonic() < deadline:  # the first one is being said
        time.sleep(0.01)
    voice.hush()
    (tmp_path / "go").touch()
    voice.close(60)
    assert said.read_text().split() == ["one"]


def test_at_once_means_at_once(tmp_path: Path) -> None:
    marker = tmp_path / "began.txt"
    endless = "import sys, time; open(sys.argv[1], 'w').close(); time.sleep(1000)"
    voice = Voice((sys.executable, "-c", endless, str(marker)))
    voice.say("ONE")
    voice.say("TWO")
    end = time.monotonic() + 60
    while not marker.exists():
        assert time.monotonic() < end
        time.sleep(0.05)
    voice.close(0.0)
    assert not voice._thread.is_alive()
    assert voice.error is None


class LateName(os.PathLike):
    """The name of a program that is asked for when it is started, and not told before `go`."""

    def __init__(self) -> None:
        self.asked, self.go = threading.Event(), threading.Event()

    def __fspath__(self) -> str:
        self.asked.set()
        assert self.go.wait(60)
        return sys.executable


@pytest.mark.skipif(sys.platform == "win32", reason="Windows asks for the names of programs in another way")
def test_a_word_that_is_just_being_begun_is_silenced_too(monkeypatch) -> None:
    monkeypatch.setattr(module, "LONGEST_S", 1000.0)  # that would silence it, too
    name = LateName()
    voice = Voice((name, "-c", "import time; time.sleep(1000)"))
    voice.say("ONE")
    assert name.asked.wait(60)
    closing = threading.Thread(target=voice.close, args=(0.0,))
    closing.start()
    deadline = time.monotonic() + 60
    while not voice._stopped and time.monotonic() < deadline:
        time.sleep(0.01)
    name.go.set()
    voice._thread.join(60)
    assert not voice._thread.is_alive()
    closing.join(60)
    assert voice.error is None


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX signals")
def test_ctrl_c_is_heard_while_the_last_words_are_said(tmp_path: Path, monkeypatch) -> None:
    marker = tmp_path / "began.txt"
    endless = "import sys, time; open(sys.argv[1], 'w').close(); time.sleep(1000)"
    monkeypatch.setattr(module, "COMMANDS", {"linux": ((sys.executable, "-c", endless, str(marker)),)})
    speech = Speech(on=True, patience=1000)
    for _ in range(10):  # none of them takes longer than `LONGEST_S`
        speech.event(TextEvent(0.0, "space"), "HELLO ")
    closing = threading.Thread(target=speech.close, args=("HELLO ",), daemon=True)
    interrupts.listen()
    try:
        with interrupts.noted():
            closing.start()
            end = time.monotonic() + 60
            while not marker.exists():
                assert time.monotonic() < end
                time.sleep(0.05)
            os.kill(os.getpid(), signal.SIGINT)
            closing.join(60)
    finally:
        interrupts.stop(ending=False)
    assert not closing.is_alive()


@pytest.mark.parametrize(
    ("program", "reason"),
    [
        ("raise SystemExit(3)", "exit code 3"),
        ("import sys; sys.stderr.write('error: no card\\n')", "no card"),
    ],
    ids=["ends badly", "no sound card"],
)
def test_a_voice_that_fails_is_said_once(program: str, reason: str) -> None:
    voice = Voice((sys.executable, "-c", program))
    voice.say("ONE")
    voice.close(60)
    assert reason in voice.error
    assert "\n" not in voice.error


def test_a_system_without_a_voice_is_said_in_one_line(monkeypatch) -> None:
    monkeypatch.setattr(module, "COMMANDS", {"linux": (("no-such-voice",),)})
    with pytest.raises(UserError, match="no voice"):
        Speech(on=True)
    speech = Speech()
    assert "no voice" in speech.toggle()
    speech.close("HELLO")


def test_without_being_asked_nothing_is_begun() -> None:
    before = threading.active_count()
    speech = Speech()
    speech.close("HELLO")
    assert threading.active_count() == before


def loudness(file: Path) -> float:
    with wave.open(str(file)) as sound:
        samples = np.frombuffer(sound.readframes(sound.getnframes()), np.int16)
        assert sound.getnframes() > 0.2 * sound.getframerate()
    return float(np.abs(samples).max())


@needs_espeak
def test_the_real_voice_speaks_into_a_file(tmp_path: Path) -> None:
    file = tmp_path / "hello.wav"
    voice = Voice((ESPEAK, "--stdin", "-w", str(file)))
    voice.say("HELLO")
    voice.close(60)
    assert voice.error is None
    assert loudness(file) > 3000


@needs_espeak
@pytest.mark.skipif(sys.platform == "win32", reason="the wrapper is a shell script")
def test_the_program_says_what_is_spelled(tmp_path: Path, program_environment) -> None:
    """The real program and the real voice, which is only told to write a file for each word."""
    wrapper = tmp_path / "espeak-ng"
    wrapper.write_text(f'#!/bin/sh\nword=$(cat)\necho "$word" | {ESPEAK} "$@" -w "{tmp_path}/$word.wav"\n')
    wrapper.chmod(0o755)
    environment = {**program_environment, "PATH": f"{tmp_path}{os.pathsep}{program_environment['PATH']}"}
    command = [sys.executable, str(PROGRAM), "--camera", "demo", "--headless", "--spell", "LB BY", "--speak"]
    done = subprocess.run(
        [*command, "--fps", "15", "--width", "320"],
        env=environment,
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines()[-1] == "LB BY"
    assert sorted(file.stem for file in tmp_path.glob("*.wav")) == ["by", "lb"]
    assert all(loudness(file) > 3000 for file in tmp_path.glob("*.wav"))
