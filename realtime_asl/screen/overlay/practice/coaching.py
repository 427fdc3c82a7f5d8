"""What to do now: the prompt or the hint along the bottom, the finger marked on the hand, the offer to skip."""

from __future__ import annotations

import cv2
import numpy as np

from realtime_asl.alphabet import MOTION
from realtime_asl.practice.hints import Hint
from realtime_asl.practice.view import PracticeView
from realtime_asl.screen.overlay.marks import tick
from realtime_asl.screen.overlay.paint import Layout, baseline, fit, keycap, panel, text_width, write
from realtime_asl.screen.overlay.practice.places import Places
from realtime_asl.screen.overlay.theme import BOLD, DIM, GREEN, ORANGE, PANEL, REGULAR, TEXT
from realtime_asl.screen.overlay.view import View

_SHIFT = 4
#: A hint that is too long is written smaller, but no smaller than this, pixels.
_SMALLEST = 6
#: A mark swells and shrinks once in so many seconds: movement draws the eye, whatever the colours.
_PULSE_S = 1.0


class CoachingBar:
    """The bar along the bottom."""

    def __init__(self, layout: Layout, places: Places) -> None:
        self._layout = layout
        self._places = places

    def draw(self, image: np.ndarray, view: View) -> None:
        """Draw on `image` in place."""
        practice, layout = view.practice, self._layout
        if practice.hint is None:
            panel(image, layout.bar, layout.px(18))
            self._draw_prompt(image, practice)
            top = layout.bar[1]
        else:
            top = self._draw_hint(image, practice.hint)
        if practice.offer_skip:
            self._draw_offer(image, top, at_left=not self._places.picture_is_left(practice.hand))

    def _draw_prompt(self, image: np.ndarray, practice: PracticeView) -> None:
        layout = self._layout
        x0, y0, x1, y1 = layout.bar
        size, x, right = layout.px(26), x0 + layout.px(22), x1 - layout.px(16)
        if practice.counted is not None:
            tick(image, (x + 0.5 * size, (y0 + y1) / 2), size, GREEN, max(2, layout.px(5)))
            write(image, f"Yes, {practice.counted}", (x + round(1.4 * size), baseline(y0, y1, size)), size, weight=BOLD)
            return
        verb = "Teach" if practice.teaching else "Draw" if practice.letter in MOTION else "Sign"
        line = f"{verb} the letter {practice.letter}"
        write(image, fit(line, right - x, size), (x, baseline(y0, y1, size)), size)
        self._draw_keys(image, x + text_width(line, size) + layout.px(28), right)

    def _draw_keys(self, image: np.ndarray, left: int, right: int) -> None:
        """The keys of practice at the right, as many as there is room for."""
        layout = self._layout
        _, y0, _, y1 = layout.bar
        size, middle = layout.px(17), (y0 + y1) // 2
        for key, text in (("P", "stop"), ("I", "picture"), ("N", "skip")):
            width = round(size * 1.55) + layout.px(8) + text_width(text, size, REGULAR)
            if right - width < left:
                return
            after = keycap(image, key, right - width, middle, size)
            write(image, text, (after + layout.px(8), baseline(y0, y1, size)), size, DIM, weight=REGULAR)
            right -= width + layout.px(22)

    def _draw_hint(self, image: np.ndarray, hint: Hint) -> int:
        """The hint in two lines (what was read, what to do), three where there is no room; returns its top.

        It is never cut: of what teaching asks back, the keys that answer come last.
        """
        layout = self._layout
        x0, _, x1, y1 = layout.bar
        head, size, small = hint.heading, layout.px(26), layout.px(18)
        mark = layout.px(40)
        x = x0 + layout.px(18) + mark + layout.px(16)
        room = x1 - layout.px(18) - x
        advice = hint.advice[:1].upper() + hint.advice[1:]
        lines = _wrapped(advice, room, size)
        while lines[-1].endswith("…") and size > _SMALLEST:
            size -= 1
            lines = _wrapped(advice, room, size)
        y0 = y1 - layout.px(46) - len(lines) * layout.px(33)
        panel(image, (x0, y0, x1, y1), layout.px(18))
        self._draw_mark(image, x0 + layout.px(18), (y0 + y1) // 2, mark)
        write(image, fit(head, room, small), (x, y0 + layout.px(28)), small, DIM)
        for number, line in enumerate(lines):
            write(image, line, (x, y0 + layout.px(58 + 33 * number)), size, TEXT, weight=BOLD)
        return y0

    def _draw_mark(self, image: np.ndarray, x0: int, middle: int, side: int) -> None:
        panel(image, (x0, middle - side // 2, x0 + side, middle - side // 2 + side), side // 2, ORANGE, 1.0)
        size = round(0.66 * side)
        line = baseline(middle - side // 2, middle - side // 2 + side, size)
        write(image, "!", (x0 + side // 2, line), size, (0, 0, 0), weight=BOLD, align="center")

    def _draw_offer(self, image: np.ndarray, top: int, *, at_left: bool) -> None:
        """Above the bar, not at the side of the picture, which reaches down to a bar of one line."""
        layout = self._layout
        size, height = layout.px(20), layout.px(40)
        text = "go on with the next letter"
        key_width = round(layout.px(17) * 1.55)
        width = key_width + text_width(text, size) + layout.px(36)
        x0 = layout.margin if at_left else layout.width - layout.margin - width
        y0 = top - layout.px(8) - height
        panel(image, (x0, y0, x0 + width, y0 + height), layout.px(12))
        right = keycap(image, "N", x0 + layout.px(10), y0 + height // 2, layout.px(17))
        write(image, text, (right + layout.px(10), baseline(y0, y0 + height, size)), size)


class FingerMark:
    """The fingers that a hint is about, outlined on the hand; the outline swells and shrinks."""

    def __init__(self, layout: Layout) -> None:
        self._layout = layout

    def draw(self, image: np.ndarray, view: View) -> None:
        """Draw on `image` in place; nothing without a hint or a hand."""
        hint = view.practice.hint
        if hint is None or view.hand is None or not hint.landmarks:
            return
        points = np.clip(np.nan_to_num(self._layout.points(view.hand.landmarks)), -10_000, 10_000)
        span = float(np.ptp(points, axis=0).max())
        swell = 0.5 + 0.5 * np.cos(2 * np.pi * view.time / _PULSE_S)
        width = int(np.clip(span * (0.09 + 0.03 * swell), 6, 2 * self._layout.px(32)))
        # The wrist stands for the whole palm: where the hand points.
        chains = [[*hint.landmarks, 0]] if 0 in hint.landmarks else _chains(hint.landmarks)
        _outline(image, [points[chain] for chain in chains], width, max(2, self._layout.px(4)))


def _outline(image: np.ndarray, paths: list[np.ndarray], width: int, thickness: int) -> None:
    """The outline of thick lines, as one shape where they meet."""
    margin = width // 2 + thickness + 4
    joined = np.concatenate(paths)
    x0, y0 = np.maximum(np.floor(joined.min(axis=0)).astype(int) - margin, 0).tolist()
    x1, y1 = np.ceil(joined.max(axis=0)).astype(int) + margin
    x1, y1 = min(int(x1), image.shape[1]), min(int(y1), image.shape[0])
    if x0 >= x1 or y0 >= y1:
        return
    mask = np.zeros((y1 - y0, x1 - x0), np.uint8)
    lines = [np.rint((path - (x0, y0)) * (1 << _SHIFT)).astype(np.int32) for path in paths]
    cv2.polylines(mask, lines, False, 255, width, cv2.LINE_8, _SHIFT)
    outlines, _ = cv2.findContours(mask, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_TC89_L1)
    region = image[y0:y1, x0:x1]
    cv2.polylines(region, outlines, True, PANEL, thickness + 4, cv2.LINE_AA)
    cv2.polylines(region, outlines, True, ORANGE, thickness, cv2.LINE_AA)


def _chains(landmarks: tuple[int, ...]) -> list[list[int]]:
    """Runs of consecutive landmarks within one finger."""
    chains: list[list[int]] = []
    for landmark in landmarks:
        if chains and landmark == chains[-1][-1] + 1 and (landmark - 1) % 4:
            chains[-1].append(landmark)
        else:
            chains.append([landmark])
    return chains


def _wrapped(text: str, room: int, size: int) -> list[str]:
    """`text` in one line of `room` pixels, or two: at its semicolon, else of about the same length."""
    if text_width(text, size, BOLD) <= room:
        return [text]
    words = text.split()
    cuts = [(" ".join(words[:i]), " ".join(words[i:])) for i in range(1, len(words))]
    fitting = [cut for cut in cuts if max(text_width(line, size, BOLD) for line in cut) <= room]
    if not fitting:
        return [fit(text, room, size, BOLD)]
    at_semicolon = [cut for cut in fitting if cut[0].endswith(";")]
    return list(min(at_semicolon or fitting, key=lambda cut: abs(len(cut[0]) - len(cut[1]))))
