"""Clips for ``evaluate``, spliced from labelled pictures: each signer's hands spell words.

``python -m realtime_asl.evaluation.splice PICTURES OUT [--words N] [--rate R] [--palm PIXELS] [--light SHARE]``

Recorded words are rare; labelled pictures of many people are not. What is put together here tests all that comes
between a picture and a word - tracker, holds, transitions, double letters - for hands near and far, in light and dark.
Transitions are cross-fades, so it tells nothing of J and Z or of real ways from one letter to the next.
"""

from __future__ import annotations

import argparse
import csv
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from contextlib import closing
from itertools import pairwise
from pathlib import Path

import cv2
import numpy as np
from tqdm import tqdm

from realtime_asl.alphabet import MOTION
from realtime_asl.arguments.values import between, count, name, seed
from realtime_asl.errors import PARTLY_FAILED, UserError, one_line_errors
from realtime_asl.evaluation.clips import TRANSCRIPTS
from realtime_asl.evaluation.shots import SIZE, Shot, Shots
from realtime_asl.practice.words import LEVELS, level_words
from realtime_asl.sources.labelled import Labelled, list_pictures
from realtime_asl.tracking.hand_finder import HandFinder

FPS = 30
#: Seconds: how long a letter is held, how long the change to it takes, and what comes before and after the word.
HOLD, CHANGE, BEFORE, AFTER = (0.6, 1.4), (0.2, 0.4), 0.5, 0.7
#: With `rate`, the change takes this share of a letter's time; no letter of a word takes more or less than this.
CHANGE_SHARE, VARIED = (0.2, 0.4), (0.75, 1.25)
#: A double letter slides so far (palm sizes); held hands sway by the second number, and turn by the third (degrees).
SLIDE, SWAY, TURN = (0.25, 0.6), 0.04, 3.0
#: Words of so many letters are spelled, every other one with a double letter.
LENGTHS = range(3, 8)

#: What can be asked for: letters a second, and the size of the palm in pixels of 640x480.
RATE, PALM = (0.1, 10), (10, 480)

#: Clip, start and end of a hold in seconds, letter.
Row = tuple[str, float, float, str]


def choose_words(letters: set[str], count: int, rng: np.random.Generator) -> list[str]:
    """Built-in words made of `letters`, each letter about as often as the others."""
    words = [word for level in LEVELS for word in level_words(level) if set(word) <= letters and len(word) in LENGTHS]
    seen: Counter[str] = Counter()
    chosen: list[str] = []
    for number in range(count):
        double = number % 2 == 0
        left = [word for word in words if word not in chosen and any(a == b for a, b in pairwise(word)) == double]
        if left:
            chosen.append(min(left, key=lambda word: np.mean([seen[letter] for letter in word]) + 0.3 * rng.random()))
            seen.update(chosen[-1])
    return chosen


