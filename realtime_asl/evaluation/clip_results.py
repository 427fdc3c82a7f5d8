"""What became of clips: what was spelled against what was signed, for each clip and in all."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from realtime_asl.alphabet import MOTION
from realtime_asl.errors import printable
from realtime_asl.spelling.alignment import align
from realtime_asl.spelling.decoder import LetterEvent
from realtime_asl.spelling.speller import Speller

#: Kinds of errors, as they are called in `ClipResult` and in the summary.
_ERRORS = ("insertions", "deletions", "substitutions")


@dataclass(frozen=True, slots=True)
class Signed:
    """A letter of a transcript; `start` and `end` are those of its hold or stroke, seconds, or None."""

    letter: str
    start: float | None
    end: float | None


@dataclass(frozen=True, slots=True)
class ClipResult:
    """What became of a clip.

    Attributes:
        expected: the letters that were signed.
        spelled: the text that came out, with its spaces.
        insertions, deletions, substitutions: of letters, in a shortest alignment.
        moving_found: J and Z that were signed and read.
        moving_false: J and Z that were read where none was signed.
        delays: seconds from the start of a hold to its commit, for the still letters that were read.
        duration: of the clip, seconds.
        error: one line when the clip could be read only in part, else None.
    """

    expected: str
    spelled: str
    insertions: int
    deletions: int
    substitutions: int
    moving_found: int
    moving_false: int
    delays: tuple[float, ...]
    duration: float = 0.0
    error: str | None = None

    @property
    def errors(self) -> int:
        """Of all kinds."""
        return self.insertions + self.deletions + self.substitutions


def compare(
    signed: Sequence[Signed], events: Iterable[LetterEvent], duration: float = 0.0, error: str | None = None
) -> ClipResult:
    """The result of a clip, from what was signed, nothing for a clip in which nobody spells, and what the decoder said.

    `duration` is that of the clip in seconds.
    """
    speller, letters = Speller(), []
    for event in events:
        speller.apply(event)
        if event.kind == "letter":
            letters.append(event)
        elif event.kind == "delete" and letters:
            letters.pop()
    if len(signed) == 1 and signed[0].start is None:
        # The transcript says which letter the clip shows, not how often: such clips repeat their sign.
        letters = [event for k, event in enumerate(letters) if k == 0 or event.letter != letters[k - 1].letter]
    expected = "".join(item.letter for item in signed)
    spelled = "".join(event.letter or "" for event in letters)
    pairs = align(expected, spelled)
    right = [(signed[i], letters[j]) for i, j in pairs if i is not None and j is not None and expected[i] == spelled[j]]
    both = sum(i is not None and j is not None for i, j in pairs)
    found = sum(item.letter in MOTION for item, _ in right)
    return ClipResult(
        expected=expected,
        spelled=speller.text.strip(),
        insertions=sum(i is None for i, _ in pairs),
        deletions=sum(j is None for _, j in pairs),
        substitutions=both - len(right),
        moving_found=found,
        moving_false=sum(letter in MOTION for letter in spelled) - found,
        delays=tuple(
            event.time - item.start for item, event in right if item.start is not None and item.letter not in MOTION
        ),
        duration=duration,
        error=error,
    )


def summarise(results: Mapping[str, ClipResult]) -> dict[str, object]:
    """Totals over the clips, over those whose names begin alike, and each clip."""
    groups: dict[str, dict[str, ClipResult]] = {}
    for clip, result in results.items():
        groups.setdefault(clip.rsplit("/", 1)[-1].split(".")[0].split("_")[0], {})[clip] = result
    return _totals(results.values()) | {
        "per_prefix": {prefix: _totals(group.values()) for prefix, group in groups.items()},
        "per_clip": {clip: _per_clip(result) for clip, result in results.items()},
    }


def _totals(results: Iterable[ClipResult]) -> dict[str, object]:
    """Clips in which nobody spells have figures of their own and are in no other."""
    every = list(results)
    spelled = [result for result in every if result.expected]
    without = [result for result in every if not result.expected]
    letters = sum(len(result.expected) for result in spelled)
    errors = {kind: sum(getattr(result, kind) for result in spelled) for kind in _ERRORS}
    delays = [delay for result in spelled for delay in result.delays]
    minutes = sum(result.duration for result in without) / 60
    false = sum(result.insertions for result in without)
    return {
        "clips": len(every),
        "letters": letters,
        "letter_error_rate": round(sum(errors.values()) / letters, 4) if letters else None,
        **errors,
        "jz_found": sum(result.moving_found for result in spelled),
        "jz_total": sum(letter in MOTION for result in spelled for letter in result.expected),
        "jz_false": sum(result.moving_false for result in spelled),
        "commit_delay_s_p50": round(float(np.median(delays)), 3) if delays else None,
        "clips_without": len(without),
        "false_letters": false,
        "false_letters_per_minute": round(false / minutes, 2) if minutes else None,
    }


def _per_clip(result: ClipResult) -> dict[str, object]:
    letters = len(result.expected)
    return {
        "expected": result.expected,
        "spelled": result.spelled,
        "letter_error_rate": round(result.errors / letters, 4) if letters else None,
        **{kind: getattr(result, kind) for kind in _ERRORS},
        "jz_found": result.moving_found,
        "jz_false": result.moving_false,
        "commit_delay_s_p50": round(float(np.median(result.delays)), 3) if result.delays else None,
    }


def table(summary: Mapping) -> str:
    """The summary as text for people."""
    spelled, lines = summary["clips"] - summary["clips_without"], []
    if spelled:
        lines += [
            f"{spelled} clips, {summary['letters']} letters: letter error rate "
            f"{100 * summary['letter_error_rate']:.1f} % ({summary['insertions']} inserted, {summary['deletions']} "
            f"missed, {summary['substitutions']} replaced)",
            f"J and Z: {summary['jz_found']} of {summary['jz_total']} found, {summary['jz_false']} where none was "
            "signed",
        ]
    if summary["clips_without"]:
        lines.append(f"{summary['clips_without']} clips in which nobody spells: {_false(summary)}")
    if summary["commit_delay_s_p50"] is not None:
        lines.append(f"from the start of a hold until it counts: {summary['commit_delay_s_p50']:.2f} s (median)")
    if len(summary["per_prefix"]) > 1:
        width = max(len(printable(name)) for name in summary["per_prefix"])
        lines.append("")
        lines += [f"{printable(name):<{width}}  {_group(group)}" for name, group in summary["per_prefix"].items()]
    width = max(len(printable(clip)) for clip in summary["per_clip"])
    lines.append("")
    lines += [
        f"{printable(clip):<{width}}  {row['expected'] or '-':<28} {row['spelled'] or '-'}"
        for clip, row in summary["per_clip"].items()
    ]
    return "\n".join(lines)


def _false(figures: Mapping) -> str:
    rate = figures["false_letters_per_minute"]
    each = f", {rate:.1f} a minute" if rate is not None else ""
    return f"{figures['false_letters']} letters written{each}"


def _group(figures: Mapping) -> str:
    said = []
    if figures["letters"]:
        said.append(
            f"{100 * figures['letter_error_rate']:5.1f} % of {figures['letters']} letters "
            f"({figures['insertions']} + {figures['deletions']} + {figures['substitutions']})"
        )
    if figures["clips_without"]:
        said.append(_false(figures))
    return "; ".join(said)