def spell(
    word: str,
    shots: Sequence[Sequence[Shot]],
    palm: float,
    light: float,
    rng: np.random.Generator,
    *,
    rate: float | None = None,
) -> Iterator[tuple[np.ndarray, int | None]]:
    """The frames of a word, each with the number of the letter that is held in it, None where none is.
    `shots` are the pictures of each letter, shown in their order while it is held; `rate`: letters a second."""
    wall = shots[0][0].frame(palm, 0, 0, 0)
    wall[:] = wall.mean(axis=(0, 1))
    before, place, phase, number = wall, 0.0, rng.uniform(0, 6, 2), 0

    exposed = 255 * (np.arange(256) / 255) ** (1.3 if light < 1 else 1.0) * light

    def seen(image: np.ndarray) -> np.ndarray:
        noisy = rng.standard_normal(image.shape)
        noisy *= 2 + 3 * (light < 0.5)
        noisy += exposed[image]
        return np.clip(noisy, 0, 255, out=noisy).astype(np.uint8)

    for _ in range(round(BEFORE * FPS)):
        yield seen(wall), None
    for index, letter in enumerate(word):
        again = index > 0 and word[index - 1] == letter
        change, hold = letter_times(rng, rate)
        start, way = place, palm * rng.uniform(*SLIDE) * (1 if place <= 0 else -1) if again else 0.0
        place = start + way
        for frame in range(hold):
            share = min(1.0, frame / change)
            x = start + way * share * share * (3 - 2 * share)
            sway = SWAY * palm * np.sin(1.7 * number / FPS + phase[0])
            # A double letter is slid as it is.
            shot = shots[index - 1][-1] if again else shots[index][len(shots[index]) * frame // hold]
            image = shot.frame(palm, x + sway, 0.7 * sway, TURN * np.sin(number / FPS + phase[1]))
            if not again and share < 1:
                image = cv2.addWeighted(image, share, before, 1 - share, 0)
            yield seen(image), index if share == 1 else None
            number += 1
        before = image
    for _ in range(round(AFTER * FPS)):
        yield seen(wall), None


def letter_times(rng: np.random.Generator, rate: float | None) -> tuple[int, int]:
    """Frames of the change to a letter, and of the change and the hold together, at `rate` letters a second."""
    if rate is None:
        change = max(1, round(rng.uniform(*CHANGE) * FPS))
        return change, change + round(rng.uniform(*HOLD) * FPS)
    both = FPS / rate * rng.uniform(*VARIED)
    change = max(1, round(min(both * rng.uniform(*CHANGE_SHARE), CHANGE[1] * FPS)))
    # The parts of frames that rounding leaves out are dealt out by chance, or fast words were too fast or too slow.
    return change, max(change + 1, int(both + rng.random()))


def splice(
    pictures: Path, out: Path, words: int, *, palm: float, light: float, seed: int, rate: float | None = None
) -> tuple[int, int]:
    """Writes clips and their transcripts into the new folder `out`; returns how many letters they show, and how many
    pictures could not be read.

    Args:
        pictures: see `sources.labelled.list_pictures`.
        out: must not exist.
        words: for each signer.
        palm: |wrist to middle knuckle| + |index to little knuckle| in pixels of 640x480, give or take a quarter.
        light: share of the light, 0..1; from 1 down it is dark, and the camera is noisy.
        seed: of all that is random.
        rate: letters a second; None holds each for about a second.

    Raises:
        UserError: no labelled pictures, or `out` cannot be written.
    """
    by_signer: dict[str, dict[str, list[Labelled]]] = defaultdict(lambda: defaultdict(list))
    rows = list_pictures(pictures)
    for row in rows:
        if row.problem is None and len(row.letter) == 1 and row.letter not in MOTION:
            by_signer[row.signer][row.letter].append(row)
    try:
        out.mkdir(parents=True)
    except OSError as error:
        raise UserError(f"cannot make the folder '{out}' ({error.strerror}); name a new one") from None
    letters = 0
    rng = np.random.default_rng(seed)
    try:
        with closing(HandFinder()) as finder:
            shots = Shots(finder)
            for row in rows:
                if row.problem is not None:
                    shots.load(row)  # which says so
            for signer, labelled in tqdm(sorted(by_signer.items()), desc="signers", unit=""):
                for word in choose_words(set(labelled), words, rng):
                    shown = [shots.pair(labelled[letter], rng) for letter in word]
                    if all(shown):
                        clip = f"{signer}_{word}.mp4".replace("/", "_")
                        size = palm * rng.uniform(0.8, 1.25)
                        holds = _write(out / clip, word, spell(word, shown, size, light, rng, rate=rate))
                        _write_down(out / TRANSCRIPTS, holds)
                        letters += len(holds)
    finally:
        if not letters:
            out.rmdir()
    if not letters:
        raise UserError(f"'{pictures}' has too few letters of one signer for a word")
    return letters, len(shots.failures)


def _write(path: Path, word: str, frames: Iterator[tuple[np.ndarray, int | None]]) -> list[Row]:
    """Writes a whole clip, or none."""
    writer = cv2.VideoWriter(str(path), cv2.VideoWriter.fourcc(*"mp4v"), FPS, SIZE)
    if not writer.isOpened():
        raise UserError(f"cannot write '{path}'; make room on the disk, or name another folder")
    shown: dict[int, list[int]] = defaultdict(list)
    whole, written = False, 0
    try:
        for image, index in frames:
            writer.write(image)
            if index is not None:
                shown[index].append(written)
            written += 1
        writer.release()
        whole = cv2.VideoCapture(str(path)).get(cv2.CAP_PROP_FRAME_COUNT) == written  # OpenCV tells of no full disk
    finally:
        writer.release()
        if not whole:
            path.unlink(missing_ok=True)
    if not whole:
        raise UserError(f"'{path}' could not be written to its end; make room on the disk, or name another folder")
    return [
        (path.name, round(numbers[0] / FPS, 3), round((numbers[-1] + 1) / FPS, 3), word[index])
        for index, numbers in shown.items()
    ]


def _write_down(path: Path, holds: Sequence[Row]) -> None:
    """What a clip shows, as soon as it is whole: whatever ends the program, clips that are there can be measured."""
    begins = not path.exists()
    with path.open("a", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows([*([("clip", "start_s", "end_s", "letter")] if begins else []), *holds])


def _path(text: str) -> Path:
    return Path(name(text))


@one_line_errors()
def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("pictures", type=_path, metavar="PICTURES")
    parser.add_argument("out", type=_path, metavar="OUT", help="a new folder")
    parser.add_argument("--words", type=count, default=8, help="for each signer (default: 8)")
    parser.add_argument(
        "--palm",
        type=between(*PALM, " pixels"),
        default=110.0,
        help="size of the palm in pixels of 640x480 (default: 110)",
    )
    parser.add_argument(
        "--rate",
        type=between(*RATE, " letters a second"),
        help="letters a second, up to 10 (default: each is held for a second)",
    )
    parser.add_argument("--light", type=between(0, 1), default=1.0, help="share of the light, 0..1 (default: 1)")
    parser.add_argument("--seed", type=seed, default=0)
    options = parser.parse_args()
    letters, failures = splice(
        options.pictures,
        options.out,
        options.words,
        palm=options.palm,
        light=options.light,
        seed=options.seed,
        rate=options.rate,
    )
    print(f"{options.out}: {letters} letters")
    if failures:
        raise SystemExit(PARTLY_FAILED)


if __name__ == "__main__":
    main()
